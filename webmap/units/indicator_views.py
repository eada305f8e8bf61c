"""One figure of a unit opened into the rows it was computed from."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from flask import abort, render_template, request
from flask.typing import ResponseReturnValue

from gis.domain.clearance import Handed
from gis.domain.indicators import Indicator, UnitFigures, parts_of
from gis.domain.ledger_codes import ContributionKind, DelayCause, DonorKind
from gis.domain.lifecycle import ScheduleStatus
from gis.domain.months import last_day
from gis.domain.units import UnitLevel
from gis.queries import indicators, unit_details
from gis.queries.figure_rows import IndicatorRow
from gis.queries.indicator_rows import rows_of_indicator
from gis.queries.indicators import figures_by_month
from gis.queries.released_gifts import released_gift_rows
from gis.queries.residents import homes
from gis.queries.unit_details import UnitDetails
from gis.queries.units import UnitRow
from webmap.database import db
from webmap.gift_words import gift_sums_words
from webmap.indicators.asked import INDICATORS, Months, months, requested_month
from webmap.indicators.delays import told_delays
from webmap.indicators.lines import Line, lines
from webmap.indicators.month_words import told_of_month
from webmap.labels import label
from webmap.permissions import allowed, public
from webmap.request_filters import integer, single
from webmap.units.ground import day_of, ground_of
from webmap.units.residents import residents_of
from webmap.units.row_choice import Choice, chosen, measure_text

PAGE_SIZE = 50
MOST_PAGES = 10_000


@dataclass(frozen=True, slots=True)
class UnitPart:
    """A commune's part of a larger unit's figure."""

    id: int
    name: str
    line: Line
    part: Decimal | int | None
    whole: Decimal | int | None


@public
def show_indicator(number: int, code: str) -> ResponseReturnValue:
    """Show the rows of a unit's indicator at the end of a month, those first that pull it down."""
    unit, known = unit_details.details(db.session, number), months()
    if unit is None or code not in INDICATORS:
        abort(404)
    indicator, month = INDICATORS[code], requested_month()
    communes, ids = ground_of(unit)
    known_homes = homes(db.session, ids)
    by_month, _ = figures_by_month(db.session, ids, months=[month], residents=known_homes)
    own = by_month.get(month, UnitFigures())
    choice = _choice(unit, indicator, month, known)
    return render_template(
        "units/indicator.html",
        unit=unit,
        day=day_of(unit),
        indicator=indicator,
        measure=choice.line if choice else _line(own, indicator, month),
        parts_of_whole=choice.part if choice else parts_of(indicator, own),
        choice=choice,
        of=choice.of if choice else Handed.AREA,
        measure_text=measure_text,
        residents=residents_of(unit, known_homes, day=last_day(month))
        if indicator is Indicator.CONTRIBUTION
        else None,
        figures=own,
        delays=told_delays(own, ids, month=month, known=known)
        if known and indicator is Indicator.ON_TIME
        else [],
        **told_of_month(known, month),
        units_below=_parts(communes, day_of(unit), indicator, month),
        words=_words,
        **_paged(_told(indicator, choice.rows if choice else _rows(unit, indicator, month, known), unit.id)),
    )


def _line(own: UnitFigures, indicator: Indicator, month: date) -> Line:
    return next(line for line in lines(own, year=month.year) if line.indicator is indicator)


def _told(indicator: Indicator, rows: list[IndicatorRow], unit_id: int) -> list[IndicatorRow]:
    """Return the rows as the reader may see them: gifts of people one by one for staff alone."""
    if indicator is not Indicator.CONTRIBUTION or allowed("restricted.read", unit_id=unit_id):
        return rows
    return released_gift_rows(rows)


def _paged(rows: list[IndicatorRow]) -> dict[str, Any]:
    """Return the rows of the page that is asked for, the last one at most, and what is said of all of them."""
    pages = max(1, -(-len(rows) // PAGE_SIZE))
    page = min(_page_asked(), pages)
    return {
        "rows": rows[(page - 1) * PAGE_SIZE : page * PAGE_SIZE],
        "row_count": len(rows),
        "page": page,
        "pages": pages,
        "first_row": (page - 1) * PAGE_SIZE + 1,
        "has_sums": any(row.gift_count for row in rows),
        "gift_sums_words": gift_sums_words,
        "has_estimates": any(row.is_estimated for row in rows),
        "has_shares": any(row.share_ratio is not None and row.share_ratio < 1 for row in rows),
    }


def _page_asked() -> int:
    asked = single(request.args, "page")
    return integer("page", asked, low=1, high=MOST_PAGES) if asked else 1


def _rows(unit: UnitDetails, indicator: Indicator, month: date, known: Months | None) -> list[IndicatorRow]:
    if known is None:
        return []
    return rows_of_indicator(
        db.session, indicator, unit_id=unit.id, month=month, day=known.day_of(month), year=month.year
    )


def _choice(unit: UnitDetails, indicator: Indicator, month: date, known: Months | None) -> Choice | None:
    """Return what the address narrows a commune's figure down to; a larger unit opens into its communes."""
    if known is None or unit.level is not UnitLevel.COMMUNE:
        return None
    return chosen(indicator, unit_id=unit.id, day=known.day_of(month), year=month.year)


def _parts(communes: list[UnitRow], day: date, indicator: Indicator, month: date) -> list[UnitPart]:
    """Return the communes of a larger unit with their parts of the figure, the lowest first."""
    if not communes:
        return []
    figures = indicators.figures_of_units(
        db.session, month=month, day=day, unit_ids=[each.id for each in communes]
    )
    found = [
        UnitPart(
            each.id,
            each.full_name,
            _line(own, indicator, month),
            *parts_of(indicator, own),
        )
        for each in communes
        for own in (figures.get(each.id, UnitFigures()),)
    ]
    return sorted(found, key=lambda part: (part.line.value is None, part.line.value or 0, part.name))


def _words(row: IndicatorRow, name: str) -> str:
    """Return the words for a code of a row; "" where it has none."""
    kinds: dict[str, Any] = {
        "schedule": (ScheduleStatus, row.schedule),
        "delay": (DelayCause, row.delay_cause),
        "donor": (DonorKind, row.donor_kind),
        "gift": (ContributionKind, row.kind),
    }
    kind, value = kinds[name]
    return label(kind(value)) if value else ""
