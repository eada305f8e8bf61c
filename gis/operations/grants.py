"""Giving roles to accounts and taking them back."""

from datetime import date, timedelta
from typing import NamedTuple

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from gis.domain.errors import DomainError
from gis.domain.roles import WITHOUT_UNITS, Role
from gis.models import Account, RoleAssignment
from gis.operations.audit import Actor, record


class Grant(NamedTuple):
    """A role to give: for which unit (None: everywhere), acting for which agency, from when through when, by what."""

    role: Role
    unit_id: int | None
    valid_from: date
    valid_to: date | None = None
    agency_id: int | None = None
    document: str | None = None


class GrantError(DomainError):
    """The grant makes no sense; `field` says where."""


def give_role(session: Session, actor: Actor, account: Account, grant: Grant) -> RoleAssignment:
    """Add the assignment and log it.

    GrantError where it ends before it begins, bounds a role by a unit in vain, or the account holds the same role
    for the same unit on one of its days already.
    """
    if grant.valid_to is not None and grant.valid_to < grant.valid_from:
        raise GrantError("ends_before_it_begins", field="valid_to")
    if grant.role in WITHOUT_UNITS and grant.unit_id is not None:
        raise GrantError("role_without_units", field="unit")
    if _is_held(session, account.id, grant):
        raise GrantError("role_held", field="role")
    assignment = RoleAssignment(account_id=account.id, granted_by=actor.account_id, **grant._asdict())
    session.add(assignment)
    session.flush()
    after = _as_json(assignment)
    record(session, actor, action="give_role", subject="account", subject_id=account.id, after=after)
    return assignment


def _is_held(session: Session, account_id: int, grant: Grant) -> bool:
    """Return whether the account holds this role there on any day of the grant."""
    until = grant.valid_to or date.max
    held = select(RoleAssignment.id).where(
        RoleAssignment.account_id == account_id,
        RoleAssignment.role == grant.role,
        RoleAssignment.unit_id.is_not_distinct_from(grant.unit_id),
        RoleAssignment.valid_from <= until,
        or_(RoleAssignment.valid_to.is_(None), RoleAssignment.valid_to >= grant.valid_from),
        or_(RoleAssignment.valid_to.is_(None), RoleAssignment.valid_to >= RoleAssignment.valid_from),
    )
    return session.scalars(held.limit(1)).first() is not None


def end_role(
    session: Session, actor: Actor, assignment: RoleAssignment, *, last_day: date, reason: str | None = None
) -> None:
    """Let the assignment hold through `last_day` only; one that had not begun by then never holds."""
    before = _as_json(assignment)
    assignment.valid_to = max(last_day, assignment.valid_from - timedelta(days=1))
    session.flush()
    record(
        session,
        actor,
        action="end_role",
        subject="account",
        subject_id=assignment.account_id,
        before=before,
        after=_as_json(assignment),
        reason=reason,
    )


def _as_json(assignment: RoleAssignment) -> dict[str, object]:
    return {
        "role": assignment.role.value,
        "unit_id": assignment.unit_id,
        "agency_id": assignment.agency_id,
        "valid_from": assignment.valid_from.isoformat(),
        "valid_to": assignment.valid_to and assignment.valid_to.isoformat(),
        "document": assignment.document,
    }
