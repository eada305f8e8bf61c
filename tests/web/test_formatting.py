from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from webmap.formatting import area, day, days, length, moment, money, money_exact, money_text, number, percent


@pytest.fixture(autouse=True)
def vietnamese(application: Flask) -> Iterator[None]:
    with application.test_request_context("/"):
        yield


@pytest.fixture
def english(application: Flask) -> Iterator[None]:
    with application.test_request_context("/?lang=en"):
        yield


@pytest.mark.parametrize(
    ("vnd", "text"),
    [
        (0, "0 đồng"),
        (850_000, "850.000 đồng"),
        (999_999, "999.999 đồng"),
        (1_000_000, "1 triệu"),
        (295_000_000, "295 triệu"),
        (999_940_000, "999,9 triệu"),
        (999_960_000, "1 tỷ"),
        (1_920_000_000, "1,92 tỷ"),
        (14_800_000_000, "14,8 tỷ"),
        (412_649_000_000, "412,6 tỷ"),
        (30_000_000_000_000, "30.000 tỷ"),
        (-2_300_000_000, "−2,3 tỷ"),
        (None, "–"),
    ],
)
def test_money_is_said_as_people_say_it(vnd: int | None, text: str) -> None:
    assert money_text(vnd) == text


@given(st.integers(min_value=-(10**15), max_value=10**15))
def test_short_money_is_never_off_by_more_than_half_a_percent(vnd: int) -> None:
    text = money_text(vnd)
    figure, unit = text.replace("−", "-").split(" ")
    spoken = (
        Decimal(figure.replace(".", "").replace(",", ".")) * {"đồng": 1, "triệu": 10**6, "tỷ": 10**9}[unit]
    )
    assert abs(spoken - vnd) <= abs(vnd) * Decimal("0.005")


def test_money_shows_the_exact_sum_to_whoever_points_at_it() -> None:
    assert money(Decimal(14_800_000_001)) == (
        '<data class="money" value="14800000001" title="14.800.000.001 đồng">14,8 tỷ</data>'
    )
    assert 'title="Chưa có số liệu"' in money(None)


@pytest.mark.parametrize(
    ("written", "text"),
    [
        (number(1234567), "1.234.567"),
        (number(1234.5, 1), "1.234,5"),
        (number(-0.04, 1), "0,0"),
        (number(Decimal("2.50"), 2, trim=True), "2,5"),
        (number(-3), "−3"),
        (number(None), "–"),
        (percent(71.4), "71,4\u00a0%"),
        (percent(100), "100\u00a0%"),
        (percent(None), "–"),
        (day(date(2026, 6, 30)), "30/06/2026"),
        (day(datetime(2026, 6, 30, 18, 0, tzinfo=UTC)), "01/07/2026"),
        (day(None), "–"),
        (moment(datetime(2026, 6, 30, 1, 5, tzinfo=UTC)), "30/06/2026 08:05"),
        (moment(None), "–"),
        (length(850), "850\u00a0m"),
        (length(2140), "2,1\u00a0km"),
        (length(None), "–"),
        (area(6420), "6.420\u00a0m²"),
        (area(127300), "12,7\u00a0ha"),
        (area(None), "–"),
        (days(None), "–"),
        (money_exact(None), "–"),
    ],
)
def test_vietnamese_figures(application: Flask, written: str, text: str) -> None:
    assert written == text


def test_days_are_counted(vietnamese: None) -> None:
    assert days(1047) == "1.047 ngày"


@pytest.mark.usefixtures("english")
def test_english_figures() -> None:
    assert number(1234.5, 1) == "1,234.5"
    assert percent(71.4) == "71.4%"
    assert day(date(2026, 6, 3)) == "3 Jun 2026"
    assert money_text(14_800_000_000) == "14.8 billion VND"
    assert money_exact(1000) == "1,000 VND"
    assert (days(1), days(47)) == ("1 day", "47 days")
