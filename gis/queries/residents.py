"""What is known of the households and people of units, and of the units before them."""

from collections.abc import Collection, Mapping
from datetime import date
from typing import Final, NamedTuple

from sqlalchemy import text
from sqlalchemy.orm import Session

from gis.domain.residents import Passage, ResidentBook, ResidentCount
from gis.domain.standing_units import Life
from gis.domain.units import UnitLevel

# Units that nobody counted have no row of their own. What a boundary file states stands beside the counts, with the
# file's day or none. Every commune stands there once more with its first and last day. One statement, so that the line
# is followed once: to the units before and after, for the households of a whole ground are those of the units of a day.
# What a demonstration made up is left out beside real projects: real gifts are not divided by it. Those come from lists
# alone, so without one nobody looks through a million demonstration projects for them.
_HAS_REAL_PROJECTS: Final = """
CASE WHEN EXISTS (SELECT FROM import_batch WHERE kind = 'projects') THEN EXISTS (SELECT FROM project WHERE NOT is_demo)
     ELSE false END"""
_KNOWN: Final = text(f"""
WITH RECURSIVE line AS (
    SELECT id FROM unit WHERE id = ANY(CAST(:unit_ids AS bigint[])) AND level = '{UnitLevel.COMMUNE.value}'
    UNION SELECT related.id FROM line CROSS JOIN LATERAL (
        SELECT old_id AS id FROM unit_succession WHERE new_id = line.id
        UNION ALL SELECT new_id FROM unit_succession WHERE old_id = line.id
    ) AS related
)
SELECT id AS unit_id, population_date AS counted_on, household_count, population, boundary_source AS source,
       false AS is_demo, NULL::bigint AS new_id, NULL::numeric AS share_ratio, NULL::boolean AS is_estimated,
       NULL::date AS valid_to, NULL::text AS name
FROM line JOIN unit USING (id) WHERE household_count IS NOT NULL OR population IS NOT NULL
UNION ALL
SELECT unit_id, counted_on, household_count, population, source, is_demo, NULL, NULL, NULL, NULL, NULL
FROM line JOIN unit_residents ON unit_id = line.id WHERE NOT is_demo OR NOT ({_HAS_REAL_PROJECTS})
UNION ALL
SELECT old_id, NULL, NULL, NULL, NULL, NULL, new_id, share_ratio, is_estimated, NULL, NULL
FROM line JOIN unit_succession ON old_id = line.id
UNION ALL
SELECT id, valid_from, NULL, NULL, NULL, NULL, NULL, NULL, NULL, valid_to, full_name
FROM line JOIN unit USING (id)
""")


_COUNTED: Final = ("unit_id", "counted_on", "household_count", "population", "source", "is_demo")


class Homes(NamedTuple):
    """The book of some units, and which of these are communes: only they have residents, larger ones are their sum.

    `names` are those of the communes and of all before and after them.
    """

    book: ResidentBook
    commune_ids: frozenset[int]
    names: Mapping[int, str]

    def households(self, unit_id: int, *, day: date) -> int | None:
        """Return the households of a commune on `day`; None for a larger unit, and where they are not known."""
        found = self.book.counted(unit_id, day=day) if unit_id in self.commune_ids else None
        return found.value if found else None

    def households_together(self, unit_ids: Collection[int], *, day: date) -> int | None:
        """Return the households of the ground of all communes among these on `day`; None where a part is not known."""
        found = self.book.counted_together(self.commune_ids.intersection(unit_ids), day=day)
        return found.value if found else None


def homes(session: Session, unit_ids: Collection[int]) -> Homes:
    """Return all that is known of the communes among these units, and of those before and after them."""
    counts, passages, lives, names = [], [], {}, {}
    for row in session.execute(_KNOWN, {"unit_ids": list(unit_ids)}).all():
        if row.new_id is not None:
            passages.append(Passage(row.unit_id, row.new_id, row.share_ratio, row.is_estimated))
        elif row.is_demo is None:
            lives[row.unit_id], names[row.unit_id] = Life(row.counted_on, row.valid_to), row.name
        else:
            counts.append(ResidentCount(**{each: getattr(row, each) for each in _COUNTED}))
    return Homes(ResidentBook(counts, passages, lives), frozenset(lives.keys() & set(unit_ids)), names)
