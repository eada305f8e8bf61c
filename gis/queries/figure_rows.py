"""What a row behind a figure tells: a project, a count or a gift with its part of the figure and its papers."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class IndicatorRow:
    """One row of an indicator: `part` and `whole` are what it adds to the unit's, in the unit of the indicator.

    A project of several units stands with its share. `day` is that of the fact behind: report, payment, count, gift,
    acceptance. `papers` are numbers of documents. Fields that do not belong to the indicator are None.
    """

    project_id: int | None = None
    code: str | None = None
    name: str | None = None
    share_ratio: Decimal | None = None
    is_estimated: bool = False
    part: Decimal | None = None
    whole: Decimal | None = None
    day: date | None = None
    papers: str | None = None
    schedule: str | None = None
    due_date: date | None = None
    progress_pct: Decimal | None = None
    delay_cause: str | None = None
    difficulty: str | None = None
    responsible_agency: str | None = None
    """Who has to end the difficulty of a land clearance."""
    unit_name: str | None = None
    kind: str | None = None
    donor_kind: str | None = None
    item: str | None = None
    quantity: Decimal | None = None
    quantity_unit: str | None = None
    quantity_part: Decimal | None = None
    """The unit's part of a gift's quantity."""
    household_part: int | None = None
    """The unit's part of the households that gave."""
    household_count: int | None = None
    commune_name: str | None = None
    village: str | None = None
    gift_count: int | None = None
    """Of how many gifts of people the row is the sum; None where it is one gift."""
    unconverted_count: int = 0
    """How many of them nobody has valued yet."""
