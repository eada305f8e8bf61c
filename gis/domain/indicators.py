"""The six indicators of a unit at the end of a month: what each divides by what, and when there is nothing to say."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Final

from gis.domain.ratios import Part


class Indicator(StrEnum):
    """What a map is coloured by and a unit is judged by."""

    PROGRESS = "progress"
    DISBURSEMENT = "disbursement"
    ON_TIME = "on_time"
    CLEARANCE = "clearance"
    CONTRIBUTION = "contribution"
    FRESHNESS = "freshness"


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitFigures:
    """A unit's figures at the end of a month; projects of several units are counted by their shares.

    Money in whole đồng, areas in m², lengths in m; None is unknown, never 0. Plans and payments are those of one fiscal
    year, what was carried over into it stands apart.
    """

    project_ratio: Decimal = Decimal(0)
    early_ratio: Decimal = Decimal(0)
    on_time_ratio: Decimal = Decimal(0)
    late_ratio: Decimal = Decimal(0)
    overdue_ratio: Decimal = Decimal(0)
    on_track_ratio: Decimal = Decimal(0)
    at_risk_ratio: Decimal = Decimal(0)
    suspended_ratio: Decimal = Decimal(0)
    unknown_ratio: Decimal = Decimal(0)
    active_ratio: Decimal = Decimal(0)
    reported_ratio: Decimal = Decimal(0)
    progress_ratio: Decimal = Decimal(0)
    progress_sum_pct: Decimal = Decimal(0)
    area_total_m2: Decimal | None = None
    area_handed_over_m2: Decimal | None = None
    length_total_m: Decimal | None = None
    length_handed_over_m: Decimal | None = None
    household_total_count: int | None = None
    household_handed_over_count: int | None = None
    plan_vnd: int | None = None
    paid_vnd: int | None = None
    carried_plan_vnd: int | None = None
    carried_paid_vnd: int | None = None
    contribution_vnd: int | None = None
    cash_contribution_vnd: int | None = None
    land_given_m2: Decimal | None = None
    labour_days: Decimal | None = None
    unconverted_count: int | None = None
    donor_household_count: int | None = None
    resident_household_count: int | None = None

    @property
    def due_ratio(self) -> Decimal:
        """Projects that were accepted or whose approved date is over: those on which there is a verdict."""
        return self.early_ratio + self.on_time_ratio + self.late_ratio + self.overdue_ratio


def value_of(indicator: Indicator, figures: UnitFigures) -> Decimal | None:
    """Return the indicator: a percentage, or đồng per household for contributions; None without a divisor.

    Progress: mean works of the projects that have a report. Disbursement: R1, paid ÷ plan of the year without what was
    carried over. On time: early and on time ÷ accepted or overdue. Clearance: area handed over ÷ area to be recovered.
    Contribution: converted value ÷ households of the unit. Freshness: projects under way with a report of the month ÷
    projects under way. Source: docs/rules.md, "Indicators".
    """
    found = parts_of(indicator, figures)
    return found.percent if indicator in PERCENTAGES else found.ratio


def parts_of(indicator: Indicator, figures: UnitFigures) -> Part:
    """Return what the indicator divides by what: percent points by projects, đồng, projects, m², đồng by households."""
    return _PARTS[indicator](figures)


PERCENTAGES: Final = frozenset(
    {Indicator.DISBURSEMENT, Indicator.ON_TIME, Indicator.CLEARANCE, Indicator.FRESHNESS}
)
"""The indicators that are a part of a whole; progress is a mean of percentages, contributions are đồng."""

_PARTS: Final[dict[Indicator, Callable[[UnitFigures], Part]]] = {
    Indicator.PROGRESS: lambda unit: Part(unit.progress_sum_pct, unit.progress_ratio),
    Indicator.DISBURSEMENT: lambda unit: Part(unit.paid_vnd, unit.plan_vnd),
    Indicator.ON_TIME: lambda unit: Part(unit.early_ratio + unit.on_time_ratio, unit.due_ratio),
    Indicator.CLEARANCE: lambda unit: Part(unit.area_handed_over_m2, unit.area_total_m2),
    Indicator.CONTRIBUTION: lambda unit: Part(unit.contribution_vnd, unit.resident_household_count),
    Indicator.FRESHNESS: lambda unit: Part(unit.reported_ratio, unit.active_ratio),
}


def remainder(whole: UnitFigures, parts: list[UnitFigures]) -> UnitFigures:
    """Return what the parts leave of the whole; a figure of which nothing is left is None where it can be.

    It tells of a unit what no unit that came before is known for; residents have no such rest.
    """
    known = total(parts)
    left: dict[str, Decimal | int] = {}
    for name in UnitFigures.__dataclass_fields__:
        of_whole, of_parts = getattr(whole, name), getattr(known, name)
        if of_whole is not None and name != "resident_household_count" and of_whole != (of_parts or 0):
            left[name] = of_whole - (of_parts or 0)
    return UnitFigures(**left)  # type: ignore[arg-type]


def total(rows: list[UnitFigures]) -> UnitFigures:
    """Return the figures of several units together: sums, None where no unit knows the figure."""
    sums: dict[str, Decimal | int | None] = {}
    for name in UnitFigures.__dataclass_fields__:
        known = [value for row in rows if (value := getattr(row, name)) is not None]
        sums[name] = sum(known, type(known[0])(0)) if known else None
    return UnitFigures(**{name: value for name, value in sums.items() if value is not None})  # type: ignore[arg-type]
