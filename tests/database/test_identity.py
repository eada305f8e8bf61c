"""Who asks, as the database knows it: what an identity is worth, and that nobody makes one up or gets around it."""

from itertools import product

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import DBAPIError, ProgrammingError
from sqlalchemy.orm import Session

from gis.domain.roles import MONEY_LEDGERS, PERMISSIONS, SECOND_FACTOR, Permission, Role, roles_with
from gis.migrations import security
from gis.migrations.security import permissions
from gis.queries import scopes
from gis.queries.accounts import held_roles, held_unit_ids, reach
from tests.raw_sql import IDENTIFY, RELEASED, As, states_seen
from tests.two_communes import TwoCommunes, token_of
from webmap.clock import today

FORGERIES = [
    "SELECT set_config('hatang.identity', 'session|{victim}|' || repeat('0', 64), false)",
    "SET hatang.identity = 'session|{victim}'",
    "SELECT set_config('hatang.identity', 'session|{victim}|', true)",
    "SELECT hatang_identify('{token_hash}')",
    "SELECT hatang_identify(NULL)",
    "SELECT hatang_identify('')",
]


@pytest.mark.parametrize("forgery", FORGERIES)
def test_an_identity_is_not_made_up(
    asking: As, communes_owner: Engine, communes: TwoCommunes, forgery: str
) -> None:
    victim = communes.accounts[Role.REVIEWER]
    with communes_owner.connect() as connection:
        asked = text("SELECT token_hash FROM account_session WHERE account_id = :victim")
        token_hash = connection.scalar(asked, {"victim": victim})
    connection = asking(None)
    connection.execute(text(forgery.format(victim=victim, token_hash=token_hash)))
    assert connection.scalar(text("SELECT hatang_account_id()")) is None
    assert states_seen(connection, communes.own) == RELEASED


def test_an_identity_is_worth_nothing_in_another_transaction(
    asking: As, communes_web: Engine, communes: TwoCommunes
) -> None:
    named = text("SELECT current_setting('hatang.identity')")
    carried = asking(Role.REVIEWER).scalar(named)
    assert carried
    take = text("SELECT set_config('hatang.identity', :carried, false)")
    with communes_web.connect() as connection:
        connection.execute(IDENTIFY, {"token": token_of(Role.UNIT_LEADER)})
        own = connection.scalar(named)
        connection.commit()
        assert not connection.scalar(named)  # gone with its transaction
        for another in (carried, own):
            connection.execute(take, {"carried": another})
            assert connection.scalar(text("SELECT hatang_account_id()")) is None
            connection.rollback()


def test_an_identity_ends_with_its_session(asking: As, communes_owner: Engine) -> None:
    ended = text(
        "UPDATE account_session SET ended_at = :at WHERE account_id IN"
        " (SELECT id FROM account WHERE login = 'council')"
    )
    with communes_owner.begin() as connection:
        connection.execute(ended, {"at": "2026-01-01"})
    try:
        assert asking(None).scalar(IDENTIFY, {"token": token_of(Role.COUNCIL)}) is None
    finally:
        with communes_owner.begin() as connection:
            connection.execute(ended, {"at": None})


def test_roles_that_need_a_code_reach_nothing_without_one(
    asking: As, communes_owner: Engine, communes: TwoCommunes
) -> None:
    half = text("UPDATE account_session SET second_factor = :done WHERE account_id = :account")
    with communes_owner.begin() as connection:
        connection.execute(half, {"done": False, "account": communes.accounts[Role.REVIEWER]})
    try:
        connection = asking(Role.REVIEWER)
        assert connection.scalar(text("SELECT hatang_account_id()")) is None
        assert connection.scalar(text("SELECT hatang_own_account_id()")) == communes.accounts[Role.REVIEWER]
        assert states_seen(connection, communes.own) == RELEASED
    finally:
        with communes_owner.begin() as connection:
            connection.execute(half, {"done": True, "account": communes.accounts[Role.REVIEWER]})


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT secret FROM signing_key",
        "SELECT hatang_signature('session|1')",
        "SELECT hatang_set_identity('session', 1)",
        "SELECT hatang_ticket(1, '99999999999')",
        "SELECT hatang_identity('{session}')",
        "SELECT hatang_scope_of(1, '*', '{fact.enter}')",
        "UPDATE role_permission SET role = 'council'",
        "INSERT INTO role_permission VALUES ('council', 'fact.review', '*')",
        "SET SESSION AUTHORIZATION hatang_owner",
        "SET ROLE hatang_owner",
        "ALTER TABLE voucher DISABLE ROW LEVEL SECURITY",
        "DROP POLICY voucher_select ON voucher",
        "ALTER FUNCTION hatang_account_id() OWNER TO hatang_app",
        "CREATE OR REPLACE FUNCTION hatang_account_id() RETURNS bigint LANGUAGE sql AS 'SELECT 1::bigint'",
        "COPY signing_key TO STDOUT",
        "COPY voucher TO '/tmp/vouchers'",
        "DELETE FROM voucher",
    ],
)
def test_what_protects_the_rows_is_out_of_reach(asking: As, statement: str) -> None:
    with pytest.raises(DBAPIError, match=r"permission denied|must be (owner|able|superuser)"):
        asking(Role.ADMINISTRATOR).execute(text(statement.replace(":", r"\:")))


