"""From what a row states to a record of the catalogue: names become ids, sectors and places are looked up or guessed."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import lru_cache
from typing import Any, Final, NamedTuple, TypeVar

import shapely

from etl.books import Books
from etl.classify import SectorGuess, guess_sector, guess_sector_of_owner
from etl.column_map import ColumnMap
from etl.columns import Field, field_label
from etl.dates import GivenDate
from etl.documents import stated_documents
from etl.findings import Finding
from etl.project_rows import ProjectRow
from etl.terms import decision_field, since_field, spread
from gis.domain.lifecycle import (
    AccuracyClass,
    ClearanceStatus,
    Execution,
    PartyRole,
    ProjectGroup,
    ProjectType,
    SettlementStatus,
)
from gis.operations.intake.record import ProjectRecord, StatedParty, StatedPlace, StatedSource, StatedTerm

Value = TypeVar("Value")

_ROLES: Final = {
    Field.OWNER: PartyRole.OWNER,
    Field.OLD_OWNER: PartyRole.OWNER,
    Field.PMU: PartyRole.PMU,
    Field.CONTRACTOR: PartyRole.CONTRACTOR,
    Field.SUPERVISOR: PartyRole.SUPERVISOR,
    Field.MANAGING_UNIT: PartyRole.MANAGING_UNIT,
}
_SEVERAL: Final = frozenset({Field.CONTRACTOR, Field.SUPERVISOR})
_LIST_SIGNS: Final = re.compile(r"\s*[;\n]\s*")


class NamedParty(NamedTuple):
    """An agency as a row names it in a role, and since when and by which decision."""

    field: Field
    name: str
    since: date | None = None
    decision_no: str | None = None


class Prepared(NamedTuple):
    """A record as far as its row alone tells: with its parties as named, which are known or new by the rows before it.

    What was found comes before and after what the parties, and a sector that only the owner tells, will add.
    """

    sheet: str | None
    number: int
    record: ProjectRecord
    parties: tuple[NamedParty, ...]
    is_sector_open: bool
    before: list[Finding]
    after: list[Finding]


class Made(NamedTuple):
    """A record and what was found while making it, already at the place in the file."""

    record: ProjectRecord
    findings: list[Finding]


class RecordMaker:
    """Makes the records of one table in two steps: the first asks nothing of other rows, the second goes in their order.

    Rows without a date of their own have that of the list, ``dated``; without either they mean the units of ``as_of``.
    """

    def __init__(
        self,
        books: Books,
        columns: ColumnMap,
        *,
        as_of: date,
        dated: date | None,
        accuracy: AccuracyClass,
        file_name: str,
    ) -> None:
        self._books, self._columns = books, columns
        self._as_of, self._dated, self._accuracy, self._file_name = as_of, dated, accuracy, file_name
        self._sector_of = lru_cache(maxsize=4_096)(lambda text: books.sectors.match(text).entry)

    def prepare(self, project: ProjectRow, row_id: int) -> Prepared:
        """Return what a parsed row states; the row has a code. Nothing is kept of it."""
        noted = _Notes(self._columns, project.sheet, project.number)
        later = _Notes(self._columns, project.sheet, project.number)
        sources = self._sources(project, noted)
        sector, is_open = self._sector(project, noted)
        record = ProjectRecord(
            row_id=row_id,
            code=project.code or "",
            name=project.name,
            budget_code=project.texts.get(Field.BUDGET_CODE),
            old_codes=project.old_codes,
            description=project.texts.get(Field.DESCRIPTION),
            group_decision_no=project.texts.get(Field.GROUP_DECISION_NO),
            is_awaiting_takeover=project.flags.get(Field.IS_AWAITING_TAKEOVER),
            is_key_project=project.flags.get(Field.IS_KEY_PROJECT),
            is_inter_commune=project.flags.get(Field.IS_INTER_COMMUNE),
            budget_vnd=project.budget_vnd,
            decision_no=project.texts.get(Field.DECISION_NO),
            sources=sources,
            documents=stated_documents(
                project.texts, {known: given.day for known, given in project.dates.items()}
            ),
            place=self._place(project),
            **_coded(project.codes),
            **({"recorded_date": self._dated} | _dated(project.dates)),
            **sector,
            **self._units(project, later),
        )
        parties = tuple(_named_parties(project, noted))
        if open_terms := _open_terms(project, parties):
            record = record._replace(terms=open_terms)
        return Prepared(project.sheet, project.number, record, parties, is_open, noted.taken, later.taken)

    def complete(self, prepared: Prepared) -> Made:
        """Return the record with its parties; rows are completed in the order of the file, each once."""
        noted = _Notes(self._columns, prepared.sheet, prepared.number)
        parties = self._parties(prepared.parties, noted)
        record = prepared.record._replace(parties=parties) if parties else prepared.record
        opened = _Notes(self._columns, prepared.sheet, prepared.number)
        if prepared.is_sector_open:
            owner = next((party.name for party in parties if party.role is PartyRole.OWNER), None)
            guess = guess_sector_of_owner(owner) if owner else None
            if guess is not None:
                record = record._replace(**self._guessed_sector(guess, opened))
            else:
                opened.note(Finding.of("sector_open"), Field.SECTOR)
        return Made(record, [*noted.taken, *prepared.before, *opened.taken, *prepared.after])

    def _parties(self, named: Iterable[NamedParty], noted: "_Notes") -> tuple[StatedParty, ...]:
        found: dict[tuple[PartyRole, str, bool], StatedParty] = {}
        for field, name, since, decision_no in named:
            party = self._books.parties.find(name)
            for finding in party.findings:
                noted.note(finding, field)
            role, is_former = _ROLES[field], field is Field.OLD_OWNER
            stated = StatedParty(
                role, party.name, party.name_key, party.agency_id, is_former, since, decision_no
            )
            found.setdefault((role, party.name_key, is_former), stated)
        return tuple(found.values())

    def _sources(self, project: ProjectRow, noted: "_Notes") -> tuple[StatedSource, ...]:
        sources, unlisted, told = self._books.sources.read(project.capital_sources)
        for part in unlisted:
            noted.unlisted(part, Field.CAPITAL_SOURCES, "NSTW, NS tỉnh, NS huyện, NS xã, NTM …")
        for finding in told:
            noted.note(finding, Field.CAPITAL_SOURCES)
        total_vnd = sum(source.amount_vnd or 0 for source in sources)
        if project.budget_vnd is not None and total_vnd > project.budget_vnd:
            exceeding = Finding.of(
                "source_amounts_exceed", sources_vnd=total_vnd, budget_vnd=project.budget_vnd
            )
            noted.note(exceeding, Field.CAPITAL_SOURCES)
        return sources

    def _place(self, project: ProjectRow) -> StatedPlace | None:
        if project.geometry is None or project.source_crs is None:
            return None
        return StatedPlace(shapely.to_wkb(project.geometry), project.source_crs, self._accuracy)

    def _sector(self, project: ProjectRow, noted: "_Notes") -> tuple[dict[str, Any], bool]:
        """Return the sector as stated, else guessed by the name, and whether it is still open to the owner's name."""
        stated = project.texts.get(Field.SECTOR)
        if stated is not None:
            entry = self._sector_of(stated)
            if entry is not None:
                return {"sector_id": entry.id}, False
            if guess := guess_sector(stated):
                return self._guessed_sector(guess, noted), False
            names = ", ".join(sector.name_vi for sector in self._books.sector_rows.values())
            noted.unlisted(stated, Field.SECTOR, names)
        if guess := guess_sector(project.name):
            return self._guessed_sector(guess, noted), False
        return {}, True

    def _guessed_sector(self, guess: SectorGuess, noted: "_Notes") -> dict[str, Any]:
        sector = self._books.sector_rows[guess.sector_code]
        noted.note(Finding.of("sector_guessed", sector=sector.name_vi, words=guess.words), Field.SECTOR)
        return {"sector_id": sector.id, "is_sector_guess": True}

    def _units(self, project: ProjectRow, noted: "_Notes") -> dict[str, Any]:
        on = self._dated if Field.RECORDED_DATE not in project.dates else None
        stated = self._books.places.find(project.places, on=on or project.on or self._as_of)
        for finding in stated.findings:
            noted.note(finding, Field.COMMUNE)
        return {
            "unit_ids": stated.unit_ids,
            "are_units_guess": stated.are_guess,
            "unit_source": self._file_name,
        }


