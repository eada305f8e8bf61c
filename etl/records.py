"""From what a row states to a record of the catalogue: names become ids, sectors and places are looked up or guessed."""

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any, Final, NamedTuple

import shapely
from sqlalchemy.orm import Session

from etl.agencies import NameEntry, NameIndex
from etl.classify import SectorGuess, guess_sector
from etl.columns import ColumnMap, Field, field_names
from etl.dates import GivenDate
from etl.documents import stated_documents
from etl.findings import CellError, Finding
from etl.money import has_unit, parse_money
from etl.parties import PartyBook
from etl.places import PlaceBook, open_place_book
from etl.project_rows import ProjectRow
from gis.domain.lifecycle import (
    AccuracyClass,
    ClearanceStatus,
    Execution,
    PartyRole,
    ProjectGroup,
    ProjectType,
    SettlementStatus,
)
from gis.operations.intake.record import ProjectRecord, StatedParty, StatedPlace, StatedSource
from gis.queries.names import named_agencies
from gis.queries.reference import SectorRow, reference_codes

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
_SOURCE_SIGNS: Final = re.compile(r"\s*(?:[+/]|\bvà\b)\s*")
_SOURCE_SUM: Final = re.compile(r"^(?P<name>.*?[^\W\d])[\s:()=–-]*(?P<sum>\d[\d.,\s]*[^\W\d].*?)\)?$")


@dataclass(frozen=True, slots=True)
class Books:
    """Everything of the catalogue that names in a list are looked up in."""

    places: PlaceBook
    parties: PartyBook
    sectors: NameIndex
    sector_rows: Mapping[str, SectorRow]
    sources: NameIndex


class Made(NamedTuple):
    """A record and what was found while making it, already at the place in the file."""

    record: ProjectRecord
    findings: list[Finding]


def open_books(session: Session) -> Books:
    """Read units, agencies, sectors and capital sources of the installation."""
    aliases = _aliases()
    codes = reference_codes(session)
    return Books(
        open_place_book(session),
        PartyBook((agency.id, agency.name) for agency in named_agencies(session)),
        NameIndex(_entries(codes.sectors, aliases["sector"])),
        {row.code: row for row in codes.sectors},
        NameIndex(_entries(codes.sources, aliases["capital_source"])),
    )


def source_index(session: Session) -> NameIndex:
    """Return the capital sources by every name that papers give them."""
    return NameIndex(_entries(reference_codes(session).sources, _aliases()["capital_source"]))


def _aliases() -> dict[str, dict[str, list[str]]]:
    with Path(__file__).with_name("reference_names.toml").open("rb") as file:
        return tomllib.load(file)


def _entries(rows: Iterable[Any], aliases: Mapping[str, list[str]]) -> list[NameEntry]:
    return [
        NameEntry(row.id, row.name_vi, (row.name_en, *aliases.get(row.code, ())), row.code) for row in rows
    ]


