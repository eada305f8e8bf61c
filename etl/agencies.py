"""Names of agencies, and of any other listed thing, against a list: abbreviations spelt out, likeness only suggested."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, NamedTuple

from rapidfuzz import fuzz, process

from etl.unit_values import MatchKind
from gis.domain.names import name_key

_LIKE_ENOUGH: Final = 88.0
_LIKE_ENOUGH_REST: Final = 60.0
_MOST_EXTRA_WORDS: Final = 2
_MOST_SUGGESTIONS: Final = 5

# Abbreviation → words, as search keys; longer ones first where one begins another.
_ABBREVIATIONS: Final = {
    "ubnd": "uy ban nhan dan",
    "hdnd": "hoi dong nhan dan",
    "bqlda": "ban quan ly du an",
    "bql": "ban quan ly",
    "qlda": "quan ly du an",
    "ql": "quan ly",
    "dtxd": "dau tu xay dung",
    "dt": "dau tu",
    "xd": "xay dung",
    "ptqd": "phat trien quy dat",
    "gddt": "giao duc va dao tao",
    "nnptnt": "nong nghiep va phat trien nong thon",
    "nn": "nong nghiep",
    "ptnt": "phat trien nong thon",
    "tnmt": "tai nguyen va moi truong",
    "kt ht": "kinh te va ha tang",
    "ktht": "kinh te va ha tang",
    "vhtt": "van hoa va thong tin",
    "gtvt": "giao thong van tai",
    "cty": "cong ty",
    "ctcp": "cong ty co phan",
    "cp": "co phan",
    "tnhh": "trach nhiem huu han",
    "mtv": "mot thanh vien",
    "tp": "thanh pho",
    "tx": "thi xa",
    "th": "tieu hoc",
    "thcs": "trung hoc co so",
    "thpt": "trung hoc pho thong",
    "mn": "mam non",
}
_JOINED: Final = re.compile(r"\b([A-ZĐ]{1,5})\s*(?:&|-|và)\s*([A-ZĐ]{1,5})\b")
_SIGN_WORDS: Final = (("&", " và "), ("đ.", "đ "))


@dataclass(frozen=True, slots=True)
class NameEntry:
    """A listed name with its id in the list; ``aliases`` are former and short names, ``code`` counts as a name too."""

    id: int
    name: str
    aliases: tuple[str, ...] = ()
    code: str = ""


class NameMatch(NamedTuple):
    """What a written name means; candidates are (entry, likeness 0–100), one for EXACT and ALIAS."""

    text: str
    kind: MatchKind
    candidates: tuple[tuple[NameEntry, float], ...] = ()

    @property
    def entry(self) -> NameEntry | None:
        """The one entry meant, or None."""
        return self.candidates[0][0] if self.kind in (MatchKind.EXACT, MatchKind.ALIAS) else None


class NameIndex:
    """Agencies, sectors or capital sources by every way their names are written."""

    def __init__(self, entries: Iterable[NameEntry]) -> None:
        self._by_key: dict[str, list[NameEntry]] = defaultdict(list)
        self._by_alias: dict[str, list[NameEntry]] = defaultdict(list)
        for entry in entries:
            self.add(entry)

    def add(self, entry: NameEntry) -> None:
        """Let one more name be found, as a list that brings new names needs."""
        self._by_key[name_key(entry.name)].append(entry)
        for alias in (*entry.aliases, entry.code, entry.name):
            if alias:
                self._by_alias[spelt_out(alias)].append(entry)

    def match(self, text: str) -> NameMatch:
        """Match a name: the same key is EXACT, the same after spelling abbreviations out ALIAS, a likeness only FUZZY."""
        for kind, table, key in (
            (MatchKind.EXACT, self._by_key, name_key(text)),
            (MatchKind.ALIAS, self._by_alias, spelt_out(text)),
        ):
            found = list({entry.id: entry for entry in table.get(key, ())}.values())
            if found:
                return NameMatch(
                    text,
                    kind if len(found) == 1 else MatchKind.AMBIGUOUS,
                    tuple((entry, 100.0) for entry in found),
                )
        query = spelt_out(text)
        likes = process.extract(
            query, self._by_alias.keys(), scorer=fuzz.token_sort_ratio, score_cutoff=_LIKE_ENOUGH
        )
        alike: dict[int, tuple[NameEntry, float]] = {}
        for name, score, _ in likes:
            if _differ_by_spelling(query, name):
                for entry in self._by_alias[name]:
                    alike.setdefault(entry.id, (entry, round(score, 1)))
        return NameMatch(
            text, MatchKind.FUZZY if alike else MatchKind.UNKNOWN, tuple(alike.values())[:_MOST_SUGGESTIONS]
        )


def _differ_by_spelling(one: str, other: str) -> bool:
    """Whether what differs is alike: ``UBND xã Đắk Ru`` and ``UBND xã Đắk Sin`` share all but what matters."""
    only_one = [word for word in one.split() if word not in other.split()]
    only_other = [word for word in other.split() if word not in one.split()]
    if not only_one or not only_other:
        return len(only_one) + len(only_other) <= _MOST_EXTRA_WORDS
    return fuzz.ratio("".join(only_one), "".join(only_other)) >= _LIKE_ENOUGH_REST


@lru_cache(maxsize=16_384)
def spelt_out(text: str) -> str:
    """Return the search key with the abbreviations of Vietnamese offices spelt out: ``Phòng GD&ĐT`` and the like."""
    joined = _JOINED.sub(r"\1\2", unicodedata.normalize("NFC", text))
    for sign, word in _SIGN_WORDS:
        joined = joined.replace(sign, word)
    words = name_key(joined).split()
    spelt = " ".join(_ABBREVIATIONS.get(word, word) for word in words)
    return spelt.replace(" nhan dan tt ", " nhan dan thi tran ").replace(" va ", " ")