class _Notes:
    """What is found in one row, put at its place in the file."""

    def __init__(self, columns: ColumnMap, sheet: str | None, number: int) -> None:
        self._columns, self._sheet, self._number = columns, sheet, number
        self.taken: list[Finding] = []

    def note(self, finding: Finding, field: Field) -> None:
        """Keep a finding about a field of the row."""
        header = self._columns.columns.get(field)
        self.taken.append(
            finding.at(
                sheet=self._sheet,
                row=self._number,
                column=header.label if header else None,
                field=field.value,
                value=finding.value,
            )
        )

    def unlisted(self, value: str, field: Field, choices: str) -> None:
        """Keep that a value is none of the field's list."""
        found = Finding.of("value_not_in_list", **field_label(field), choices=choices)
        self.note(found.at(value=value), field)


def _named_parties(project: ProjectRow, noted: _Notes) -> Iterator[NamedParty]:
    for field in _ROLES:
        if text := project.texts.get(field):
            names = [name for name in _LIST_SIGNS.split(text) if name] if field in _SEVERAL else [text]
            given = project.terms.get(field)
            if given is None:
                yield from (NamedParty(field, name) for name in names)
                continue
            days = _fitting(given.days, names, since_field(field), noted)
            decisions = _fitting(given.decisions, names, decision_field(field), noted)
            for name, since, decision_no in zip(names, days, decisions, strict=True):
                yield NamedParty(field, name, since, decision_no)


