"""Reports of the month before that the demonstration's people wrote themselves: entered by one, accepted by another."""

from datetime import date, timedelta
from typing import Final

from sqlalchemy.orm import Session

from etl.demo.history.streams import stream
from etl.demo.working_month import draft_of
from gis.domain.months import reported_day, working_month
from gis.models import ProgressReport as Reports
from gis.operations.audit import Actor
from gis.operations.drafts import save_draft
from gis.operations.review import RowKey, accept, submit
from gis.queries.demonstration import awaited_reports
from gis.queries.demonstration_office import has_written

_LATE_REPORTS: Final = 3


def write_late_reports(session: Session, writer: Actor, reviewer: Actor, *, unit_id: int, as_of: date) -> int:
    """Write what some projects of a commune have not reported of the last closed month, as two accounts; return how many.

    Nothing where the writer has written before. Flushes, never commits.
    """
    if writer.account_id is None or has_written(session, writer.account_id):
        return 0
    month = (working_month(as_of) - timedelta(days=1)).replace(day=1)
    waiting = [each for each in awaited_reports(session, month) if each.unit_id == unit_id]
    keys: list[RowKey] = []
    for each in waiting[:_LATE_REPORTS]:
        rng = stream(0, "people", month.isoformat(), each.code)
        draft = draft_of(each, rng, reported_day(month, today=as_of), as_of)
        keys.append(
            RowKey("progress_report", save_draft(session, Reports, draft, writer, as_of=as_of).row.id)
        )
    submit(session, keys, writer, as_of=as_of)
    accept(session, keys, reviewer, as_of=as_of)
    return len(keys)
