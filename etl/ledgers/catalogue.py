"""The sheets of a ledger workbook and their columns, from ``sheets/*.toml``: one description for template, reader and export."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any, Final

from etl.columns import heading_key
from gis.domain.documents import PAPER_FIELDS
from gis.domain.names import name_key
from gis.models.ledger import LEDGERS, LedgerEntry, Voucher

_FOLDER: Final = Path(__file__).with_name("sheets")
TREASURY: Final = "treasury_line"
PROJECT: Final = "project"
EFFECTIVE: Final = "effective_date"
COUNTED_FROM: Final = "counted_from"
ENTRY_KEY: Final = "entry_key"
WITHDRAWN: Final = "withdrawn"
DOCUMENT: Final = "document"
HEAD_FIELDS: Final = frozenset({PROJECT, *PAPER_FIELDS, COUNTED_FROM, ENTRY_KEY, WITHDRAWN})
"""Columns that say which row is meant and how it is taken, not what it states."""


class CellKind(StrEnum):
    """How a cell is read and shown; DAY is a date that must be given to the day, ANY_DATE keeps its precision."""

    TEXT = "text"
    LONG_TEXT = "long_text"
    DATE = "date"
    DAY = "day"
    ANY_DATE = "any_date"
    YEAR = "year"
    MONEY = "money"
    INTEGER = "integer"
    DECIMAL = "decimal"
    PERCENT = "percent"
    CODE = "code"
    YES = "yes"
    PROJECT = "project"
    UNIT = "unit"
    SOURCE = "source"
    AGENCY = "agency"
    PACKAGE = "package"
    CONTRACT = "contract"


@dataclass(frozen=True, slots=True)
class LedgerColumn:
    """One column: its field, how it is read, its headings, what it must hold, and the note that quotes the rule."""

    field: str
    kind: CellKind
    label_vi: str
    label_en: str
    heading_keys: tuple[str, ...]
    unit: str | None = None
    axis: str | None = None
    choices: str | None = None
    default: str | None = None
    is_required: bool = False
    note_vi: str = ""
    note_en: str = ""

    def heading(self, language: str) -> str:
        """Return the heading with its unit, as template and export write it."""
        label = self.label_vi if language == "vi" else self.label_en
        unit = "đồng" if self.kind is CellKind.MONEY else self.unit
        return f"{label} ({unit})" if unit else label

    def note(self, language: str) -> str:
        """Return what to know about the column; empty where the heading says it all."""
        return self.note_vi if language == "vi" else self.note_en


@dataclass(frozen=True, slots=True)
class LedgerSheet:
    """One ledger as a sheet; `key_fields` make the natural key of a row within its project, of several the first that is filled."""

    name: str
    model: type[LedgerEntry]
    title_vi: str
    title_en: str
    name_keys: frozenset[str]
    key_fields: tuple[tuple[str, ...], ...]
    rule_vi: str
    rule_en: str
    columns: tuple[LedgerColumn, ...]
    is_project_optional: bool = False

    def title(self, language: str) -> str:
        """Return the name of the sheet."""
        return self.title_vi if language == "vi" else self.title_en

    def rule(self, language: str) -> str:
        """Return the rule that the guide quotes."""
        return self.rule_vi if language == "vi" else self.rule_en

    def column(self, field: str) -> LedgerColumn:
        """Return the column of a field; KeyError where the sheet has none."""
        return self.by_field[field]

    @property
    def references(self) -> tuple[LedgerColumn, ...]:
        """Return the columns that name packages or contracts."""
        return _references(self.name)

    @property
    def by_field(self) -> Mapping[str, LedgerColumn]:
        """Return the columns by their fields."""
        return _by_field(self.name)

    @property
    def value_fields(self) -> tuple[str, ...]:
        """Return the fields that a row states, without those that say which row it is."""
        return tuple(column.field for column in self.columns if column.field not in HEAD_FIELDS)


@cache
def sheets() -> tuple[LedgerSheet, ...]:
    """Return every sheet in the order of the workbook."""
    common = _load("common")
    return tuple(_sheet(model, _load(model.__tablename__), common) for model in LEDGERS)


@cache
def treasury_sheet() -> LedgerSheet:
    """Return the list of payments that the State Treasury hands over, read like a ledger."""
    return replace(_sheet(Voucher, _load(TREASURY), _load("common")), name=TREASURY)


@cache
def sheet_of(name: str) -> LedgerSheet:
    """Return the sheet of a ledger, or of the Treasury's list, by the name of its table; KeyError for another name."""
    return {sheet.name: sheet for sheet in (*sheets(), treasury_sheet())}[name]


@cache
def _by_field(name: str) -> Mapping[str, LedgerColumn]:
    return {column.field: column for column in sheet_of(name).columns}


@cache
def _references(name: str) -> tuple[LedgerColumn, ...]:
    kinds = (CellKind.PACKAGE, CellKind.CONTRACT)
    return tuple(column for column in sheet_of(name).columns if column.kind in kinds)


def _load(name: str) -> dict[str, Any]:
    with (_FOLDER / f"{name}.toml").open("rb") as stream:
        return tomllib.load(stream)


def _sheet(model: type[LedgerEntry], entry: dict[str, Any], common: dict[str, Any]) -> LedgerSheet:
    title_vi, title_en = entry["sheet"]
    names = (title_vi, title_en, model.__tablename__.replace("_", " "), *entry.get("aliases", ()))
    first = [dict(item) for item in common["first"]]
    first[0]["required"] = not entry.get("project_optional", False)
    return LedgerSheet(
        name=model.__tablename__,
        model=model,
        title_vi=title_vi,
        title_en=title_en,
        name_keys=frozenset(map(name_key, names)),
        key_fields=tuple(tuple(names.split("|")) for names in entry["key"]),
        rule_vi=entry["rule"][0],
        rule_en=entry["rule"][1],
        columns=tuple(map(_column, (*first, *entry["column"], *common["last"]))),
        is_project_optional=entry.get("project_optional", False),
    )


def _column(entry: dict[str, Any]) -> LedgerColumn:
    label_vi, label_en = entry["label"]
    note_vi, note_en = entry.get("note", ("", ""))
    names = (label_vi, label_en, entry["field"].replace("_", " "), *entry.get("headings", ()))
    return LedgerColumn(
        field=entry["field"],
        kind=CellKind(entry["kind"]),
        label_vi=label_vi,
        label_en=label_en,
        heading_keys=tuple(dict.fromkeys(map(heading_key, names))),
        unit=entry.get("unit"),
        axis=entry.get("axis"),
        choices=entry.get("list"),
        default=entry.get("default"),
        is_required=entry.get("required", False),
        note_vi=note_vi,
        note_en=note_en,
    )
