"""Dates as Vietnamese papers give them, with the precision they were given in."""

import re
import unicodedata
from calendar import monthrange
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import lru_cache
from math import isfinite
from typing import Final, NamedTuple

from etl.cells import Cell, as_text
from etl.findings import CellError
from gis.domain.lifecycle import DatePrecision


class GivenDate(NamedTuple):
    """A date and how exactly it was given; month, quarter and year stand for their last day."""

    day: date
    precision: DatePrecision


class GivenPeriod(NamedTuple):
    """The two ends of a period; ``2023-2025`` is 31/12/2023 and 31/12/2025, each with precision year."""

    start: GivenDate
    end: GivenDate


_FIRST_YEAR: Final = 1900
_LAST_YEAR: Final = 2100
_CENTURY_TURN: Final = 70
_SERIAL_ZERO: Final = date(1899, 12, 30)
_SERIALS: Final = range(20_000, 75_000)
_ROMAN: Final = {"i": 1, "ii": 2, "iii": 3, "iv": 4}
_WORDS: Final = re.compile(r"^(?:ngày|ngay|trước ngày|đến ngày|dự kiến|khoảng|hết|cuối)\s+")
_YEAR: Final = r"(?:năm|nam)?\s*(\d{4})"
_TIME: Final = r"(?:[ t]\d{1,2}[:h]\d{2}.*)?"
_DAY: Final = re.compile(rf"(\d{{1,2}})\s*([/.\-])\s*(\d{{1,2}})\s*\2\s*(\d{{4}}|\d{{2}}){_TIME}")
_ISO: Final = re.compile(rf"(\d{{4}})[-/.](\d{{1,2}})[-/.](\d{{1,2}}){_TIME}")
_COMPACT: Final = re.compile(r"((?:19|20)\d{2})(\d{2})(\d{2})")
_LONG_DAY: Final = re.compile(rf"(\d{{1,2}})\s*(tháng|thang)\s*(\d{{1,2}})\s*[,/]?\s*{_YEAR}")
_MONTH: Final = re.compile(rf"(?:tháng|thang|t\.?)?\s*(\d{{1,2}})\s*(?:[/.\-,]|năm|nam|\s)\s*{_YEAR}")
_ISO_MONTH: Final = re.compile(r"(\d{4})-(\d{1,2})")
_QUARTER: Final = re.compile(rf"(?:quý|quí|quy|qúy|q\.?)\s*([1-4]|iv|i{{1,3}})\s*[/.\-,]?\s*{_YEAR}")
_ROMAN_QUARTER: Final = re.compile(rf"(iv|i{{1,3}})\s*[/.\-]\s*{_YEAR}")
_YEAR_ONLY: Final = re.compile(_YEAR)
_FIGURES_UNTIL: Final = re.compile(
    r"(?:số liệu|tính|cập nhật|lũy kế|luỹ kế|thời điểm)\b[^\d]{0,24}?\b(?:đến|ngày)\b[^\d]{0,12}?"
    r"(\d{1,2}\s*[/.\-]\s*\d{1,2}\s*[/.\-]\s*\d{4})",
    re.IGNORECASE,
)
_PERIOD_GAP: Final = re.compile(
    r"\s*(?:->|→|–|—|\bđến\b|\bden\b|\btới\b|(?<=\d{4})-(?=\d{4}$|\d{1,2}[/.])|\s-\s)\s*"
)
_HAS_YEAR: Final = re.compile(r"\d{4}$")
_FROM: Final = re.compile(r"^(?:từ|tu|giai đoạn|giai doan)\s+")


def parse_date(cell: Cell) -> GivenDate:
    """Return the date in the cell: a date, a text, or an Excel serial number (1900 system).

    Order is always day, month, year. Raises ``CellError``: ``date_unreadable``, ``date_impossible`` (31/02/2025,
    or a month above 12 as in American order), ``date_out_of_range`` (before 1900 or after 2100), ``date_is_period``.
    """
    if isinstance(cell, datetime):
        return _checked(cell.date(), DatePrecision.DAY, cell)
    if isinstance(cell, date):
        return _checked(cell, DatePrecision.DAY, cell)
    if isinstance(cell, bool):
        raise CellError("date_unreadable", value=as_text(cell))
    if isinstance(cell, int | float | Decimal):
        return _from_number(cell)
    text = _tidy(as_text(cell))
    if text.isdecimal() and int(text) in _SERIALS:
        return _from_number(int(text))
    given = _from_text(text)
    if given is None:
        raise CellError("date_is_period" if _halves(text) else "date_unreadable", value=as_text(cell))
    return given


