"""Letters of the Vietnamese font encodings TCVN3 (ABC, .VnTime) and VNI, as they appear when read as Latin-1."""

import re
from typing import Final

# docs/rules.md. The soft hyphen U+00AD is ư: decode before anything deletes it. Capitals come from the font.
_TCVN3_PAIRS: Final = (
    "à µ ả ¶ ã · á ¸ ạ ¹ ă ¨ ằ » ẳ ¼ ẵ ½ ắ ¾ ặ Æ â © ầ Ç ẩ È ẫ É ấ Ê ậ Ë đ ® Đ § "
    "è Ì ẻ Î ẽ Ï é Ð ẹ Ñ ê ª ề Ò ể Ó ễ Ô ế Õ ệ Ö ì × ỉ Ø ĩ Ü í Ý ị Þ ò ß ỏ á õ â ó ã ọ ä "
    "ô « ồ å ổ æ ỗ ç ố è ộ é ơ ¬ ờ ê ở ë ỡ ì ớ í ợ î ù ï ủ ñ ũ ò ú ó ụ ô ư \u00ad ừ õ ử ö ữ ÷ ứ ø ự ù "
    "ỳ ú ỷ û ỹ ü ý ý ỵ þ Ă ¡ Â ¢ Ê £ Ô ¤ Ơ ¥ Ư ¦"
)
TCVN3_TO_UNICODE: Final = dict(zip(_TCVN3_PAIRS.split()[1::2], _TCVN3_PAIRS.split()[::2], strict=True))


def _vni_pairs() -> dict[str, str]:
    plain = dict(zip("ùøûõï", ("áéóúýứớ", "àèòùỳừờ", "ảẻỏủỷửở", "ãẽõũỹữỡ", "ạẹọụỵựợ"), strict=True))
    circumflex = dict(zip("âáàåãä", ("âêô", "ấếố", "ầềồ", "ẩểổ", "ẫễỗ", "ậệộ"), strict=True))
    breve = dict(zip("êéèúüë", "ăắằẳẵặ", strict=True))
    pairs = {
        base + mark: letter
        for mark, row in plain.items()
        for base, letter in zip("aeouyöô", row, strict=True)
    }
    pairs |= {
        base + mark: letter
        for mark, row in circumflex.items()
        for base, letter in zip("aeo", row, strict=True)
    }
    pairs |= {"a" + mark: letter for mark, letter in breve.items()}
    return pairs | {"ñ": "đ", "ö": "ư", "ô": "ơ", "æ": "ỉ", "ó": "ĩ", "ò": "ị", "î": "ỵ", "í": "í", "ì": "ì"}


VNI_TO_UNICODE: Final = _vni_pairs()
_VNI_UNIT: Final = re.compile("|".join(sorted(VNI_TO_UNICODE, key=len, reverse=True)), re.IGNORECASE)
_TCVN3_TABLE: Final = str.maketrans(TCVN3_TO_UNICODE)


def decode_tcvn3(text: str) -> str:
    """Turn TCVN3 text, read as Latin-1, into Unicode; letters outside Latin-1 mean it was Unicode and it stays."""
    return text.translate(_TCVN3_TABLE) if _is_latin1(text) else text


def decode_vni(text: str) -> str:
    """Turn VNI text, read as Latin-1, into Unicode; letters outside Latin-1 mean it was Unicode and it stays."""
    return _VNI_UNIT.sub(_vni_letter, text) if _is_latin1(text) else text


def decode_misread_utf8(text: str) -> str:
    """Undo UTF-8 that was read as Latin-1 or Windows-1252 (``Äáº¯k``); text that is none stays."""
    try:
        return b"".join(map(_byte, text)).decode("utf-8")
    except (UnicodeEncodeError, UnicodeDecodeError):
        return text


def _vni_letter(found: re.Match[str]) -> str:
    written = found.group()
    letter = VNI_TO_UNICODE[written.lower()]
    return letter.upper() if written[0].isupper() else letter


def _is_latin1(text: str) -> bool:
    return all(letter <= "\u00ff" for letter in text)


def _byte(letter: str) -> bytes:
    return bytes([ord(letter)]) if letter <= "\u00ff" else letter.encode("cp1252")
