"""Finding accounts, the roles they hold on a day, and the units these reach."""

from collections.abc import Collection
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import ColumnElement, and_, or_, select, text
from sqlalchemy.orm import Session

from gis.domain.roles import Role
from gis.models import Account, AccountSession, RoleAssignment


class HeldRole(NamedTuple):
    """A role that an account holds; without a unit it holds everywhere."""

    role: Role
    unit_id: int | None


def account_by_login(session: Session, login: str, *, for_update: bool = False) -> Account | None:
    """Return the account called `login` (locked against other sign-ins where asked), or None."""
    statement = select(Account).where(Account.login == login)
    return session.scalar(statement.with_for_update() if for_update else statement)


def account_by_id(session: Session, account_id: int, *, for_update: bool = False) -> Account | None:
    """Return the account with this id while it is active (read anew and locked where asked), else None."""
    account = session.get(
        Account, account_id, populate_existing=for_update, with_for_update=for_update or None
    )
    return account if account is not None and account.is_active else None


def session_by_token(
    session: Session, token_hash: str, *, now: datetime, as_of: date
) -> tuple[AccountSession, Account, list[HeldRole]] | None:
    """Return the open session with this SHA-256, its active account and the roles that this holds on `as_of`.

    None where it ended, expired or is unknown.
    """
    statement = (
        select(AccountSession, Account, RoleAssignment.role, RoleAssignment.unit_id)
        .join(Account, Account.id == AccountSession.account_id)
        .join(RoleAssignment, and_(RoleAssignment.account_id == Account.id, is_held_on(as_of)), isouter=True)
        .where(AccountSession.token_hash == token_hash, is_open(now), Account.is_active)
        .order_by(RoleAssignment.id)
    )
    rows = session.execute(statement).all()
    if not rows:
        return None
    held = [HeldRole(row.role, row.unit_id) for row in rows if row.role is not None]
    return rows[0].AccountSession, rows[0].Account, held


def is_open(now: datetime) -> ColumnElement[bool]:
    """Return the condition that a session is open at `now`."""
    return and_(AccountSession.ended_at.is_(None), AccountSession.expires_at > now)


def is_held_on(day: date) -> ColumnElement[bool]:
    """Return the condition that an assignment of a role holds on `day`, its first and last day included."""
    return and_(
        RoleAssignment.valid_from <= day,
        or_(RoleAssignment.valid_to.is_(None), RoleAssignment.valid_to >= day),
    )


def held_roles(session: Session, account_id: int, *, as_of: date) -> list[HeldRole]:
    """Return the roles that the account holds on `as_of`, each with its unit."""
    statement = (
        select(RoleAssignment.role, RoleAssignment.unit_id)
        .where(RoleAssignment.account_id == account_id, is_held_on(as_of))
        .order_by(RoleAssignment.id)
    )
    return [HeldRole(*row) for row in session.execute(statement)]


def assignments_of(session: Session, account_id: int, *, as_of: date) -> list[RoleAssignment]:
    """Return the account's assignments that hold on `as_of` or later, oldest first."""
    statement = select(RoleAssignment).where(
        RoleAssignment.account_id == account_id,
        or_(RoleAssignment.valid_to.is_(None), RoleAssignment.valid_to >= as_of),
        or_(RoleAssignment.valid_to.is_(None), RoleAssignment.valid_to >= RoleAssignment.valid_from),
    )
    return list(session.scalars(statement.order_by(RoleAssignment.valid_from, RoleAssignment.id)))


def held_unit_ids(held: Collection[HeldRole], roles: Collection[Role]) -> frozenset[int] | None:
    """Return the units for which any of `roles` is held; None means every unit."""
    unit_ids = [each.unit_id for each in held if each.role in roles]
    return None if None in unit_ids else frozenset(number for number in unit_ids if number is not None)


def reach(session: Session, unit_ids: Collection[int]) -> frozenset[int]:
    """Return `unit_ids`, the units below them, and the predecessors and successors of all these.

    So far reaches whoever holds a role for these units.
    """
    if not unit_ids:
        return frozenset()
    return frozenset(session.scalars(_REACH, {"unit_ids": list(unit_ids)}))


_REACH = text("SELECT unnest(hatang_reach(CAST(:unit_ids AS bigint[])))")
