"""One random fact of each ledger, and the ground on which random histories happen."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from random import Random
from typing import Any, Final

from gis.domain.contribution import CASH_UNIT, LABOUR_UNIT, LAND_UNIT
from gis.domain.ledger_codes import (
    AcceptanceKind,
    BudgetKind,
    CapitalPlanKind,
    CompletionDateKind,
    ContributionKind,
    DonorKind,
    PlanLevel,
    VoucherKind,
)
from gis.domain.lifecycle import ClearanceStatus, Execution, SettlementStatus, Stage, StatusAxis
from gis.models import (
    Acceptance,
    BidPackage,
    BudgetDecision,
    CapitalPlan,
    ClearanceCount,
    ClearanceDifficulty,
    CompletionDate,
    Contract,
    ContractAddendum,
    Contribution,
    LedgerEntry,
    ProgressReport,
    StatusStep,
    Suspension,
    Voucher,
)
from tests.factories.units import REORGANISED_ON


@dataclass
class Land:
    """Communes of a district before and after the reorganisation, and what was made there."""

    district: Any
    old: list[Any] = field(default_factory=list)
    new: list[Any] = field(default_factory=list)

    west, east, south, north = 107.0, 107.6, 12.05, 12.06
    """Where roads run, in degrees."""
    places: dict[int, list[int]] = field(default_factory=dict)
    """Ids of the communes, old and new, that each project lies in."""
    contracts: dict[int, list[Contract]] = field(default_factory=dict)
    """The contracts of each project, every version."""

    def of(self, project: Any, day: date) -> list[int]:
        """Return the ids of the communes of a day that the project lies in."""
        valid = {unit.id for unit in (self.new if day >= REORGANISED_ON else self.old)}
        return [unit_id for unit_id in self.places[project.id] if unit_id in valid]


def _completion(random: Random, project: Any, ground: Land, day: date) -> LedgerEntry:
    kind = random.choice(list(CompletionDateKind))
    new_date = day + timedelta(days=random.randrange(-60, 400))
    return CompletionDate(project_id=project.id, effective_date=day, kind=kind, new_date=new_date)


def _suspension(random: Random, project: Any, ground: Land, day: date) -> LedgerEntry:
    until = random.choice((None, day + timedelta(days=random.randrange(120))))
    return Suspension(project_id=project.id, effective_date=day, resumed_on=until)


def _acceptance(random: Random, project: Any, ground: Land, day: date) -> LedgerEntry:
    return Acceptance(project_id=project.id, effective_date=day, kind=random.choice(list(AcceptanceKind)))


def _step(random: Random, project: Any, ground: Land, day: date) -> LedgerEntry:
    axis = random.choice((StatusAxis.EXECUTION, *StatusAxis))
    value = str(random.choice(list(_VALUES[axis])))
    return StatusStep(project_id=project.id, effective_date=day, axis=axis, value=value)


def _progress(random: Random, project: Any, ground: Land, day: date) -> LedgerEntry:
    planned = random.choice((None, Decimal(random.randrange(10_001)) / 100))
    works = Decimal(random.randrange(10_001)) / 100
    return ProgressReport(
        project_id=project.id,
        effective_date=day,
        physical_progress_pct=works,
        planned_progress_pct=planned,
    )


def _budget(random: Random, project: Any, ground: Land, day: date) -> LedgerEntry:
    return BudgetDecision(
        project_id=project.id,
        effective_date=day,
        kind=random.choice(list(BudgetKind)),
        amount_vnd=Decimal(1 + random.randrange(10**10)),
    )


def _plan(random: Random, project: Any, ground: Land, day: date) -> LedgerEntry:
    return CapitalPlan(
        project_id=project.id,
        effective_date=day,
        fiscal_year=day.year,
        kind=random.choice(list(CapitalPlanKind)),
        level=random.choice((PlanLevel.DETAILED, PlanLevel.DETAILED, PlanLevel.COUNCIL)),
        amount_vnd=Decimal(random.randrange(10**10)),
    )


def _voucher(random: Random, project: Any, ground: Land, day: date) -> LedgerEntry:
    return Voucher(
        project_id=project.id,
        effective_date=day,
        plan_year=day.year - random.randrange(2),
        is_carried_over=random.random() < 0.2,
        kind=random.choice(list(VoucherKind)),
        amount_vnd=Decimal(1 + random.randrange(10**9)),
        contract_id=random.choice((None, *_saved_contracts(project, ground))),
    )


def _saved_contracts(project: Any, ground: Land) -> list[int]:
    return [each.id for each in ground.contracts.get(project.id, ()) if each.id is not None]


def _package(random: Random, project: Any, ground: Land, day: date) -> LedgerEntry:
    number = f"{random.randrange(10**6)}"
    return BidPackage(project_id=project.id, effective_date=day, package_no=number, name=f"Gói {number}")


def _contract(random: Random, project: Any, ground: Land, day: date) -> LedgerEntry:
    return Contract(
        project_id=project.id,
        effective_date=day,
        contract_no=f"{random.randrange(10**6)}",
        value_vnd=random.choice((None, Decimal(random.randrange(10**9)))),
    )


def _addendum(random: Random, project: Any, ground: Land, day: date) -> LedgerEntry:
    signed = _saved_contracts(project, ground)
    if not signed:
        return _package(random, project, ground, day)
    return ContractAddendum(
        project_id=project.id,
        effective_date=day,
        contract_id=random.choice(signed),
        addendum_no=f"{random.randrange(10**6)}",
        new_value_vnd=random.choice((None, Decimal(random.randrange(10**9)))),
    )


def _difficulty(random: Random, project: Any, ground: Land, day: date) -> LedgerEntry:
    return ClearanceDifficulty(
        project_id=project.id,
        effective_date=day,
        unit_id=random.choice(ground.of(project, day)),
        kind="other",
        description="Vướng một hộ",
    )


def _clearance(random: Random, project: Any, ground: Land, day: date) -> LedgerEntry:
    area, length, households = random.randrange(10**6), random.randrange(10**6), random.randrange(200)
    unit_id = random.choice(ground.of(project, day))
    quantities = {
        "area_total_m2": Decimal(area) / 100,
        "area_handed_over_m2": Decimal(random.randrange(area + 1)) / 100,
        "length_total_m": Decimal(length) / 100,
        "length_handed_over_m": random.choice((None, Decimal(random.randrange(length + 1)) / 100)),
        "household_total_count": households,
        "household_handed_over_count": random.choice((None, random.randrange(households + 1))),
    }
    left_blank = Random(area).sample(list(quantities), area % 4)
    return ClearanceCount(
        project_id=project.id,
        effective_date=day,
        unit_id=unit_id,
        household_noticed_count=households if area % 2 else None,
        **quantities | dict.fromkeys(left_blank),
    )


def _gift(random: Random, project: Any, ground: Land, day: date) -> LedgerEntry:
    kind = random.choice(list(ContributionKind))
    return Contribution(
        project_id=random.choice((project.id, None)),
        effective_date=day,
        unit_id=random.choice(ground.of(project, day)),
        kind=kind,
        quantity=Decimal(1 + random.randrange(10**6)) / 100,
        quantity_unit=random.choice((_UNITS.get(kind, "m³"),) * 4 + ("ha",)),
        value_vnd=random.choice((None, Decimal(random.randrange(10**9)))),
        donor_kind=DonorKind.HOUSEHOLD,
        household_count=random.choice((None, random.randrange(50))),
    )


_UNITS: Final = {
    ContributionKind.CASH: CASH_UNIT,
    ContributionKind.LAND: LAND_UNIT,
    ContributionKind.LABOUR: LABOUR_UNIT,
}
_VALUES: Final = {
    StatusAxis.STAGE: [int(stage) for stage in Stage],
    StatusAxis.EXECUTION: (Execution.NORMAL, *Execution),
    StatusAxis.CLEARANCE: ClearanceStatus,
    StatusAxis.SETTLEMENT: SettlementStatus,
}
MAKERS: Final[dict[str, tuple[int, Callable[[Random, Any, Land, date], LedgerEntry]]]] = {
    "completion_date": (1, _completion),
    "suspension": (1, _suspension),
    "acceptance": (1, _acceptance),
    "status_step": (1, _step),
    "progress_report": (2, _progress),
    "budget_decision": (1, _budget),
    "capital_plan": (1, _plan),
    "voucher": (2, _voucher),
    "bid_package": (1, _package),
    "contract": (1, _contract),
    "contract_addendum": (1, _addendum),
    "clearance_count": (2, _clearance),
    "clearance_difficulty": (1, _difficulty),
    "contribution": (1, _gift),
}
"""How often each ledger is drawn, and what makes its facts."""
