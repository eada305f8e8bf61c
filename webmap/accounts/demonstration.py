"""The accounts for trying the system out: one of each part in a month's work, with fresh passwords, beside demonstration data alone."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Final, NamedTuple

import click
from sqlalchemy.orm import Session

from etl.demo.people import write_late_reports
from gis.domain.roles import Role
from gis.models import Account
from gis.operations.accounts import change_password, create_account, set_active
from gis.operations.audit import Actor
from gis.operations.grants import Grant, end_role, give_role
from gis.queries.accounts import account_by_login, assignments_of
from gis.queries.units import UnitRow, busiest_commune
from webmap.accounts.passwords import fresh_password, hash_password
from webmap.clock import now
from webmap.labels import label


class DemoAccount(NamedTuple):
    """A person of the demonstration; one of a commune works for the commune with most projects."""

    login: str
    name: str
    role: Role
    is_of_commune: bool = False


_WRITER: Final = "canbo"
_REVIEWER: Final = "thamdinh"
DEMO_ACCOUNTS: Final = (
    DemoAccount(_WRITER, "Cán bộ thử nghiệm", Role.DATA_ENTRY, is_of_commune=True),
    DemoAccount("lanhdaoxa", "Lãnh đạo xã thử nghiệm", Role.UNIT_LEADER, is_of_commune=True),
    DemoAccount(_REVIEWER, "Thẩm định thử nghiệm", Role.REVIEWER),
    DemoAccount("lanhdao", "Lãnh đạo thử nghiệm", Role.COMMITTEE_LEADER),
    DemoAccount("quantri", "Quản trị thử nghiệm", Role.ADMINISTRATOR),
)


def settle(session: Session, actor: Actor, *, renew: bool, as_of: date) -> Iterator[str]:
    """Make what is missing (with `renew` give new passwords to all) and yield a line to print for each."""
    commune = busiest_commune(session, as_of=as_of)
    for person in DEMO_ACCOUNTS:
        account = account_by_login(session, person.login)
        if account is not None and not account.is_demo:
            if renew:
                raise click.ClickException(f"{person.login} là tài khoản thật, không đổi mật khẩu.")
            continue
        if account is not None and not renew:
            continue
        if account is not None:
            set_active(session, actor, account, is_active=True, now=now())
        password = fresh_password()
        account = _with_password(session, actor, person, account, password)
        unit = commune if person.is_of_commune else None
        _give_only(session, actor, account, Grant(person.role, unit.id if unit else None, as_of))
        yield f"{person.login:<12}{password:<22}{_words(person.role, unit)}"


def write_reports(session: Session, *, as_of: date) -> int:
    """Let the people of the demonstration write and accept some reports, so that figures have authors; return how many."""
    commune = busiest_commune(session, as_of=as_of)
    writer, reviewer = (account_by_login(session, login) for login in (_WRITER, _REVIEWER))
    if commune is None or writer is None or reviewer is None or not (writer.is_demo and reviewer.is_demo):
        return 0
    actors = Actor(writer.login, writer.id), Actor(reviewer.login, reviewer.id)
    return write_late_reports(session, *actors, unit_id=commune.id, as_of=as_of)


def _with_password(
    session: Session, actor: Actor, person: DemoAccount, account: Account | None, password: str
) -> Account:
    password_hash = hash_password(password)
    if account is None:
        return create_account(
            session,
            actor,
            login=person.login,
            display_name=person.name,
            password_hash=password_hash,
            is_demo=True,
        )
    change_password(session, actor, account, password_hash=password_hash, now=now())
    return account


def _give_only(session: Session, actor: Actor, account: Account, grant: Grant) -> None:
    """Let the account hold this role and no other; nothing where it does."""
    held = assignments_of(session, account.id, as_of=grant.valid_from)
    if [(each.role, each.unit_id, each.valid_to) for each in held] == [(grant.role, grant.unit_id, None)]:
        return
    for each in held:
        end_role(session, actor, each, last_day=grant.valid_from - timedelta(days=1))
    give_role(session, actor, account, grant)


def _words(role: Role, unit: UnitRow | None) -> str:
    words = str(label(role))
    return f"{words}, {unit.full_name}" if unit else words