def test_row_security_switched_off_is_an_error_and_no_open_door(asking: As) -> None:
    connection = asking(Role.DATA_ENTRY)
    connection.execute(text("RESET ROLE"))
    connection.execute(text("SET row_security = off"))
    with pytest.raises(ProgrammingError, match="row-level security policy"):
        connection.execute(text("SELECT count(*) FROM voucher"))


def test_tables_of_ones_own_deceive_no_function(asking: As, communes: TwoCommunes) -> None:
    connection = asking(Role.DATA_ENTRY)
    for table in ("project_share", "role_assignment", "role_permission", "account_session", "unit"):
        connection.execute(text(f"CREATE TEMP TABLE {table} AS SELECT * FROM public.{table}"))
    connection.execute(
        text("UPDATE pg_temp.project_share SET unit_id = :unit"), {"unit": communes.own.unit_id}
    )
    connection.execute(text("UPDATE pg_temp.role_assignment SET unit_id = NULL"))
    connection.execute(
        text(
            "CREATE FUNCTION pg_temp.hatang_reaches(bigint[], bigint, bigint) RETURNS boolean"
            " LANGUAGE sql AS 'SELECT true'"
        )
    )
    connection.execute(text("SET LOCAL search_path = pg_temp, public"))
    assert states_seen(connection, communes.other) == RELEASED


def test_the_scope_of_a_unit_reaches_what_it_was_and_what_lies_below(
    asking: As, communes: TwoCommunes
) -> None:
    connection = asking(Role.DATA_ENTRY)
    found = connection.scalar(text("SELECT hatang_scope('*', 'fact.enter')"))
    assert set(found) == {communes.own.unit_id, communes.old_unit_id}
    assert asking(Role.ADMINISTRATOR).scalar(text("SELECT hatang_scope('*', 'account.manage')")) == [0]
    assert not asking(Role.COUNCIL).scalar(text("SELECT hatang_scope('*', 'fact.enter')"))


def test_the_database_holds_the_one_table_of_permissions(communes_owner: Engine) -> None:
    with communes_owner.connect() as connection:
        held = {
            tuple(row)
            for row in connection.execute(text("SELECT role, permission, ledger FROM role_permission"))
        }
    assert held == permissions.rows()
    told = {
        (role, permission) for role, permission, _ in held if permission != permissions.SECOND_FACTOR_MARK
    }
    assert told == {(role, permission) for permission, roles in PERMISSIONS.items() for role in roles}
    assert {
        role for role, permission, _ in held if permission == permissions.SECOND_FACTOR_MARK
    } == SECOND_FACTOR
    entered = {
        ledger for role, permission, ledger in held if (role, permission) == ("accountant", "fact.enter")
    }
    assert entered == set(MONEY_LEDGERS)


def test_security_given_again_changes_nothing(communes_owner: Engine) -> None:
    asked = text("SELECT tablename, policyname, qual, with_check FROM pg_policies ORDER BY 1, 2")
    with communes_owner.begin() as connection:
        before = connection.execute(asked).all()
        security.give(connection)
        assert connection.execute(asked).all() == before
        security.take_away(connection)
        assert connection.execute(asked).all() == []
        security.give(connection)
        assert connection.execute(asked).all() == before


def test_the_application_reaches_what_the_database_reaches(
    communes_owner: Engine, communes: TwoCommunes
) -> None:
    reached = text("""
        SELECT hatang_scope_of(:account, '*', ARRAY[CAST(:permission AS text)]) AS scope,
               hatang_reaches(hatang_scope_of(:account, '*', ARRAY[CAST(:permission AS text)]), :project, :unit) AS is_within
    """)
    with Session(communes_owner) as session:
        for role, account in communes.accounts.items():
            held = held_roles(session, account, as_of=today())
            for permission in set(Permission) - {Permission.FACT_ENTER}:  # of which accountants have a part
                unit_ids = held_unit_ids(held, roles_with(permission))
                scope = None if unit_ids is None else reach(session, unit_ids)
                for ground in (communes.own, communes.other):
                    for project, unit in product((ground.project_id, None), (ground.unit_id, None)):
                        values = {
                            "account": account,
                            "permission": permission,
                            "project": project,
                            "unit": unit,
                        }
                        found = session.execute(reached, values).one()
                        assert (None if found.scope == [0] else frozenset(found.scope)) == scope, (
                            role,
                            permission,
                        )
                        asked = scopes.reaches(session, scope, project_id=project, unit_id=unit)
                        assert asked == found.is_within, (role, permission, project, unit)
