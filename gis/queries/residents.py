"""What is known of the households and people of units, and of the units before them."""

from collections.abc import Collection
from datetime import date
from typing import Final, NamedTuple

from sqlalchemy import text
from sqlalchemy.orm import Session

from gis.domain.residents import Passage, ResidentBook, ResidentCount, together
from gis.domain.units import UnitLevel

_LINE: Final = f"""
WITH RECURSIVE line AS (
    SELECT id FROM unit WHERE id = ANY(CAST(:unit_ids AS bigint[])) AND level = '{UnitLevel.COMMUNE.value}'
    UNION SELECT old_id FROM line JOIN unit_succession ON new_id = line.id
)"""
# What a boundary file states stands beside the counts, with the file's day or none. Every unit has a row.
_COUNTS: Final = text(f"""{_LINE}
SELECT id AS unit_id, population_date AS counted_on, household_count, population, boundary_source AS source, false AS is_demo
FROM line JOIN unit USING (id)
UNION ALL
SELECT unit_id, counted_on, household_count, population, source, is_demo
FROM line JOIN unit_residents ON unit_id = line.id
""")
_PASSAGES: Final = text(f"""{_LINE}
SELECT old_id, new_id, share_ratio, is_estimated FROM unit_succession JOIN line ON line.id = old_id
""")


class Homes(NamedTuple):
    """The book of some units, and which of these are communes: only they have residents, larger ones are their sum."""

    book: ResidentBook
    commune_ids: frozenset[int]

    def households(self, unit_id: int, *, day: date) -> int | None:
        """Return the households of a commune on `day`; None for a larger unit, and where they are not known."""
        found = self.book.counted(unit_id, day=day) if unit_id in self.commune_ids else None
        return found.value if found else None

    def households_together(self, unit_ids: Collection[int], *, day: date) -> int | None:
        """Return the households of all communes among these on `day`; None where one of them is not known."""
        found = [self.book.counted(each, day=day) for each in self.commune_ids.intersection(unit_ids)]
        known = [each for each in found if each is not None]
        return together(known).value if known and len(known) == len(found) else None


def homes(session: Session, unit_ids: Collection[int]) -> Homes:
    """Return all that is known of the communes among these units, and of those before them."""
    params = {"unit_ids": list(unit_ids)}
    counts = [ResidentCount(**row._mapping) for row in session.execute(_COUNTS, params)]
    is_any_known = any(each.household_count is not None or each.population is not None for each in counts)
    passages = [Passage(*row) for row in session.execute(_PASSAGES, params)] if is_any_known else []
    known = frozenset(each.unit_id for each in counts)
    return Homes(ResidentBook(counts, passages), known.intersection(unit_ids))
