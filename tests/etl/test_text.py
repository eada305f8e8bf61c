"""Unicode form, control characters, and the repair of TCVN3, VNI and misread UTF-8."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl.legacy_encodings import TCVN3_TO_UNICODE, VNI_TO_UNICODE, decode_tcvn3
from etl.syllables import is_syllable, plausibility
from etl.text import TextEncoding, clean, detect_encoding, one_line, repair

_TO_TCVN3 = {letter: code for code, letter in TCVN3_TO_UNICODE.items()}
_TO_VNI = {letter: code for code, letter in VNI_TO_UNICODE.items()}
_LOWER = "aăâbcdđeêghiklmnoôơpqrstuưvxyáàảãạắằẳẵặấầẩẫậéèẻẽẹếềểễệíìỉĩịóòỏõọốồổỗộớờởỡợúùủũụứừửữựýỳỷỹỵ"


def as_tcvn3(text: str) -> str:
    return "".join(_TO_TCVN3.get(letter, letter) for letter in text)


@given(st.text(alphabet=_LOWER + "ĐĂÂÊÔƠƯ ABC0123456789.,-'"))
def test_tcvn3_round_trip(text: str) -> None:
    assert decode_tcvn3(as_tcvn3(text)) == text


@given(st.lists(st.sampled_from([*VNI_TO_UNICODE.values(), "b", "ch", "ng", " "])))
def test_vni_round_trip(letters: list[str]) -> None:
    text = "".join(letters)
    assert repair("".join(_TO_VNI.get(letter, letter) for letter in text), TextEncoding.VNI) == text


@given(st.text(alphabet=_LOWER + " ", min_size=1))
def test_misread_utf8_round_trip(text: str) -> None:
    assert repair(text.encode().decode("latin-1"), TextEncoding.MISREAD_UTF8) == text


def test_tables_are_complete() -> None:
    assert len(TCVN3_TO_UNICODE) == 74
    assert set(VNI_TO_UNICODE.values()) == set(_LOWER) - set("abcdeghiklmnopqrstuvxy")


@pytest.mark.parametrize(
    ("written", "encoding", "read"),
    [
        ("§¾k R'LÊp", TextEncoding.TCVN3, "Đắk R'Lấp"),
        ("KiÕn §øc", TextEncoding.TCVN3, "Kiến Đức"),
        ("Nh©n C¬", TextEncoding.TCVN3, "Nhân Cơ"),
        ("Qu¶ng TÝn", TextEncoding.TCVN3, "Quảng Tín"),
        ("§\u00adêng liªn x·", TextEncoding.TCVN3, "Đường liên xã"),
        ("Ñaék R'Laáp", TextEncoding.VNI, "Đắk R'Lấp"),
        ("Kieán Ñöùc", TextEncoding.VNI, "Kiến Đức"),
        ("ÑÖÔØNG LIEÂN XAÕ", TextEncoding.VNI, "ĐƯỜNG LIÊN XÃ"),
        ("Đắk Wer, Kiến Đức".encode().decode("latin-1"), TextEncoding.MISREAD_UTF8, "Đắk Wer, Kiến Đức"),
    ],
)
def test_old_encodings_are_recognised(written: str, encoding: TextEncoding, read: str) -> None:
    guess = detect_encoding([written])
    assert guess.encoding is encoding
    assert repair(written, guess.encoding) == read
    assert guess.sample == (written, read)


@pytest.mark.parametrize(
    "written",
    [
        "Đắk Wer",
        "Thành phố Hà Nội",
        "Xã",
        "Café",
        "Diện tích 5 m²",
        "Mà Cooih",
        "SrêPôk 3",
        "Eapô",
        "§ 5",
        "«Nhà»",
        "Bản Rạ",
        "plain",
    ],
)
def test_unicode_stays(written: str) -> None:
    assert detect_encoding([written]).encoding is TextEncoding.UNICODE


def test_a_column_is_judged_as_a_whole_and_its_unicode_cells_stay() -> None:
    values = ["x· §¾k Wer", "x· Nh©n C¬", "Xã Kiến Thành", "§", "TT KiÕn §øc"]
    guess = detect_encoding(values)
    assert guess.encoding is TextEncoding.TCVN3
    assert guess.is_sure
    assert [repair(value, guess.encoding) for value in values] == [
        "xã Đắk Wer",
        "xã Nhân Cơ",
        "Xã Kiến Thành",
        "Đ",
        "TT Kiến Đức",
    ]


def test_one_word_is_a_guess_that_wants_a_look() -> None:
    assert not detect_encoding(["KiÕn"]).is_sure
    assert detect_encoding([]).is_sure


def test_cleaning_keeps_text_and_drops_what_nobody_sees() -> None:
    assert clean(unicodedata.normalize("NFD", "Đắk Wer")).text == "Đắk Wer"
    assert clean("a\x00b\x07c") == ("abc", True)
    assert clean("xã\u00a0Đắk\u200b Wer\ufeff ") == ("xã Đắk Wer", False)
    assert clean("dòng 1 \r\n  dòng\t2\r") == ("dòng 1\ndòng 2", False)
    assert clean("<b>Tom &amp; Jerry</b>").text == "<b>Tom &amp; Jerry</b>"
    assert clean("x\ud800y") == ("xy", True)
    assert one_line(" xã\nĐắk   Wer ") == "xã Đắk Wer"


@given(st.text())
def test_cleaned_text_is_stable_and_storable(text: str) -> None:
    cleaned = clean(text).text
    assert clean(cleaned) == (cleaned, False)
    assert "\x00" not in cleaned
    cleaned.encode("utf-8")


def test_syllables() -> None:
    assert all(map(is_syllable, ["Nghiêng", "đường", "quý", "Krông", "khuỷu", "giếng", "Lấp"]))
    assert not any(map(is_syllable, ["§¾k", "bộạ", "áà", "xyz"]))
    assert plausibility("Đường Wer KiÕn") == (2, 1)
