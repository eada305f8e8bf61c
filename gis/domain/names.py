"""Names as people write them: the one search key, accent-aware spelling, and administrative unit names."""

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import Final, Self

from gis.domain.units import UnitLevel

# Written between letters of one word (R'Lấp): removed, so that R'Lấp, R’lấp, Rʼlấp and Rlấp give one key.
APOSTROPHES: Final = "'\u2018\u2019\u201b\u02bc\u02b9\u2032`\u00b4\u055a\uff07"
_DROP_APOSTROPHES: Final = {ord(mark): None for mark in APOSTROPHES}
_ONE_APOSTROPHE: Final = {ord(mark): "'" for mark in APOSTROPHES}
# Đ has no decomposition; Ð and Ɖ are the letters that some fonts and keyboards put in its place.
CROSSED_D: Final = "đĐðÐɖƉ"
_CROSSED_D: Final = {ord(letter): "d" for letter in CROSSED_D}
MARKS: Final = "\u0300-\u034e\u0350-\u036f"
_MARKS: Final = re.compile(f"[{MARKS}]+")
_NOT_KEY: Final = re.compile(r"[^a-z0-9]+")
_OLD_TONE: Final = re.compile("(?<!q)([ou])([\u0300\u0301\u0303\u0309\u0323])([aey])(?![a-z\u0300-\u036f])")


def name_key(text: str) -> str:
    """Return the only key by which names are searched and compared: ``Đắk R'Lấp`` → ``dak rlap``.

    Holds a–z, 0–9 and single spaces. Accents, case, apostrophes and Unicode form make no difference, every other
    sign parts two words, and the word ``dac`` is written ``dak`` (docs/rules.md). Idempotent. The SQL twin is
    `gis.operations.name_keys`.
    """
    return " ".join(filter(None, map(_word_key, text.split())))


@lru_cache(maxsize=1 << 15)
def _word_key(word: str) -> str:
    """Return the key of what stands between two spaces: the same few thousand words make up all names."""
    plain = word.translate(_DROP_APOSTROPHES)
    if not plain.isascii():
        plain = without_accents(plain)
    if not plain.isascii():
        plain = "".join(letter for letter in plain if not unicodedata.combining(letter))
    words = _NOT_KEY.sub(" ", plain.lower()).split()
    return " ".join("dak" if word == "dac" else word for word in words)


def without_accents(text: str) -> str:
    """Return the text with its letters bare and đ as d: ``QĐ`` → ``Qd``, signs and case as they are."""
    return _MARKS.sub("", unicodedata.normalize("NFKD", text)).translate(_CROSSED_D)


def compact_key(text: str) -> str:
    """Return ``name_key`` without spaces: ``Pleiku`` and ``Plei Ku`` compare equal."""
    return name_key(text).replace(" ", "")


def spelling_key(text: str) -> str:
    """Return the name with its accents, freed of case, spacing, Unicode form, apostrophe and tone placement.

    ``Hòa``/``hoà`` and ``Thủy``/``thuỷ`` give the same key, ``Nghĩa Thắng`` and ``Nghĩa Thăng`` do not.
    """
    parts = unicodedata.normalize("NFD", text.translate(_ONE_APOSTROPHE).lower())
    moved = _OLD_TONE.sub(r"\1\3\2", parts)
    return " ".join(unicodedata.normalize("NFC", moved).split())


class UnitKind(StrEnum):
    """Kinds of administrative unit, and ``VILLAGE`` for what lies below the commune."""

    PROVINCE = "province"
    CITY = "city"
    DISTRICT = "district"
    URBAN_DISTRICT = "urban_district"
    TOWN = "town"
    COMMUNE = "commune"
    WARD = "ward"
    TOWNSHIP = "township"
    SPECIAL_ZONE = "special_zone"
    VILLAGE = "village"

    @property
    def levels(self) -> frozenset[UnitLevel]:
        """Levels that the kind occurs on; none for a village, which is no unit of administration."""
        return _LEVELS[self]


