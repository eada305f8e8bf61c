"""Progress reports against the report before them and the project's beginning."""

from typing import Any, Final

from etl.ledgers.checks.setting import Setting, began_on, contracted_on
from etl.ledgers.checks.told import tell
from etl.ledgers.settling import Entry
from gis.domain import progress
from gis.domain.ledger_codes import DelayCause

SEEN_AT: Final = {
    "progress_fell_without_reason": "physical_progress_pct",
    "progress_jumped": "physical_progress_pct",
}
"""In which column a broken rule is seen."""


def check_report(entry: Entry, setting: Setting) -> None:
    """Ask why works fell since the report before; stored reports and earlier rows of the file both count."""
    values = entry.values
    others = sorted(setting.facts("progress_report", entry), key=lambda known: known["effective_date"])
    before = [known for known in others if known["effective_date"] < values["effective_date"]]
    found = progress.check_report(
        _report(values),
        as_of=setting.as_of,
        previous=_report(before[-1]) if before else None,
        began_on=began_on(entry),
        contracted_on=contracted_on(entry, setting),
    )
    tell(entry, found, SEEN_AT)


def _report(values: dict[str, Any]) -> progress.ProgressReport:
    return progress.ProgressReport(
        effective_date=values["effective_date"],
        physical_progress_pct=values["physical_progress_pct"],
        planned_progress_pct=values.get("planned_progress_pct"),
        delay_cause=DelayCause(values["delay_cause"]) if values.get("delay_cause") else None,
        difficulty=values.get("difficulty"),
        note=values.get("note"),
    )
