"""The units that a row states as its place: from its columns, else from the texts that mention them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from etl.findings import Finding
from etl.match import UnitIndex, unit_key
from etl.mentions import context_of, scan
from etl.unit_values import NO_CONTEXT, Candidate, Context, MatchKind, UnitEntry, UnitMatch
from gis.domain.names import UnitName
from gis.domain.units import UnitLevel

_SEPARATORS: Final = re.compile(r"\s*(?:[,;/\n+&]|\s[-–—]\s|\bvà\b)\s*")
_MOST_NAMED: Final = 6


@dataclass(frozen=True, slots=True)
class PlaceTexts:
    """The texts of a row that can say where its works are; None where the file has no such column or cell."""

    commune: str | None = None
    district: str | None = None
    province: str | None = None
    place: str | None = None
    name: str | None = None
    owner: str | None = None


@dataclass(frozen=True, slots=True)
class Located:
    """Units stated by a row (communes, else districts), in their order, and what a person has to look at.

    Units that are alike, ambiguous or only taken from the owner's name are named in the findings.
    """

    units: tuple[UnitEntry, ...]
    findings: tuple[Finding, ...]


def locate(texts: PlaceTexts, index: UnitIndex, *, on: date | None) -> Located:
    """Find the units that a row states; ``on`` is the date of the row and picks the unit set.

    The column of communes wins over the place, the place over the project's name; a district counts where no commune
    is named. Only exact and alias matches become units; everything else is a finding with suggestions.
    """
    context = _context(texts, index)
    matches = _commune_matches(texts, index, context, on) or _district_matches(texts, index, context, on)
    units = tuple(dict.fromkeys(match.unit for match in matches if match.unit is not None))
    findings = [finding for match in matches if (finding := match_finding(match, index)) is not None]
    if not matches:
        findings.append(_nothing_stated(_owner_matches(texts, index, context, on), index))
    return Located(units, tuple(findings))


def names_larger_unit(texts: Sequence[str | None], index: UnitIndex) -> bool:
    """Tell whether a text names a district or province, which may tell communes of one name apart."""
    return bool(context_of(texts, index).stated)


def match_finding(match: UnitMatch, index: UnitIndex) -> Finding | None:
    """Return what to tell about a match; None where the name is exact and of its date."""
    if match.kind is MatchKind.UNKNOWN and match.candidates:
        return Finding.of("unit_elsewhere", candidates=_named(match.candidates, index)).at(value=match.text)
    if match.kind is MatchKind.UNKNOWN:
        return Finding.of("unit_unknown").at(value=match.text)
    if match.unit is None:
        code = "unit_ambiguous" if match.kind is MatchKind.AMBIGUOUS else "unit_suggested"
        return Finding.of(code, candidates=_named(match.candidates, index)).at(value=match.text)
    unit = index.describe(match.unit)
    if not match.unit.is_loaded:
        return Finding.of("unit_not_loaded", unit=unit).at(value=match.text)
    if match.is_other_date:
        return Finding.of("unit_of_other_date", unit=unit).at(value=match.text)
    return (
        Finding.of("unit_by_alias", unit=unit).at(value=match.text) if match.kind is MatchKind.ALIAS else None
    )


def _context(texts: PlaceTexts, index: UnitIndex) -> Context:
    context = NO_CONTEXT
    for level, cell in ((UnitLevel.DISTRICT, texts.district), (UnitLevel.PROVINCE, texts.province)):
        if cell:
            names = [cell, *_parts(cell)]
            keys = {key for name in names for key in (UnitName.parse(name).key, unit_key(name))}
            context = context.with_stated(level, keys)
    context = context_of([texts.place, texts.name], index, context)
    if not context.stated:
        context = context_of([texts.owner], index, context)
    likely = scan(texts.owner).provinces(index) if texts.owner else frozenset()
    return Context(context.stated, likely)


def _commune_matches(
    texts: PlaceTexts, index: UnitIndex, context: Context, on: date | None
) -> list[UnitMatch]:
    if texts.commune:
        return _cell_matches(texts.commune, index, context, on)
    for text in (texts.place, texts.name):
        if text:
            mentions = scan(text).mentions(index, level=UnitLevel.COMMUNE, context=context, on=on)
            if mentions:
                return [mention.match for mention in mentions]
    if texts.place:
        parts = [
            index.match(part, level=UnitLevel.COMMUNE, context=context, on=on, suggest=False)
            for part in _parts(texts.place)
        ]
        return [match for match in parts if match.unit is not None]
    return []


def _cell_matches(cell: str, index: UnitIndex, context: Context, on: date | None) -> list[UnitMatch]:
    whole = index.match(cell, level=UnitLevel.COMMUNE, context=context, on=on)
    parts = _parts(cell)
    if whole.unit is not None or len(parts) < 2:
        return [whole]
    return [index.match(part, level=UnitLevel.COMMUNE, context=context, on=on) for part in parts]


def _district_matches(
    texts: PlaceTexts, index: UnitIndex, context: Context, on: date | None
) -> list[UnitMatch]:
    above = Context(
        {level: keys for level, keys in context.stated.items() if level is UnitLevel.PROVINCE}, context.likely
    )
    if texts.district:
        return [
            index.match(part, level=UnitLevel.DISTRICT, context=above, on=on)
            for part in _parts(texts.district)
        ]
    for text in (texts.place, texts.name):
        if text:
            mentions = scan(text).mentions(index, level=UnitLevel.DISTRICT, context=above, on=on)
            known = [mention.match for mention in mentions if _may_be_district(mention.match)]
            if known:
                return known
    return []


def _may_be_district(match: UnitMatch) -> bool:
    """Whether the match is no province (``thành phố`` can be either) and means something."""
    return any(candidate.entry.level is UnitLevel.DISTRICT for candidate in match.candidates)


def _owner_matches(texts: PlaceTexts, index: UnitIndex, context: Context, on: date | None) -> list[UnitMatch]:
    """Return communes in the owner's name, else bare names of communes in the project's: both only suggest."""
    found: Sequence[UnitMatch] = ()
    if texts.owner:
        mentions = scan(texts.owner).mentions(index, level=UnitLevel.COMMUNE, context=context, on=on)
        found = [mention.match for mention in mentions]
    if not any(match.candidates for match in found) and texts.name and context.stated:
        found = scan(texts.name).bare_names(index, context=context, on=on)
    return list(found)


def _nothing_stated(mentioned: Sequence[UnitMatch], index: UnitIndex) -> Finding:
    known = (match for match in mentioned if match.kind is not MatchKind.UNKNOWN)
    candidates = [candidate for match in known for candidate in match.candidates]
    if candidates:
        return Finding.of("unit_from_text", candidates=_named(candidates, index))
    return Finding.of("unit_missing")


def _named(candidates: Sequence[Candidate], index: UnitIndex) -> str:
    names = list(dict.fromkeys(index.describe(candidate.entry) for candidate in candidates))
    more = f"; … ({len(names)})" if len(names) > _MOST_NAMED else ""
    return "; ".join(names[:_MOST_NAMED]) + more


def _parts(cell: str) -> list[str]:
    return [part for part in _SEPARATORS.split(cell) if unit_key(part)]
