"""Which months are closed, for whom, and which units a closing holds for."""

from collections.abc import Collection, Iterable
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from gis.domain.months import Closing
from gis.models import Account, Unit
from gis.models.review import PeriodClosing


def closings(session: Session, *, months: Collection[date] | None = None) -> list[Closing]:
    """Return every closing and opening of these months, of all months without them, oldest first."""
    statement = (
        select(
            PeriodClosing.month,
            PeriodClosing.unit_id,
            PeriodClosing.is_closed,
            PeriodClosing.recorded_at,
            PeriodClosing.remark,
            Account.display_name,
        )
        .join(Account, Account.id == PeriodClosing.recorded_by, isouter=True)
        .order_by(PeriodClosing.recorded_at, PeriodClosing.id)
    )
    if months is not None:
        statement = statement.where(PeriodClosing.month.in_(months))
    return [Closing(*row) for row in session.execute(statement)]


def with_all_above(session: Session, unit_ids: Iterable[int]) -> frozenset[int]:
    """Return units and every unit that they lie in."""
    wanted = list(unit_ids)
    above = select(Unit.id, Unit.parent_id).where(Unit.id.in_(wanted)).cte("above", recursive=True)
    parent = aliased(Unit)
    above = above.union(select(parent.id, parent.parent_id).where(parent.id == above.c.parent_id))
    return frozenset(session.scalars(select(above.c.id)))
