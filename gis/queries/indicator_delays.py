"""Why projects are late: the last cause that their reports name, of one project or counted for units."""

from collections.abc import Collection
from datetime import date
from decimal import Decimal
from typing import Final, NamedTuple

from sqlalchemy import text
from sqlalchemy.orm import Session

from gis.domain.ledger_codes import DelayCause
from gis.domain.lifecycle import ScheduleStatus
from gis.models.ledger.visible import visible
from gis.queries.indicator_papers import paper_of

_VISIBLE: Final = visible("progress_report", row="report", as_of=":day")
_LAST: Final = "ORDER BY effective_date DESC, id DESC LIMIT 1"

REASON: Final = f"""
LEFT JOIN LATERAL (
    SELECT delay_cause, difficulty, {paper_of("report")} AS paper FROM progress_report report
    WHERE report.project_id = state.project_id AND (delay_cause IS NOT NULL OR difficulty IS NOT NULL)
      AND {_VISIBLE} {_LAST}) report ON true"""
"""The last report of a project of `state` that names a cause or a difficulty: later ones, after the works, name none."""

_DELAY: Final = text(f"""
SELECT last.physical_progress_pct, last.effective_date, last.paper, named.delay_cause, named.effective_date, named.paper
FROM (SELECT physical_progress_pct, effective_date, {paper_of("report")} AS paper FROM progress_report report
      WHERE project_id = :project_id AND {_VISIBLE} {_LAST}) last
LEFT JOIN (SELECT delay_cause, effective_date, {paper_of("report")} AS paper FROM progress_report report
           WHERE project_id = :project_id AND delay_cause IS NOT NULL AND {_VISIBLE} {_LAST}) named ON true
""")
_CAUSES: Final = text(f"""
WITH lying AS (
    SELECT DISTINCT project_id FROM project_share JOIN project ON project.id = project_id AND archived_at IS NULL
    WHERE unit_id = ANY(:unit_ids)
), state AS (
    SELECT project_id FROM lying CROSS JOIN LATERAL (
        SELECT schedule FROM project_month WHERE project_month.project_id = lying.project_id AND month <= :month
        ORDER BY month DESC LIMIT 1) months
    WHERE schedule IN ('{ScheduleStatus.LATE.value}', '{ScheduleStatus.OVERDUE.value}')
)
SELECT delay_cause, count(*) FROM state {REASON} GROUP BY delay_cause
ORDER BY delay_cause IS NULL, count(*) DESC, delay_cause
""")


class Delay(NamedTuple):
    """How far a project's works are by its last report, and the last cause of delay that a report named, None without."""

    physical_progress_pct: Decimal
    reported_on: date
    paper: str | None
    cause: DelayCause | None
    cause_on: date | None
    cause_paper: str | None


def delay_of(session: Session, project_id: int, *, as_of: date) -> Delay | None:
    """Return what the reports of a project say of its works and of their delay; None without any report."""
    row = session.execute(_DELAY, {"project_id": project_id, "day": as_of}).one_or_none()
    if row is None:
        return None
    done, reported_on, paper, cause, *named = row
    return Delay(done, reported_on, paper, DelayCause(cause) if cause else None, *named)


def delay_causes(
    session: Session, unit_ids: Collection[int], *, month: date, day: date
) -> list[tuple[DelayCause | None, int]]:
    """Return how many projects of these units are late or overdue at the end of `month` by cause, the most frequent first.

    A project of several of them counts once; last come those whose reports name none (None). `day` is the day as of
    which the month stands. They are the rows of the on-time indicator without its good ones.
    """
    found = session.execute(_CAUSES, {"unit_ids": list(unit_ids), "month": month, "day": day})
    return [(DelayCause(cause) if cause else None, count) for cause, count in found]
