"""Which territory this installation is about."""

from datetime import date
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from gis.domain.units import UnitLevel
from gis.models import Unit


class Place(NamedTuple):
    """The unit that holds everything else, and the last day of its life if that has come."""

    full_name: str
    name_en: str | None
    level: UnitLevel
    valid_to: date | None


def home_place(session: Session) -> Place | None:
    """Return the narrowest level above the communes of which there is one unit only; None without units."""
    for level in (UnitLevel.DISTRICT, UnitLevel.PROVINCE, UnitLevel.COUNTRY):
        statement = (
            select(Unit.full_name, Unit.name_en, Unit.level, Unit.valid_to)
            .where(Unit.level == level)
            .limit(2)
        )
        found = session.execute(statement).all()
        if len(found) == 1:
            return Place(*found[0])
    return None
