from decimal import Decimal

from webmap.units.sparkline import HEIGHT, MARGIN, WIDTH, sparkline


def decimals(*values: int | None) -> list[Decimal | None]:
    return [None if value is None else Decimal(value) for value in values]


def test_a_line_breaks_where_values_are_missing() -> None:
    drawn = sparkline(decimals(10, 20, None, 30, None, 40, 50))
    assert drawn is not None
    assert [len(line.split()) for line in drawn.lines] == [2, 2]
    assert len(drawn.dots) == 1
    assert drawn.last == (WIDTH - MARGIN, MARGIN)


def test_the_scale_begins_at_nothing_and_holds_the_target() -> None:
    drawn = sparkline(decimals(0, 50), least_top=Decimal(100), target=Decimal(80))
    assert drawn is not None
    first, last = drawn.lines[0].split()
    assert first == f"{MARGIN:.1f},{HEIGHT - MARGIN:.1f}"
    assert last.endswith(f",{HEIGHT / 2:.1f}")
    assert drawn.target_y is not None
    assert MARGIN < drawn.target_y < HEIGHT / 2


def test_too_few_values_make_no_line() -> None:
    assert sparkline(decimals(None, 7, None)) is None
    assert sparkline([]) is None


def test_nothing_but_zero_lies_on_the_ground() -> None:
    drawn = sparkline(decimals(0, 0, None))
    assert drawn is not None
    assert drawn.last is None
    assert all(point.endswith(f",{HEIGHT - MARGIN:.1f}") for point in drawn.lines[0].split())
