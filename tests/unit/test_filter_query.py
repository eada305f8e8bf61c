from collections import defaultdict
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl.filter_query import PARAMETERS, FilterError, day, parse, parse_order, several, to_query
from gis.domain.alerts import AlertCode
from gis.domain.lifecycle import ScheduleStatus
from gis.queries.filters import BBox, CommuneKnown, ProjectFilter
from gis.queries.projects import Order, SortKey
from gis.queries.reference import ReferenceCodes, SectorRow, SourceRow

AS_OF = date(2026, 6, 30)
REFERENCE = ReferenceCodes(
    sectors=(
        SectorRow(1, "roads_transport", None, "Giao thông", "Roads"),
        SectorRow(8, "social", None, "Hạ tầng xã hội", "Social"),
        SectorRow(9, "health", 8, "Y tế", "Health"),
        SectorRow(10, "education", 8, "Giáo dục", "Education"),
    ),
    sources=(
        SourceRow(3, "province", "Ngân sách tỉnh", "Province"),
        SourceRow(7, "commune", "Xã", "Commune"),
    ),
)


class Pairs:
    def __init__(self, pairs: list[tuple[str, str]]) -> None:
        self.values: dict[str, list[str]] = defaultdict(list)
        for name, value in pairs:
            self.values[name].append(value)

    def getlist(self, key: str) -> list[str]:
        return self.values[key]


def read(*pairs: tuple[str, str]) -> ProjectFilter:
    return parse(Pairs(list(pairs)), as_of=AS_OF, reference=lambda: REFERENCE)


def refused(*pairs: tuple[str, str]) -> FilterError:
    with pytest.raises(FilterError) as caught:
        read(*pairs)
    return caught.value


DEGREES = st.floats(-80, 80, allow_nan=False).map(lambda value: round(value, 5))
BOXES = st.tuples(DEGREES, DEGREES, st.floats(0.001, 9), st.floats(0.001, 9)).map(
    lambda box: BBox(box[0], box[1], box[0] + box[2], box[1] + box[3])
)
FILTERS = st.builds(
    ProjectFilter,
    as_of=st.just(AS_OF),
    q=st.sampled_from(["", "đắk wer", "Đường thôn 2, xã Kiến Đức", "a+b&c=d"]),
    sectors=st.frozensets(st.sampled_from([0, 1, 9, 10])).map(
        lambda ids: ids | {8, 9, 10} if 8 in ids else ids
    ),
    stages=st.frozensets(st.integers(1, 12)),
    schedules=st.frozensets(st.sampled_from(ScheduleStatus)),
    alerts=st.frozensets(st.sampled_from(AlertCode)),
    units=st.frozensets(st.integers(1, 2**40), max_size=5),
    years=st.frozensets(st.integers(1976, 2100), max_size=5),
    owners=st.frozensets(st.integers(1, 2**40), max_size=5),
    sources=st.frozensets(st.sampled_from([3, 7])),
    min_vnd=st.none() | st.integers(0, 10**9).map(Decimal),
    max_vnd=st.none() | st.integers(10**9, 10**16).map(Decimal),
    disbursed_min=st.sampled_from([None, Decimal(0), Decimal("12.5"), Decimal(30)]),
    disbursed_max=st.sampled_from([None, Decimal(50), Decimal("62.25"), Decimal(1000)]),
    is_located=st.none() | st.booleans(),
    commune_known=st.none() | st.booleans().map(lambda is_known: CommuneKnown(is_known, AS_OF)),
    bbox=st.none() | BOXES,
)


@given(wanted=FILTERS)
def test_what_is_written_is_read_back(wanted: ProjectFilter) -> None:
    assert read(*to_query(wanted, reference=lambda: REFERENCE)) == wanted


@given(
    pairs=st.lists(
        st.tuples(
            st.sampled_from([*PARAMETERS, "unknown"]), st.text(max_size=30) | st.sampled_from(["1", ","])
        )
    )
)
def test_anything_else_is_a_filter_or_a_named_refusal(pairs: list[tuple[str, str]]) -> None:
    found = outcome(pairs)
    if isinstance(found, FilterError):
        assert found.field in PARAMETERS
    else:
        assert read(*to_query(found, reference=lambda: REFERENCE)) == found


def outcome(pairs: list[tuple[str, str]]) -> ProjectFilter | FilterError:
    try:
        return read(*pairs)
    except FilterError as error:
        return error


