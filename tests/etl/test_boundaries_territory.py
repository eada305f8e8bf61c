import pytest

from etl.boundaries.package_list import package_folder, read_official_list
from etl.boundaries.territory import choose_territory
from etl.findings import FileRefusedError
from gis.domain.units import UnitKey, UnitLevel
from tests.etl.boundary_samples import (
    DISTRICT,
    NEW_PROVINCE,
    OLD_PROVINCE,
    OTHER_DISTRICT,
    A,
    B,
    C,
    D,
    E,
    W,
    X,
    Y,
    Z,
    sample_list,
)


def test_a_district_brings_its_communes_what_followed_them_and_every_predecessor() -> None:
    territory = choose_territory(sample_list(), level=UnitLevel.DISTRICT, code="901")
    assert [unit.key for unit in territory.communes(before=True)] == [A, B, C, D, E]
    assert [unit.key for unit in territory.communes(before=False)] == [X, Y, Z, W]
    assert [unit.key for unit in territory.joined] == [OTHER_DISTRICT]


def test_a_parent_is_complete_only_with_all_communes_of_its_date() -> None:
    whole = choose_territory(sample_list(), level=UnitLevel.DISTRICT, code="901")
    part = choose_territory(sample_list(), level=UnitLevel.DISTRICT, code="902")
    assert {DISTRICT, OLD_PROVINCE, NEW_PROVINCE} <= whole.complete
    assert part.complete == {OTHER_DISTRICT}
    assert [unit.key for unit in part.communes(before=True)] == [D, E]


def test_parents_stand_before_their_children() -> None:
    seen: set[UnitKey] = set()
    for unit in choose_territory(sample_list(), level=UnitLevel.COUNTRY).units.values():
        assert unit.parent is None or unit.parent in seen
        seen.add(unit.key)


def test_a_code_without_a_unit_is_refused() -> None:
    with pytest.raises(FileRefusedError) as caught:
        choose_territory(sample_list(), level=UnitLevel.DISTRICT, code="999")
    assert caught.value.finding.code == "territory_unknown"


@pytest.fixture(scope="module")
def listed():
    return read_official_list()


def test_the_official_list_follows_every_commune_and_ends_no_unchanged_province(listed) -> None:
    communes = [unit for unit in listed.units.values() if unit.key.level is UnitLevel.COMMUNE]
    old = [unit for unit in communes if unit.valid_to is not None]
    assert len(communes) - len(old) == 3321
    assert all(listed.successors.get(unit.key) for unit in old)
    provinces = [unit for unit in listed.units.values() if unit.key.level is UnitLevel.PROVINCE]
    assert sum(unit.valid_to is None for unit in provinces) == 34
    assert sum(unit.key.valid_from is None for unit in provinces) == 63
    assert sum(unit.valid_to is None and unit.key.valid_from is None for unit in provinces) == 11


def test_codes_used_again_are_different_units(listed) -> None:
    territory = choose_territory(listed, level=UnitLevel.DISTRICT, code="666")
    both = [unit for unit in territory.units.values() if unit.key.code == "24760"]
    assert [unit.full_name for unit in both] == ["Xã Đắk Sin", "Xã Quảng Tín"]
    assert len(territory.communes(before=True)) == 11
    assert len(territory.communes(before=False)) == 3
    assert territory.joined == ()


def test_a_province_of_today_comes_with_all_old_ones_that_it_took_in(listed) -> None:
    territory = choose_territory(listed, level=UnitLevel.PROVINCE, code="68")
    assert len(territory.communes(before=False)) == 124
    provinces = {unit.name for unit in territory.units.values() if unit.key.level is UnitLevel.PROVINCE}
    assert provinces == {"Lâm Đồng", "Đắk Nông", "Bình Thuận"}


def test_an_island_district_without_communes_stands_for_itself(listed) -> None:
    territory = choose_territory(listed, level=UnitLevel.DISTRICT, code="755")
    [island] = territory.communes(before=True)
    assert (island.key.code, island.full_name) == ("755", "Huyện Côn Đảo")
    assert [unit.full_name for unit in territory.communes(before=False)] == ["Đặc khu Côn Đảo"]


def test_the_list_is_read_without_importing_the_package() -> None:
    import sys

    assert (package_folder() / "dataset.db").is_file()
    assert "vietnamadminunits" not in sys.modules
