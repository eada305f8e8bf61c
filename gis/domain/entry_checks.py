"""What a dated fact is held against, whichever ledger it belongs to: the day of entry, decision and first contract."""

from collections.abc import Iterator
from datetime import date
from enum import StrEnum
from typing import Final

from gis.domain.breaches import Breach, Rule, Severity


class EntryBreach(StrEnum):
    """What can be wrong with the day of a fact."""

    FUTURE_DATE = "future_date"
    BEFORE_PROJECT = "before_project"
    WORKS_BEFORE_CONTRACT = "works_before_contract"
    PLAN_BEFORE_DECISION = "plan_before_decision"


EVENTS_ONLY: Final = Rule("Sổ theo dõi chỉ ghi việc đã xảy ra.")
WITHIN_PROJECT: Final = Rule("Việc của dự án xảy ra từ ngày có quyết định đầu tư hoặc ngày khởi công.")
CONTRACT_FIRST: Final = Rule("Không thi công khi chưa ký hợp đồng.")
DECISION_FIRST: Final = Rule("Không bố trí vốn, thanh toán trước khi có quyết định đầu tư.", "58/2024/QH15")


def check_day(day: date, *, as_of: date, began_on: date | None = None) -> Iterator[Breach]:
    """Refuse a `day` after `as_of`, the day of entry; warn of one before the project began, where that is known."""
    if day > as_of:
        yield Breach(EntryBreach.FUTURE_DATE, Severity.REFUSE, EVENTS_ONLY, {"day": day, "as_of": as_of})
    if began_on is not None and day < began_on:
        params = {"day": day, "began_on": began_on}
        yield Breach(EntryBreach.BEFORE_PROJECT, Severity.WARN, WITHIN_PROJECT, params)


def check_contracted(day: date, *, contracted_on: date | None) -> Iterator[Breach]:
    """Warn of works on a `day` before the first contract was signed; not where no contract is known.

    It warns and never refuses: works that went ahead of their contract happened, and have to be told.
    """
    if contracted_on is not None and day < contracted_on:
        params = {"day": day, "contracted_on": contracted_on}
        yield Breach(EntryBreach.WORKS_BEFORE_CONTRACT, Severity.WARN, CONTRACT_FIRST, params)


def check_plan_day(
    day: date, *, as_of: date, decision_date: date | None, began_on: date | None = None
) -> Iterator[Breach]:
    """Refuse a plan decided on a `day` to come; warn of one assigned before the investment decision.

    Where no decision is known, one before the project began warns.
    """
    yield from check_day(day, as_of=as_of, began_on=began_on if decision_date is None else None)
    if decision_date is not None and day < decision_date:
        params = {"day": day, "decision_date": decision_date}
        yield Breach(EntryBreach.PLAN_BEFORE_DECISION, Severity.WARN, DECISION_FIRST, params)
