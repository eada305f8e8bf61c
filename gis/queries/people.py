"""What the pages of accounts show: people and their roles, open sessions, invitations, recovery codes."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import Session

from gis.domain.names import name_key
from gis.domain.roles import Role
from gis.models import Account, AccountSession, Agency, Invitation, RecoveryCode, RoleAssignment, Unit
from gis.queries.accounts import is_held_on, is_open


class RoleRow(NamedTuple):
    """A role that somebody holds, held or will hold, with the names of its unit and agency."""

    id: int
    account_id: int
    role: Role
    unit_id: int | None
    unit_name: str | None
    agency_name: str | None
    valid_from: date
    valid_to: date | None
    document: str | None


class PersonRow(NamedTuple):
    """An account in the list of people, without its roles."""

    id: int
    login: str
    display_name: str
    is_active: bool
    is_demo: bool
    last_login_at: datetime | None
    has_password: bool
    has_device: bool


def people(session: Session, *, words: str = "", role: Role | None = None, as_of: date) -> list[PersonRow]:
    """Return the people whose name or login holds every one of `words` (accents make no difference), by name.

    With `role` only those who hold it on `as_of`. Accounts are some thousands at most, hence no pages in SQL.
    """
    statement = _people()
    if role is not None:
        held = select(RoleAssignment.account_id).where(RoleAssignment.role == role, is_held_on(as_of))
        statement = statement.where(Account.id.in_(held))
    rows = [PersonRow(*row) for row in session.execute(statement)]
    wanted = name_key(words).split()
    return sorted(
        (row for row in rows if _holds(row, wanted)), key=lambda row: (name_key(row.display_name), row.id)
    )


def _holds(row: PersonRow, wanted: list[str]) -> bool:
    text = f"{name_key(row.display_name)} {row.login} {name_key(row.login)}"
    return all(word in text for word in wanted)


def person(session: Session, account_id: int) -> PersonRow | None:
    """Return one account, closed or not; None where there is none."""
    row = session.execute(_people().where(Account.id == account_id)).one_or_none()
    return None if row is None else PersonRow(*row)


def _people() -> Select[int, str, str, bool, bool, datetime | None, bool, bool]:
    return select(
        Account.id,
        Account.login,
        Account.display_name,
        Account.is_active,
        Account.is_demo,
        Account.last_login_at,
        or_(Account.password_changed_at.is_not(None), Account.last_login_at.is_not(None)),
        Account.totp_confirmed_at.is_not(None),
    )


def roles_of(session: Session, account_ids: Iterable[int]) -> dict[int, list[RoleRow]]:
    """Return all assignments of the accounts, the newest first; none for a role that was taken back at once."""
    statement = (
        select(
            RoleAssignment.id,
            RoleAssignment.account_id,
            RoleAssignment.role,
            RoleAssignment.unit_id,
            Unit.full_name,
            Agency.name,
            RoleAssignment.valid_from,
            RoleAssignment.valid_to,
            RoleAssignment.document,
        )
        .join(Unit, Unit.id == RoleAssignment.unit_id, isouter=True)
        .join(Agency, Agency.id == RoleAssignment.agency_id, isouter=True)
        .where(RoleAssignment.account_id.in_(list(account_ids)), _was_ever_held())
        .order_by(RoleAssignment.valid_from.desc(), RoleAssignment.id.desc())
    )
    found: dict[int, list[RoleRow]] = {}
    for row in session.execute(statement):
        found.setdefault(row.account_id, []).append(RoleRow(*row))
    return found


def _was_ever_held() -> ColumnElement[bool]:
    return or_(RoleAssignment.valid_to.is_(None), RoleAssignment.valid_to >= RoleAssignment.valid_from)


def open_sessions(session: Session, account_id: int, *, now: datetime) -> list[AccountSession]:
    """Return the account's open sessions, the one used last first."""
    statement = (
        select(AccountSession)
        .where(AccountSession.account_id == account_id, is_open(now))
        .order_by(AccountSession.last_seen_at.desc(), AccountSession.id.desc())
    )
    return list(session.scalars(statement))


def recovery_codes_left(session: Session, account_id: int) -> int:
    """Return how many recovery codes the account can still use."""
    statement = select(func.count()).where(
        RecoveryCode.account_id == account_id,
        RecoveryCode.used_at.is_(None),
        RecoveryCode.replaced_at.is_(None),
    )
    return session.scalar(statement) or 0


def waiting_invitation(session: Session, account_id: int, *, now: datetime) -> Invitation | None:
    """Return the account's link that can still be taken up, or None."""
    return session.scalar(select(Invitation).where(Invitation.account_id == account_id, _is_waiting(now)))


def invitation_by_token(
    session: Session, token_hash: str, *, now: datetime, for_update: bool = False
) -> tuple[Invitation, Account] | None:
    """Return the link with this SHA-256 and its account while both can be used (locked where asked), else None."""
    statement = (
        select(Invitation, Account)
        .join(Account, Account.id == Invitation.account_id)
        .where(Invitation.token_hash == token_hash, _is_waiting(now), Account.is_active)
    )
    found = session.execute(statement.with_for_update() if for_update else statement).one_or_none()
    return None if found is None else (found[0], found[1])


def _is_waiting(now: datetime) -> ColumnElement[bool]:
    return and_(Invitation.used_at.is_(None), Invitation.cancelled_at.is_(None), Invitation.expires_at > now)
