"""Names of administrative units against a list of units: exact, alias, suggestion, ambiguous or unknown, never a guess."""

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from functools import cached_property, lru_cache
from typing import Final

from rapidfuzz import fuzz, process

from etl.unit_values import NO_CONTEXT, Candidate, Context, MatchKind, UnitEntry, UnitMatch
from gis.domain.names import UnitName, compact_key, name_key, spelling_key
from gis.domain.units import UnitLevel

_LIKE_ENOUGH: Final = 80.0
_SHORT_LIKE_ENOUGH: Final = 88.0
_SHORT_NAME: Final = 5
_MOST_SUGGESTIONS: Final = 5
_PARENT_LEVELS: Final = (UnitLevel.DISTRICT, UnitLevel.PROVINCE)
_FOLDED: Final = str.maketrans({"y": "i", "k": "c"})
_BRACKETS: Final = re.compile(r"\([^()]*\)")
_MOST_REMEMBERED: Final = 50_000
_Question = tuple[
    str, UnitLevel, tuple[tuple[UnitLevel, frozenset[str]], ...], frozenset[str], date | None, bool
]
_Names = list[tuple[UnitLevel, str]]


class UnitIndex:
    """Units by every way their names are written.

    ``successors`` says which units followed a unit: then an old commune may be stated with its new province, and a new
    one with its old district. To know homonyms elsewhere, give the units of the whole country, those outside the map
    with ``is_loaded`` false.
    """

    def __init__(
        self, entries: Iterable[UnitEntry], successors: Mapping[int, Sequence[int]] | None = None
    ) -> None:
        self._entries = {entry.id: entry for entry in entries}
        self._by_key: dict[tuple[UnitLevel, str], list[UnitEntry]] = defaultdict(list)
        self._by_alias: dict[tuple[UnitLevel, str], list[UnitEntry]] = defaultdict(list)
        for entry in self._entries.values():
            self._by_key[entry.level, unit_key(entry.name)].append(entry)
            for alias in entry.aliases:
                self._by_alias[entry.level, unit_key(alias)].append(entry)
        self._first_words: dict[tuple[UnitLevel, str], int] = {}
        for level, key in (*self._by_key, *self._by_alias):
            words = key.split()
            place = (level, words[0] if words else "")
            self._first_words[place] = max(self._first_words.get(place, 0), len(words))
        self._matches: dict[_Question, UnitMatch] = {}
        self._linked: dict[int, set[int]] = defaultdict(set)
        for old, news in (successors or {}).items():
            for new in news:
                self._linked[old].add(new)
                self._linked[new].add(old)
        self._relations: dict[int, tuple[_Names, _Names]] = {}

    @cached_property
    def _by_fold(self) -> dict[UnitLevel, dict[str, list[UnitEntry]]]:
        """Units by folded names: few lists ask for any."""
        found: dict[UnitLevel, dict[str, list[UnitEntry]]] = defaultdict(lambda: defaultdict(list))
        for entry in self._entries.values():
            found[entry.level][_folded_name(entry)].append(entry)
        return found

    @cached_property
    def _folds(self) -> dict[UnitLevel, list[str]]:
        return {level: list(names) for level, names in self._by_fold.items()}

    def knows(self, key: str, levels: Collection[UnitLevel]) -> bool:
        """Tell whether a search key is the name or alias of a unit on one of the levels."""
        return any((level, key) in self._by_key or (level, key) in self._by_alias for level in levels)

    def longest_known(self, words: Sequence[str], levels: Collection[UnitLevel]) -> int:
        """Return how many of the words (search keys), from the first, make the longest name known on the levels."""
        if not words:
            return 0
        longest = max(
            (self._first_words.get((level, _without_zeros(words[0])), 0) for level in levels), default=0
        )
        for size in range(min(longest, len(words)), 0, -1):
            if self.knows(_without_zeros(" ".join(words[:size])), levels):
                return size
        return 0

    def match(
        self,
        text: str,
        *,
        level: UnitLevel,
        context: Context = NO_CONTEXT,
        on: date | None = None,
        suggest: bool = True,
    ) -> UnitMatch:
        """Match one name, with or without its prefix, on a level; a prefix of another level (``huyện``) wins.

        Stated districts and provinces rule out other units. Then the accents, the prefix and the date ``on`` narrow
        the choice; what is still several is AMBIGUOUS. A name that only resembles is FUZZY, with up to 5 suggestions,
        or UNKNOWN where ``suggest`` is false. The candidates of an UNKNOWN match bear the name but lie elsewhere.
        """
        question = (text, level, tuple(context.stated.items()), context.likely, on, suggest)
        known = self._matches.get(question)
        if known is None:
            if len(self._matches) >= _MOST_REMEMBERED:
                self._matches.clear()
            known = self._matches[question] = self._match(text, level, context, on, suggest=suggest)
        return known

    def _match(
        self, text: str, level: UnitLevel, context: Context, on: date | None, *, suggest: bool
    ) -> UnitMatch:
        name = UnitName.parse(text)
        levels = (name.kind.levels if name.kind else None) or frozenset({level})
        folded = _FoldedContext(context)
        ruled_out: list[UnitEntry] = []
        for kind, entries in self._readings(name, levels):
            ranked = [(self._context_score(entry, folded), entry) for entry in entries]
            fitting = [(score, entry) for score, entry in ranked if score is not None]
            if fitting:
                return _decide(name, kind, fitting, on)
            ruled_out += entries
        suggestions = self._suggest(name, levels, folded) if suggest else ()
        if suggestions:
            return UnitMatch(name.text, MatchKind.FUZZY, suggestions)
        return UnitMatch(name.text, MatchKind.UNKNOWN, self._nearest(ruled_out, folded))

    def parents(self, entry: UnitEntry) -> list[UnitEntry]:
        """Return the unit's district and province, nearest first."""
        found = []
        while entry.parent_id is not None and (parent := self._entries.get(entry.parent_id)):
            found.append(parent)
            entry = parent
        return found

    def describe(self, entry: UnitEntry) -> str:
        """Return the unit with its parents and last day, to tell homonyms apart."""
        names = [entry.full_name or entry.name]
        names += [
            parent.full_name or parent.name
            for parent in self.parents(entry)
            if parent.level in _PARENT_LEVELS
        ]
        until = f" (đến {entry.valid_to:%d/%m/%Y})" if entry.valid_to else ""
        return ", ".join(names) + until

    def _readings(
        self, name: UnitName, levels: Collection[UnitLevel]
    ) -> Iterable[tuple[MatchKind, list[UnitEntry]]]:
        keys = (
            [name.key]
            if name.kind and not name.text.isascii() and name.kind.levels
            else [name.full_key, name.key]
        )
        keys = list(dict.fromkeys(map(unit_key, keys)))
        for kind, table in ((MatchKind.EXACT, self._by_key), (MatchKind.ALIAS, self._by_alias)):
            for key in keys:
                yield kind, [entry for level in levels for entry in table.get((level, key), ())]
        for key in keys:
            yield (
                MatchKind.ALIAS,
                [entry for level in levels for entry in self._by_fold[level].get(_fold(key), ())],
            )

    def _context_score(self, entry: UnitEntry, context: "_FoldedContext") -> float | None:
        """Return how well the context fits, or None where it rules the unit out."""
        score = 0.0
        own, related = self._related(entry)
        for level, names in context.stated.items():
            if level is entry.level:
                continue
            if any(name in names for known, name in own if known is level):
                score += 2
            elif any(name in names for known, name in related if known is level):
                score += 1
            elif any(known is level for known, _ in (*own, *related)):
                return None
        return score + 0.5 * any(name in context.likely for _, name in (*own, *related))

    def _nearest(self, ruled_out: Iterable[UnitEntry], context: "_FoldedContext") -> tuple[Candidate, ...]:
        """Return of the units that the context rules out those that most of it fits."""
        fits = {
            entry: sum(name in context.stated.get(level, ()) for level, name in self._related(entry)[0])
            for entry in ruled_out
        }
        best = max(fits.values(), default=0)
        return tuple(Candidate(entry, 100.0) for entry, fit in fits.items() if fit == best)

    def _suggest(
        self, name: UnitName, levels: Collection[UnitLevel], context: "_FoldedContext"
    ) -> tuple[Candidate, ...]:
        query = _fold(name.key)
        cutoff = _SHORT_LIKE_ENOUGH if len(query) <= _SHORT_NAME else _LIKE_ENOUGH
        found: list[tuple[float, Candidate]] = []
        for level in levels:
            for key, score, _ in process.extract(
                query, self._folds.get(level, []), scorer=fuzz.ratio, score_cutoff=cutoff, limit=20
            ):
                for entry in self._by_fold[level][key]:
                    fit = self._context_score(entry, context)
                    if fit is not None:
                        found.append((fit, Candidate(entry, round(score, 1))))
        found.sort(key=lambda item: (-item[0], -item[1].score))
        return tuple(candidate for _, candidate in found[:_MOST_SUGGESTIONS])

    def _related(self, unit: UnitEntry) -> tuple[_Names, _Names]:
        """Return the levels and folded names of a unit's parents, and of those of its pre- and successors."""
        known = self._relations.get(unit.id)
        if known is None:
            above = self.parents(unit)
            # A unit's own predecessors and successors tell more than those of its province.
            near = self._linked.get(unit.id) or {
                other for parent in above for other in self._linked.get(parent.id, ())
            }
            others = {
                each
                for other in near
                if (entry := self._entries.get(other))
                for each in (entry, *self.parents(entry))
            }
            known = self._relations[unit.id] = (_names(above), _names(others))
        return known


