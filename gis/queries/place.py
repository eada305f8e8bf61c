"""Which territory this installation is about."""

from datetime import date
from typing import NamedTuple

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from gis.domain.units import UnitLevel
from gis.models import Unit

ABOVE_COMMUNES = (UnitLevel.DISTRICT, UnitLevel.PROVINCE, UnitLevel.COUNTRY)


class Place(NamedTuple):
    """The unit that holds everything else, and the last day of its life if that has come."""

    full_name: str
    name_en: str | None
    level: UnitLevel
    valid_to: date | None


def home_place(session: Session) -> Place | None:
    """Return the unit of the narrowest level above the communes that has only one; None without such a level."""
    alone = (
        select(Unit.id, func.count().over(partition_by=Unit.level).label("units_of_level"))
        .where(Unit.level.in_(ABOVE_COMMUNES))
        .subquery()
    )
    narrowest = case({level.value: rank for rank, level in enumerate(ABOVE_COMMUNES)}, value=Unit.level)
    statement = (
        select(Unit.full_name, Unit.name_en, Unit.level, Unit.valid_to)
        .join(alone, alone.c.id == Unit.id)
        .where(alone.c.units_of_level == 1)
        .order_by(narrowest)
        .limit(1)
    )
    row = session.execute(statement).one_or_none()
    return None if row is None else Place(*row)
