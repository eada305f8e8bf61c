"""The six figures of every commune of a day side by side: the map's shades as a table, without scripts."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from gis.domain.indicator_classes import classify
from gis.domain.indicators import UnitFigures
from gis.queries import indicators
from gis.queries.menus import unit_names
from gis.queries.units import UnitRow
from webmap.database import db
from webmap.indicators.answer import step_of
from webmap.indicators.asked import months, requested_month
from webmap.indicators.lines import Line, lines
from webmap.indicators.month_words import told_of_month


@dataclass(frozen=True, slots=True)
class SetRow:
    """A commune, or a larger unit that holds what is known of none; each line with its step of the scale, 0 for none."""

    id: int
    name: str
    cells: list[tuple[Line, int]]


def month_of_set(communes: Sequence[UnitRow], units_on: date) -> dict[str, Any]:
    """Return the table for the month of the address; nothing before the first summary or without communes."""
    known = months()
    if known is None or not communes:
        return {"set_rows": []}
    month = requested_month()
    ids = [each.id for each in communes]
    figures, whole = indicators.figures_of_set(db.session, month=month, day=units_on, commune_ids=ids)
    told = [lines(figures.get(each, UnitFigures()), year=month.year) for each in ids]
    classes = {
        line.indicator: classify(line.indicator, [each[place].value for each in told])
        for place, line in enumerate(told[0])
    }
    names = unit_names(db.session, figures.keys() - set(ids))
    return {
        "set_rows": [
            SetRow(
                unit.id,
                unit.full_name,
                [(line, step_of(classes[line.indicator], line.value)) for line in own],
            )
            for unit, own in zip(communes, told, strict=True)
        ],
        "set_unplaced": [
            SetRow(each, name, [(line, 0) for line in lines(figures[each], year=month.year)])
            for each, name in names.items()
        ],
        "set_whole": lines(whole, year=month.year),
        **told_of_month(known, month),
    }
