"""Households and people of units: counts with their days, and what new units have from old ones."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gis.domain.residents import Counted, Passage, ResidentBook, ResidentCount, Residents
from gis.domain.standing_units import Life

CENSUS, LATER, TODAY = date(2019, 4, 1), date(2025, 7, 1), date(2026, 11, 23)
OLD, OTHER, NEW, NEWEST = 1, 2, 3, 4


def count(
    unit_id: int,
    households: int | None,
    on: date | None = CENSUS,
    *,
    people: int | None = None,
    is_demo: bool = False,
) -> ResidentCount:
    return ResidentCount(
        unit_id=unit_id,
        counted_on=on,
        household_count=households,
        population=people,
        source=f"list {on}",
        is_demo=is_demo,
    )


def value(book: ResidentBook, unit_id: int, day: date = TODAY) -> int | None:
    found = book.counted(unit_id, day=day)
    return found.value if found else None


def test_the_newest_count_by_the_day_stands() -> None:
    book = ResidentBook([count(OLD, 900), count(OLD, 1000, LATER), count(OLD, None, TODAY, people=4000)], [])
    assert value(book, OLD) == 1000
    assert value(book, OLD, date(2025, 6, 30)) == 900
    assert value(book, OLD, date(2019, 3, 31)) is None
    assert book.counted(OLD, day=TODAY, what=Residents.PEOPLE) == Counted(
        value=4000, counted_on=TODAY, sources=(f"list {TODAY}",), unit_ids=(OLD,)
    )
    assert value(ResidentBook([count(OLD, 70, None)], []), OLD, date(1990, 1, 1)) == 70


def test_a_demonstration_stands_only_where_nothing_else_is_stated() -> None:
    made_up, real = count(OLD, 900, is_demo=True), count(OLD, 1000, LATER)
    alone = ResidentBook([made_up], []).counted(OLD, day=TODAY)
    assert alone is not None
    assert (alone.value, alone.is_demo) == (900, True)
    assert value(ResidentBook([made_up, real], []), OLD) == 1000
    assert value(ResidentBook([made_up, real], []), OLD, CENSUS) is None


def test_a_new_unit_has_what_its_predecessors_had_until_it_is_counted() -> None:
    merged = [
        Passage(OLD, NEW, Decimal(1)),
        Passage(OTHER, NEW, Decimal(1)),
        Passage(NEW, NEWEST, Decimal(1)),
    ]
    book = ResidentBook([count(OLD, 900), count(OTHER, 600, LATER)], merged)
    assert book.counted(NEWEST, day=TODAY) == Counted(
        value=1500, counted_on=CENSUS, sources=(f"list {CENSUS}", f"list {LATER}"), unit_ids=(OLD, OTHER)
    )
    assert value(book, NEW, date(2025, 6, 30)) is None, "one of the two was not counted yet"
    counted = ResidentBook([count(OLD, 900), count(OTHER, 600), count(NEW, 1600, TODAY)], merged)
    assert (value(counted, NEW), value(counted, NEW, LATER)) == (1600, 1500)


def test_what_one_predecessor_does_not_know_is_not_known() -> None:
    merged = [Passage(OLD, NEW, Decimal(1)), Passage(OTHER, NEW, Decimal(1))]
    assert value(ResidentBook([count(OLD, 900)], merged), NEW) is None
    assert value(ResidentBook([], merged), NEW) is None
    assert value(ResidentBook([count(NEW, 900)], merged), OLD) is None, "nothing goes back"


@given(
    households=st.integers(1, 10**6),
    weights=st.lists(st.integers(1, 1000), min_size=1, max_size=6),
    is_whole=st.booleans(),
)
def test_a_divided_unit_passes_every_household_on_once(
    households: int, weights: list[int], is_whole: bool
) -> None:
    whole = sum(weights) if is_whole else 2 * sum(weights)
    passages = [
        Passage(OLD, 10 + place, Decimal(weight) / whole, is_estimated=True)
        for place, weight in enumerate(weights)
    ]
    book = ResidentBook([count(OLD, households)], passages)
    parts = [book.counted(each.new_id, day=TODAY) for each in passages]
    is_divided = len(weights) > 1 or not is_whole
    assert all(part is not None and part.is_estimated == is_divided for part in parts)
    passed = sum(part.value for part in parts if part)
    assert abs(passed - (households if is_whole else Decimal(households) / 2)) <= (0 if is_whole else 1)


MERGED = [Passage(OLD, NEW, Decimal(1)), Passage(OTHER, NEW, Decimal(1))]
LIVES = {
    OLD: Life(None, date(2025, 6, 30)),
    OTHER: Life(None, date(2025, 6, 30)),
    NEW: Life(LATER, None),
}


@pytest.mark.parametrize("day", [date(2025, 6, 30), LATER, TODAY])
def test_a_whole_ground_has_the_same_households_by_old_and_by_new_units(day: date) -> None:
    book = ResidentBook([count(OLD, 900), count(OTHER, 600), count(NEW, 1700, LATER)], MERGED, LIVES)
    expected = 1500 if day < LATER else 1700
    found = [book.counted_together(ground, day=day) for ground in ([OLD, OTHER], [NEW])]
    assert [each and each.value for each in found] == [expected, expected]
    alone = book.counted_together([OLD], day=day)
    assert alone is not None
    assert alone.value == 900, "its heir reaches beyond it"


def test_a_ground_that_was_divided_or_handed_on_in_part_is_counted_where_it_is_whole() -> None:
    halves = [Passage(OLD, NEW, Decimal("0.4")), Passage(OLD, NEWEST, Decimal("0.6"))]
    lives = {OLD: LIVES[OLD], NEW: LIVES[NEW], NEWEST: LIVES[NEW]}
    counts = [count(OLD, 1000), count(NEW, 500, LATER), count(NEWEST, 700, LATER)]
    book = ResidentBook(counts, halves, lives)
    assert (book.counted_together([OLD], day=TODAY) or book).value == 1200  # type: ignore[union-attr]
    assert (book.counted_together([NEW], day=CENSUS) or book).value == 400  # type: ignore[union-attr]
    lost = ResidentBook(counts, halves[:1], lives)
    assert (lost.counted_together([OLD], day=TODAY) or lost).value == 1000  # type: ignore[union-attr]


@given(st.data())
def test_every_cut_of_a_line_of_units_has_the_households_of_the_day(data: st.DataObject) -> None:
    """Three generations of units, each wholly made of the one before: any of them asked, the day's own are counted."""
    ends = [date(2019, 12, 31), date(2025, 6, 30), None]
    generations = [list(range(data.draw(st.integers(1, 4))))]
    passages: list[Passage] = []
    for age in (1, 2):
        for old in generations[-1]:
            pair = st.lists(st.integers(10 * age, 10 * age + 3), min_size=1, max_size=2, unique=True)
            heirs = data.draw(pair)
            shares = [Decimal(1)] if len(heirs) == 1 else [Decimal("0.3"), Decimal("0.7")]
            passages += [Passage(old, heir, share) for heir, share in zip(heirs, shares, strict=True)]
        generations.append(sorted({each.new_id for each in passages if each.new_id >= 10 * age}))
    starts = [None, date(2020, 1, 1), LATER]
    lives = {
        each: Life(starts[age], ends[age])
        for age, generation in enumerate(generations)
        for each in generation
    }
    every = [each for generation in generations for each in generation]
    counts = [count(each, data.draw(st.integers(0, 99)), on) for each in every for on in (CENSUS, LATER)]
    book = ResidentBook(counts, passages, lives)
    for day in (date(2019, 6, 1), date(2021, 1, 1), TODAY):
        found = {book.counted_together(each, day=day).value for each in generations}  # type: ignore[union-attr]
        assert len(found) == 1