class RecordMaker:
    """Makes the records of one table.

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
        self._findings: list[Finding] = []
        self._row: ProjectRow | None = None
        self._sector_of = lru_cache(maxsize=4_096)(lambda text: books.sectors.match(text).entry)
        self._source_of = lru_cache(maxsize=4_096)(lambda text: books.sources.match(text).entry)

    def make(self, project: ProjectRow, row_id: int) -> Made:
        """Return the record of a parsed row; the row has a code."""
        self._findings, self._row = [], project
        parties = self._parties(project)
        owner = next((party.name for party in parties if party.role is PartyRole.OWNER), None)
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
            parties=parties,
            sources=self._sources(project),
            documents=stated_documents(
                project.texts, {known: given.day for known, given in project.dates.items()}
            ),
            place=self._place(project),
            **_coded(project.codes),
            **({"recorded_date": self._dated} | _dated(project.dates)),
            **self._sector(project, owner),
            **self._units(project),
        )
        return Made(record, self._findings)

    def _note(self, finding: Finding, field: Field) -> None:
        if self._row is None:
            raise RuntimeError("a finding needs a row")
        header = self._columns.columns.get(field)
        self._findings.append(
            finding.at(
                sheet=self._row.sheet,
                row=self._row.number,
                column=header.label if header else None,
                field=field.value,
                value=finding.value,
            )
        )

    def _parties(self, project: ProjectRow) -> tuple[StatedParty, ...]:
        found: dict[tuple[PartyRole, str, bool], StatedParty] = {}
        for field, role in _ROLES.items():
            text = project.texts.get(field)
            names = [] if text is None else _LIST_SIGNS.split(text) if field in _SEVERAL else [text]
            for name in filter(None, names):
                party = self._books.parties.find(name)
                for finding in party.findings:
                    self._note(finding, field)
                is_former = field is Field.OLD_OWNER
                stated = StatedParty(role, party.name, party.name_key, party.agency_id, is_former)
                found.setdefault((role, party.name_key, is_former), stated)
        return tuple(found.values())

    def _sources(self, project: ProjectRow) -> tuple[StatedSource, ...]:
        found: dict[int, StatedSource] = {}
        for cell in project.capital_sources:
            is_one = self._source_of(_split_sum(cell)[0]) is not None
            for part in [cell] if is_one else filter(None, _SOURCE_SIGNS.split(cell)):
                name, amount_vnd = _split_sum(part)
                entry = self._source_of(name)
                if entry is None:
                    self._note_unlisted(part, Field.CAPITAL_SOURCES, "NSTW, NS tỉnh, NS huyện, NS xã, NTM …")
                else:
                    found[entry.id] = StatedSource(entry.id, amount_vnd)
        total_vnd = sum(source.amount_vnd or 0 for source in found.values())
        if project.budget_vnd is not None and total_vnd > project.budget_vnd:
            told = Finding.of("source_amounts_exceed", sources_vnd=total_vnd, budget_vnd=project.budget_vnd)
            self._note(told, Field.CAPITAL_SOURCES)
        return tuple(found.values())

    def _place(self, project: ProjectRow) -> StatedPlace | None:
        if project.geometry is None or project.source_crs is None:
            return None
        return StatedPlace(shapely.to_wkb(project.geometry), project.source_crs, self._accuracy)

    def _sector(self, project: ProjectRow, owner: str | None) -> dict[str, Any]:
        stated = project.texts.get(Field.SECTOR)
        if stated is not None:
            entry = self._sector_of(stated)
            if entry is not None:
                return {"sector_id": entry.id}
            if guess := guess_sector(stated):
                return self._guessed_sector(guess)
            names = ", ".join(sector.name_vi for sector in self._books.sector_rows.values())
            self._note_unlisted(stated, Field.SECTOR, names)
        if guess := guess_sector(project.name, owner):
            return self._guessed_sector(guess)
        self._note(Finding.of("sector_open"), Field.SECTOR)
        return {}

    def _guessed_sector(self, guess: SectorGuess) -> dict[str, Any]:
        sector = self._books.sector_rows[guess.sector_code]
        self._note(Finding.of("sector_guessed", sector=sector.name_vi, words=guess.words), Field.SECTOR)
        return {"sector_id": sector.id, "is_sector_guess": True}

    def _units(self, project: ProjectRow) -> dict[str, Any]:
        on = self._dated if Field.RECORDED_DATE not in project.dates else None
        stated = self._books.places.find(project.places, on=on or project.on or self._as_of)
        for finding in stated.findings:
            self._note(finding, Field.COMMUNE)
        return {
            "unit_ids": stated.unit_ids,
            "are_units_guess": stated.are_guess,
            "unit_source": self._file_name,
        }

    def _note_unlisted(self, value: str, field: Field, choices: str) -> None:
        label = field_names()[field].label_vi
        self._note(Finding.of("value_not_in_list", field_label=label, choices=choices).at(value=value), field)


def _split_sum(part: str) -> tuple[str, int | None]:
    """Part ``NSTW: 3 tỷ`` into name and đồng; a number without its unit is no sum."""
    found = _SOURCE_SUM.match(part)
    if found is None or not has_unit(found["sum"]):
        return part, None
    try:
        return found["name"], parse_money(found["sum"], unit=None, style=None).vnd or None
    except CellError:
        return found["name"], None


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
