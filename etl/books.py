"""Everything of the catalogue that names in a list are looked up in."""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from etl.agencies import NameEntry, NameIndex
from etl.parties import PartyBook
from etl.places import PlaceBook, open_place_book
from etl.source_book import SourceBook
from gis.queries.names import named_agencies
from gis.queries.reference import SectorRow, reference_codes


@dataclass(frozen=True, slots=True)
class Books:
    """Everything of the catalogue that names in a list are looked up in."""

    places: PlaceBook
    parties: PartyBook
    sectors: NameIndex
    sector_rows: Mapping[str, SectorRow]
    sources: SourceBook


def open_books(session: Session) -> Books:
    """Read units, agencies, sectors and capital sources of the installation."""
    aliases = _aliases()
    codes = reference_codes(session)
    return Books(
        open_place_book(session),
        PartyBook((agency.id, agency.name) for agency in named_agencies(session)),
        NameIndex(_entries(codes.sectors, aliases["sector"])),
        {row.code: row for row in codes.sectors},
        SourceBook(NameIndex(_entries(codes.sources, aliases["capital_source"]))),
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
