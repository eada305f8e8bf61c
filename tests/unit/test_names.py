"""The search key, tone placement and unit prefixes."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gis.domain.names import UnitKind, UnitName, compact_key, name_key, spelling_key
from gis.domain.units import UnitLevel

DISTRICT = [
    "Đắk R'Lấp",
    "Đắk R’Lấp",
    "Đắk R`Lấp",
    "Đắk RʼLấp",
    "Đắk R'lấp",
    "Đăk RLấp",
    "Đắc R’Lấp",
    "Dak R'Lap",
    "ĐẮK R'LẤP",
    unicodedata.normalize("NFD", "Đắk R'Lấp"),
    "  đắk   r'lấp ",
    "Ðắk R'Lấp",
]


@pytest.mark.parametrize("written", DISTRICT)
def test_every_spelling_of_the_district_has_one_key(written: str) -> None:
    assert name_key(written) == "dak rlap"


@pytest.mark.parametrize("written", ["dak wer", "Đăk Wer", "đắk wer", "ĐẮC WER", "Dak-Wer"])
def test_every_search_for_the_commune_has_one_key(written: str) -> None:
    assert name_key(written) == "dak wer"


def test_signs_part_words_and_digits_stay() -> None:
    assert (
        name_key("Trường TH&THCS Quang Trung (điểm Bon Châu Mạ)")
        == "truong th thcs quang trung diem bon chau ma"
    )
    assert name_key("PR2300047368-00") == "pr2300047368 00"
    assert name_key("Diện tích 120 m²") == "dien tich 120 m2"
    assert name_key("—") == ""


@given(st.text())
def test_key_is_plain_and_stable(text: str) -> None:
    key = name_key(text)
    assert set(key) <= set("abcdefghijklmnopqrstuvwxyz0123456789 ")
    assert name_key(key) == key
    assert "  " not in key
    assert key == key.strip()


@given(st.text(alphabet="aăâbcdđeêghiklmnoôơpqrstuưvxyáàảãạấầẩẫậ ĐƠƯ'’"))
def test_key_knows_no_unicode_form(text: str) -> None:
    assert name_key(unicodedata.normalize("NFD", text)) == name_key(unicodedata.normalize("NFC", text))


def test_compact_key_has_no_spaces() -> None:
    assert compact_key("Plei Ku") == compact_key("Pleiku") == "pleiku"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("hòa", "hoà"),
        ("thuỷ", "thủy"),
        ("Khỏe", "khoẻ"),
        ("Đắk R'Lấp", "đắk  R’LẤP"),
        ("Hòa Thủy", "hoà thuỷ"),
    ],
)
def test_tone_placement_makes_no_difference(one: str, other: str) -> None:
    assert spelling_key(one) == spelling_key(other)


@pytest.mark.parametrize(
    ("one", "other"), [("Nghĩa Thắng", "Nghĩa Thăng"), ("quý", "quy"), ("hòa", "hỏa"), ("hoàn", "hoan")]
)
def test_different_accents_differ(one: str, other: str) -> None:
    assert spelling_key(one) != spelling_key(other)


def test_closed_syllables_and_qu_keep_their_tone() -> None:
    assert spelling_key("Quý") == "quý"
    assert spelling_key("Hoàng Quỳ") == "hoàng quỳ"


@pytest.mark.parametrize(
    ("written", "kind", "name", "key"),
    [
        ("Xã Đắk Wer", UnitKind.COMMUNE, "Đắk Wer", "dak wer"),
        ("xã  Đăk Wer", UnitKind.COMMUNE, "Đăk Wer", "dak wer"),
        ("X. Đắk Wer", UnitKind.COMMUNE, "Đắk Wer", "dak wer"),
        ("X.Đắk Wer", UnitKind.COMMUNE, "Đắk Wer", "dak wer"),
        ("xa Dak Wer", UnitKind.COMMUNE, "Dak Wer", "dak wer"),
        ("TT. Kiến Đức", UnitKind.TOWNSHIP, "Kiến Đức", "kien duc"),
        ("TT Kiến Đức", UnitKind.TOWNSHIP, "Kiến Đức", "kien duc"),
        ("Thị trấn Kiến Đức", UnitKind.TOWNSHIP, "Kiến Đức", "kien duc"),
        ("THỊ TRẤN KIẾN ĐỨC", UnitKind.TOWNSHIP, "KIẾN ĐỨC", "kien duc"),
        ("P. Bắc Gia Nghĩa", UnitKind.WARD, "Bắc Gia Nghĩa", "bac gia nghia"),
        ("Phường 01", UnitKind.WARD, "01", "1"),
        ("P1", UnitKind.WARD, "1", "1"),
        ("Huyện Đắk R’Lấp", UnitKind.DISTRICT, "Đắk R'Lấp", "dak rlap"),
        ("Tỉnh Lâm Đồng", UnitKind.PROVINCE, "Lâm Đồng", "lam dong"),
        ("TP. Hồ Chí Minh", UnitKind.CITY, "Hồ Chí Minh", "ho chi minh"),
        ("thị xã Gia Nghĩa", UnitKind.TOWN, "Gia Nghĩa", "gia nghia"),
        ("Đặc khu Phú Quý", UnitKind.SPECIAL_ZONE, "Phú Quý", "phu quy"),
        ("TDP 3", UnitKind.VILLAGE, "3", "3"),
        ("Bon Bu Sê Rê 1", UnitKind.VILLAGE, "Bu Sê Rê 1", "bu se re 1"),
        ("Quảng Tín", None, "Quảng Tín", "quang tin"),
        ("Xuân Hòa", None, "Xuân Hòa", "xuan hoa"),
        ("Phước Long", None, "Phước Long", "phuoc long"),
        ("Tân Hà", None, "Tân Hà", "tan ha"),
    ],
)
def test_unit_prefixes(written: str, kind: UnitKind | None, name: str, key: str) -> None:
    unit = UnitName.parse(written)
    assert (unit.kind, unit.name, unit.key) == (kind, name, key)


def test_a_prefix_without_accents_leaves_the_full_name_open() -> None:
    unit = UnitName.parse("Xa Dung")
    assert (unit.key, unit.full_key) == ("dung", "xa dung")
    assert UnitName.parse("Quan Hoá").kind is None


def test_kinds_know_their_levels() -> None:
    assert UnitKind.CITY.levels == {UnitLevel.PROVINCE, UnitLevel.DISTRICT}
    assert [kind for kind in UnitKind if not kind.levels] == [UnitKind.VILLAGE]
