"""The Treasury's payments of a period beside the vouchers of many projects: counted and summed, then row by row.

What one project's page says of each voucher (`gis.queries.treasury`) is said here of all of them at once; a test on
random lists holds both equal.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Final, NamedTuple

from sqlalchemy import TextClause, text
from sqlalchemy.orm import Session

from gis.domain.ledger_codes import ReconciliationState, VoucherKind
from gis.models.ledger.visible import visible

ROWS_AT_ONCE: Final = 1_000
MISSING_AT_TREASURY: Final = ReconciliationState.MISSING_AT_TREASURY.value
UNCHECKED: Final = ReconciliationState.UNCHECKED.value


@dataclass(frozen=True, slots=True, kw_only=True)
class PairFilter:
    """Which pairs: the Treasury's day, or a voucher's that it lacks, from `first_day` to `last_day`, both included.

    `unit_ids` None is everywhere, payments of projects that nobody knows too; no `states` are all.
    """

    first_day: date
    last_day: date
    as_of: date
    unit_ids: frozenset[int] | None = None
    states: frozenset[ReconciliationState] = field(default_factory=frozenset)


class PairRow(NamedTuple):
    """A line of the newest list of its day and the voucher it stands for; the fields of a side that lacks it are None.

    Unchecked is a line whose voucher was corrected or taken back since; the voucher is then the version that counts.
    """

    state: ReconciliationState
    project_code: str | None
    project_name: str | None
    budget_code: str | None
    paid_date: date | None
    line_kind: VoucherKind | None
    line_vnd: int | None
    line_number: str | None
    line_year: int | None
    voucher_id: int | None
    voucher_date: date | None
    voucher_kind: VoucherKind | None
    voucher_vnd: int | None
    voucher_number: str | None
    voucher_year: int | None
    file_name: str | None
    taken_at: datetime


class StateSum(NamedTuple):
    """How many pairs are in a state, and the payments of either side in đồng, recoveries taken off; None without any."""

    pair_count: int
    treasury_vnd: int | None
    ledger_vnd: int | None


class ListSpan(NamedTuple):
    """The first and the last day of a list of the Treasury."""

    first_day: date
    last_day: date


def list_spans(session: Session) -> list[ListSpan]:
    """Return the days of every list that was taken in, each once, the newest first."""
    rows = session.execute(
        text("SELECT DISTINCT first_day, last_day FROM treasury_statement ORDER BY last_day DESC, first_day")
    )
    return [ListSpan(*row) for row in rows]


def pair_sums(session: Session, wanted: PairFilter) -> dict[ReconciliationState, StateSum]:
    """Return the pairs of the period by state, whichever states the filter asks for; states without any are left out."""
    rows = session.execute(_statement(wanted, _SUMS), _params(wanted))
    return {ReconciliationState(row.state): StateSum(*map(_whole, row[1:])) for row in rows}


def pair_rows(
    session: Session, wanted: PairFilter, *, limit: int | None = None, offset: int = 0
) -> Iterator[PairRow]:
    """Yield the pairs, what needs somebody first, then by day; never more than a thousand are held."""
    params = _params(wanted) | {
        "states": [state.value for state in wanted.states or ReconciliationState],
        "limit": limit,
        "offset": offset,
    }
    found = session.execute(_statement(wanted, _ROWS), params, execution_options={"yield_per": ROWS_AT_ONCE})
    for row in found:
        yield PairRow(**{**row._mapping, **_typed(row._mapping)})


def _speaks(listed: str, project: str) -> str:
    """Return the condition that a list speaks for a project: it names it, is of all, or follows one that names it."""
    return f"""({listed}.is_every OR EXISTS (
        SELECT FROM treasury_line named WHERE named.project_id = {project} AND named.statement_id = {listed}.id
    ) OR EXISTS (
        SELECT FROM succession JOIN treasury_line named ON named.statement_id = succession.older_id
        WHERE succession.newer_id = {listed}.id AND named.project_id = {project}))"""


def _is_current(line: str) -> str:
    """Return the condition that no newer list of its day speaks for the project of a line."""
    return f"""NOT EXISTS (
        SELECT FROM list later
        WHERE later.id > {line}.statement_id AND {line}.paid_date BETWEEN later.first_day AND later.last_day
          AND CASE WHEN {line}.project_id IS NOT NULL THEN {_speaks("later", f"{line}.project_id")}
              ELSE later.is_every OR EXISTS (
                  SELECT FROM succession WHERE older_id = {line}.statement_id AND newer_id = later.id
              ) OR EXISTS (
                  SELECT FROM treasury_line named
                  WHERE named.statement_id = later.id AND named.budget_code = {line}.budget_code) END)"""


_IN_PERIOD: Final = "list.first_day <= :last_day AND list.last_day >= :first_day"
_SIGNED: Final = "CASE {side}.kind WHEN 'recovery' THEN -{side}.amount_vnd ELSE {side}.amount_vnd END"
_VOUCHER: Final = "{row}.id, {row}.project_id, {row}.effective_date, {row}.kind, {row}.amount_vnd, {row}.voucher_no, {row}.plan_year"
_OWN: Final = """
    SELECT project_id FROM project_share WHERE unit_id = ANY(CAST(:unit_ids AS bigint[]))
    UNION SELECT project_id FROM project_stated_unit WHERE unit_id = ANY(CAST(:unit_ids AS bigint[]))"""
# A line's voucher is the version that counts now; the search along corrections begins only where the first one does not.
_PAIRS: Final = f"""
WITH RECURSIVE list AS MATERIALIZED (
    SELECT statement.id, first_day, last_day, statement.recorded_at, batch.file_name,
           coalesce(CAST(batch.reading->>'is_every_project' AS boolean), false) AS is_every
    FROM treasury_statement statement LEFT JOIN import_batch batch ON batch.id = statement.import_batch_id
), succession AS MATERIALIZED (
    SELECT older.id AS older_id, newer.id AS newer_id
    FROM list older JOIN list newer
      ON newer.id > older.id AND older.first_day <= newer.last_day AND older.last_day >= newer.first_day
    WHERE hatang_lists_share(older.id, newer.id)
), subject AS MATERIALIZED (
    SELECT project_id AS id FROM treasury_line WHERE project_id IS NOT NULL {{own_line}} AND statement_id IN (
        SELECT list.id FROM list WHERE {_IN_PERIOD}
        UNION SELECT older_id FROM succession JOIN list ON list.id = newer_id WHERE {_IN_PERIOD})
    UNION SELECT id FROM project WHERE EXISTS (SELECT FROM list WHERE is_every AND {_IN_PERIOD}) {{own_project}}
), lacking AS MATERIALIZED (
    SELECT {_VOUCHER.format(row="voucher")}
    FROM subject JOIN voucher ON voucher.project_id = subject.id
    WHERE voucher.effective_date BETWEEN :first_day AND :last_day AND {visible("voucher", row="voucher")}
      AND NOT EXISTS (
          SELECT FROM treasury_line other WHERE other.voucher_id = voucher.id AND {_is_current("other")})
      AND (voucher.corrects_id IS NULL OR NOT EXISTS (
          WITH RECURSIVE version AS (
              SELECT voucher.corrects_id AS id
              UNION SELECT before.corrects_id FROM version JOIN voucher before ON before.id = version.id
          )
          SELECT FROM version JOIN treasury_line other ON other.voucher_id = version.id AND {_is_current("other")}))
), pair AS (
    SELECT CASE WHEN line.voucher_id IS DISTINCT FROM voucher.id THEN '{UNCHECKED}' ELSE line.state END AS state,
           line.paid_date AS day, line.project_id, line.statement_id, line.id AS line_id, line.budget_code,
           line.paid_date, line.kind AS line_kind, {_SIGNED.format(side="line")} AS line_vnd,
           line.voucher_no AS line_number, line.plan_year AS line_year, voucher.id AS voucher_id,
           voucher.effective_date AS voucher_date, voucher.kind AS voucher_kind,
           {_SIGNED.format(side="voucher")} AS voucher_vnd, voucher.voucher_no AS voucher_number,
           voucher.plan_year AS voucher_year
    FROM list JOIN treasury_line line ON line.statement_id = list.id
    LEFT JOIN LATERAL (
        SELECT {_VOUCHER.format(row="same")} FROM voucher same
        WHERE same.id = line.voucher_id AND {visible("voucher", row="same")}
        UNION ALL (
            WITH RECURSIVE version AS (
                SELECT line.voucher_id AS id
                UNION SELECT next.id FROM version JOIN voucher next ON next.corrects_id = version.id
            )
            SELECT {_VOUCHER.format(row="held")} FROM version JOIN voucher held ON held.id = version.id
            WHERE {visible("voucher", row="held")} AND NOT EXISTS (
                SELECT FROM treasury_line other WHERE other.voucher_id = held.id AND {_is_current("other")})
        ) LIMIT 1
    ) voucher ON line.voucher_id IS NOT NULL
    WHERE {_IN_PERIOD} AND line.paid_date BETWEEN :first_day AND :last_day {{own_named}} AND {_is_current("line")}
    UNION ALL
    SELECT '{MISSING_AT_TREASURY}', voucher.effective_date, voucher.project_id, speaker.id, NULL, NULL,
           NULL, NULL, NULL, NULL, NULL, voucher.id,
           voucher.effective_date, voucher.kind, {_SIGNED.format(side="voucher")}, voucher.voucher_no, voucher.plan_year
    FROM lacking voucher CROSS JOIN LATERAL (
        SELECT list.id FROM list
        WHERE voucher.effective_date BETWEEN list.first_day AND list.last_day
          AND {_speaks("list", "voucher.project_id")}
        ORDER BY list.id DESC LIMIT 1
    ) speaker
)"""
_SUMS: Final = """
SELECT state, count(*), sum(line_vnd), sum(voucher_vnd) FROM pair GROUP BY state"""
_ROWS: Final = f"""
SELECT pair.state, project.code AS project_code, project.name AS project_name, pair.budget_code, pair.paid_date,
       pair.line_kind, pair.line_vnd, pair.line_number, pair.line_year, pair.voucher_id, pair.voucher_date,
       pair.voucher_kind, pair.voucher_vnd, pair.voucher_number, pair.voucher_year, list.file_name,
       list.recorded_at AS taken_at
