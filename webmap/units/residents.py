"""Households and people of a commune as its page tells them: the number, its day, whose counts it comes from."""

from dataclasses import dataclass
from datetime import date

from flask_babel import gettext

from gis.domain.residents import Counted, Residents
from gis.domain.units import UnitLevel
from gis.queries.residents import Homes
from gis.queries.unit_details import UnitDetails
from webmap.formatting import day as day_text
from webmap.formatting import number


@dataclass(frozen=True, slots=True)
class CountRow:
    """One commune's own count behind a number of households."""

    id: int
    name: str
    counted: Counted


@dataclass(frozen=True, slots=True)
class ResidentsOfUnit:
    """What is known on a day, None for what is not; `rows` are the counts that the households come from."""

    households: Counted | None
    people: Counted | None
    rows: list[CountRow]


def residents_of(unit: UnitDetails, known: Homes, *, day: date) -> ResidentsOfUnit:
    """Return what is known of a commune on `day`; of larger units nothing: they are the sum of their communes.

    `known` is of this unit, alone or among others.
    """
    if unit.level is not UnitLevel.COMMUNE:
        return ResidentsOfUnit(None, None, [])
    book = known.book
    households = book.counted(unit.id, day=day)
    return ResidentsOfUnit(
        households,
        book.counted(unit.id, day=day, what=Residents.PEOPLE),
        _rows(known, households, day) if households else [],
    )


def _rows(known: Homes, households: Counted, day: date) -> list[CountRow]:
    rows = [
        CountRow(each, known.names[each], own)
        for each in households.unit_ids
        if (own := known.book.counted(each, day=day)) is not None
    ]
    return sorted(rows, key=lambda row: row.name)


def counted_words(counted: Counted | None, unit: UnitDetails) -> str | None:
    """Say a number with its day and, where it is a sum, of how many units: "9.412 (01/07/2025)"."""
    if counted is None:
        return None
    found = number(counted.value)
    if counted.unit_ids != (unit.id,):
        note = gettext("cộng từ %(n)s xã cũ", n=number(len(counted.unit_ids)))
    else:
        note = ""
    day = day_text(counted.counted_on) if counted.counted_on else ""
    told = ", ".join(part for part in (day, note) if part)
    return f"{found} ({told})" if told else found
