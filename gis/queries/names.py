"""Every name that a file can mean: units of all dates with their successions, agencies."""

from datetime import date
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from gis.domain.units import UnitLevel
from gis.models import Agency, Unit, UnitSuccession


class NamedUnit(NamedTuple):
    """A unit by its names and life."""

    id: int
    code: str
    name: str
    full_name: str
    level: UnitLevel
    parent_id: int | None
    valid_from: date | None
    valid_to: date | None


class NamedAgency(NamedTuple):
    """An agency by its name; `valid_to` set where it has ended."""

    id: int
    name: str
    valid_to: date | None


def named_units(session: Session) -> list[NamedUnit]:
    """Return all units of all dates, by id."""
    columns = (getattr(Unit, name) for name in NamedUnit._fields)
    return [NamedUnit(*row) for row in session.execute(select(*columns).order_by(Unit.id))]


def successions(session: Session) -> dict[int, list[int]]:
    """Return, for every unit that was followed, the units that followed it."""
    found: dict[int, list[int]] = {}
    for old_id, new_id in session.execute(select(UnitSuccession.old_id, UnitSuccession.new_id)):
        found.setdefault(old_id, []).append(new_id)
    return found


def named_agencies(session: Session) -> list[NamedAgency]:
    """Return all agencies, those that go on first."""
    statement = select(Agency.id, Agency.name, Agency.valid_to).order_by(
        Agency.valid_to.is_not(None), Agency.id
    )
    return [NamedAgency(*row) for row in session.execute(statement)]