def test_a_field_means_the_sectors_below_it() -> None:
    assert read(("sector", "social")).sectors == {8, 9, 10}
    assert read(("sector", "social,roads_transport"), ("sector", "none")).sectors == {0, 1, 8, 9, 10}
    whole = ProjectFilter(as_of=AS_OF, sectors=frozenset({8, 9, 10}))
    assert to_query(whole, reference=lambda: REFERENCE) == [("sector", "social")]


@pytest.mark.parametrize("text", ["5 tỷ", "5.000.000.000", "5000000000", "5,000,000,000 đồng"])
def test_money_is_read_as_people_write_it(text: str) -> None:
    assert read(("min_vnd", text)).min_vnd == Decimal(5_000_000_000)


@pytest.mark.parametrize("text", ["62.5", "62,5", "62,50 %", "062.5%"])
def test_percents_are_read_as_people_write_them(text: str) -> None:
    assert read(("disbursed_max", text)).disbursed_max == Decimal("62.5")


def test_empty_fields_of_a_form_do_not_restrict() -> None:
    assert read(*((name, " ") for name in PARAMETERS)).is_empty


@pytest.mark.parametrize(
    ("name", "value", "code"),
    [
        ("sector", "energy2", "unknown_value"),
        ("stage", "13", "not_in_range"),
        ("disbursed_max", "half", "bad_percent"),
        ("disbursed_max", "12,345", "bad_percent"),
        ("disbursed_min", "-1", "bad_percent"),
        ("disbursed_min", "1001", "bad_percent"),
        ("disbursed_max", "0", "reversed_percents"),
        ("stage", "٣", "not_in_range"),
        ("unit", "-1", "not_in_range"),
        ("unit", "9" * 30, "not_in_range"),
        ("year", "85", "not_in_range"),
        ("schedule", "tardy", "unknown_value"),
        ("alert", "fire", "unknown_value"),
        ("source", "x", "unknown_value"),
        ("located", "maybe", "unknown_value"),
        ("min_vnd", "nhiều", "bad_money"),
        ("bbox", "1,2,3", "bad_box"),
        ("bbox", "107,12,106,13", "bad_box"),
        ("bbox", "nan,1,2,3", "bad_box"),
        ("bbox", "0,0,181,1", "bad_box"),
        ("q", "x" * 201, "too_long"),
        ("q", "a\x00b", "control_character"),
        ("unit", ",".join(map(str, range(1, 90))), "too_many"),
    ],
)
def test_nonsense_is_named(name: str, value: str, code: str) -> None:
    error = refused((name, value))
    assert (error.field, error.code) == (name, code)


def test_allowed_values_are_listed() -> None:
    assert refused(("located", "maybe")).params["allowed"] == "yes, no"


def test_one_value_fields_refuse_two() -> None:
    assert refused(("located", "yes"), ("located", "no")).code == "single_value"
    assert read(("located", "yes"), ("located", "yes")).is_located is True


def test_a_range_turned_round_is_refused() -> None:
    assert refused(("min_vnd", "2 tỷ"), ("max_vnd", "1 tỷ")).code == "reversed_range"


@pytest.mark.parametrize("text", ["2025-07-01", "01/07/2025", "1/7/2025"])
def test_days_are_read_in_both_forms(text: str) -> None:
    assert day(Pairs([("units_on", text)]), "units_on") == date(2025, 7, 1)


@pytest.mark.parametrize("text", ["2025-13-01", "32/01/2025", "hôm nay", "2025"])
def test_other_days_are_refused(text: str) -> None:
    with pytest.raises(FilterError, match="bad_date"):
        day(Pairs([("units_on", text)]), "units_on")


def test_orders_are_named_by_column_and_sign() -> None:
    assert parse_order("-budget", default=Order()) == Order(SortKey.BUDGET, is_descending=True)
    assert parse_order("", default=Order(SortKey.DUE)) == Order(SortKey.DUE)
    with pytest.raises(FilterError, match="unknown_value"):
        parse_order("price", default=Order())


def test_several_values_come_once_each() -> None:
    assert several(Pairs([("stage", "1,2"), ("stage", "2, 3,")]), "stage") == ["1", "2", "3"]


def test_whether_a_commune_is_known_hangs_on_the_unit_set() -> None:
    assert read(("commune_known", "no")).commune_known == CommuneKnown(False, AS_OF)
    before = read(("commune_known", "yes"), ("units_on", "30/06/2025")).commune_known
    assert before == CommuneKnown(True, date(2025, 6, 30))
    assert refused(("commune_known", "maybe")).field == "commune_known"
