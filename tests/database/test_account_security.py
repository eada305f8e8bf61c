"""Accounts, roles, sessions and the log by raw SQL: nobody makes himself more than he is, or writes as another."""

import pytest
from sqlalchemy import Engine, text

from gis.domain.roles import Permission, Role, may
from tests.factories.accounts import PASSWORD_HASH
from tests.raw_sql import RELEASED, As, is_refused, states_seen, used
from tests.two_communes import TwoCommunes

ACCOUNT_TABLES = {
    "role_assignment": "INSERT INTO role_assignment (account_id, role, valid_from, granted_by)"
    " VALUES (:victim, 'reviewer', '2020-01-01', :account)",
    "account": "INSERT INTO account (login, display_name) VALUES ('neu', 'Neu')",
    "invitation": "INSERT INTO invitation (token_hash, account_id, created_by, expires_at)"
    " VALUES ('x', :victim, :account, '2100-01-01')",
    "name": "UPDATE account SET display_name = 'another' WHERE id = :victim",
    "closing": "UPDATE account SET is_active = false WHERE id = :victim",
    "ending": "UPDATE account_session SET ended_at = now() WHERE account_id = :victim",
    "role": "UPDATE role_assignment SET valid_to = '2100-01-01' WHERE account_id = :account",
}
"""What takes the permission to manage accounts."""


FORBIDDEN_TO_ALL = {
    "session": "INSERT INTO account_session (token_hash, account_id, started_at, last_seen_at, expires_at)"
    " VALUES ('x', :victim, now(), now(), '2100-01-01')",
    "factor": "UPDATE account_session SET second_factor = true WHERE account_id = :account",
    "password": "UPDATE account SET password_hash = 'known' WHERE id = :victim",
    "device": "UPDATE account SET totp_secret = 'known', totp_confirmed_at = now() WHERE id = :victim",
    "role": "UPDATE role_assignment SET role = 'reviewer', unit_id = NULL WHERE account_id = :account",
    "hash": "SELECT password_hash FROM account",
    "log": "INSERT INTO audit_log (actor_id, actor, action, subject) VALUES (:victim, 'v', 'look', 'map')",
    "nobody": "INSERT INTO audit_log (actor, action, subject) VALUES ('command line', 'look', 'map')",
    "look": "INSERT INTO restricted_view (account_id, field, subject, row_count) VALUES (:victim, 'donor', 'a', 1)",
}


@pytest.mark.parametrize("role", [None, *Role])
def test_nobody_makes_himself_more_than_he_is(asking: As, communes: TwoCommunes, role: Role | None) -> None:
    connection = asking(role)
    manages = role is not None and may({role}, Permission.ACCOUNT_MANAGE)
    victim = communes.accounts[Role.COUNCIL if role is not Role.COUNCIL else Role.DATA_ENTRY]
    values = {"victim": victim, "account": communes.accounts.get(role) if role else None}
    cases = [(each, manages) for each in ACCOUNT_TABLES.values()]
    for statement, is_allowed in [*cases, *((each, False) for each in FORBIDDEN_TO_ALL.values())]:
        named = used(statement, values)
        assert is_refused(connection, text(statement), named) != is_allowed, statement


def test_a_session_is_opened_by_who_proves_the_password(
    asking: As, communes_owner: Engine, communes: TwoCommunes
) -> None:
    account = communes.accounts[Role.DATA_ENTRY]
    opens = text(
        "INSERT INTO account_session (token_hash, account_id, started_at, last_seen_at, expires_at)"
        " VALUES ('y', :account, now(), now(), '2100-01-01')"
    )
    prove = text("SELECT hatang_prove_password(:account, :computed)")
    connection, values = asking(None), {"account": account}
    parameters = connection.scalar(text("SELECT hatang_password_parameters(:account)"), values)
    assert PASSWORD_HASH.startswith(parameters)
    assert parameters != PASSWORD_HASH
    assert connection.scalar(prove, values | {"computed": f"{parameters}{'A' * 43}"}) is None
    assert is_refused(connection, opens, values)
    ticket = connection.scalar(prove, values | {"computed": PASSWORD_HASH})
    assert not is_refused(connection, opens, values)
    assert is_refused(connection, opens, {"account": communes.accounts[Role.REVIEWER]})
    assert states_seen(connection, communes.own) == RELEASED  # the password alone reaches no rows
    later = asking(None)
    assert later.scalar(text("SELECT hatang_prove_ticket(:ticket)"), {"ticket": ticket}) == account
    assert not is_refused(later, opens, values)
    number, until, _ = ticket.split("|")
    for forged in (
        f"{communes.accounts[Role.REVIEWER]}|{until}|{_}",
        f"{number}|{int(until) + 1}|{_}",
        "x",
        "",
    ):
        assert asking(None).scalar(text("SELECT hatang_prove_ticket(:ticket)"), {"ticket": forged}) is None


def test_a_locked_account_proves_nothing(asking: As, communes_owner: Engine, communes: TwoCommunes) -> None:
    lock = text("UPDATE account SET locked_until = :until WHERE id = :account")
    account = {"account": communes.accounts[Role.COUNCIL]}
    with communes_owner.begin() as connection:
        connection.execute(lock, account | {"until": "2100-01-01"})
    try:
        prove = text("SELECT hatang_prove_password(:account, :computed)")
        assert asking(None).scalar(prove, account | {"computed": PASSWORD_HASH}) is None
    finally:
        with communes_owner.begin() as connection:
            connection.execute(lock, account | {"until": None})


def test_the_log_is_written_in_the_own_name_and_read_within_the_scope(
    asking: As, communes_owner: Engine, communes: TwoCommunes
) -> None:
    written = text(
        "INSERT INTO audit_log (actor_id, actor, action, subject, subject_id, reason)"
        " VALUES (:actor, 'one', :action, 'project', :project, 'said inside')"
    )
    with communes_owner.begin() as connection:
        for ground in (communes.own, communes.other):
            for action in ("voucher.append", "review.returned", "project.locate"):
                connection.execute(written, {"actor": None, "action": action, "project": ground.project_id})
    seen = text("SELECT subject_id, action FROM audit_log WHERE reason = 'said inside'")
    public = {(ground.project_id, "project.locate") for ground in (communes.own, communes.other)}
    inner = {(communes.own.project_id, "voucher.append"), (communes.own.project_id, "review.returned")}
    for role in (None, *Role):
        found = {(row.subject_id, row.action) for row in asking(role).execute(seen)}
        if role is Role.ADMINISTRATOR:
            assert len(found) == 6
        else:
            reads = role is not None and may({role}, Permission.AUDIT_READ)
            assert found == (public | inner if reads else public), role
    own = {
        "actor": communes.accounts[Role.DATA_ENTRY],
        "action": "project.locate",
        "project": communes.own.project_id,
    }
    assert not is_refused(asking(Role.DATA_ENTRY), written, own)
    assert is_refused(asking(None), written, own)
