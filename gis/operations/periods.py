"""Closing a month and opening it again; whatever is written later stays marked, nothing is refused for it."""

from datetime import date

from sqlalchemy.orm import Session

from gis.domain.errors import DomainError
from gis.domain.months import last_day
from gis.models.review import PeriodClosing
from gis.operations import audit, versions
from gis.operations.audit import Actor


def close_month(
    session: Session,
    month: date,
    actor: Actor,
    *,
    unit_id: int | None,
    as_of: date,
    remark: str | None = None,
) -> PeriodClosing:
    """Close `month` for a unit and all below it, for everybody where `unit_id` is None. Flushes, never commits.

    Raises DomainError for a month that is not over yet.
    """
    if as_of <= last_day(month):
        raise DomainError("month_not_over", field="month", last_day=last_day(month))
    return _written(session, month, actor, unit_id=unit_id, is_closed=True, remark=remark)


def reopen_month(
    session: Session, month: date, actor: Actor, *, unit_id: int | None, remark: str
) -> PeriodClosing:
    """Open a closed month again, with the reason; DomainError without one. Flushes, never commits."""
    if not remark.strip():
        raise DomainError("remark_missing", field="remark")
    return _written(session, month, actor, unit_id=unit_id, is_closed=False, remark=remark.strip())


def _written(
    session: Session,
    month: date,
    actor: Actor,
    *,
    unit_id: int | None,
    is_closed: bool,
    remark: str | None,
) -> PeriodClosing:
    row = PeriodClosing(
        month=month, unit_id=unit_id, is_closed=is_closed, remark=remark, recorded_by=actor.account_id
    )
    session.add(row)
    session.flush()
    audit.record(
        session,
        actor,
        action="period.close" if is_closed else "period.reopen",
        subject="unit",
        subject_id=unit_id,
        after={"month": month.isoformat(), "unit_id": unit_id},
        reason=remark,
    )
    versions.bump(session)
    return row
