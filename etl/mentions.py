"""Units named inside running text: ``… trường THCS Nguyễn Văn Linh xã Đắk Wer`` names one commune and no school."""

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Final

from etl.match import UnitIndex, unit_key
from etl.unit_values import NO_CONTEXT, Candidate, Context, MatchKind, UnitMatch
from etl.words import Words
from gis.domain.names import UnitKind, name_key
from gis.domain.units import UnitLevel

_LONGEST_NAME: Final = 6
_LONGEST_UNKNOWN_NAME: Final = 4
_PARENT_LEVELS: Final = frozenset({UnitLevel.DISTRICT, UnitLevel.PROVINCE})
_LIST_GAP: Final = re.compile(r"\s*(?:[,;&+/]|[-–—]|,\s*và)\s*")
_NO_NAMES: Final = frozenset({"hoi", "uy", "doi", "doan", "lo", "va", "cu", "moi", "nay"})
_Prefix = tuple[tuple[str, ...], UnitKind]

# Words that announce a unit; those that need a full stop or a capital after them are abbreviations of other things too.
_PREFIXES: Final[tuple[_Prefix, ...]] = (
    (("thị", "trấn"), UnitKind.TOWNSHIP),
    (("thị", "xã"), UnitKind.TOWN),
    (("thành", "phố"), UnitKind.CITY),
    (("đặc", "khu"), UnitKind.SPECIAL_ZONE),
    (("xã",), UnitKind.COMMUNE),
    (("phường",), UnitKind.WARD),
    (("huyện",), UnitKind.DISTRICT),
    (("quận",), UnitKind.URBAN_DISTRICT),
    (("tỉnh",), UnitKind.PROVINCE),
)
_ABBREVIATIONS: Final = {
    "tt": UnitKind.TOWNSHIP,
    "tx": UnitKind.TOWN,
    "tp": UnitKind.CITY,
    "x": UnitKind.COMMUNE,
    "p": UnitKind.WARD,
    "h": UnitKind.DISTRICT,
    "q": UnitKind.URBAN_DISTRICT,
    "t": UnitKind.PROVINCE,
}


@dataclass(frozen=True, slots=True)
class Mention:
    """A unit named in a text: its kind by the prefix, the name as written, and what it means."""

    kind: UnitKind
    name: str
    match: UnitMatch


@dataclass(frozen=True, slots=True)
class _Spot:
    """A prefix at a word, and the word where the name begins."""

    at: int
    kind: UnitKind
    name_at: int
    is_abbreviation: bool


