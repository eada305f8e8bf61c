"""Reference rows as menus and filters need them: the sector tree, the sources of capital."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from gis.models import CapitalSource, Sector

NO_SECTOR = "none"
NO_SECTOR_ID = 0


class SectorRow(NamedTuple):
    """A sector; `parent_id` names the field it belongs to."""

    id: int
    code: str
    parent_id: int | None
    name_vi: str
    name_en: str
    oc4ids_code: str | None = None


class SourceRow(NamedTuple):
    """A source of capital."""

    id: int
    code: str
    name_vi: str
    name_en: str


@dataclass(frozen=True, slots=True)
class ReferenceCodes:
    """The codes that addresses and files use for sectors and sources, in the order of their menus."""

    sectors: tuple[SectorRow, ...]
    sources: tuple[SourceRow, ...]

    def sector_family(self, code: str) -> frozenset[int] | None:
        """Return the ids of a sector and of the sectors below it; None for an unknown code.

        `none` stands for projects without a sector and has the id 0.
        """
        if code == NO_SECTOR:
            return frozenset({NO_SECTOR_ID})
        found = next((row.id for row in self.sectors if row.code == code), None)
        return None if found is None else frozenset({found} | self.below(found))

    def below(self, sector_id: int) -> set[int]:
        """Return the ids of the sectors directly below one."""
        return {row.id for row in self.sectors if row.parent_id == sector_id}

    def sector_codes(self, ids: frozenset[int]) -> list[str]:
        """Return the shortest list of codes that means exactly `ids`: a whole family is named by its head."""
        covered: set[int] = set()
        codes = []
        for row in self.sectors:
            if row.id in ids and row.id not in covered:
                below = self.below(row.id)
                if below <= ids:
                    covered |= below
                codes.append(row.code)
        return codes + [NO_SECTOR] * (NO_SECTOR_ID in ids)

    def source_ids(self) -> Mapping[str, int]:
        """Return the id of each source by its code."""
        return {row.code: row.id for row in self.sources}


def reference_codes(session: Session) -> ReferenceCodes:
    """Return all sectors and sources of capital, each in the order of its menu."""
    sectors = select(*(getattr(Sector, name) for name in SectorRow._fields))
    sources = select(CapitalSource.id, CapitalSource.code, CapitalSource.name_vi, CapitalSource.name_en)
    return ReferenceCodes(
        sectors=tuple(
            SectorRow._make(row) for row in session.execute(sectors.order_by(Sector.position, Sector.id))
        ),
        sources=tuple(
            SourceRow(*row)
            for row in session.execute(sources.order_by(CapitalSource.position, CapitalSource.id))
        ),
    )
