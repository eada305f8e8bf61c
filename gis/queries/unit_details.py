"""A unit's own facts, what it was made of and what it became, and the units that lie in it."""

from datetime import date
from decimal import Decimal
from typing import Final, NamedTuple

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session, aliased

from gis.domain.units import UnitLevel
from gis.models import Unit, UnitSuccession
from gis.queries.units import UnitRow, ids_under, is_valid_on

_ROW: Final = [getattr(Unit, name) for name in UnitRow._fields]


class UnitDetails(NamedTuple):
    """A unit's own facts; `area_km2` is computed on the ellipsoid, the official one is as published."""

    id: int
    code: str
    name: str
    full_name: str
    name_en: str | None
    level: UnitLevel
    parent_id: int | None
    parent_name: str | None
    valid_from: date | None
    valid_to: date | None
    legal_doc: str | None
    population: int | None
    population_date: date | None
    household_count: int | None
    official_area_km2: Decimal | None
    area_km2: float | None
    boundary_kind: str | None
    boundary_source: str | None


class Succession(NamedTuple):
    """A unit that came before or after another, and how much of the older one went over."""

    unit: UnitRow
    effective_date: date
    share_ratio: Decimal
    is_estimated: bool
    legal_doc: str | None


def details(session: Session, unit_id: int) -> UnitDetails | None:
    """Return one unit, or None."""
    parent = aliased(Unit)
    own = [getattr(Unit, name) for name in UnitDetails._fields if hasattr(Unit, name)]
    statement = (
        select(
            *own,
            parent.full_name.label("parent_name"),
            (func.ST_Area(func.geography(Unit.geom)) / 1_000_000).label("area_km2"),
        )
        .join(parent, parent.id == Unit.parent_id, isouter=True)
        .where(Unit.id == unit_id)
    )
    row = session.execute(statement).mappings().one_or_none()
    return None if row is None else UnitDetails(**{name: row[name] for name in UnitDetails._fields})


def successions(session: Session, unit_id: int) -> tuple[list[Succession], list[Succession]]:
    """Return the units that this one was made of and those that took it over, each by name."""
    is_former = UnitSuccession.new_id == unit_id
    statement = (
        select(
            is_former.label("is_former"),
            *_ROW,
            UnitSuccession.effective_date,
            UnitSuccession.share_ratio,
            UnitSuccession.is_estimated,
            UnitSuccession.legal_doc,
        )
        .join(
            UnitSuccession, Unit.id == case((is_former, UnitSuccession.old_id), else_=UnitSuccession.new_id)
        )
        .where(is_former | (UnitSuccession.old_id == unit_id))
        .order_by(Unit.name_key, Unit.id)
    )
    width = len(UnitRow._fields) + 1
    found = [
        (row[0], Succession(UnitRow._make(row[1:width]), *row[width:])) for row in session.execute(statement)
    ]
    return [each for is_old, each in found if is_old], [each for is_old, each in found if not is_old]


def communes_below(session: Session, unit_id: int, *, day: date) -> list[UnitRow]:
    """Return the communes of `day` that lie in a district or province, by name."""
    statement = (
        select(*_ROW)
        .where(Unit.id.in_(ids_under(unit_id)), Unit.level == UnitLevel.COMMUNE, is_valid_on(day))
        .order_by(Unit.name_key, Unit.id)
    )
    return [UnitRow._make(row) for row in session.execute(statement)]


def larger_units_below(session: Session, unit_id: int, *, day: date) -> list[int]:
    """Return this district or province and the districts in it: they hold what is known of no commune of `day`."""
    statement = select(Unit.id).where(
        Unit.id.in_(ids_under(unit_id)), Unit.level != UnitLevel.COMMUNE, is_valid_on(day)
    )
    return list(session.scalars(statement))
