"""The rows that name a commune, land clearance, contributions, targets and residents, as tuples in the order of their columns."""

from datetime import date
from decimal import Decimal
from typing import NamedTuple


class ClearanceRow(NamedTuple):
    """Counts of land clearance in one commune."""

    project_id: int
    effective_date: date
    unit_id: int
    area_total_m2: int
    area_handed_over_m2: int
    length_total_m: int | None
    length_handed_over_m: int | None
    household_total_count: int
    household_noticed_count: int
    household_inventoried_count: int
    household_plan_approved_count: int
    household_publicised_count: int
    household_paid_count: int | None
    household_handed_over_count: int
    resettlement_total_count: int | None
    resettlement_done_count: int | None
    compensation_approved_vnd: int | None
    compensation_paid_vnd: int | None
    planned_done_on: date | None
    expected_done_on: date | None
    document_id: int | None = None


class DifficultyRow(NamedTuple):
    """What stands in the way of land clearance."""

    project_id: int
    effective_date: date
    unit_id: int
    kind: str
    description: str
    responsible_agency: str
    competent_level: str
    proposal: str
    resolved_on: date | None
    document_id: int | None = None


class ContributionRow(NamedTuple):
    """What people gave."""

    project_id: int
    effective_date: date
    unit_id: int
    village: str
    kind: str
    item: str | None
    quantity: Decimal
    quantity_unit: str
    unit_price_vnd: int | None
    price_item_id: int | None
    price_source: str | None
    value_vnd: int | None
    donor_kind: str
    household_count: int | None
    document_id: int | None = None


class TargetRow(NamedTuple):
    """What a commune set out to reach in a year; a proposal unless an authority adopted it."""

    unit_id: int
    indicator: str
    target_year: int
    target_ratio: Decimal
    source: str


class ResidentsRow(NamedTuple):
    """How many households and people a commune had on a day; people None where the catalogue of units tells them."""

    unit_id: int
    counted_on: date
    household_count: int
    population: int | None
    source: str
    is_demo: bool
