"""Names of agencies and of other listed things."""

import pytest

from etl.agencies import NameEntry, NameIndex, spelt_out
from etl.unit_values import MatchKind

INDEX = NameIndex(
    [
        NameEntry(1, "Ủy ban nhân dân xã Đắk Ru"),
        NameEntry(2, "Ủy ban nhân dân xã Đắk Sin"),
        NameEntry(3, "Phòng Giáo dục và Đào tạo huyện Đắk R'Lấp", aliases=("Phòng Giáo dục Đắk R'Lấp",)),
        NameEntry(4, "Ban Quản lý dự án đầu tư xây dựng huyện Đắk R'Lấp"),
        NameEntry(5, "Ngân sách xã", code="commune"),
        NameEntry(6, "Công ty TNHH N&S"),
        NameEntry(7, "Trường tiểu học Quang Trung"),
        NameEntry(8, "Trường Tiểu học Quang Trung"),
    ]
)


@pytest.mark.parametrize(
    ("written", "kind", "entry"),
    [
        ("Ủy ban nhân dân xã Đắk Ru", MatchKind.EXACT, 1),
        ("Uỷ ban nhân dân xã Đăk Ru", MatchKind.EXACT, 1),
        ("ỦY BAN NHÂN DÂN XÃ ĐẮK RU", MatchKind.EXACT, 1),
        ("UBND xã Đắk Ru", MatchKind.ALIAS, 1),
        ("Phòng GD&ĐT huyện Đắk R’lấp", MatchKind.ALIAS, 3),
        ("Phòng GD-ĐT huyện Đắk R'Lấp", MatchKind.ALIAS, 3),
        ("Phòng Giáo dục Đắk R'Lấp", MatchKind.ALIAS, 3),
        ("Ban QLDA ĐTXD huyện Đắk R'Lấp", MatchKind.ALIAS, 4),
        ("BQLDA ĐTXD huyện Đắk R'Lấp", MatchKind.ALIAS, 4),
        ("commune", MatchKind.ALIAS, 5),
        ("Cty TNHH N & S", MatchKind.ALIAS, 6),
    ],
)
def test_spellings(written: str, kind: MatchKind, entry: int) -> None:
    match = INDEX.match(written)
    assert match.entry is not None
    assert (match.kind, match.entry.id) == (kind, entry)


def test_a_slip_is_suggested_and_another_commune_is_not() -> None:
    slip = INDEX.match("Phòng Giáo dục và Đào tao huyện Đắk R'Lâpp")
    assert (slip.kind, slip.entry) == (MatchKind.FUZZY, None)
    assert slip.candidates[0][0].id == 3
    assert INDEX.match("UBND xã Đắk Wer").kind is MatchKind.UNKNOWN
    assert INDEX.match("Ngân sách").kind is MatchKind.UNKNOWN


def test_two_of_one_name_are_ambiguous() -> None:
    match = INDEX.match("Trường tiểu học Quang Trung")
    assert (match.kind, match.entry) == (MatchKind.AMBIGUOUS, None)
    assert {entry.id for entry, _ in match.candidates} == {7, 8}


def test_abbreviations() -> None:
    assert spelt_out("UBND TT. Kiến Đức") == "uy ban nhan dan thi tran kien duc"
    assert spelt_out("Phòng KT&HT") == spelt_out("Phòng Kinh tế và Hạ tầng")
    assert spelt_out("Cty CP ĐT & XD") == "cong ty co phan dau tu xay dung"
