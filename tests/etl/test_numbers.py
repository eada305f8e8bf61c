"""Vietnamese numbers, percent and money, and what stays ambiguous."""

from contextlib import suppress
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl.cells import BrokenFormula, Cell, as_text, check_formula, is_missing
from etl.findings import CellError
from etl.money import MoneyUnit, has_unit, parse_money, unit_in_heading
from etl.numbers import (
    NumberStyle,
    PercentScale,
    detect_percent_scale,
    detect_style,
    parse_decimal,
    parse_percent,
    style_by_total,
)

VI, EN = NumberStyle
MILLION = MoneyUnit.MILLION


@given(
    st.decimals(min_value=Decimal("-1e15"), max_value=Decimal("1e15"), places=3), st.sampled_from([VI, EN])
)
def test_number_round_trip(number: Decimal, style: NumberStyle) -> None:
    english = f"{number:,.3f}"
    written = english if style is EN else english.translate(str.maketrans(",.", ".,"))
    assert parse_decimal(written, style=style) == number


@given(st.integers(-(10**15), 10**15))
def test_plain_digits_need_no_style(number: int) -> None:
    assert parse_decimal(str(number), style=None) == number
    assert parse_decimal(number, style=None) == number


@given(st.text())
def test_any_text_is_a_number_or_a_cell_error(text: str) -> None:
    for style in (None, *NumberStyle):
        with suppress(CellError):
            assert parse_decimal(text, style=style).is_finite()
        with suppress(CellError):
            assert parse_money(text, unit=MILLION, style=style).vnd >= 0


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("1.234.567,89", "1234567.89"),
        ("1,234,567.89", "1234567.89"),
        ("1 234 567,5", "1234567.5"),
        ("12,5", "12.5"),
        ("12.5", "12.5"),
        ("0,125", "0.125"),
        ("(1.234,5)", "-1234.5"),
        ("−7", "-7"),
        (0.1, "0.1"),
        (1234567.8900000001, "1234567.89"),
        (12, "12"),
    ],
)
def test_numbers_that_mean_one_thing(written: str | float, number: str) -> None:
    assert parse_decimal(written, style=None) == Decimal(number)


@pytest.mark.parametrize(
    "written", ["1.2.3", "1.234,567.8", "12 34", "", "năm tỷ", "1,23,456", "0.123.456", "1" * 41]
)
def test_what_is_no_number(written: str) -> None:
    with pytest.raises(CellError) as caught:
        parse_decimal(written, style=None)
    assert caught.value.code == "number_unreadable"


@pytest.mark.parametrize("cell", [True, float("nan"), float("inf")])
def test_cells_that_are_no_number(cell: float) -> None:
    with pytest.raises(CellError):
        parse_decimal(cell, style=None)


def test_one_point_three_digits_is_ambiguous_until_the_column_decides() -> None:
    with pytest.raises(CellError) as caught:
        parse_decimal("1.234", style=None)
    assert caught.value.code == "number_ambiguous"
    assert caught.value.params == {"value": "1.234", "first": "1234", "second": "1,234"}
    assert parse_decimal("1.234", style=VI) == 1234
    assert parse_decimal("1.234", style=EN) == Decimal("1.234")


def test_style_of_a_column() -> None:
    assert detect_style(["1.234", "12,5"]) == (VI, False)
    assert detect_style(["1.234", "1.234.567"]) == (VI, False)
    assert detect_style(["1,234", "12.5", None, 3]) == (EN, False)
    assert detect_style(["1.234", "500"]) == (None, False)
    assert detect_style(["12,5", "12.5"]) == (None, True)


def test_total_row_decides_the_style() -> None:
    assert style_by_total(["1.500", "2.500"], "4.000") is None  # adds up in both readings
    assert style_by_total(["1.500", "2.500", None], 4000) is VI
    assert style_by_total(["1.500", "2.500"], 4) is EN
    assert style_by_total(["1.500", "x"], 4) is None


@pytest.mark.parametrize(
    ("written", "unit", "vnd"),
    [
        ("2 tỷ 500 triệu", None, 2_500_000_000),
        ("1,5 tỷ", None, 1_500_000_000),
        ("1,5 tỉ đồng", None, 1_500_000_000),
        ("850.000.000 đ", None, 850_000_000),
        ("850.000.000đồng", None, 850_000_000),
        ("350 tr.đ", None, 350_000_000),
        ("350 nghìn đồng", None, 350_000),
        ("1.234", MoneyUnit.DONG, 1234),
        ("1,234", MoneyUnit.DONG, 1234),
        ("12.500,25", MILLION, 12_500_250_000),
        (72.0, MoneyUnit.BILLION, 72_000_000_000),
        (0, MILLION, 0),
        ("3 tỷ", MILLION, 3_000_000_000),
    ],
)
def test_money_is_whole_dong(written: str | float, unit: MoneyUnit | None, vnd: int) -> None:
    assert parse_money(written, unit=unit, style=None) == (vnd, False)


