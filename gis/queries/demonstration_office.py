"""What the demonstration mends and reconciles: reports between two others, gifts of the last months, payments of a month."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Final, NamedTuple

from sqlalchemy import text
from sqlalchemy.orm import Session

from gis.domain.ledger_codes import VoucherKind
from gis.models.ledger.visible import visible

_RECENT: Final = timedelta(days=300)


class TypedReport(NamedTuple):
    """A report between two others of its project, in percent of the works."""

    id: int
    before_pct: Decimal
    after_pct: Decimal


class MonthPayment(NamedTuple):
    """A line of a payment of a demonstration project, in đồng."""

    project_id: int
    budget_code: str
    paid_on: date
    voucher_no: str
    amount_vnd: int
    kind: VoucherKind
    plan_year: int


_TYPED: Final = text(f"""
SELECT id, before_pct, after_pct FROM (
    SELECT report.id, report.project_id, report.effective_date, report.corrects_id, project.code,
           lag(report.physical_progress_pct) OVER days AS before_pct, lead(report.physical_progress_pct) OVER days AS after_pct
    FROM progress_report report JOIN project ON project.id = report.project_id AND project.is_demo
    WHERE {visible("progress_report", row="report")}
    WINDOW days AS (PARTITION BY report.project_id ORDER BY report.effective_date, report.id)
) told
WHERE after_pct - before_pct BETWEEN 8 AND 35 AND corrects_id IS NULL AND effective_date >= :since
ORDER BY md5(code || effective_date) LIMIT :count
""")
_GIFTS: Final = text(f"""
SELECT gift.id FROM contribution gift JOIN project ON project.id = gift.project_id AND project.is_demo
WHERE {visible("contribution", row="gift")} AND gift.kind = :kind AND gift.household_count IS NOT NULL
  AND gift.corrects_id IS NULL
ORDER BY gift.effective_date DESC, project.code, gift.quantity LIMIT :count
""")
_MENDED: Final = text("""
SELECT EXISTS (SELECT FROM progress_report fact JOIN project ON project.id = fact.project_id AND project.is_demo
               WHERE fact.corrects_id IS NOT NULL AND fact.review_state = 'accepted')
""")
_WRITTEN: Final = text("SELECT EXISTS (SELECT FROM progress_report WHERE recorded_by = :account_id)")
_PAYMENTS: Final = text(f"""
SELECT voucher.project_id, project.budget_code, voucher.effective_date AS paid_on, voucher.voucher_no,
       voucher.amount_vnd::bigint AS amount_vnd, voucher.kind, voucher.plan_year
FROM voucher JOIN project ON project.id = voucher.project_id AND project.is_demo
WHERE {visible("voucher", row="voucher")} AND voucher.effective_date BETWEEN :first AND :as_of
  AND voucher.voucher_no IS NOT NULL AND project.budget_code IS NOT NULL
ORDER BY voucher.effective_date, project.code, voucher.voucher_no, voucher.kind
""")


def is_mended(session: Session) -> bool:
    """Tell whether a report of the demonstration was corrected already."""
    return bool(session.scalar(_MENDED))


def typed_reports(session: Session, *, as_of: date, count: int) -> list[TypedReport]:
    """Return some reports of the last months between two others that leave room for a typing error."""
    params = {"as_of": as_of, "since": as_of - _RECENT, "count": count}
    return [TypedReport._make(row) for row in session.execute(_TYPED, params)]


def newest_gifts(session: Session, kind: str, *, as_of: date, count: int) -> list[int]:
    """Return the newest gifts of a kind that households gave."""
    return list(session.scalars(_GIFTS, {"as_of": as_of, "kind": kind, "count": count}))


def payments_between(session: Session, first: date, last: date) -> list[MonthPayment]:
    """Return the payments of demonstration projects between two days, both included, by day."""
    params = {"first": first, "as_of": last}
    return [
        MonthPayment._make(row)._replace(kind=VoucherKind(row.kind))
        for row in session.execute(_PAYMENTS, params)
    ]


def has_written(session: Session, account_id: int) -> bool:
    """Tell whether an account wrote a report."""
    return bool(session.scalar(_WRITTEN, {"account_id": account_id}))
