"""Which facts were written after their month had been closed, for rows of any project: asked once for all that are shown."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from itertools import islice
from typing import Final, NamedTuple

from sqlalchemy import text
from sqlalchemy.orm import Session

from gis.domain.months import Closing, is_supplement, month_of
from gis.models import LEDGERS
from gis.queries.audit_log import ROWS_AT_ONCE, LogRow
from gis.queries.open_rows import OpenRow
from gis.queries.periods import closings
from gis.queries.updates import MonthRow, UnitMonth

_LEDGERS = frozenset(ledger.__tablename__ for ledger in LEDGERS)
_Key = tuple[int | None, int | None]
# The units of projects, and units that stand for themselves, each with every unit that it lies in.
_UNITS: Final = text("""
WITH RECURSIVE above AS (
    SELECT share.project_id, NULL::bigint AS own_id, share.unit_id FROM project_share share
    WHERE share.project_id = ANY(:project_ids)
    UNION SELECT NULL::bigint, unit.id, unit.id FROM unit WHERE unit.id = ANY(:unit_ids)
    UNION SELECT above.project_id, above.own_id, unit.parent_id FROM above JOIN unit ON unit.id = above.unit_id
    WHERE unit.parent_id IS NOT NULL
)
SELECT project_id, own_id, array_agg(unit_id) FROM above GROUP BY project_id, own_id
""")


class Fact(NamedTuple):
    """When a fact holds, when it was written down, and what it belongs to: a project with its units, else a unit."""

    effective_date: date
    recorded_at: datetime | None
    project_id: int | None
    unit_id: int | None = None

    @property
    def key(self) -> _Key:
        """Whose units the fact belongs to: those of its project where it has one."""
        return self.project_id, None if self.project_id is not None else self.unit_id


class Supplements:
    """Tells of rows whether they are "bổ sung sau khóa sổ".

    Whoever shows many rows hands them to `look_up` first: two statements for all of them, the second only where some
    were written after a closing of their month. A row that was not looked up is, when it is asked about.
    """

    def __init__(self, session: Session, facts: Iterable[Fact] = ()) -> None:
        self._session = session
        self._closings: dict[date, list[Closing]] = {}
        self._first: dict[date, datetime] = {}
        self._units: dict[_Key, frozenset[int]] = {}
        self.look_up(facts)

    def look_up(self, facts: Iterable[Fact]) -> None:
        """Ask for the closings of the months of these facts, and for the units of those that a closing may hold for."""
        asked = list(facts)
        self._look_up_months({month_of(fact.effective_date) for fact in asked})
        self._look_up_units({fact.key for fact in asked if self._is_after_a_closing(fact)})

    def has(
        self,
        effective_date: date,
        recorded_at: datetime | None,
        *,
        project_id: int | None,
        unit_id: int | None = None,
    ) -> bool:
        """Return whether the fact was written after its month had been closed for a unit that it belongs to.

        A fact of a project belongs to every unit of the project, any other to `unit_id`, and to all above.
        """
        return self.has_fact(Fact(effective_date, recorded_at, project_id, unit_id))

    def has_fact(self, fact: Fact) -> bool:
        """Return the same of a fact."""
        self.look_up([fact])
        if fact.recorded_at is None or not self._is_after_a_closing(fact):
            return False
        found = self._closings[month_of(fact.effective_date)]
        return is_supplement(fact.effective_date, fact.recorded_at, found, self._units[fact.key])

    def has_row(self, row: LogRow) -> bool:
        """Return the same of the fact that a row of the log wrote down; rows about anything else are none."""
        fact = fact_of(row)
        return fact is not None and self.has_fact(fact)

    def reading(self, rows: Iterable[LogRow]) -> Iterator[LogRow]:
        """Yield rows of the log, a thousand of them looked up at a time before they pass."""
        left = iter(rows)
        while part := list(islice(left, ROWS_AT_ONCE)):
            self.look_up(fact for fact in map(fact_of, part) if fact is not None)
            yield from part

    def _is_after_a_closing(self, fact: Fact) -> bool:
        first = self._first.get(month_of(fact.effective_date))
        return first is not None and fact.recorded_at is not None and fact.recorded_at > first

    def _look_up_months(self, months: set[date]) -> None:
        wanted = months - self._closings.keys()
        if not wanted:
            return
        self._closings |= {month: [] for month in wanted}
        for each in closings(self._session, months=wanted):  # oldest first
            self._closings[each.month].append(each)
            if each.is_closed:
                self._first.setdefault(each.month, each.recorded_at)

    def _look_up_units(self, keys: set[_Key]) -> None:
        wanted = keys - self._units.keys()
        if not wanted:
            return
        self._units |= dict.fromkeys(wanted, frozenset())
        params = {
            "project_ids": [project_id for project_id, _ in wanted if project_id is not None],
            "unit_ids": [unit_id for _, unit_id in wanted if unit_id is not None],
        }
        for project_id, own_id, unit_ids in self._session.execute(_UNITS, params):
            self._units[project_id, own_id] = frozenset(unit_ids)


def facts_of(rows: Iterable[OpenRow]) -> list[Fact]:
    """Return what rows that wait state."""
    return [Fact(row.effective_date, row.recorded_at, row.project_id, row.unit_id) for row in rows]


def facts_of_projects(rows: Iterable[MonthRow]) -> list[Fact]:
    """Return the facts that stand in the rows of a month's projects: the report, what waits, what was accepted."""
    found = []
    for row in rows:
        if row.report is not None:
            found.append(Fact(row.report.effective_date, row.recorded_at, row.project_id))
        found += facts_of(row.others)
        found += [Fact(each.last_on, each.recorded_at, row.project_id) for each in row.settled]
    return found


def facts_of_month(month: UnitMonth, unit_id: int) -> list[Fact]:
    """Return every fact that stands on the page of a commune's month."""
    own = [Fact(each.last_on, each.recorded_at, None, unit_id) for each in month.settled]
    return [*facts_of_projects(month.rows), *facts_of(month.others), *own]


def fact_of(row: LogRow) -> Fact | None:
    """Return the fact that a row of the log wrote down, None where it tells of anything else."""
    day = (row.after or {}).get("effective_date")
    if not day or row.action.partition(".")[0] not in _LEDGERS:
        return None
    project_id, unit_id = (row.subject_id if row.subject == each else None for each in ("project", "unit"))
    return Fact(date.fromisoformat(day), row.recorded_at, project_id, unit_id)
