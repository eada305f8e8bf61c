"""What any dated fact is held against, whichever ledger it belongs to."""

from collections.abc import Iterator
from datetime import date
from enum import StrEnum
from typing import Final

from gis.domain.breaches import Breach, Rule, Severity


class EntryBreach(StrEnum):
    """What can be wrong with the day of a fact."""

    FUTURE_DATE = "future_date"
    BEFORE_PROJECT = "before_project"


EVENTS_ONLY: Final = Rule("Sổ theo dõi chỉ ghi việc đã xảy ra.")
WITHIN_PROJECT: Final = Rule("Việc của dự án xảy ra từ ngày có quyết định đầu tư hoặc ngày khởi công.")


def check_day(day: date, *, as_of: date, began_on: date | None = None) -> Iterator[Breach]:
    """Refuse a `day` after `as_of`, the day of entry; warn of one before the project began, where that is known."""
    if day > as_of:
        yield Breach(EntryBreach.FUTURE_DATE, Severity.REFUSE, EVENTS_ONLY, {"day": day, "as_of": as_of})
    if began_on is not None and day < began_on:
        params = {"day": day, "began_on": began_on}
        yield Breach(EntryBreach.BEFORE_PROJECT, Severity.WARN, WITHIN_PROJECT, params)
