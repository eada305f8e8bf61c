"""What an office mends in its figures: errors of typing corrected, a row that was entered twice taken back."""

from datetime import date, timedelta
from typing import Any, Final

from sqlalchemy.orm import Session

from gis.domain.ledger_codes import ContributionKind
from gis.models import Contribution
from gis.models import ProgressReport as Reports
from gis.operations import ledger
from gis.operations.audit import Actor
from gis.queries.demonstration_office import is_mended, newest_gifts, typed_reports

_REPORTS: Final = 6
_GIFTS: Final = 2
_NOTICED: Final = timedelta(days=6)
_TYPED: Final = "Gõ nhầm khối lượng: đúng theo nhật ký thi công là {right} %."
_MISCOUNTED: Final = "Ghi thiếu một hộ so với biên bản hiến đất."
_TWICE: Final = "Nhập trùng: dòng trước đã ghi đợt này."
_REPEATED: Final = [
    "project_id",
    "unit_id",
    "document_id",
    "effective_date",
    "village",
    "kind",
    "item",
    "quantity",
    "quantity_unit",
    "unit_price_vnd",
    "price_item_id",
    "price_source",
    "value_vnd",
    "donor_kind",
    "household_count",
]


def mend(session: Session, actor: Actor, *, as_of: date) -> int:
    """Correct some reports and gifts, and take back a gift entered twice; return how many rows that made.

    Half of the corrections mend what was said of past days, the others count from the day they were noticed. A second
    call writes nothing. Flushes, never commits.
    """
    if is_mended(session):
        return 0
    count = 0
    for place, each in enumerate(typed_reports(session, as_of=as_of, count=_REPORTS)):
        right = round((each.before_pct + each.after_pct) / 2, 1)
        row, values = session.get_one(Reports, each.id), {"physical_progress_pct": right}
        noticed = as_of - _NOTICED if place % 2 else None
        reason = _TYPED.format(right=str(right).replace(".", ","))
        ledger.correct(session, row, values, actor, as_of=as_of, counted_from=noticed, reason=reason)
        count += 1
    for gift_id in newest_gifts(session, ContributionKind.LAND, as_of=as_of, count=_GIFTS):
        gift = session.get_one(Contribution, gift_id)
        fresh = {"household_count": (gift.household_count or 0) + 1}
        ledger.correct(session, gift, fresh, actor, as_of=as_of, reason=_MISCOUNTED)
        count += 1
    for gift_id in newest_gifts(session, ContributionKind.LABOUR, as_of=as_of, count=_GIFTS):
        count += _enter_twice(session, actor, session.get_one(Contribution, gift_id), as_of=as_of)
    return count


def _enter_twice(session: Session, actor: Actor, gift: Contribution, *, as_of: date) -> int:
    values: dict[str, Any] = {name: getattr(gift, name) for name in _REPEATED}
    values["entry_key"] = f"demo/twice/{gift.id}"
    again = ledger.append(session, Contribution, values, actor, as_of=as_of)
    ledger.withdraw(session, again, actor, as_of=as_of, reason=_TWICE)
    return 2
