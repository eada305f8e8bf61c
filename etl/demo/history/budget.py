"""Decisions on the total investment: the first approval, and for some projects an adjustment on the way."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Final, NamedTuple

from etl.demo.history.keys import Keys
from etl.demo.history.rows import BudgetRow, DocumentRow, Row
from etl.demo.history.story import Story
from etl.demo.history.words import inside
from gis.domain.budget import UNKNOWN_DAY
from gis.domain.ledger_codes import BudgetKind

_ADJUSTED: Final = 0.14
_LOWERED: Final = 0.25
_ROUNDED_TO_VND: Final = 1_000_000
_AFTER_START: Final = timedelta(days=60)
_BEFORE_END: Final = timedelta(days=30)
_RAISED_FOR: Final = (
    "Bổ sung hạng mục thoát nước, an toàn giao thông.",
    "Giá vật liệu, nhân công tăng so với lúc phê duyệt.",
    "Tăng chi phí bồi thường, giải phóng mặt bằng.",
)
_LOWERED_FOR: Final = (
    "Cắt giảm hạng mục không còn cần thiết.",
    "Tiết kiệm qua lựa chọn nhà thầu.",
)


class Adjustment(NamedTuple):
    """A decision of `decided_on` that changed the total from `before_vnd` to what the catalogue says."""

    decided_on: date
    before_vnd: int
    number: str
    reason: str


def rows(story: Story, keys: Keys) -> Iterator[Row]:
    """Yield the decisions; numbers end in QĐ-MH (minh họa), which no office uses."""
    subject = story.subject
    if subject.known.budgets or subject.budget_vnd <= 0:
        return
    first_day = subject.decision_date or UNKNOWN_DAY
    adjusted = _adjustment(story)
    before_vnd = adjusted.before_vnd if adjusted else subject.budget_vnd
    issuer = _issuer(story, first_day) if subject.decision_date else None
    yield BudgetRow(subject.id, first_day, BudgetKind.FIRST, before_vnd, subject.decision_no, issuer)
    if adjusted:
        yield from _adjusting(story, keys, adjusted)


def _adjusting(story: Story, keys: Keys, adjusted: Adjustment) -> Iterator[Row]:
    """Yield the decision that adjusts, with its document."""
    subject, document = story.subject, next(keys.document)
    issuer = _issuer(story, adjusted.decided_on)
    title = "Quyết định điều chỉnh tổng mức đầu tư dự án"
    yield DocumentRow(
        document, subject.id, "budget_decision", adjusted.number, title, adjusted.decided_on, issuer
    )
    yield BudgetRow(
        subject.id,
        adjusted.decided_on,
        BudgetKind.ADJUSTMENT,
        subject.budget_vnd,
        adjusted.number,
        issuer,
        adjusted.reason,
        document,
    )


def _adjustment(story: Story) -> Adjustment | None:
    """Return the adjustment in the middle of the works, where this project has one."""
    subject, rng = story.subject, story.stream("budget")
    if subject.decision_date is None or subject.start_date is None or not rng.has(_ADJUSTED):
        return None
    first = subject.start_date + _AFTER_START
    last = min(subject.accepted or story.as_of, story.as_of) - _BEFORE_END
    part = -rng.uniform(0.02, 0.06) if rng.has(_LOWERED) else rng.uniform(0.03, 0.15)
    before_vnd = round(subject.budget_vnd / (1 + part) / _ROUNDED_TO_VND) * _ROUNDED_TO_VND
    if first > last or before_vnd in (0, subject.budget_vnd):
        return None
    number = f"{rng.randint(20, 2900)}/QĐ-MH"
    reason = rng.choice(_LOWERED_FOR if part < 0 else _RAISED_FOR)
    return Adjustment(rng.day(first, last), before_vnd, number, reason)


def _issuer(story: Story, day: date) -> str:
    places = story.subject.places_on(day)
    return f"UBND {inside(places[0].full_name)}" if places else "Ủy ban nhân dân"
