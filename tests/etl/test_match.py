"""Written names of units against a list of units of two dates and several provinces."""

from datetime import date

import pytest

from etl.locate import PlaceTexts, locate
from etl.match import UnitIndex, unit_key
from etl.mentions import scan
from etl.unit_values import NO_CONTEXT, Context, MatchKind, UnitEntry
from gis.domain.units import UnitLevel

PROVINCE, DISTRICT, COMMUNE = UnitLevel.PROVINCE, UnitLevel.DISTRICT, UnitLevel.COMMUNE
LAST, FIRST = date(2025, 6, 30), date(2025, 7, 1)
OLD_DAY, NEW_DAY = date(2023, 9, 28), date(2026, 3, 1)


def old(number: int, full_name: str, level: UnitLevel, parent: int | None = None) -> UnitEntry:
    return UnitEntry(number, _bare(full_name), level, full_name, parent, valid_to=LAST)


def new(number: int, full_name: str, level: UnitLevel, parent: int | None = None, **more: bool) -> UnitEntry:
    return UnitEntry(number, _bare(full_name), level, full_name, parent, valid_from=FIRST, **more)


def _bare(full_name: str) -> str:
    for prefix in ("Thị trấn ", "Thành phố ", "Thị xã ", "Huyện ", "Phường ", "Tỉnh ", "Xã "):
        full_name = full_name.removeprefix(prefix)
    return full_name


UNITS = [
    old(1, "Tỉnh Đắk Nông", PROVINCE),
    old(2, "Tỉnh An Giang", PROVINCE),
    old(3, "Tỉnh Bà Rịa - Vũng Tàu", PROVINCE),
    new(4, "Tỉnh Lâm Đồng", PROVINCE),
    old(10, "Huyện Đắk R'Lấp", DISTRICT, 1),
    old(11, "Huyện Chợ Mới", DISTRICT, 2),
    old(12, "Huyện Châu Đức", DISTRICT, 3),
    old(13, "Thành phố Gia Nghĩa", DISTRICT, 1),
    old(20, "Thị trấn Kiến Đức", COMMUNE, 10),
    old(21, "Xã Quảng Tín", COMMUNE, 10),
    old(22, "Xã Đắk Wer", COMMUNE, 10),
    old(23, "Xã Nhân Cơ", COMMUNE, 10),
    old(24, "Xã Đắk Sin", COMMUNE, 10),
    old(25, "Xã Nghĩa Thắng", COMMUNE, 10),
    old(26, "Xã Đắk Ru", COMMUNE, 10),
    old(27, "Xã Kiến Thành", COMMUNE, 10),
    old(30, "Xã Kiến Thành", COMMUNE, 11),
    old(31, "Xã Xà Bang", COMMUNE, 12),
    old(32, "Phường Nghĩa Tân", COMMUNE, 13),
    old(33, "Phường 1", COMMUNE, 13),
    new(40, "Xã Kiến Đức", COMMUNE, 4),
    new(41, "Xã Nhân Cơ", COMMUNE, 4),
    new(42, "Xã Quảng Tín", COMMUNE, 4),
    new(43, "Xã Nghĩa Thăng", COMMUNE, 4),
    new(44, "Xã Hòa Bắc", COMMUNE, 4, is_loaded=False),
]
SUCCESSORS = {1: [4], 20: [40], 27: [40], 25: [40], 22: [41], 23: [41], 21: [42], 24: [42], 26: [42]}
INDEX = UnitIndex(UNITS, SUCCESSORS)
IN_DISTRICT = NO_CONTEXT.with_stated(DISTRICT, ["dak rlap"])


def ids(
    text: str, *, level: UnitLevel = COMMUNE, context: Context = NO_CONTEXT, on: date | None = None
) -> list[int]:
    match = INDEX.match(text, level=level, context=context, on=on)
    return [candidate.entry.id for candidate in match.candidates]


