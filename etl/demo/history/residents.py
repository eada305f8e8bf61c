"""Households and people of the communes with demonstration projects, made up and marked so."""

from collections.abc import Iterator
from datetime import date
from typing import Any, Final

from sqlalchemy import text
from sqlalchemy.orm import Session

from etl.demo.history.copying import copy_rows
from etl.demo.history.place_rows import ResidentsRow
from etl.demo.history.streams import stream

SOURCE: Final = "Số liệu minh họa"
_FIRST_DAY: Final = date(2019, 4, 1)
"""The day of the last census: counts of communes are commonly as old."""
_HOUSEHOLDS: Final = (900, 2_900)
_PEOPLE_EACH: Final = (3.6, 4.3)

# Communes whose residents nobody states; a new one has those of the communes that it was made of, where there are any.
_UNITS: Final = text("""
WITH RECURSIVE line AS (
    SELECT unit_id AS id FROM project_share JOIN project ON project.id = project_id WHERE is_demo
    UNION SELECT old_id FROM line JOIN unit_succession ON new_id = line.id
)
SELECT unit.id, unit.code, unit.full_name, unit.valid_from, unit.population
FROM line JOIN unit USING (id)
WHERE unit.level = 'commune' AND household_count IS NULL
  AND NOT EXISTS (SELECT FROM unit_succession WHERE new_id = unit.id)
  AND NOT EXISTS (SELECT FROM unit_residents known WHERE known.unit_id = unit.id AND known.household_count IS NOT NULL)
ORDER BY unit.id
""")


def load(session: Session, *, seed: int) -> int:
    """Add a count for each commune of which none is known; return how many."""
    return copy_rows(session, _rows(session, seed))


def _rows(session: Session, seed: int) -> Iterator[ResidentsRow]:
    for unit in session.execute(_UNITS).all():
        yield _row(unit, seed)


def _row(unit: Any, seed: int) -> ResidentsRow:
    """Return households that fit the people of the commune where these are known, else both."""
    rng = stream(seed, "residents", unit.code, unit.full_name)
    households, each = rng.randint(*_HOUSEHOLDS), rng.uniform(*_PEOPLE_EACH)
    people = unit.population or round(households * each)
    return ResidentsRow(
        unit.id,
        max(_FIRST_DAY, unit.valid_from or _FIRST_DAY),
        round(people / each),
        None if unit.population else people,
        SOURCE,
        True,
    )
