"""The sets of communes that were valid together, and how much of each is only schematic."""

from datetime import date, timedelta
from itertools import pairwise
from typing import NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from gis.domain.units import BoundaryKind, UnitLevel
from gis.models import Unit
from gis.queries.units import change_dates, is_valid_on


class CommuneSet(NamedTuple):
    """The communes between two reorganisations; `first_day` null since the records begin, `last_day` null today's.

    `day` is a day of the set, as `units_on` of the filter takes it.
    """

    day: date
    first_day: date | None
    last_day: date | None
    commune_count: int
    schematic_count: int

    @property
    def is_schematic(self) -> bool:
        """Whether any boundary of the set is only a cell around a label point."""
        return self.schematic_count > 0


def commune_sets(session: Session, *, as_of: date) -> list[CommuneSet]:
    """Return the sets that have begun by `as_of`, oldest first; none that is empty. One query, no boundaries read."""
    changes = [change for change in change_dates(session) if change <= as_of]
    edges = [None, *changes, None]
    spans = [(first, last and last - timedelta(days=1)) for first, last in pairwise(edges)]
    days = [last or first or as_of for first, last in spans]
    counts = _counts(session, days)
    return [
        CommuneSet(day, first, last, *counts[day])
        for day, (first, last) in zip(days, spans, strict=True)
        if counts[day][0]
    ]


def has_schematic(session: Session, day: date) -> bool:
    """Say whether any commune of that day has a schematic boundary."""
    return _counts(session, [day])[day][1] > 0


def _counts(session: Session, days: list[date]) -> dict[date, tuple[int, int]]:
    """Return for each day the number of communes and of schematic ones among them."""
    is_schematic = Unit.boundary_kind == BoundaryKind.SCHEMATIC
    each = [
        count
        for day in days
        for count in (
            func.count().filter(is_valid_on(day)),
            func.count().filter(is_valid_on(day), is_schematic),
        )
    ]
    found = session.execute(select(*each).where(Unit.level == UnitLevel.COMMUNE)).one()
    return {day: (found[2 * place], found[2 * place + 1]) for place, day in enumerate(days)}
