"""A project's sector guessed from the words of its name and owner, where a list does not say it."""

import csv
import re
from dataclasses import dataclass
from functools import cache
from typing import Final, NamedTuple

from etl.reference import REFERENCE_DIR
from gis.domain.names import spelling_key

KEYWORDS: Final = REFERENCE_DIR / "sector_keywords.csv"

# Names of places hold such words too: phường Đáp Cầu is no bridge.
_UNIT_WORDS: Final = frozenset(
    [
        "xã",
        "phường",
        "trấn",
        "huyện",
        "quận",
        "tỉnh",
        "phố",
        "thôn",
        "bản",
        "ấp",
        "xóm",
        "bon",
        "buôn",
        "tổ",
        "khóm",
        "làng",
        "x.",
        "p.",
        "h.",
        "tp.",
        "tt.",
    ]
)
_LONGEST_UNIT: Final = 4
# What comes before the thing that is built, and the ends of a line, which are named after it.
_ACTIONS: Final = re.compile(
    r"^(?:(?:dự án|công trình|hạng mục|gói thầu|đầu tư|xây dựng|xây|làm|mới|cải tạo|nâng cấp|sửa chữa|mở rộng|duy tu|bảo trì|"
    r"bảo dưỡng|khắc phục|hoàn thiện|cứng hóa|bê tông hóa|lắp đặt|thi công|phê duyệt|mua sắm|tuyến|các|một số|hệ thống|và|"
    r"nạo vét|bổ sung|thay thế|đột xuất|tu bổ|thảm|nhựa|\d+)\b[\s:,.;“”\"()-]*)+"
)
_ENDS: Final = re.compile(r"\(.*?\)|\b(?:đoạn từ|tuyến từ|đoạn|từ|đi|nối)\b.*")


class SectorGuess(NamedTuple):
    """A sector's code and the words that speak for it."""

    sector_code: str
    words: str


@dataclass(frozen=True, slots=True)
class _Rule:
    sector_code: str
    name_words: re.Pattern[str]
    excluded_words: re.Pattern[str] | None
    owner_words: re.Pattern[str]


def guess_sector(name: str, owner: str | None = None) -> SectorGuess | None:
    """Return the sector that the name speaks for, else the owner; None where neither does.

    What the name begins with decides (``Đường Bệnh viện – Hợp Thành`` is a road), then the order of the table, without
    the ends of a line (``đường … từ nhà văn hóa``). Accents count: ``cầu`` is a bridge, ``cau`` a palm.
    """
    key = spelling_key(_without_units(name))
    subject = _ACTIONS.sub("", key)
    guess = _begins_with(subject) or _first(_ENDS.sub(" ", subject)) or _first(subject)
    return guess_sector_of_owner(owner) if guess is None and owner else guess


def guess_sector_of_owner(owner: str) -> SectorGuess | None:
    """Return the sector that an owner's name speaks for, None where it speaks for none."""
    owner_key = spelling_key(_without_units(owner))
    for rule in _rules():
        if found := rule.owner_words.search(owner_key):
            return SectorGuess(rule.sector_code, found.group())
    return None


def _begins_with(text: str) -> SectorGuess | None:
    found = [
        SectorGuess(rule.sector_code, match.group())
        for rule in _rules()
        if (match := rule.name_words.match(text))
        and not (rule.excluded_words and rule.excluded_words.match(text))
    ]
    return max(found, key=lambda guess: len(guess.words), default=None)


def _first(text: str) -> SectorGuess | None:
    for rule in _rules():
        spared = rule.excluded_words.sub(" ", text) if rule.excluded_words else text
        if found := rule.name_words.search(spared):
            return SectorGuess(rule.sector_code, found.group())
    return None


def _without_units(text: str) -> str:
    """Return the text without the capitalised names behind xã, phường, thôn …; unchanged where all is in capitals."""
    if text.isupper():
        return text
    kept: list[str] = []
    dropped = _LONGEST_UNIT
    for word in text.split():
        if dropped < _LONGEST_UNIT and word[:1].isupper():
            dropped = _LONGEST_UNIT if word[-1:] in ",;.:)" else dropped + 1
            continue
        kept.append(word)
        dropped = 0 if word.lower() in _UNIT_WORDS else _LONGEST_UNIT
    return " ".join(kept)


@cache
def _rules() -> tuple[_Rule, ...]:
    with KEYWORDS.open(encoding="utf-8", newline="") as stream:
        return tuple(
            _Rule(
                row["sector_code"],
                _any_of(row["keywords"]),
                _any_of(row["excluded"]) if row["excluded"] else None,
                _any_of(row["owner_keywords"]),
            )
            for row in csv.DictReader(stream)
        )


def _any_of(words: str) -> re.Pattern[str]:
    keys = sorted(map(spelling_key, words.split(";")), key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, keys))})(?!\w)")
