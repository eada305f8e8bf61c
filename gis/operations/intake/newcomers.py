"""What the new projects among the staged rows will be: code, name, communes, sector, money, place."""

from decimal import Decimal
from typing import Final, NamedTuple

from sqlalchemy import text
from sqlalchemy.orm import Session

_LISTED: Final = text("""
SELECT staged.row_id, given.code, given.name, coalesce(stated.names, '{}') AS units,
       coalesce(given.are_units_guess AND stated.names IS NOT NULL, false) AS are_units_guess, given.sector_id,
       coalesce(given.is_sector_guess, false) AS is_sector_guess, given.budget_vnd,
       EXISTS (SELECT FROM staged_place place WHERE place.row_id = staged.row_id) AS is_located
FROM (SELECT row_id FROM staged_row WHERE outcome = 'new' ORDER BY row_id LIMIT :row_limit) staged
JOIN staged_project given USING (row_id)
LEFT JOIN LATERAL (
    SELECT array_agg(unit.full_name ORDER BY unit.full_name) AS names
    FROM staged_unit named JOIN unit ON unit.id = named.unit_id WHERE named.row_id = staged.row_id) stated ON true
ORDER BY staged.row_id
""")


class NewProject(NamedTuple):
    """A project that the list brings; `units` are the full names of those that it states, money is in đồng."""

    row_id: int
    code: str
    name: str
    units: list[str]
    are_units_guess: bool
    sector_id: int | None
    is_sector_guess: bool
    budget_vnd: Decimal | None
    is_located: bool


def new_projects(session: Session, *, limit: int | None) -> list[NewProject]:
    """Return the first `limit` new projects in the order of the file, all of them where it is None."""
    return [NewProject(*row) for row in session.execute(_LISTED, {"row_limit": limit})]
