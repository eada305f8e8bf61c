"""On which day a unit is looked at, and of which communes it consists then."""

from datetime import date
from typing import Protocol

from gis.domain.units import UnitLevel
from gis.queries import unit_details
from gis.queries.unit_details import UnitDetails
from gis.queries.units import UnitRow
from webmap.clock import today
from webmap.database import db


class Dated(Protocol):
    """Whatever has an end or none."""

    @property
    def valid_to(self) -> date | None:
        """The last day."""
        ...


def day_of(unit: Dated) -> date:
    """Return a day on which the unit exists: today, or its last day."""
    return unit.valid_to if unit.valid_to is not None and unit.valid_to < today() else today()


def ground_of(unit: UnitDetails) -> tuple[list[UnitRow], list[int]]:
    """Return the communes of a larger unit, and the ids whose figures together are the unit's.

    A commune has none below it and its own figures; a larger unit has those of its communes and of the larger units
    in it, which hold what is known of no commune.
    """
    if unit.level is UnitLevel.COMMUNE:
        return [], [unit.id]
    day = day_of(unit)
    communes = unit_details.communes_below(db.session, unit.id, day=day)
    larger = unit_details.larger_units_below(db.session, unit.id, day=day)
    return communes, [*(each.id for each in communes), *larger]
