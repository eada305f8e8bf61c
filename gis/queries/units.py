"""Questions about administrative units: which are valid on a date, what lies below one, who followed whom."""

from datetime import date
from typing import NamedTuple

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import Session, aliased

from gis.domain.units import UnitLevel
from gis.models import ProjectShare, Unit, UnitSuccession


class UnitRow(NamedTuple):
    """A unit as lists and menus show it."""

    id: int
    code: str
    name: str
    full_name: str
    level: UnitLevel
    parent_id: int | None
    valid_from: date | None
    valid_to: date | None


def is_valid_on(day: date) -> ColumnElement[bool]:
    """Return the condition that a unit exists on `day`; open ends count as always."""
    return and_(
        or_(Unit.valid_from.is_(None), Unit.valid_from <= day),
        or_(Unit.valid_to.is_(None), Unit.valid_to >= day),
    )


def communes_on(session: Session, day: date) -> list[UnitRow]:
    """Return the communes that exist on `day`, by name key."""
    statement = (
        _rows().where(Unit.level == UnitLevel.COMMUNE, is_valid_on(day)).order_by(Unit.name_key, Unit.id)
    )
    return [UnitRow(*row) for row in session.execute(statement)]


def get(session: Session, unit_id: int) -> UnitRow | None:
    """Return one unit, or None."""
    row = session.execute(_rows().where(Unit.id == unit_id)).one_or_none()
    return None if row is None else UnitRow(*row)


def unit_by_reference(session: Session, reference: str, *, as_of: date) -> UnitRow | None:
    """Return the unit that a person means: `id:NUMBER`, or a code, of the finest unit that has it on `as_of`."""
    number = reference.removeprefix("id:")
    if number != reference:
        return (
            get(session, int(number))
            if number.isascii() and number.isdecimal() and len(number) < 19
            else None
        )
    rows = session.execute(_rows().where(Unit.code == reference, is_valid_on(as_of)).order_by(Unit.id))
    levels = list(UnitLevel)
    return max((UnitRow(*row) for row in rows), key=lambda unit: levels.index(unit.level), default=None)


def busiest_commune(session: Session, *, as_of: date) -> UnitRow | None:
    """Return the commune of that day with most projects, None where no commune has any."""
    statement = (
        _rows()
        .join(ProjectShare, ProjectShare.unit_id == Unit.id)
        .where(Unit.level == UnitLevel.COMMUNE, is_valid_on(as_of))
        .group_by(Unit.id)
        .order_by(func.count().desc(), Unit.id)
        .limit(1)
    )
    row = session.execute(statement).one_or_none()
    return None if row is None else UnitRow(*row)


def ids_under(*unit_ids: int) -> Select[int]:
    """Return a SELECT of the ids of these units and of all units below them, whatever their dates."""
    tree = select(Unit.id).where(Unit.id.in_(unit_ids)).cte("tree", recursive=True)
    child = aliased(Unit)
    tree = tree.union(select(child.id).where(child.parent_id == tree.c.id))
    return select(tree.c.id)


def change_dates(session: Session) -> list[date]:
    """Return the days on which communes were reorganised, oldest first; each begins another unit set."""
    statement = (
        select(UnitSuccession.effective_date)
        .join(Unit, Unit.id == UnitSuccession.new_id)
        .where(Unit.level == UnitLevel.COMMUNE)
        .distinct()
        .order_by(UnitSuccession.effective_date)
    )
    return list(session.scalars(statement))


def successors(session: Session, unit_id: int) -> list[UnitRow]:
    """Return the units that followed this one."""
    statement = (
        _rows().join(UnitSuccession, UnitSuccession.new_id == Unit.id).where(UnitSuccession.old_id == unit_id)
    )
    return [UnitRow(*row) for row in session.execute(statement.order_by(Unit.name_key))]


def predecessors(session: Session, unit_id: int) -> list[UnitRow]:
    """Return the units that this one followed."""
    statement = (
        _rows().join(UnitSuccession, UnitSuccession.old_id == Unit.id).where(UnitSuccession.new_id == unit_id)
    )
    return [UnitRow(*row) for row in session.execute(statement.order_by(Unit.name_key))]


def extent(session: Session, day: date) -> tuple[float, float, float, float] | None:
    """Return west, south, east, north in degrees (EPSG:4326) of the communes on `day`; None without boundaries."""
    box = func.ST_Extent(Unit.geom)
    statement = select(func.ST_XMin(box), func.ST_YMin(box), func.ST_XMax(box), func.ST_YMax(box)).where(
        Unit.level == UnitLevel.COMMUNE, is_valid_on(day)
    )
    west, south, east, north = session.execute(statement).one()
    return None if west is None else (west, south, east, north)


def loaded_extent(session: Session) -> tuple[float, float, float, float] | None:
    """Return west, south, east, north in degrees (EPSG:4326) of all communes of all dates; None without boundaries."""
    box = func.ST_Extent(Unit.geom)
    statement = select(func.ST_XMin(box), func.ST_YMin(box), func.ST_XMax(box), func.ST_YMax(box))
    west, south, east, north = session.execute(statement.where(Unit.level == UnitLevel.COMMUNE)).one()
    return None if west is None else (west, south, east, north)


def _rows() -> Select[int, str, str, str, UnitLevel, int | None, date | None, date | None]:
    return select(
        Unit.id,
        Unit.code,
        Unit.name,
        Unit.full_name,
        Unit.level,
        Unit.parent_id,
        Unit.valid_from,
        Unit.valid_to,
    )
