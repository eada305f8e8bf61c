"""Whether projects and communes lie within the units that an account reaches."""

from collections.abc import Collection
from datetime import date

from sqlalchemy import exists, or_, select
from sqlalchemy.orm import Session

from gis.domain.roles import Role
from gis.models import ProjectShare, ProjectStatedUnit, RoleAssignment, Unit
from gis.queries.accounts import is_held_on

Scope = frozenset[int] | None
"""Ids of units; None is everywhere."""


def reaches(session: Session, scope: Scope, *, project_id: int | None, unit_id: int | None = None) -> bool:
    """Return whether `scope` holds the project and, where a row names one itself, the commune.

    A project lies in every unit that it has a share of, in any unit set, and in those that its papers name. The
    database asks the same of raw SQL by `hatang_reaches`; a test holds both equal.
    """
    if scope is None:
        return True
    if unit_id is not None and unit_id not in scope:
        return False
    if project_id is None:
        return unit_id is not None
    share, stated = ProjectShare, ProjectStatedUnit
    found = select(
        or_(
            exists().where(share.project_id == project_id, share.unit_id.in_(scope)),
            exists().where(stated.project_id == project_id, stated.unit_id.in_(scope)),
        )
    )
    return bool(session.scalar(found))


def units_held(session: Session, account_id: int, roles: Collection[Role], *, as_of: date) -> list[str]:
    """Return the names of the units for which the account itself holds one of `roles` on `as_of`."""
    statement = (
        select(Unit.full_name)
        .join(RoleAssignment, RoleAssignment.unit_id == Unit.id)
        .where(RoleAssignment.account_id == account_id, RoleAssignment.role.in_(roles), is_held_on(as_of))
        .distinct()
        .order_by(Unit.full_name)
    )
    return list(session.scalars(statement))
