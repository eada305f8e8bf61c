"""Questions about boundaries: which units of a day have which, and which are made of their communes."""

from collections.abc import Collection
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import Session

from gis.domain.units import BoundaryKind, UnitLevel
from gis.models import Unit
from gis.queries.units import is_valid_on


class BoundaryRow(NamedTuple):
    """A unit with its boundary as WKB in EPSG:4326, None where it has none."""

    id: int
    code: str
    name: str
    full_name: str
    level: UnitLevel
    parent_id: int | None
    valid_from: date | None
    valid_to: date | None
    official_area_km2: Decimal | None
    kind: BoundaryKind | None
    source: str | None
    wkb: bytes | None


def boundaries_on(session: Session, day: date) -> list[BoundaryRow]:
    """Return every unit that exists on `day`, whatever its level, with its boundary, by id."""
    return _boundaries(session, is_valid_on(day))


def boundaries_of_kind(session: Session, kind: BoundaryKind) -> list[BoundaryRow]:
    """Return the communes of any date whose boundary is of one kind, by id."""
    return _boundaries(session, Unit.level == UnitLevel.COMMUNE, Unit.boundary_kind == kind)


def derived_parents(session: Session, unit_ids: Collection[int]) -> list[int]:
    """Return the units above these ones whose boundaries are made of their communes, by id."""
    statement = select(Unit.id).where(
        Unit.id.in_(_ids_above(unit_ids)),
        Unit.level != UnitLevel.COMMUNE,
        Unit.boundary_kind.in_((BoundaryKind.DERIVED, BoundaryKind.SCHEMATIC)),
    )
    return list(session.scalars(statement.order_by(Unit.id)))


def parents_to_derive(
    session: Session, complete_ids: Collection[int], *, changed_ids: Collection[int]
) -> list[int]:
    """Return those of the complete parents that have no boundary yet or stand above a changed unit, by id."""
    statement = select(Unit.id).where(
        Unit.id.in_(complete_ids), or_(Unit.geom.is_(None), Unit.id.in_(_ids_above(changed_ids)))
    )
    return list(session.scalars(statement.order_by(Unit.id)))


def _ids_above(unit_ids: Collection[int]) -> Select[int]:
    """Return a SELECT of the ids of these units and of all units above them."""
    above = select(Unit.id, Unit.parent_id).where(Unit.id.in_(unit_ids)).cte("above", recursive=True)
    above = above.union(select(Unit.id, Unit.parent_id).join(above, Unit.id == above.c.parent_id))
    return select(above.c.id)


def _boundaries(session: Session, *conditions: ColumnElement[bool]) -> list[BoundaryRow]:
    columns = (
        Unit.id,
        Unit.code,
        Unit.name,
        Unit.full_name,
        Unit.level,
        Unit.parent_id,
        Unit.valid_from,
        Unit.valid_to,
        Unit.official_area_km2,
        Unit.boundary_kind,
        Unit.boundary_source,
        func.ST_AsBinary(Unit.geom),
    )
    rows = session.execute(select(*columns).where(*conditions).order_by(Unit.id))
    return [BoundaryRow(*row) for row in rows]