FROM pair JOIN list ON list.id = pair.statement_id LEFT JOIN project ON project.id = pair.project_id
WHERE pair.state = ANY(CAST(:states AS text[]))
ORDER BY pair.state = '{ReconciliationState.MATCHED.value}', pair.day, project.code, pair.line_id, pair.voucher_id
LIMIT :limit OFFSET :offset"""


def _statement(wanted: PairFilter, asked: str) -> TextClause:
    """Return the statement; only who is bounded by units has the projects of these looked up."""
    is_bounded = wanted.unit_ids is not None
    names = {"own_line": "project_id", "own_project": "project.id", "own_named": "line.project_id"}
    clauses = {name: f"AND {column} IN ({_OWN})" if is_bounded else "" for name, column in names.items()}
    return text(_PAIRS.format(**clauses) + asked)


def _params(wanted: PairFilter) -> dict[str, Any]:
    params: dict[str, Any] = {
        "first_day": wanted.first_day,
        "last_day": wanted.last_day,
        "as_of": wanted.as_of,
    }
    if wanted.unit_ids is not None:
        params["unit_ids"] = sorted(wanted.unit_ids)
    return params


def _typed(row: Any) -> dict[str, Any]:
    kinds = {name: VoucherKind(row[name]) if row[name] else None for name in ("line_kind", "voucher_kind")}
    money = {name: _whole(row[name]) for name in ("line_vnd", "voucher_vnd")}
    return {"state": ReconciliationState(row["state"]), **kinds, **money}


def _whole(value: Any) -> Any:
    return None if value is None else int(value)