def test_a_fraction_of_a_dong_is_rounded_and_told() -> None:
    assert parse_money("1234,5", unit=MoneyUnit.DONG, style=VI) == (1235, True)
    assert parse_money("0,0000001", unit=MILLION, style=VI) == (0, True)


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("12.500 triệu đồng", "number_ambiguous"),
        ("-5 tỷ", "money_negative"),
        ("(500) tỷ", "money_negative"),
        ("999999999 tỷ", "money_too_large"),
        ("2 tỷ 500", "number_unreadable"),
        ("12 cái", "number_unreadable"),
        ("theo quyết định", "number_unreadable"),
        ("500", "money_unit_missing"),
        (500, "money_unit_missing"),
    ],
)
def test_money_that_cannot_be_read(written: str | int, code: str) -> None:
    with pytest.raises(CellError) as caught:
        parse_money(written, unit=None, style=None)
    assert caught.value.code == code


@pytest.mark.parametrize(
    ("heading", "unit"),
    [
        ("Tổng mức đầu tư (triệu đồng)", MILLION),
        ("TMĐT (tr.đ)", MILLION),
        ("TMĐT (trđ)", MILLION),
        ("Tổng mức đầu tư, tỷ đồng", MoneyUnit.BILLION),
        ("Von_ti_VND", MoneyUnit.BILLION),
        ("Vốn (tỷ)", MoneyUnit.BILLION),
        ("(ĐVT: 1.000 đồng)", MoneyUnit.THOUSAND),
        ("Đơn vị tính: nghìn đồng", MoneyUnit.THOUSAND),
        ("Đơn vị: đồng", MoneyUnit.DONG),
        ("budget_vnd", MoneyUnit.DONG),
        ("Giá trị hợp đồng (đồng)", MoneyUnit.DONG),
        ("Giá trị hợp đồng", None),
        ("Hội đồng", None),
        ("Công ty", None),
        ("Lao động", None),
        ("Tổng mức đầu tư", None),
    ],
)
def test_unit_in_heading(heading: str, unit: MoneyUnit | None) -> None:
    assert unit_in_heading(heading) is unit


def test_cells_that_name_their_unit() -> None:
    assert has_unit("1,5 tỷ")
    assert not has_unit("1,5")
    assert not has_unit("chưa rõ")
    assert not has_unit(5)


def test_percent() -> None:
    assert detect_percent_scale(["0,85", "0,5", 1, "", None], style=VI) is PercentScale.FRACTION
    assert detect_percent_scale([85, 100, 0, "x"], style=None) is PercentScale.PERCENT
    assert detect_percent_scale([0.85, 85], style=None) is None
    assert detect_percent_scale([0, 1, "85%"], style=None) is None
    assert parse_percent("0,85", scale=PercentScale.FRACTION, style=VI) == 85
    assert parse_percent("85", scale=PercentScale.PERCENT, style=None) == 85
    assert parse_percent("0,5 %", scale=PercentScale.FRACTION, style=VI) == Decimal("0.5")
    assert parse_percent(0, scale=None, style=None) == 0


@pytest.mark.parametrize(("cell", "code"), [(0.85, "percent_ambiguous"), ("120%", "percent_out_of_range")])
def test_bad_percent(cell: str | float, code: str) -> None:
    with pytest.raises(CellError) as caught:
        parse_percent(cell, scale=None, style=None)
    assert caught.value.code == code


def test_missing_is_not_zero() -> None:
    assert all(map(is_missing, [None, "", " ", "-", "–", "…", "chưa có", "N/A", "Không biết"]))
    assert not any(map(is_missing, [0, "0", 0.0, False, "không", "Na"]))


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("#REF!", "formula_error"),
        (BrokenFormula("#DIV/0!"), "formula_error"),
        (BrokenFormula(""), "formula_without_value"),
    ],
)
def test_broken_formulas_are_no_values(cell: Cell, code: str) -> None:
    assert not is_missing(cell)
    with pytest.raises(CellError) as caught:
        check_formula(cell)
    assert caught.value.code == code
    check_formula("#1")


def test_cells_as_text() -> None:
    assert [as_text(cell) for cell in (None, True, False, 12.0, 12.5, 7, " a\nb ")] == [
        "",
        "có",
        "không",
        "12",
        "12.5",
        "7",
        "a b",
    ]
