"""The dates of one row: from their own columns, from "số, ngày quyết định" in one cell, from a period."""

import re
from collections.abc import Callable
from datetime import date
from functools import partial
from typing import Any, Final

from etl.cells import Cell, as_text
from etl.columns import Field
from etl.dates import GivenDate, GivenPeriod, first_day, parse_date, parse_period
from etl.findings import CellError

Read = Callable[[Field, Callable[[Cell], Any]], Any]
"""Reads the cell of a field; None where it is empty or can't be read, which is told at its place."""

_DATES: Final = (
    Field.DECISION_DATE,
    Field.DOCUMENT_DATE,
    Field.START_DATE,
    Field.FIRST_COMPLETION_DATE,
    Field.APPROVED_COMPLETION_DATE,
    Field.ACCEPTANCE_DATE,
)
# What is known can't be of a day to come; such a date is a slip of the pen, and would outrank all others.
_PAST_DATES: Final = (Field.RECORDED_DATE,)
_DECISION: Final = re.compile(
    r"(?:số\s*:?\s*)?(?P<number>\d[\w./-]*(?:/[\wĐđ.-]+)?)\s*[,;(]*\s*(?:ngày|ngay)?\s*(?P<day>\d{1,2}\s*[/.-]\s*\d{1,2}\s*[/.-]\s*\d{2,4})?\)?",
    re.IGNORECASE,
)


def decision_number(text: str) -> str:
    """Return the number in ``Số 12/QĐ-UBND ngày 01/02/2024``; the text itself where it has none."""
    found = _DECISION.search(text)
    return found["number"].rstrip(".,") if found else text


def row_dates(read: Read, *, today: date | None, is_decision_alone: bool) -> dict[Field, GivenDate]:
    """Return the dates that a row states.

    ``is_decision_alone``: the list has no other document, so that "ngày ban hành" is the day of the decision.
    """
    dates: dict[Field, GivenDate] = {}
    past = partial(past_date, today=today)
    for known in (*_PAST_DATES, *_DATES):
        given: GivenDate | None = read(known, past if known in _PAST_DATES else parse_date)
        if given is not None:
            dates[known] = given
    _add_decision_date(dates, read)
    if is_decision_alone and Field.DOCUMENT_DATE in dates:
        dates.setdefault(Field.DECISION_DATE, dates[Field.DOCUMENT_DATE])
    _add_period(dates, read)
    return dates


def past_date(cell: Cell, *, today: date | None) -> GivenDate:
    """Read a date of which some part is over: "Tháng 11/2026" on 22/11/2026 means that day.

    Raises ``CellError``: ``date_in_future``, and what ``parse_date`` raises.
    """
    given = parse_date(cell)
    if today is None or given.day <= today:
        return given
    if first_day(given) > today:
        raise CellError("date_in_future", value=as_text(cell), today=f"{today:%d/%m/%Y}")
    return given._replace(day=today)


def _add_decision_date(dates: dict[Field, GivenDate], read: Read) -> None:
    found = _DECISION.search(read(Field.DECISION, as_text) or "")
    if found and found["day"] and Field.DECISION_DATE not in dates:
        given = read(Field.DECISION, lambda _: parse_date(found["day"].replace(" ", "")))
        if given is not None:
            dates[Field.DECISION_DATE] = given


def _add_period(dates: dict[Field, GivenDate], read: Read) -> None:
    period: GivenPeriod | None = read(Field.PERIOD, parse_period)
    if period is not None:
        dates.setdefault(Field.FIRST_COMPLETION_DATE, period.end)
        if period.start != period.end:
            dates.setdefault(Field.START_DATE, period.start)
