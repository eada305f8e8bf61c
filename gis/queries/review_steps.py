"""The last step of rows on their way: asked for where the answer to a verdict was lost and it is sent again."""

from collections.abc import Sequence

from sqlalchemy import func, select, tuple_
from sqlalchemy.orm import Session

from gis.domain.ledger_codes import ReviewState
from gis.models.review import ReviewStep


def is_last_step(
    session: Session,
    rows: Sequence[tuple[str, int]],
    state: ReviewState,
    *,
    account_id: int,
    remark: str | None,
) -> bool:
    """Tell whether the last step of every row, by ledger and id, is this account's to `state` with this remark."""
    last = (
        select(func.max(ReviewStep.id))
        .where(tuple_(ReviewStep.ledger, ReviewStep.row_id).in_(rows))
        .group_by(ReviewStep.ledger, ReviewStep.row_id)
    )
    statement = select(ReviewStep.state, ReviewStep.recorded_by, ReviewStep.remark).where(
        ReviewStep.id.in_(last)
    )
    found = [tuple(step) for step in session.execute(statement)]
    return bool(rows) and found == [(state, account_id, remark)] * len(set(rows))
