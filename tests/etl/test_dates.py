"""Dates of Vietnamese papers: forms, precision, impossible ones and periods."""

from contextlib import suppress
from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl.dates import last_day, parse_date, parse_period
from etl.findings import CellError
from gis.domain.lifecycle import DatePrecision

DAY, MONTH, QUARTER, YEAR = DatePrecision


@pytest.mark.parametrize(
    ("written", "day", "precision"),
    [
        ("28/09/2023", date(2023, 9, 28), DAY),
        ("1/7/25", date(2025, 7, 1), DAY),
        ("31/12/99", date(1999, 12, 31), DAY),
        ("30.6.2025", date(2025, 6, 30), DAY),
        ("30 - 06 - 2025", date(2025, 6, 30), DAY),
        ("28/09/2023 14:30", date(2023, 9, 28), DAY),
        ("2025-06-30", date(2025, 6, 30), DAY),
        ("2025-06-30T10:00:00Z", date(2025, 6, 30), DAY),
        ("20250630", date(2025, 6, 30), DAY),
        ("ngày 30 tháng 6 năm 2025", date(2025, 6, 30), DAY),
        ("Trước ngày 30/6/2025", date(2025, 6, 30), DAY),
        (datetime(2025, 6, 30, 8), date(2025, 6, 30), DAY),  # noqa: DTZ001 - spreadsheets know no time zone
        (date(2025, 6, 30), date(2025, 6, 30), DAY),
        (45000, date(2023, 3, 15), DAY),
        (45000.75, date(2023, 3, 15), DAY),
        ("45000", date(2023, 3, 15), DAY),
        ("tháng 6/2026", date(2026, 6, 30), MONTH),
        ("Tháng 02 năm 2024", date(2024, 2, 29), MONTH),
        ("T6/2026", date(2026, 6, 30), MONTH),
        ("6/2026", date(2026, 6, 30), MONTH),
        ("2026-06", date(2026, 6, 30), MONTH),
        ("Quý II/2026", date(2026, 6, 30), QUARTER),
        ("quý 2 năm 2026", date(2026, 6, 30), QUARTER),
        ("Q4/2025", date(2025, 12, 31), QUARTER),
        ("QUÍ III-2025", date(2025, 9, 30), QUARTER),
        ("II/2026", date(2026, 6, 30), QUARTER),
        ("2026", date(2026, 12, 31), YEAR),
        (2026, date(2026, 12, 31), YEAR),
        ("cuối năm 2026", date(2026, 12, 31), YEAR),
    ],
)
def test_forms(written: str | int | float | date, day: date, precision: DatePrecision) -> None:
    assert parse_date(written) == (day, precision)


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("31/02/2025", "date_impossible"),
        ("12/31/2025", "date_impossible"),
        ("13/2025", "date_impossible"),
        ("00/00/0000", "date_impossible"),
        ("01/01/1850", "date_out_of_range"),
        ("6/1850", "date_out_of_range"),
        ("0000", "date_out_of_range"),
        ("210", "date_unreadable"),
        (210, "date_unreadable"),
        (True, "date_unreadable"),
        (float("inf"), "date_unreadable"),
        ("²⁰²⁵", "date_unreadable"),
        ("sớm nhất", "date_unreadable"),
        ("3-6/2026", "date_unreadable"),
        ("2023-2025", "date_is_period"),
    ],
)
def test_what_is_no_date_is_said(written: str | float, code: str) -> None:
    with pytest.raises(CellError) as caught:
        parse_date(written)
    assert caught.value.code == code


@pytest.mark.parametrize(
    ("written", "start", "end"),
    [
        ("2023-2025", (date(2023, 12, 31), YEAR), (date(2025, 12, 31), YEAR)),
        ("Giai đoạn 2021 – 2025", (date(2021, 12, 31), YEAR), (date(2025, 12, 31), YEAR)),
        ("Quý I/2024 - Quý II/2026", (date(2024, 3, 31), QUARTER), (date(2026, 6, 30), QUARTER)),
        ("Quý I - Quý II/2026", (date(2026, 3, 31), QUARTER), (date(2026, 6, 30), QUARTER)),
        ("từ 01/2024 đến 06/2026", (date(2024, 1, 31), MONTH), (date(2026, 6, 30), MONTH)),
        ("tháng 3 - 6/2026", (date(2026, 3, 31), MONTH), (date(2026, 6, 30), MONTH)),
        ("01/03/2024-30/06/2025", (date(2024, 3, 1), DAY), (date(2025, 6, 30), DAY)),
        ("2024", (date(2024, 12, 31), YEAR), (date(2024, 12, 31), YEAR)),
        ("06-2026", (date(2026, 6, 30), MONTH), (date(2026, 6, 30), MONTH)),
        (2024, (date(2024, 12, 31), YEAR), (date(2024, 12, 31), YEAR)),
    ],
)
def test_periods(
    written: str | int, start: tuple[date, DatePrecision], end: tuple[date, DatePrecision]
) -> None:
    assert parse_period(written) == (start, end)


@pytest.mark.parametrize(
    ("written", "code"), [("2025-2023", "period_reversed"), ("nay đến mai", "date_unreadable")]
)
def test_bad_periods(written: str, code: str) -> None:
    with pytest.raises(CellError) as caught:
        parse_period(written)
    assert caught.value.code == code


@given(st.dates(date(1900, 1, 1), date(2100, 12, 31)))
def test_day_round_trip(day: date) -> None:
    for written in (
        f"{day:%d/%m/%Y}",
        f"{day.day}/{day.month}/{day.year}",
        day.isoformat(),
        f"{day:%d-%m-%Y}",
    ):
        assert parse_date(written) == (day, DAY)


@given(st.integers(1, 12), st.integers(1900, 2100))
def test_month_means_its_last_day(month: int, year: int) -> None:
    given_date = parse_date(f"tháng {month}/{year}")
    assert given_date == (last_day(year, month), MONTH)
    assert (given_date.day.toordinal() + 1) == date.fromordinal(given_date.day.toordinal() + 1).replace(
        day=1
    ).toordinal()


@given(st.dates(date(1955, 1, 1), date(2100, 12, 31)))
def test_excel_serials(day: date) -> None:
    serial = (day - date(1899, 12, 30)).days
    assert parse_date(serial) == (day, DAY)


@given(st.text())
def test_any_text_is_a_date_or_a_cell_error(text: str) -> None:
    with suppress(CellError):
        assert parse_period(text).start.day <= parse_period(text).end.day