@pytest.mark.parametrize(
    "written",
    [
        "Đắk Wer",
        "Đăk Wer",
        "Đắc Wer",
        "dak wer",
        "ĐẮK WER",
        "Xã Đắk Wer",
        "X. Đắk Wer",
        "X.Đăk Wer",
        "xã  đắk   wer",
        "xa Dak Wer",
        "Đắk-Wer",
    ],
)
def test_every_spelling_of_a_commune_is_exact(written: str) -> None:
    match = INDEX.match(written, level=COMMUNE, on=OLD_DAY)
    assert (match.kind, ids(written, on=OLD_DAY)) == (MatchKind.EXACT, [22])


@pytest.mark.parametrize(
    "written", ["Đắk R'Lấp", "Đắk R’lấp", "Đăk RLấp", "Huyện Dak R`Lap", "H. Đắc RʼLấp", "huyen dak r'lap"]
)
def test_every_spelling_of_the_district_is_exact(written: str) -> None:
    match = INDEX.match(written, level=DISTRICT)
    assert match.kind is MatchKind.EXACT
    assert match.unit is not None
    assert match.unit.id == 10


@pytest.mark.parametrize(("written", "unit"), [("Đắk R Lấp", 10), ("Dakrlap", 10), ("Đắc R'Lấp", 10)])
def test_words_run_together_or_apart_are_aliases(written: str, unit: int) -> None:
    assert ids(written, level=DISTRICT) == [unit]


@pytest.mark.parametrize(
    ("written", "context", "on", "units", "kind"),
    [
        ("Quảng Tín", NO_CONTEXT, None, [21, 42], MatchKind.AMBIGUOUS),
        ("Quảng Tín", NO_CONTEXT, OLD_DAY, [21], MatchKind.EXACT),
        ("Quảng Tín", NO_CONTEXT, NEW_DAY, [42], MatchKind.EXACT),
        ("xã Quảng Tín", IN_DISTRICT, None, [21], MatchKind.EXACT),
        ("xã Quảng Tín", NO_CONTEXT.with_stated(PROVINCE, ["lam dong"]), None, [42], MatchKind.EXACT),
        ("Kiến Thành", NO_CONTEXT, OLD_DAY, [27, 30], MatchKind.AMBIGUOUS),
        ("Kiến Thành", IN_DISTRICT, OLD_DAY, [27], MatchKind.EXACT),
        ("Kiến Thành", NO_CONTEXT.with_stated(DISTRICT, ["cho moi"]), OLD_DAY, [30], MatchKind.EXACT),
        ("Thị trấn Kiến Đức", NO_CONTEXT, None, [20], MatchKind.EXACT),
        ("xã Kiến Đức", NO_CONTEXT, None, [40], MatchKind.EXACT),
        ("xã Kiến Đức", NO_CONTEXT, OLD_DAY, [40, 20], MatchKind.AMBIGUOUS),
        ("xã Kiến Đức", IN_DISTRICT, OLD_DAY, [20], MatchKind.ALIAS),
        ("Nghĩa Thắng", NO_CONTEXT, None, [25], MatchKind.EXACT),
        ("Nghĩa Thăng", NO_CONTEXT, None, [43], MatchKind.EXACT),
        ("Nghia Thang", NO_CONTEXT, None, [25, 43], MatchKind.AMBIGUOUS),
        ("Phường 01", NO_CONTEXT, OLD_DAY, [33], MatchKind.EXACT),
        ("P.1", NO_CONTEXT, OLD_DAY, [33], MatchKind.EXACT),
    ],
)
def test_context_prefix_accents_and_date_narrow_the_choice(
    written: str, context: Context, on: date | None, units: list[int], kind: MatchKind
) -> None:
    match = INDEX.match(written, level=COMMUNE, context=context, on=on)
    assert (match.kind, [candidate.entry.id for candidate in match.candidates]) == (kind, units)


def test_an_old_name_in_a_new_paper_is_kept_and_marked() -> None:
    match = INDEX.match("xã Đắk Wer", level=COMMUNE, on=NEW_DAY)
    assert (match.kind, match.is_other_date) == (MatchKind.EXACT, True)
    in_new_province = INDEX.match(
        "xã Đắk Wer", level=COMMUNE, context=NO_CONTEXT.with_stated(PROVINCE, ["lam dong"]), on=NEW_DAY
    )
    assert in_new_province.unit is not None


