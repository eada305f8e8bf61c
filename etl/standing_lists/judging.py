"""What becomes of a row of a list, and what several lists ask of their cells."""

from datetime import date
from decimal import Decimal
from enum import StrEnum

from sqlalchemy.orm import Session

from etl.standing_lists.reading import ListRow
from etl.standing_lists.sheet import Column
from gis.domain.units import UnitLevel
from gis.queries.units import unit_by_reference


class Outcome(StrEnum):
    """What became of a row."""

    NEW = "new"
    ENDED = "ended"
    REPLACED = "replaced"
    CORRECTED = "corrected"
    WITHDRAWN = "withdrawn"
    UNCHANGED = "unchanged"
    REFUSED = "refused"


def commune_of(session: Session, row: ListRow, *, day: date) -> int | None:
    """Return the id of the commune that a row names by its code of `day`; None, with a finding, where it names none."""
    unit = unit_by_reference(session, row.values[Column.COMMUNE], as_of=day)
    if unit is None:
        row.tell("list_commune_unknown", Column.COMMUNE, day=f"{day:%d/%m/%Y}")
        return None
    if unit.level is not UnitLevel.COMMUNE:
        row.tell("list_not_commune", Column.COMMUNE, name=unit.full_name)
        return None
    return unit.id


def check_decimals(row: ListRow, column: Column, amount: Decimal | None, *, most: int) -> None:
    """Refuse decimals that the table would round away: the same file would state another amount the next time."""
    if amount is not None and amount != round(amount, most):
        row.tell("list_decimals", column, most=most)
