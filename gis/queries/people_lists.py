"""What forms about people offer and understand: units by code, agencies by name."""

from datetime import date
from typing import Final

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from gis.domain.names import name_key
from gis.domain.units import UnitLevel
from gis.models import Agency, Unit
from gis.queries.units import is_valid_on

MOST_OFFERED: Final = 600


def units_to_offer(session: Session, *, as_of: date) -> list[tuple[str, str]]:
    """Return code and name of the provinces, districts and communes of that day; none where they are too many."""
    statement = (
        select(Unit.code, Unit.full_name)
        .where(Unit.level != UnitLevel.COUNTRY, is_valid_on(as_of))
        .order_by(Unit.name_key, Unit.id)
        .limit(MOST_OFFERED + 1)
    )
    rows = [(row.code, row.full_name) for row in session.execute(statement)]
    return rows if len(rows) <= MOST_OFFERED else []


def agencies_to_offer(session: Session, *, as_of: date) -> list[str]:
    """Return the names of the agencies of that day; none where they are too many."""
    statement = select(Agency.name).where(_exists_on(as_of)).order_by(Agency.name_key, Agency.id)
    names = list(session.scalars(statement.limit(MOST_OFFERED + 1)))
    return names if len(names) <= MOST_OFFERED else []


def agency_id_by_name(session: Session, name: str, *, as_of: date) -> int | None:
    """Return the agency of that day called so (accents and case make no difference), the oldest row of several."""
    statement = select(Agency.id).where(Agency.name_key == name_key(name), _exists_on(as_of))
    return session.scalar(statement.order_by(Agency.id).limit(1))


def _exists_on(day: date) -> ColumnElement[bool]:
    return or_(Agency.valid_to.is_(None), Agency.valid_to >= day)
