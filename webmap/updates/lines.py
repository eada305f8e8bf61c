"""The rows of a unit's month as the screen shows them: fields as typed or as saved, what was said, where each stands."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from flask_babel import gettext

from gis.domain.field_limits import progress_limits
from gis.domain.ledger_codes import ReviewState
from gis.domain.progress import ProgressReport
from gis.models.ledger import LedgerEntry
from gis.queries.updates import MonthRow, Report
from webmap.formatting import number, percent
from webmap.receipts import fresh_key
from webmap.updates.papers import stated_by
from webmap.updates.reading import FORMS, columns_of, label_of, written
from webmap.updates.saving import Outcome, Result, number_of

SHOWN: Final = tuple(name for name in FORMS["progress_report"] if name != "effective_date")


@dataclass(frozen=True, slots=True)
class Line:
    """A project's row: `fields` are the texts of its inputs, `outcome` what came of the last try where there was one."""

    row: MonthRow
    fields: Mapping[str, str]
    base_id: int | None
    entry_key: str
    outcome: Outcome | None = None

    @property
    def name(self) -> str:
        """What the ids of the row's fields begin with."""
        return f"p{self.row.project_id}"

    @property
    def can_change(self) -> bool:
        """Whether the row may be written: what waits for review may not."""
        return self.row.state is not ReviewState.SUBMITTED

    @property
    def errors(self) -> Mapping[str, str]:
        """The sentences at each field."""
        return {told.field: told.message for told in self.outcome.findings} if self.outcome else {}


@dataclass(frozen=True, slots=True)
class Other:
    """One field of a conflict: what stands there now, and what was typed."""

    label: str
    newer: str
    mine: str


def line_of(row: MonthRow, outcome: Outcome | None = None) -> Line:
    """Return the row with the fields of its report, or with what was typed where that was not saved."""
    if outcome is not None and outcome.result is not Result.SAVED:
        typed = {name: outcome.typed.get(name, "") for name in SHOWN}
        base = outcome.row.id if outcome.row is not None else number_of(outcome.typed.get("base_id"))
        return Line(row, typed, base, fresh_key(), outcome)
    return Line(row, fields_of(row.report), row.base_id, fresh_key(), outcome)


def fields_of(report: Report | LedgerEntry | None) -> dict[str, str]:
    """Return the texts of the inputs for a report, empty ones without."""
    return {name: written(getattr(report, name, None)) for name in SHOWN}


def differences(ledger: str, outcome: Outcome) -> list[Other]:
    """Return the fields in which what stands there now differs from what was typed."""
    found, stated = [], stated_by(outcome.row, FORMS[ledger])
    for column in columns_of(ledger):
        newer = written(stated[column.field])
        mine = outcome.typed.get(column.field)
        if mine is not None and mine.strip() != newer:
            found.append(Other(label_of(column), newer or "–", mine.strip() or "–"))
    return found


def limit_words(row: MonthRow, day: date, name: str = "physical_progress_pct") -> str:
    """Say between what a percentage of a project's report of `day` should lie, by the report before and the rules."""
    before = row.previous
    limits = [limit for limit in progress_limits(_report(before), day=day) if limit.field == name]
    low = max(limit.low for limit in limits if isinstance(limit.low, Decimal))
    high = min(limit.high for limit in limits if isinstance(limit.high, Decimal))
    return str(gettext("từ %(low)s đến %(high)s", low=number(low, 2, trim=True), high=percent(high, 2)))


def _report(before: Report | None) -> ProgressReport | None:
    if before is None:
        return None
    return ProgressReport(
        effective_date=before.effective_date, physical_progress_pct=before.physical_progress_pct
    )