def parse_period(cell: Cell) -> GivenPeriod:
    """Return both ends of ``2023-2025``, ``Quý I/2024 - Quý II/2026``, ``từ 01/2024 đến 06/2026``; a single date twice.

    Raises ``CellError`` as ``parse_date`` does, and ``period_reversed`` where the end comes before the start.
    """
    halves = _halves(_tidy(as_text(cell))) if isinstance(cell, str) else None
    if halves is None:
        one = parse_date(cell)
        return GivenPeriod(one, one)
    start, end = (_from_text(half) for half in halves)
    if start is None or end is None:
        raise CellError("date_unreadable", value=as_text(cell))
    if end.day < start.day:
        raise CellError("period_reversed", value=as_text(cell))
    return GivenPeriod(start, end)


def first_day(given: GivenDate) -> date:
    """Return the first day that a date can mean: 01/04/2026 for the second quarter of 2026."""
    match given.precision:
        case DatePrecision.YEAR:
            return given.day.replace(month=1, day=1)
        case DatePrecision.QUARTER:
            return given.day.replace(month=given.day.month - 2, day=1)
        case DatePrecision.MONTH:
            return given.day.replace(day=1)
    return given.day


def date_of_figures(lines: Iterable[str]) -> date | None:
    """Return the day of which the lines above a table say that its figures are: ``(Số liệu đến hết ngày 30/6/2026)``."""
    for line in lines:
        if found := _FIGURES_UNTIL.search(unicodedata.normalize("NFC", line)):
            try:
                return parse_date(found[1]).day
            except CellError:
                continue
    return None


def last_day(year: int, month: int) -> date:
    """Return the last day of a month."""
    return date(year, month, monthrange(year, month)[1])


def _from_number(number: float | Decimal) -> GivenDate:
    if not isfinite(number):
        raise CellError("date_unreadable", value=str(number))
    if number == int(number) and _FIRST_YEAR <= number <= _LAST_YEAR:
        return GivenDate(date(int(number), 12, 31), DatePrecision.YEAR)
    if int(number) in _SERIALS:
        return GivenDate(_SERIAL_ZERO + timedelta(days=int(number)), DatePrecision.DAY)
    raise CellError("date_unreadable", value=as_text(number))


@lru_cache(maxsize=8_192)
def _from_text(text: str) -> GivenDate | None:
    text = _WORDS.sub("", text)
    if found := _DAY.fullmatch(text) or _LONG_DAY.fullmatch(text):
        return _day(int(found[1]), int(found[3]), int(found[4]), text=text, has_century=len(found[4]) == 4)
    if found := _ISO.fullmatch(text) or _COMPACT.fullmatch(text):
        year, month, day = map(int, found.groups())
        return _day(day, month, year, text=text, has_century=True)
    if found := _QUARTER.fullmatch(text) or _ROMAN_QUARTER.fullmatch(text):
        quarter = _ROMAN.get(found[1]) or int(found[1])
        return _checked(last_day(int(found[2]), quarter * 3), DatePrecision.QUARTER, text)
    if found := _MONTH.fullmatch(text):
        return _month(int(found[1]), int(found[2]), text)
    if found := _ISO_MONTH.fullmatch(text):
        return _month(int(found[2]), int(found[1]), text) if int(found[2]) <= 12 else None
    if found := _YEAR_ONLY.fullmatch(text):
        return _checked(date(max(int(found[1]), 1), 12, 31), DatePrecision.YEAR, text)
    return None


def _day(day: int, month: int, year: int, *, text: str, has_century: bool) -> GivenDate:
    if not has_century:
        year += 2000 if year < _CENTURY_TURN else 1900
    try:
        return _checked(date(year, month, day), DatePrecision.DAY, text)
    except ValueError as error:
        if isinstance(error, CellError):
            raise
        raise CellError("date_impossible", value=text) from error


def _month(month: int, year: int, text: str) -> GivenDate:
    if not 1 <= month <= 12:
        raise CellError("date_impossible", value=text)
    if not _FIRST_YEAR <= year <= _LAST_YEAR:
        raise CellError("date_out_of_range", value=text)
    return GivenDate(last_day(year, month), DatePrecision.MONTH)


def _checked(day: date, precision: DatePrecision, written: object) -> GivenDate:
    if not _FIRST_YEAR <= day.year <= _LAST_YEAR:
        raise CellError("date_out_of_range", value=str(written))
    return GivenDate(day, precision)


def _halves(text: str) -> tuple[str, str] | None:
    text = _FROM.sub("", text)
    parts = _PERIOD_GAP.split(text)
    if len(parts) != 2 or not all(parts):
        return None
    start, end = parts
    if not _HAS_YEAR.search(start) and (year := _HAS_YEAR.search(end)):
        start = f"{start}/{year.group()}"  # tháng 3 - 6/2026, Quý I - Quý II/2026
    return start, end


def _tidy(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).lower().split()).strip(" ,;.")
