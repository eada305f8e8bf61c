"""One figure of a whole unit set opened into the communes it was computed from."""

from flask import abort, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from gis.domain.indicators import Indicator, UnitFigures, parts_of
from gis.queries import indicators, units
from gis.queries.indicators import SetFigures
from gis.queries.menus import unit_names
from webmap.database import db
from webmap.facets import reference_name
from webmap.indicators.asked import INDICATORS, months, requested_month, requested_year
from webmap.indicators.lines import Line, lines
from webmap.indicators.month_words import told_of_month
from webmap.map.unit_sets import requested_sets
from webmap.permissions import public
from webmap.request_filters import codes, integer, requested_filter, single
from webmap.units.indicator_views import UnitPart

PAGE_SIZE = 50
MOST_PAGES = 10_000


@public
def show_set_indicator(code: str) -> ResponseReturnValue:
    """Show an indicator of all communes of a day at the end of a month, the lowest first, with what is known of none."""
    known, sets = months(), requested_sets()
    if code not in INDICATORS or known is None:
        abort(404)
    indicator, month, sectors = INDICATORS[code], requested_month(), requested_filter().sectors
    year = requested_year(month)
    names = {row.id: row.full_name for row in units.communes_on(db.session, sets.units_on)}
    figures = indicators.figures_of_set(
        db.session,
        month=month,
        day=sets.units_on,
        year=year,
        commune_ids=names.keys(),
        sector_ids=sectors or None,
    )
    parts = _parts(figures, names, indicator, year)
    pages = max(1, -(-len(parts) // PAGE_SIZE))
    asked = single(request.args, "page")
    page = min(integer("page", asked, low=1, high=MOST_PAGES) if asked else 1, pages)
    return render_template(
        "units/indicator_set.html",
        indicator=indicator,
        measure=_line(figures.whole, indicator, year),
        parts=parts[(page - 1) * PAGE_SIZE : page * PAGE_SIZE],
        part_count=len(parts),
        commune_count=len(names),
        page=page,
        pages=pages,
        first_row=(page - 1) * PAGE_SIZE + 1,
        set_label=sets.shown.label if sets.shown else "",
        sector_names=[reference_name(row) for row in codes().sectors if row.id in sectors],
        units_on=sets.units_on,
        **told_of_month(known, month),
    )


def _parts(figures: SetFigures, names: dict[int, str], indicator: Indicator, year: int) -> list[UnitPart]:
    """Return the communes by value, those without one last, then the larger units that hold what none is known for."""
    own = [
        _part(each, name, figures.units.get(each, UnitFigures()), indicator, year)
        for each, name in names.items()
    ]
    own.sort(key=lambda part: (part.line.value is None, part.line.value or 0, part.name))
    larger = unit_names(db.session, figures.units.keys() - names.keys())
    return own + [
        _part(each, gettext("Chưa rõ xã (%(unit)s)", unit=name), figures.units[each], indicator, year)
        for each, name in larger.items()
    ]


def _part(number: int, name: str, own: UnitFigures, indicator: Indicator, year: int) -> UnitPart:
    return UnitPart(number, name, _line(own, indicator, year), *parts_of(indicator, own))


def _line(own: UnitFigures, indicator: Indicator, year: int) -> Line:
    return next(line for line in lines(own, year=year) if line.indicator is indicator)
