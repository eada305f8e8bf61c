"""The questions that planners ask most, each one click: late or overdue, little of the year's plan disbursed, both."""

from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Final

from flask_babel import gettext

from gis.queries.facets import LATE_STATUSES, FacetCounts
from gis.queries.filters import ProjectFilter
from webmap.choices import Choice, Facet
from webmap.formatting import percent
from webmap.request_filters import percent_text

LOW_PCT: Final = 50


@dataclass(frozen=True, slots=True)
class QuickFilter:
    """One question: what it leaves, whether it is asked, and the filter that a click leads to."""

    key: str
    words: str
    count: int
    is_on: bool
    wanted: ProjectFilter


def quick_filters(wanted: ProjectFilter, counts: FacetCounts) -> list[QuickFilter]:
    """Return the questions; a click on one that is asked takes it away."""
    is_late = wanted.schedules == LATE_STATUSES
    is_low = wanted.disbursed_min is None and wanted.disbursed_max == LOW_PCT
    late = replace(wanted, schedules=LATE_STATUSES)
    late_count = sum(counts.schedules.get(status, 0) for status in LATE_STATUSES)
    below = percent(LOW_PCT)
    return [
        QuickFilter(
            "late",
            gettext("Chậm hoặc quá hạn"),
            late_count,
            is_late,
            wanted.without("schedules") if is_late else late,
        ),
        QuickFilter(
            "low",
            gettext("Giải ngân dưới %(percent)s", percent=below),
            counts.disbursed_below[LOW_PCT],
            is_low,
            wanted.without("disbursed_max") if is_low else _low(wanted),
        ),
        QuickFilter(
            "late-low",
            gettext("Chậm và giải ngân dưới %(percent)s", percent=below),
            counts.late_below[LOW_PCT],
            is_late and is_low,
            wanted.without("schedules", "disbursed_max") if is_late and is_low else _low(late),
        ),
    ]


def _low(wanted: ProjectFilter) -> ProjectFilter:
    return replace(wanted, disbursed_min=None, disbursed_max=Decimal(LOW_PCT))


def disbursed_facet(wanted: ProjectFilter, counts: FacetCounts) -> Facet:
    """Return the filter by the disbursed part of this year's plan; a bound of the address is among the choices."""
    chosen = wanted.disbursed_max
    below: dict[Decimal, int | None] = {
        Decimal(step): count for step, count in counts.disbursed_below.items()
    }
    if chosen is not None:
        below.setdefault(chosen, None)
    choices = [Choice("", gettext("Tất cả"), None, chosen is None)]
    choices += [
        Choice(
            percent_text(bound),
            gettext("Dưới %(percent)s", percent=percent(bound, 2)),
            count,
            bound == chosen,
        )
        for bound, count in sorted(below.items())
    ]
    legend = gettext("Giải ngân kế hoạch năm %(year)s", year=str(wanted.as_of.year))
    is_open = chosen is not None or wanted.disbursed_min is not None
    return Facet("disbursed_max", legend, choices, type="radio", is_open=is_open)