class _FoldedContext:
    """A context with its names folded once for many comparisons."""

    def __init__(self, context: Context) -> None:
        self.stated = {level: frozenset(map(_fold, keys)) for level, keys in context.stated.items() if keys}
        self.likely = frozenset(map(_fold, context.likely))


@lru_cache(maxsize=65_536)
def unit_key(name: str) -> str:
    """Return the key under which a unit's name is found.

    Remarks in brackets are left out, ``Quận 7`` is ``7`` and ``01`` is ``1``: lists write such names in either way.
    """
    bare = _BRACKETS.sub(" ", name)
    parsed = UnitName.parse(bare)
    return parsed.key if parsed.key.isdigit() else name_key(bare)


def _decide(
    name: UnitName, kind: MatchKind, fitting: list[tuple[float, UnitEntry]], on: date | None
) -> UnitMatch:
    best = max(score for score, _ in fitting)
    entries = [entry for score, entry in fitting if score == best]
    if not name.name.isascii():
        entries = [
            entry for entry in entries if spelling_key(entry.name) == spelling_key(name.name)
        ] or entries
    of_kind = [entry for entry in entries if entry.kind is name.kind] or entries
    if on is not None:
        alive = [entry for entry in of_kind if entry.is_valid_on(on)]
        # The prefix speaks for one unit and the date for another: both are possible.
        of_kind = alive or list(
            dict.fromkeys([*of_kind, *(entry for entry in entries if entry.is_valid_on(on))])
        )
    if len(of_kind) > 1:
        return UnitMatch(name.text, MatchKind.AMBIGUOUS, tuple(Candidate(entry, 100.0) for entry in of_kind))
    entry = of_kind[0]
    other_kind = name.kind is not None and entry.kind is not None and entry.kind is not name.kind
    is_other_date = on is not None and not entry.is_valid_on(on)
    return UnitMatch(
        name.text, MatchKind.ALIAS if other_kind else kind, (Candidate(entry, 100.0),), is_other_date
    )


def _names(entries: Iterable[UnitEntry]) -> _Names:
    return [(entry.level, _folded_name(entry)) for entry in entries]


def _folded_name(entry: UnitEntry) -> str:
    return _fold(unit_key(entry.name))


@lru_cache(maxsize=65_536)
def _fold(key: str) -> str:
    """Return a key free of spaces and of the spellings i/y and k/c: Đắc Lắc is Đắk Lắk, Mĩ Đức is Mỹ Đức."""
    return compact_key(key).translate(_FOLDED)


def _without_zeros(key: str) -> str:
    return (key.lstrip("0") or "0") if key.isdigit() else key
