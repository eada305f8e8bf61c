"""What rows of a ledger are looked up in: projects, dated communes, sources of capital, agencies, packages, contracts."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from typing import Final

from sqlalchemy.orm import Session

from etl.agencies import NameIndex
from etl.books import source_index
from etl.findings import Finding, Severity
from etl.ledgers.rows import Named
from etl.locate import match_finding
from etl.match import UnitIndex
from etl.parties import PartyBook
from etl.unit_values import NO_CONTEXT, UnitEntry
from gis.domain.names import UnitName
from gis.domain.units import UnitLevel
from gis.queries.ledgers import KnownProject, known_projects
from gis.queries.names import named_agencies, named_units, successions

_AROUND: Final = (UnitLevel.DISTRICT, UnitLevel.PROVINCE)


class ProjectBook:
    """Projects by code, by Mã QHNS and by old code, in this order."""

    def __init__(self, projects: Iterable[KnownProject]) -> None:
        self._by_code: dict[str, list[KnownProject]] = defaultdict(list)
        self._by_budget_code: dict[str, list[KnownProject]] = defaultdict(list)
        self._by_old_code: dict[str, list[KnownProject]] = defaultdict(list)
        for project in projects:
            self._by_code[project.code].append(project)
            if project.budget_code:
                self._by_budget_code[project.budget_code].append(project)
            for code in project.old_codes:
                self._by_old_code[code].append(project)

    def find(self, text: str) -> KnownProject | Finding:
        """Return the one project that a code names, or the finding that says why there is none."""
        for known in (self._by_code, self._by_budget_code, self._by_old_code):
            found = known.get(text, ())
            if len(found) > 1:
                codes = ", ".join(project.code for project in found)
                return Finding.of("ledger_project_ambiguous", codes=codes)
            if found:
                archived = found[0].is_archived
                return Finding.of("project_archived", project_code=found[0].code) if archived else found[0]
        return Finding.of("ledger_project_unknown")


class UnitBook:
    """Communes by every spelling, valid on the day of the row."""

    def __init__(self, entries: list[UnitEntry], successors: Mapping[int, list[int]]) -> None:
        self._index = UnitIndex(entries, successors)
        self._entries = {entry.id: entry for entry in entries}
        self._linked: dict[int, set[int]] = defaultdict(set)
        for old, news in successors.items():
            for new in news:
                self._linked[old].add(new)
                self._linked[new].add(old)
        self.find = lru_cache(maxsize=65_536)(self._find)

    def _find(self, text: str, on: date) -> int | Finding:
        name, *around = (part.strip() for part in text.split(","))
        context = NO_CONTEXT
        for part in filter(None, around):
            parsed = UnitName.parse(part)
            for level in (parsed.kind.levels if parsed.kind else None) or _AROUND:
                context = context.with_stated(level, {parsed.key})
        match = self._index.match(name, level=UnitLevel.COMMUNE, context=context, on=on)
        unit = match.unit
        if unit is None:
            told = match_finding(match, self._index) or Finding.of("unit_unknown").at(value=text)
            return replace(told, severity=Severity.ERROR)
        if not match.is_other_date:
            return unit.id
        related = (self._entries[other] for other in sorted(self._linked[unit.id]))
        names = "; ".join(entry.full_name for entry in related if entry.is_valid_on(on)) or "–"
        described = self._index.describe(unit)
        return Finding.of("ledger_unit_of_other_date", unit=described, day=f"{on:%d/%m/%Y}", others=names)

    def name(self, unit_id: int, on: date) -> str:
        """Return the full name of a unit, with its district and province where another bears it on that day."""
        unit = self._entries[unit_id]
        if self.find(unit.full_name, on) == unit_id:
            return unit.full_name
        return ", ".join((unit.full_name, *(parent.full_name for parent in self._index.parents(unit))))

    def full_name(self, unit_id: int) -> str:
        """Return the full name of a unit alone."""
        return self._entries[unit_id].full_name

    def communes(self, on: date) -> list[str]:
        """Return the full names of communes for a drop-down list: those of the day first, then the older ones."""
        units = [unit for unit in self._entries.values() if unit.level is UnitLevel.COMMUNE]
        units.sort(key=lambda unit: (not unit.is_valid_on(on), unit.full_name))
        return list(dict.fromkeys(unit.full_name for unit in units))


@dataclass(frozen=True, slots=True)
class LedgerBooks:
    """Everything that cells of ledgers are looked up in."""

    projects: ProjectBook
    units: UnitBook
    sources: NameIndex
    parties: PartyBook

    def agency(self, text: str) -> tuple[Named, tuple[Finding, ...]]:
        """Return the agency that a text names, new where none bears the name."""
        party = self.parties.find(text)
        return Named(party.name, party.agency_id), party.findings


def open_ledger_books(session: Session, codes: Iterable[str]) -> LedgerBooks:
    """Read the projects of these codes, and units, sources and agencies of the installation."""
    return LedgerBooks(
        ProjectBook(known_projects(session, sorted(set(codes)))),
        open_unit_book(session),
        source_index(session),
        PartyBook((agency.id, agency.name) for agency in named_agencies(session)),
    )


def open_unit_book(session: Session) -> UnitBook:
    """Read the units of all dates and their successions."""
    entries = [
        UnitEntry(
            unit.id, unit.name, unit.level, unit.full_name, unit.parent_id, unit.valid_from, unit.valid_to
        )
        for unit in named_units(session)
    ]
    return UnitBook(entries, successions(session))