class TextScan:
    """The words of one text and the unit prefixes among them."""

    def __init__(self, text: str) -> None:
        self._words = Words(text)
        self._is_upper = self._words.text.upper() == self._words.text
        self._is_ascii = self._words.text.isascii()
        self._spots = self._find_spots()

    def context(self, index: UnitIndex, base: Context = NO_CONTEXT) -> Context:
        """Return the context widened by the districts and provinces that the text names, known ones or not."""
        for spot in self._spots:
            name = self._name_of(spot, index) if spot.kind.levels & _PARENT_LEVELS else None
            if name is not None and not self._is_road(spot):
                key = unit_key(name)
                on_provinces = UnitLevel.PROVINCE in spot.kind.levels and index.knows(
                    key, [UnitLevel.PROVINCE]
                )
                is_province = on_provinces or spot.kind is UnitKind.PROVINCE
                base = base.with_stated(UnitLevel.PROVINCE if is_province else UnitLevel.DISTRICT, [key])
        return base

    def provinces(self, index: UnitIndex) -> frozenset[str]:
        """Return search keys of provinces named anywhere, without a prefix too: ``ĐIỆN LỰC ĐẮK NÔNG``."""
        found = set()
        for at in range(len(self._words)):
            size = self._known_size(at, index, [UnitLevel.PROVINCE])
            if size > 1:
                found.add(self._words.key(at, size))
        return frozenset(found)

    def mentions(
        self, index: UnitIndex, *, level: UnitLevel, context: Context, on: date | None
    ) -> list[Mention]:
        """Return the units of a level that the text names with a prefix, in their order, each once.

        After a commune the list goes on: ``xã Đắk Wer, Nhân Cơ và thị trấn Kiến Đức``.
        """
        found: list[Mention] = []
        for spot in self._spots:
            if level not in spot.kind.levels:
                continue
            name = self._name_of(spot, index)
            if name is None:
                continue
            match = index.match(f"{_PREFIX_OF[spot.kind]} {name}", level=level, context=context, on=on)
            if match.kind is MatchKind.UNKNOWN and not match.candidates:
                match = self._beginning(spot, match, index, context, on)
            found.append(Mention(spot.kind, name, match))
            if level is UnitLevel.COMMUNE:
                found += self._list_after(spot, name, index, context, on)
        return list({(mention.kind, name_key(mention.name)): mention for mention in found}.values())

    def bare_names(self, index: UnitIndex, *, context: Context, on: date | None) -> list[UnitMatch]:
        """Return loaded communes whose name of two words or more stands in the text without a prefix.

        Schools, streets and people bear such names too: these are suggestions, never matches.
        """
        found = {}
        for at in sorted(set(range(len(self._words))) - self._words_of_names(index)):
            for size in range(_LONGEST_NAME, 1, -1):
                if self._words.is_run(at, size) and index.knows(
                    self._words.key(at, size), [UnitLevel.COMMUNE]
                ):
                    match = self._bare_match(at, size, index, context, on)
                    if any(candidate.entry.is_loaded for candidate in match.candidates):
                        found[name_key(match.text)] = match
                    break
        return list(found.values())

    def _words_of_names(self, index: UnitIndex) -> set[int]:
        taken: set[int] = set()
        for spot in self._spots:
            if name := self._name_of(spot, index):
                taken |= set(range(spot.name_at, spot.name_at + len(name.split())))
        return taken

    def _find_spots(self) -> list[_Spot]:
        spots = []
        at = 0
        while at < len(self._words):
            spot = self._spot_at(at)
            if spot is not None:
                spots.append(spot)
                at = spot.name_at
            else:
                at += 1
        return spots

    def _spot_at(self, at: int) -> _Spot | None:
        word = self._words[at]
        for prefix, kind in (_ASCII_STARTS if self._is_ascii else _STARTS).get(word.lower, ()):
            words = tuple(word.lower for word in self._words.items[at : at + len(prefix)])
            if words == prefix and self._words.is_run(at, len(prefix)):
                return _Spot(at, kind, at + len(prefix), is_abbreviation=False)
        kind_of_letter = _ABBREVIATIONS.get(word.lower)
        if kind_of_letter and (self._words.text[word.end : word.end + 1] == "." or word.text.isupper()):
            return _Spot(at, kind_of_letter, at + 1, is_abbreviation=True)
        return None

    def _name_of(self, spot: _Spot, index: UnitIndex) -> str | None:
        """Return the name after a prefix: the longest that is known, else the capitalised words; None for no name."""
        at = spot.name_at
        if at >= len(self._words) or self._words[at].key in _NO_NAMES or not self._follows(at):
            return None
        known = self._known_size(at, index, spot.kind.levels)
        run = self._capitalised_run(at)
        if known and (known >= run or self._is_upper):
            return self._words.written(at, known)
        if spot.is_abbreviation and not known:
            return None
        # A longer capitalised name than any known one: perhaps another unit, so the whole of it is compared.
        return self._words.written(at, run) if run and not self._is_upper else None

    def _known_size(self, at: int, index: UnitIndex, levels: Collection[UnitLevel]) -> int:
        """Return how many words from ``at`` make the longest known name; hyphens may part them (Bà Rịa - Vũng Tàu)."""
        return index.longest_known(self._words.keys(at, _LONGEST_NAME), levels)

    def _list_after(
        self, spot: _Spot, name: str, index: UnitIndex, context: Context, on: date | None
    ) -> list[Mention]:
        found = []
        at = spot.name_at + len(name.split())
        while at < len(self._words):
            if self._words[at].lower == "và" and self._words.is_run(at - 1, 2):
                at += 1
            elif not _LIST_GAP.fullmatch(self._words.gap_before(at)):
                break
            match = self._listed(at, index, context, on)
            if match is None:
                break
            found.append(Mention(spot.kind, match.text, match))
            at += len(match.text.split())
        return found

    def _beginning(
        self, spot: _Spot, unknown: UnitMatch, index: UnitIndex, context: Context, on: date | None
    ) -> UnitMatch:
        """Suggest the known name that an unknown longer one begins with: words may have run together."""
        size = self._known_size(spot.name_at, index, spot.kind.levels)
        if not size:
            return unknown
        shorter = self._bare_match(spot.name_at, size, index, context, on)
        suggested = tuple(Candidate(entry, 75.0) for entry, _ in shorter.candidates)
        return UnitMatch(unknown.text, MatchKind.FUZZY, suggested) if suggested else unknown

    def _listed(self, at: int, index: UnitIndex, context: Context, on: date | None) -> UnitMatch | None:
        for size in range(_LONGEST_NAME, 1, -1):
            if self._words.is_run(at, size) and index.knows(self._words.key(at, size), [UnitLevel.COMMUNE]):
                match = self._bare_match(at, size, index, context, on)
                return match if match.kind is MatchKind.EXACT else None
        return None

    def _bare_match(
        self, at: int, size: int, index: UnitIndex, context: Context, on: date | None
    ) -> UnitMatch:
        text = self._words.written(at, size)
        return index.match(text, level=UnitLevel.COMMUNE, context=context, on=on, suggest=False)

    def _is_road(self, spot: _Spot) -> bool:
        """Whether the prefix belongs to a road: ``đường huyện Uông Bí - Hoành Bồ`` names no place of works."""
        before = spot.at - 1
        return (
            before >= 0 and self._words[before].lower in ("đường", "liên") and self._words.is_run(before, 2)
        )

    def _follows(self, at: int) -> bool:
        """Whether only space or the full stop of an abbreviation lies before the word."""
        return self._words.gap_before(at).strip() in ("", ".", ":")

    def _capitalised_run(self, at: int) -> int:
        size = 0
        while size < _LONGEST_UNKNOWN_NAME and self._words.is_run(at, size + 1):
            word = self._words[at + size]
            if not word.is_capitalised or (size and (self._spot_at(at + size) or word.text.isdigit())):
                break
            size += 1
        return size


@lru_cache(maxsize=8_192)
def scan(text: str) -> TextScan:
    """Return the scan of a text, kept for the next time: owners repeat, and a name is asked several questions."""
    return TextScan(text)


def _by_first_word(prefixes: Iterable[_Prefix]) -> dict[str, list[_Prefix]]:
    starts: dict[str, list[_Prefix]] = defaultdict(list)
    for words, kind in prefixes:
        starts[words[0]].append((words, kind))
    return starts


_STARTS: Final = _by_first_word(_PREFIXES)
_ASCII_STARTS: Final = _by_first_word((tuple(map(name_key, words)), kind) for words, kind in _PREFIXES)
_PREFIX_OF: Final = {kind: " ".join(words) for words, kind in _PREFIXES}


def context_of(texts: Sequence[str | None], index: UnitIndex, base: Context = NO_CONTEXT) -> Context:
    """Return the context widened by the districts and provinces that texts name with a prefix."""
    for text in texts:
        if text:
            base = scan(text).context(index, base)
    return base