def _fitting(
    values: tuple[Value | None, ...], names: Sequence[str], field: Field, noted: _Notes
) -> tuple[Value | None, ...]:
    """Return a value for each name; several that are not as many as the names are told and not used."""
    fitting = spread(values, len(names))
    if fitting is None:
        noted.note(Finding.of("terms_do_not_fit", count=len(values), name_count=len(names)), field)
    return (None,) * len(names) if fitting is None else fitting


def _open_terms(project: ProjectRow, named: Iterable[NamedParty]) -> tuple[StatedTerm, ...]:
    """Return what a row states of roles without naming an agency: it is meant of those who hold them."""
    if not project.terms:
        return ()
    filled = {party.field for party in named}
    return tuple(
        StatedTerm(_ROLES[field], next(iter(given.days), None), next(iter(given.decisions), None))
        for field, given in project.terms.items()
        if field not in filled and max(map(len, given)) == 1
    )


def _coded(codes: Mapping[str, str]) -> dict[str, Any]:
    kinds: dict[str, tuple[str, Any]] = {
        "project_type": ("type", ProjectType),
        "project_group": ("project_group", ProjectGroup),
        "stage": ("stage", int),
        "execution": ("execution", Execution),
        "clearance": ("clearance", ClearanceStatus),
        "settlement": ("settlement", SettlementStatus),
    }
    return {kinds[axis][0]: kinds[axis][1](code) for axis, code in codes.items()}


def _dated(dates: Mapping[Field, GivenDate]) -> dict[str, Any]:
    days: dict[str, Any] = {
        field.value: given.day for field, given in dates.items() if field is not Field.DOCUMENT_DATE
    }
    first = dates.get(Field.FIRST_COMPLETION_DATE)
    return days | {"first_completion_precision": first.precision if first else None}