@pytest.mark.parametrize(("written", "suggested"), [("Đắk Vẻr", 22), ("Nhân Cow", 23), ("Kiến Thàn", 27)])
def test_a_likeness_is_only_a_suggestion(written: str, suggested: int) -> None:
    match = INDEX.match(written, level=COMMUNE, context=IN_DISTRICT, on=OLD_DAY)
    assert match.kind is MatchKind.FUZZY
    assert match.unit is None
    assert match.candidates[0].entry.id == suggested
    assert 80 <= match.candidates[0].score < 100


def test_unknown_and_elsewhere() -> None:
    assert INDEX.match("Hưng Yên", level=COMMUNE) == INDEX.match("Hưng Yên", level=COMMUNE, suggest=False)
    elsewhere = INDEX.match("Đắk Sin", level=COMMUNE, context=NO_CONTEXT.with_stated(PROVINCE, ["an giang"]))
    assert elsewhere.kind is MatchKind.UNKNOWN
    assert elsewhere.unit is None
    assert [candidate.entry.id for candidate in elsewhere.candidates] == [24]


def test_aliases_and_keys() -> None:
    index = UnitIndex([UnitEntry(1, "Buôn Ma Thuột", DISTRICT, aliases=("Ban Mê Thuột",))])
    assert index.match("Ban Mê Thuột", level=DISTRICT).kind is MatchKind.ALIAS
    assert index.match("Buôn Mạ Thuột", level=DISTRICT).kind is MatchKind.EXACT
    assert [unit_key(name) for name in ("Cao Lãnh (thành phố)", "Quận 7", "01", "Đắk R'Lấp")] == [
        "cao lanh",
        "7",
        "1",
        "dak rlap",
    ]


def communes(text: str, *, on: date | None = OLD_DAY, context: Context = IN_DISTRICT) -> list[int | str]:
    mentions = scan(text).mentions(INDEX, level=COMMUNE, context=context, on=on)
    return [mention.match.unit.id if mention.match.unit else mention.match.kind.value for mention in mentions]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Xây mới Nhà vệ sinh trường THCS Nguyễn Văn Linh xã Đắk Wer", [22]),
        ("Sửa chữa trường Tiểu học Đinh Tiên Hoàng, thị trấn Kiến Đức", [20]),
        ("trường Mầm non Hoa Lan, xã Đắk Ru (Điểm trường thôn 8; Thôn Tân lập)", [26]),
        ("Đường xã Đắk Wer, Nhân Cơ và thị trấn Kiến Đức", [22, 23, 20]),
        ("Đường các xã Đắk Wer - Nhân Cơ", [22, 23]),
        ("Đường xã Đắk Wer đi xã Đắk Wer", [22]),
        ("ĐƯỜNG GIAO THÔNG XÃ NHÂN CƠ GIAI ĐOẠN 2", [23]),
        ("Duong xa Nhan Co", [23]),
        ("Công trình TT. Kiến Đức", [20]),
        ("TT Y tế", []),
        ("Nhà ở xã hội", []),
        ("Trung tâm xã biên giới", []),
        ("NHÀ Ở XÃ HỘI", []),
        ("Trường THCS Nguyễn Văn Linh", []),
        ("Tỉnh lộ 681 đoạn qua huyện", []),
        ("Đường xã Nhân Cơ Đông", ["fuzzy"]),
        ("Đường xã Bình Minh", ["unknown"]),
        ("", []),
    ],
)
def test_mentions_inside_names_of_projects(text: str, found: list[int | str]) -> None:
    assert communes(text) == found


def test_context_is_read_from_texts() -> None:
    context = scan("Ban QLDA huyện Châu Đức, tỉnh Bà Rịa - Vũng Tàu").context(INDEX)
    assert context.stated == {DISTRICT: {"chau duc"}, PROVINCE: {"ba ria vung tau"}}
    assert scan("Sửa chữa đường huyện Chợ Mới").context(INDEX) == NO_CONTEXT
    assert scan("huyện Nơi Lạ").context(INDEX).stated == {DISTRICT: {"noi la"}}
    assert scan("CÔNG TY ĐIỆN LỰC ĐẮK NÔNG").provinces(INDEX) == {"dak nong"}


