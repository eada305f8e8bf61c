"""What was accepted into the ledgers of a unit's month beside the reports of works, one line a project and ledger."""

from datetime import date, datetime
from functools import cache
from typing import NamedTuple

from sqlalchemy import TextClause, text
from sqlalchemy.orm import Session

from gis.database import kept_plans
from gis.domain.months import last_day
from gis.models import LEDGERS
from gis.models.ledger.entry import table_of
from gis.models.ledger.visible import visible

_MODELS = {model.__tablename__: model for model in LEDGERS if model.__tablename__ != "progress_report"}


class SettledRows(NamedTuple):
    """How many rows of a ledger of a project count in a month, the newest of them on `last_on`.

    `project_id` is None for what belongs to a commune alone; `is_entered` says that somebody wrote a row of them by hand,
    `recorded_at` when the last of them was written.
    """

    project_id: int | None
    ledger: str
    row_count: int
    last_on: date
    is_entered: bool
    recorded_at: datetime


def settled_rows(session: Session, unit_id: int, month: date) -> list[SettledRows]:
    """Return the accepted rows of a commune's month by project and ledger, in one statement.

    A row that names a commune belongs to that one, any other to the communes that its project lies in. `month` is its
    first day.
    """
    params = {"unit_id": unit_id, "month": month, "last_day": last_day(month)}
    with kept_plans(session):
        return [SettledRows(*row) for row in session.execute(_statement(), params)]


@cache
def _statement() -> TextClause:
    return text(f"""
WITH place AS MATERIALIZED (SELECT project_id FROM project_share WHERE unit_id = :unit_id)
SELECT project_id, ledger, count(*), max(effective_date), bool_or(recorded_by IS NOT NULL), max(recorded_at)
FROM ({" UNION ALL ".join(_branch(name) for name in _MODELS)}) settled
GROUP BY project_id, ledger ORDER BY project_id, ledger
""")


def _branch(table: str) -> str:
    is_of_unit = "fact.project_id IN (SELECT project_id FROM place)"
    if "unit_id" in table_of(_MODELS[table]).c:
        is_of_unit = "fact.unit_id = :unit_id"
    return f"""
SELECT fact.project_id, '{table}' AS ledger, fact.effective_date, fact.recorded_by, fact.recorded_at FROM {table} fact
WHERE {is_of_unit} AND fact.effective_date BETWEEN :month AND :last_day
  AND {visible(table, row="fact", as_of=":last_day")}"""
