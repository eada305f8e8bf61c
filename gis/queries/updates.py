"""A unit's month as its officers write it: each project with its last figures, and every row that waits for somebody."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final, TypeVar

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from gis.database import kept_plans
from gis.domain.ledger_codes import DelayCause, ReviewState
from gis.domain.months import last_day
from gis.models import ProgressReport, Project
from gis.models.ledger.visible import visible
from gis.queries.ledger_entries import Values, paper_fields, read_values
from gis.queries.open_rows import PAPER_PARTS, OpenRow, open_rows
from gis.queries.settled_rows import SettledRows, settled_rows

Told = TypeVar("Told", bound=OpenRow | SettledRows)

REPORT: Final = "id, effective_date, physical_progress_pct, planned_progress_pct, delay_cause, difficulty, next_step, note"

_IS_OF_UNIT: Final = text("""
SELECT EXISTS (SELECT FROM project_share share JOIN project ON project.id = share.project_id
               WHERE share.project_id = :project_id AND share.unit_id = :unit_id AND project.archived_at IS NULL)
""")


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """A report of works as the screen shows it; `id` is the row that a change is based on."""

    id: int
    effective_date: date
    physical_progress_pct: Decimal
    planned_progress_pct: Decimal | None
    delay_cause: DelayCause | None
    difficulty: str | None
    next_step: str | None
    note: str | None
    document: str | None = None
    document_date: date | None = None
    document_issuer: str | None = None
    document_title: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthRow:
    """A project of a unit in a month: the last report before it, the one of the month, and how far that has come.

    `base_id` is the newest version of the month's report, whatever it says; None where nobody wrote one. `report` is
    None, too, where it was taken back. Money in đồng, of the fiscal year of the summaries.
    """

    project_id: int
    code: str
    name: str
    share_ratio: Decimal | None
    is_active: bool
    due_date: date | None
    previous: Report | None
    report: Report | None
    base_id: int | None
    state: ReviewState | None
    remark: str | None
    told_by: str | None
    told_at: datetime | None
    plan_vnd: Decimal | None
    paid_vnd: Decimal | None
    recorded_by: int | None
    recorded_at: datetime | None
    others: tuple[OpenRow, ...] = ()
    settled: tuple[SettledRows, ...] = ()

    @property
    def is_open(self) -> bool:
        """Whether the figure of the month is still the officer's: missing, a draft, or returned."""
        return self.state in (None, ReviewState.DRAFT, ReviewState.RETURNED)


@dataclass(frozen=True, slots=True)
class UnitMonth:
    """A commune's month: its projects, and what belongs to the commune alone: rows that wait, and accepted ones."""

    rows: list[MonthRow]
    others: tuple[OpenRow, ...]
    settled: tuple[SettledRows, ...]

    @property
    def open_rows(self) -> list[OpenRow]:
        """Every row that waits beside the reports of the month."""
        return [*self.others, *(each for row in self.rows for each in row.others)]


_COUNTED: Final = visible("progress_report", row="counted", as_of=":last_day")
_LAST_BEFORE: Final = f"""
    SELECT {REPORT} FROM progress_report counted
    WHERE counted.project_id = project.id AND counted.effective_date < :month AND {_COUNTED}
    ORDER BY counted.effective_date DESC, counted.id DESC LIMIT 1"""
_TIP: Final = """
    SELECT latest.id, latest.recorded_at, latest.recorded_by,
           CASE WHEN NOT latest.is_withdrawn THEN latest.review_state END AS shown_state
    FROM progress_report latest
    WHERE latest.project_id = project.id AND latest.effective_date BETWEEN :month AND :last_day
      AND NOT EXISTS (SELECT FROM progress_report newer WHERE newer.corrects_id = latest.id)
    ORDER BY latest.effective_date DESC, latest.id DESC LIMIT 1"""
# Where the newest version takes back, what still counts is shown.
_SHOWN: Final = f"""
    SELECT {REPORT}, document_id FROM progress_report told WHERE told.id = tip.id AND tip.shown_state IS NOT NULL
    UNION ALL
    (SELECT {REPORT}, document_id FROM progress_report counted
     WHERE counted.project_id = project.id AND tip.shown_state IS NULL
       AND counted.effective_date BETWEEN :month AND :last_day AND {_COUNTED}
     ORDER BY counted.effective_date DESC, counted.id DESC LIMIT 1)
    LIMIT 1"""
