"""Rows that wait for somebody: drafts, submitted and returned ones of units, with what they would take the place of."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any

from sqlalchemy import TextClause, text
from sqlalchemy.orm import Session

from gis.database import kept_plans
from gis.domain.ledger_codes import ReviewState
from gis.models import LEDGERS
from gis.models.ledger.entry import OPEN_SQL, table_of
from gis.models.ledger.visible import visible
from gis.queries.ledger_entries import Values, paper_fields, read_values

PAPER_PARTS = ("number", "issued_on", "issuer", "title")
_MODELS = {model.__tablename__: model for model in LEDGERS}


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenRow:
    """A row on its way: what it states, what it takes the place of, and what was said about it last.

    `before` is the accepted row that it corrects, else for reports and counts the last accepted one before it; None
    where it is the first. `warnings` are the rules that it was warned of when it was written, `reason` the answer.
    """

    ledger: str
    id: int
    project_id: int | None
    code: str | None
    name: str | None
    unit_id: int | None
    unit_name: str | None
    effective_date: date
    state: ReviewState
    is_withdrawn: bool
    is_correction: bool
    stated: Values
    before: Values | None
    author: str | None
    recorded_by: int | None
    recorded_at: datetime
    warnings: tuple[dict[str, Any], ...]
    reason: str | None
    remark: str | None
    remark_by: str | None


def open_rows(
    session: Session, unit_ids: Sequence[int], *, until: date, states: Sequence[ReviewState] = ()
) -> list[OpenRow]:
    """Return the newest versions that wait in these units up to a day, by project, ledger and day; one statement.

    A row that names a commune belongs to that one, any other to the communes that its project lies in. `states`
    narrows them; without it drafts, submitted and returned rows are meant.
    """
    wanted = [state.value for state in states] or ["draft", "submitted", "returned"]
    params = {"unit_ids": list(unit_ids), "until": until, "states": wanted}
    with kept_plans(session):
        found = session.execute(_statement(), params).all()
    return [_row(row._mapping) for row in found]


def _row(row: Any) -> OpenRow:
    found = dict(row)
    model = _MODELS[found["ledger"]]
    for name in ("stated", "before"):
        paper = [found.pop(f"{name}_{part}") for part in PAPER_PARTS]
        if found[name] is not None:
            found[name] = read_values(model, found[name]) | paper_fields(*paper)
    found["warnings"] = tuple(found["warnings"] or ())
    found["state"] = ReviewState(found["state"])
    return OpenRow(**found)


@cache
def _statement() -> TextClause:
    branches = " UNION ALL ".join(_branch(name) for name in _MODELS)
    return text(f"""
WITH place AS MATERIALIZED (
    SELECT DISTINCT share.project_id FROM project_share share
    JOIN project ON project.id = share.project_id AND project.archived_at IS NULL
    WHERE share.unit_id = ANY(:unit_ids)
), waiting AS ({branches})
SELECT waiting.ledger, waiting.id, waiting.project_id, project.code, project.name, waiting.unit_id,
       unit.full_name AS unit_name, waiting.effective_date, waiting.review_state AS state, waiting.is_withdrawn,
       waiting.is_correction, waiting.stated, waiting.before, account.display_name AS author, waiting.recorded_by, waiting.recorded_at,
       written.warnings, written.remark AS reason, told.remark, told.told_by AS remark_by,
       {_paper("stated")}, {_paper("before")}
FROM waiting
LEFT JOIN document stated_paper ON stated_paper.id = CAST(waiting.stated::json ->> 'document_id' AS bigint)
LEFT JOIN document before_paper ON before_paper.id = CAST(waiting.before::json ->> 'document_id' AS bigint)
LEFT JOIN project ON project.id = waiting.project_id
LEFT JOIN unit ON unit.id = waiting.unit_id
LEFT JOIN account ON account.id = waiting.recorded_by
LEFT JOIN LATERAL (
    SELECT warnings, remark FROM review_step step
    WHERE step.ledger = waiting.ledger AND step.row_id = waiting.id AND step.state = 'draft'
    ORDER BY step.id LIMIT 1) written ON true
LEFT JOIN LATERAL (
    SELECT remark, teller.display_name AS told_by FROM review_step step
    LEFT JOIN account teller ON teller.id = step.recorded_by
    WHERE step.ledger = waiting.ledger AND step.row_id = waiting.id AND step.state = 'returned'
    ORDER BY step.id DESC LIMIT 1) told ON true
ORDER BY project.name, waiting.project_id, waiting.ledger, waiting.effective_date, waiting.id
""")


def _paper(side: str) -> str:
    return ", ".join(f"{side}_paper.{part} AS {side}_{part}" for part in PAPER_PARTS)


def _branch(table: str) -> str:
    columns = table_of(_MODELS[table]).c
    unit = "fact.unit_id" if "unit_id" in columns else "NULL::bigint"
    place = "fact.project_id IN (SELECT project_id FROM place)"
    if "unit_id" in columns:
        place = "fact.unit_id = ANY(:unit_ids)"
    return f"""
SELECT '{table}' AS ledger, fact.id, fact.project_id, {unit} AS unit_id, fact.effective_date, fact.review_state,
       fact.is_withdrawn, old.id IS NOT NULL AS is_correction, row_to_json(fact)::text AS stated,
       coalesce(row_to_json(old), {_earlier(table)})::text AS before, fact.recorded_by, fact.recorded_at
FROM {table} fact
LEFT JOIN LATERAL (
    WITH RECURSIVE older AS (
        SELECT each.* FROM {table} each WHERE each.id = fact.corrects_id
        UNION ALL SELECT each.* FROM older JOIN {table} each ON each.id = older.corrects_id
        WHERE older.review_state <> 'accepted'
    ) SELECT * FROM older WHERE review_state = 'accepted' LIMIT 1) old ON true
WHERE fact.review_state IN ({OPEN_SQL}) AND fact.review_state = ANY(:states) AND fact.effective_date <= :until
  AND {place} AND NOT EXISTS (SELECT FROM {table} newer WHERE newer.corrects_id = fact.id)"""


def _earlier(table: str) -> str:
    """Return the last accepted row before the fact, for ledgers of cumulative figures."""
    if table not in ("progress_report", "clearance_count"):
        return "NULL"
    commune = " AND counted.unit_id = fact.unit_id" if table == "clearance_count" else ""
    counted = visible(table, row="counted", as_of="fact.effective_date")
    return (
        f"(SELECT row_to_json(counted) FROM {table} counted WHERE counted.project_id = fact.project_id{commune}"
        f" AND counted.effective_date < fact.effective_date AND {counted}"
        f" ORDER BY counted.effective_date DESC, counted.id DESC LIMIT 1)"
    )
