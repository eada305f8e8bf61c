"""Owners, contractors and other agencies of a list: which are known, which are new, which only look like another."""

from collections.abc import Iterable
from typing import NamedTuple

from etl.agencies import NameEntry, NameIndex, NameMatch
from etl.findings import Finding
from etl.unit_values import MatchKind
from gis.domain.names import name_key


class Party(NamedTuple):
    """An agency as it is to be saved: known by id, else new under this name; and what to tell about it."""

    agency_id: int | None
    name: str
    name_key: str
    findings: tuple[Finding, ...] = ()


class PartyBook:
    """The agencies of the catalogue and the new ones of one file; two spellings of one name stay one agency."""

    def __init__(self, known: Iterable[tuple[int, str]]) -> None:
        self._index = NameIndex(NameEntry(agency_id, name) for agency_id, name in known)
        self._met: dict[str, Party] = {}

    def find(self, text: str) -> Party:
        """Return the agency that a text names; findings come with the first time a text is met only.

        Only the same name, or the same with abbreviations spelt out, is the same agency. A likeness is told.
        """
        if text in self._met:
            return self._met[text]
        match = self._index.match(text)
        party = self._added(match) if match.kind in (MatchKind.FUZZY, MatchKind.UNKNOWN) else _known(match)
        self._met[text] = party._replace(findings=())
        return party

    def _added(self, match: NameMatch) -> Party:
        names = "; ".join(entry.name for entry, _ in match.candidates)
        told = Finding.of("agency_suggested", candidates=names) if names else Finding.of("agency_new")
        self._index.add(NameEntry(-len(self._met) - 1, match.text))
        return Party(None, match.text, name_key(match.text), (told.at(value=match.text),))


def _known(match: NameMatch) -> Party:
    entry = match.candidates[0][0]
    findings: tuple[Finding, ...] = ()
    if match.kind is MatchKind.ALIAS:
        findings = (Finding.of("agency_by_alias", agency=entry.name).at(value=match.text),)
    elif match.kind is MatchKind.AMBIGUOUS:
        names = "; ".join(f"{other.name} (#{other.id})" for other, _ in match.candidates)
        findings = (Finding.of("agency_ambiguous", candidates=names).at(value=match.text),)
    return Party(entry.id if entry.id > 0 else None, entry.name, name_key(entry.name), findings)