_LAST_STEP: Final = """
    SELECT remark, account.display_name AS told_by, step.recorded_at
    FROM review_step step LEFT JOIN account ON account.id = step.recorded_by
    WHERE step.ledger = 'progress_report' AND step.row_id = tip.id ORDER BY step.id DESC LIMIT 1"""
_MONTH_ROWS: Final = text(f"""
SELECT project.id AS project_id, project.code, project.name, share.share_ratio, coalesce(months.is_active, false) AS is_active,
       months.due_date, row_to_json(previous)::text AS previous, row_to_json(shown)::text AS report,
       tip.id AS base_id, CASE WHEN shown.id IS NOT NULL THEN coalesce(tip.shown_state, 'accepted') END AS state,
       tip.recorded_by, tip.recorded_at, step.remark, step.told_by, coalesce(step.recorded_at, tip.recorded_at) AS told_at,
       summary.plan_vnd, summary.paid_vnd,
       paper.number AS paper_number, paper.issued_on AS paper_issued_on, paper.issuer AS paper_issuer, paper.title AS paper_title
FROM project_share share JOIN project ON project.id = share.project_id AND project.archived_at IS NULL
LEFT JOIN LATERAL (
    SELECT is_active, due_date FROM project_month
    WHERE project_month.project_id = project.id AND project_month.month <= :month
    ORDER BY project_month.month DESC LIMIT 1) months ON true
LEFT JOIN project_summary summary ON summary.project_id = project.id
LEFT JOIN LATERAL ({_LAST_BEFORE}) previous ON true
LEFT JOIN LATERAL ({_TIP}) tip ON true
LEFT JOIN LATERAL ({_SHOWN}) shown ON true
LEFT JOIN document paper ON paper.id = shown.document_id
LEFT JOIN LATERAL ({_LAST_STEP}) step ON true
WHERE share.unit_id = :unit_id
  AND (months.is_active OR tip.id IS NOT NULL OR project.id = ANY(:also))
ORDER BY is_active DESC, project.name, project.id
""")


def month_rows(session: Session, unit_id: int, month: date) -> list[MonthRow]:
    """Return the projects of `unit_month` alone."""
    return unit_month(session, unit_id, month).rows


def unit_month(session: Session, unit_id: int, month: date) -> UnitMonth:
    """Return the projects of a commune that a month asks about, with what waits and what was accepted.

    These are the projects under way by name, then others with rows of the month that
    wait or that somebody wrote by hand. Three statements, however many projects.
    `month` is its first day.
    """
    with kept_plans(session):
        waiting = open_rows(session, [unit_id], until=last_day(month))
        accepted = settled_rows(session, unit_id, month)
    others = _by_project(
        row for row in waiting if not (row.ledger == "progress_report" and row.effective_date >= month)
    )
    settled = _by_project(accepted)
    entered = {each.project_id for each in accepted if each.is_entered}
    also = [number for number in {*others, *entered} if number is not None]
    params = {"unit_id": unit_id, "month": month, "last_day": last_day(month), "also": also}
    rows = [
        MonthRow(
            **_values(row._mapping),
            others=others.get(row.project_id, ()),
            settled=settled.get(row.project_id, ()),
        )
        for row in session.execute(_MONTH_ROWS, params)
    ]
    return UnitMonth(rows, others.get(None, ()), settled.get(None, ()))


def _by_project(rows: Iterable[Told]) -> dict[int | None, tuple[Told, ...]]:
    """Return the rows of each project, and under None those of the commune alone."""
    found = defaultdict[int | None, list[Told]](list)
    for row in rows:
        found[row.project_id].append(row)
    return {project_id: tuple(told) for project_id, told in found.items()}


def _values(row: Any) -> dict[str, Any]:
    found = dict(row)
    paper = paper_fields(*(found.pop(f"paper_{part}") for part in PAPER_PARTS))
    for name, said in (("previous", {}), ("report", paper)):
        found[name] = None if found[name] is None else Report(**_report(found[name]) | said)
    found["state"] = None if found["state"] is None else ReviewState(found["state"])
    return found


def _report(written: str) -> Values:
    values = read_values(ProgressReport, written)
    values.pop("document_id", None)
    return values


def is_of_unit(session: Session, project_id: int, unit_id: int) -> bool:
    """Tell whether a project that is not archived lies in a unit, by its shares."""
    return bool(session.scalar(_IS_OF_UNIT, {"project_id": project_id, "unit_id": unit_id}))


def project_name(session: Session, project_id: int) -> tuple[str, str]:
    """Return the code and the name of a project."""
    row = session.execute(select(Project.code, Project.name).where(Project.id == project_id)).one()
    return row.code, row.name