_LEVELS: Final[dict[UnitKind, frozenset[UnitLevel]]] = {
    UnitKind.PROVINCE: frozenset({UnitLevel.PROVINCE}),
    UnitKind.CITY: frozenset({UnitLevel.PROVINCE, UnitLevel.DISTRICT}),
    UnitKind.DISTRICT: frozenset({UnitLevel.DISTRICT}),
    UnitKind.URBAN_DISTRICT: frozenset({UnitLevel.DISTRICT}),
    UnitKind.TOWN: frozenset({UnitLevel.DISTRICT}),
    UnitKind.COMMUNE: frozenset({UnitLevel.COMMUNE}),
    UnitKind.WARD: frozenset({UnitLevel.COMMUNE}),
    UnitKind.TOWNSHIP: frozenset({UnitLevel.COMMUNE}),
    UnitKind.SPECIAL_ZONE: frozenset({UnitLevel.COMMUNE}),
    UnitKind.VILLAGE: frozenset(),
}

# Kind → (words with accents or abbreviations, the words without accents). Longer words stand before their beginnings.
_PREFIXES: Final[tuple[tuple[UnitKind, str, str], ...]] = (
    (UnitKind.TOWNSHIP, r"thị\s*trấn|ttr?\.|ttr?(?=\s)", r"thi\s*tran"),
    (UnitKind.TOWN, r"thị\s*xã|tx\.|tx(?=\s)", r"thi\s*xa"),
    (UnitKind.CITY, r"thành\s*phố|tp\.|tp(?=\s)", r"thanh\s*pho"),
    (UnitKind.SPECIAL_ZONE, r"đặc\s*khu", r"dac\s*khu"),
    (UnitKind.COMMUNE, r"xã|x\.|x(?=\s)", r"xa"),
    (UnitKind.WARD, r"phường|p\.|p(?=\s*\d)", r"phuong"),
    (UnitKind.DISTRICT, r"huyện|h\.|h(?=\s)", r"huyen"),
    (UnitKind.URBAN_DISTRICT, r"quận|q\.|q(?=\s*\d)", r"quan"),
    (UnitKind.PROVINCE, r"tỉnh|t\.", r"tinh"),
    (
        UnitKind.VILLAGE,
        r"tổ\s*dân\s*phố|tdp\.?|khu\s*phố|thôn|bon|buôn|bản|ấp|xóm",
        r"to\s*dan\s*pho|thon|buon",
    ),
)
_PREFIX_PATTERNS: Final = tuple(
    (kind, re.compile(rf"(?:{written})(?:(?<=\.)|(?![^\W\d_]))\s*[.:]?\s*(?=\S)", re.IGNORECASE), ascii_only)
    for kind, accented, plain in _PREFIXES
    for written, ascii_only in ((accented, False), (plain, True))
)


@dataclass(frozen=True, slots=True)
class UnitName:
    """A unit as written: ``text`` in full, ``name`` without the prefix, both with their legal spelling kept."""

    text: str
    kind: UnitKind | None
    name: str

    @classmethod
    def parse(cls, text: str) -> Self:
        """Split ``TT. Kiến Đức`` into its kind and name; without a known prefix the whole text is the name.

        A prefix without accents counts only where the whole text has none, so ``Xa Dung`` may still be a full name:
        compare ``text`` as well as ``name``.
        """
        tidy = " ".join(unicodedata.normalize("NFC", text).translate(_ONE_APOSTROPHE).split()).strip(" ,;.-")
        for kind, pattern, ascii_only in _PREFIX_PATTERNS:
            found = pattern.match(tidy)
            if found and not (ascii_only and not tidy.isascii()):
                return cls(tidy, kind, tidy[found.end() :])
        return cls(tidy, None, tidy)

    @property
    def key(self) -> str:
        """The search key of the bare name; ``Phường 01`` and ``P.1`` give ``1``."""
        key = name_key(self.name)
        return key.lstrip("0") or "0" if key.isdigit() else key

    @property
    def full_key(self) -> str:
        """The search key of the whole text, prefix included."""
        return name_key(self.text)