def located(on: date | None = OLD_DAY, **texts: str) -> tuple[list[int], list[str]]:
    found = locate(PlaceTexts(**texts), INDEX, on=on)
    return [unit.id for unit in found.units], [finding.code for finding in found.findings]


def test_columns_win_over_names() -> None:
    assert located(commune="Đắk Sin", district="Đăk R'lấp", name="Đường xã Đắk Wer") == ([24], [])
    assert located(commune="Đắk Sin, Nhân Cơ", district="Đắk R'Lấp, Gia Nghĩa") == ([24, 23], [])
    assert located(commune="Quảng Tín", province="Lâm Đồng", on=NEW_DAY) == ([42], [])
    assert located(place="xã Đắk Ru, huyện Đắk R'Lấp", name="Cầu") == ([26], [])
    assert located(place="Đắk Ru", name="Cầu") == ([26], [])


def test_names_of_projects_with_the_owner_as_context() -> None:
    owner = "Phòng Giáo dục và Đào tạo huyện Đắk R'Lấp"
    assert located(name="Nhà vệ sinh trường TH Ngô Gia Tự xã Kiến Thành", owner=owner) == ([27], [])
    assert located(name="Nhà vệ sinh xã Kiến Thành", owner="Ban QLDA huyện Chợ Mới") == ([30], [])
    assert located(name="Nhà vệ sinh xã Kiến Thành", owner="Trường TH") == ([], ["unit_ambiguous"])
    assert located(name="Nhà vệ sinh xã Kiến Thành", owner="ĐIỆN LỰC ĐẮK NÔNG") == ([27], [])


def test_a_district_counts_where_no_commune_is_named() -> None:
    text = "Chống quá tải lưới điện khu vực huyện Đắk R’lấp năm 2024"
    assert located(name=text, owner="CÔNG TY ĐIỆN LỰC ĐẮK NÔNG") == ([10], [])
    assert located(name="Cầu", district="Đắk R'Lấp") == ([10], [])


def test_what_nobody_states_waits_for_a_place() -> None:
    assert located(name="Mua sắm máy tính") == ([], ["unit_missing"])
    assert located(name="Đường nội đồng", owner="UBND xã Đắk Ru") == ([], ["unit_from_text"])
    assert located(name="Trường mầm non Nhân Cơ", owner="Phòng GD&ĐT huyện Đắk R'Lấp") == (
        [],
        ["unit_from_text"],
    )
    found = locate(PlaceTexts(name="Đường nội đồng", owner="UBND xã Đắk Ru"), INDEX, on=OLD_DAY)
    assert "Xã Đắk Ru" in str(found.findings[0].params["candidates"])


@pytest.mark.parametrize(
    ("texts", "on", "code"),
    [
        ({"commune": "Đắk Vẻr"}, OLD_DAY, "unit_suggested"),
        ({"commune": "Bình Minh"}, OLD_DAY, "unit_unknown"),
        ({"commune": "Quảng Tín"}, None, "unit_ambiguous"),
        ({"commune": "Đắk Sin", "district": "Chợ Mới"}, OLD_DAY, "unit_elsewhere"),
        ({"commune": "Đắk Wer"}, NEW_DAY, "unit_of_other_date"),
        ({"commune": "Dakwer"}, OLD_DAY, "unit_by_alias"),
        ({"commune": "Hòa Bắc"}, NEW_DAY, "unit_not_loaded"),
    ],
)
def test_every_doubt_is_told(texts: dict[str, str], on: date | None, code: str) -> None:
    found = locate(PlaceTexts(**texts), INDEX, on=on)
    assert [finding.code for finding in found.findings] == [code]
    assert texts["commune"] in found.findings[0].message()


def test_homonyms_are_described_with_parents_and_last_day() -> None:
    assert INDEX.describe(UNITS[8]) == "Thị trấn Kiến Đức, Huyện Đắk R'Lấp, Tỉnh Đắk Nông (đến 30/06/2025)"
