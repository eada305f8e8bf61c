"""Taking in households and people of communes: each number with its day and source, what is recorded stays."""

from datetime import date
from typing import Final

from sqlalchemy.orm import Session

from etl.standing_lists.judging import Outcome, check_decimals, commune_of
from etl.standing_lists.reading import ListRow
from etl.standing_lists.sheet import Column
from gis.models import UnitResidents
from gis.operations import standing_lists
from gis.operations.audit import Actor

_USUAL_SIZE: Final = (2, 7)
"""People of a household as communes have them; others are asked about, never refused (proposal)."""
_LARGEST: Final = 2**31 - 1


def take_residents(session: Session, actor: Actor, row: ListRow, *, as_of: date) -> Outcome | None:
    """Take a row in; None, with a finding, where it stays out."""
    households, people = _whole(row, Column.HOUSEHOLDS), _whole(row, Column.PEOPLE)
    day: date = row.values[Column.COUNTED_ON]
    if day > as_of:
        row.tell("list_day_to_come", Column.COUNTED_ON)
    if households is not None and people is not None and not row.is_wrong:
        _check_size(row, households, people)
    unit_id = commune_of(session, row, day=day)
    if unit_id is None or households is None or row.is_wrong:
        return None
    source = row.values[Column.SOURCE]
    known = standing_lists.known_residents(session, unit_id=unit_id, counted_on=day)
    if known is None:
        made = UnitResidents(
            unit_id=unit_id, counted_on=day, household_count=households, population=people, source=source
        )
        standing_lists.add(session, actor, made)
        return Outcome.NEW
    for column, stated, recorded in (
        (Column.HOUSEHOLDS, households, known.household_count),
        (Column.PEOPLE, people, known.population),
    ):
        if stated is not None and stated != recorded:
            row.tell(
                "list_residents_otherwise",
                column,
                day=f"{day:%d/%m/%Y}",
                recorded=str(recorded) if recorded is not None else "–",
            )
    if known.source != source:
        row.tell("list_source_kept", Column.SOURCE, source=known.source)
    return None if row.is_wrong else Outcome.UNCHANGED


def _whole(row: ListRow, column: Column) -> int | None:
    """Return a whole number above 0; None where the cell is empty or, with a finding, something else."""
    if column not in row.cells:
        return None
    number = row.decimal(column)
    if number is None:
        return None
    check_decimals(row, column, number, most=0)
    if not 0 < number <= _LARGEST:
        row.tell("list_not_positive", column)
    return int(number)


def _check_size(row: ListRow, households: int, people: int) -> None:
    if households > people:
        row.tell("list_households_above_people", Column.HOUSEHOLDS, people=people)
    elif not _USUAL_SIZE[0] <= people / households <= _USUAL_SIZE[1]:
        row.tell(
            "list_household_size",
            Column.PEOPLE,
            size=f"{people / households:.1f}".replace(".", ","),
        )
