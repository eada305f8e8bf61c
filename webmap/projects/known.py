"""What a project's page is made from: the project as it stood on a day, and every fact that counted then."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from flask import request

from etl.filter_query import FilterError
from gis.domain.budget import UNKNOWN_DAY, day_of_number
from gis.domain.completion import ScheduleHistory
from gis.domain.ledger import LedgerRow, visible
from gis.domain.progress import ProgressReport, latest_report
from gis.queries.ledger_entries import Entry, Fact
from gis.queries.project_details import ProjectFacts
from gis.queries.project_ledgers import ProjectLedgers, facts, schedule_history
from gis.queries.projects import ProjectRow
from webmap.clock import today
from webmap.request_filters import day

FIRST_DAY = UNKNOWN_DAY
"""No ledger reaches further back: what holds since nobody knows when stands under this day."""


@dataclass(frozen=True, slots=True)
class Known:
    """A project as of a day: `row` as it stood then, `facts` of the catalogue as it is now, and the ledgers."""

    row: ProjectRow
    facts: ProjectFacts
    ledgers: ProjectLedgers
    as_of: date

    def seen(self, entries: Iterable[Entry[Fact]]) -> list[Entry[Fact]]:
        """Return the rows that count on the day, oldest first."""
        return visible(entries, as_of=self.as_of)

    @property
    def history(self) -> ScheduleHistory:
        """What the schedule rests on."""
        return schedule_history(self.ledgers, start_date=self.facts.start_date)

    @property
    def decision_no(self) -> str | None:
        """The number of the investment decision, None on days before it; one whose day nobody knows is always told."""
        number, decided_on = self.facts.decision_no, self.facts.decision_date
        if decided_on is None:
            decided_on = day_of_number(facts(self.ledgers.budgets), number) or UNKNOWN_DAY
        return number if decided_on <= self.as_of else None

    @property
    def report(self) -> ProgressReport | None:
        """The last report of works."""
        return latest_report(facts(self.ledgers.reports), as_of=self.as_of)


def requested_day() -> date:
    """Return the day of `as_of`, today without it; FilterError for what is no day, or none that facts can be of."""
    asked, now = day(request.args, "as_of"), today()
    if asked is None:
        return now
    if not FIRST_DAY <= asked <= now:
        raise FilterError("day_out_of_range", field="as_of", value=asked, low=FIRST_DAY, high=now)
    return asked


def last_day(*ledgers: Iterable[LedgerRow]) -> date | None:
    """Return the day up to which rows tell something, None where there are none."""
    return max((row.effective_date for rows in ledgers for row in rows), default=None)
