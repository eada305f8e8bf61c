"""Random histories of projects in old and new communes: facts, corrections and withdrawals, from one seed."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from gis.domain.ledger_codes import (
    AcceptanceKind,
    CapitalPlanKind,
    CompletionDateKind,
    ContributionKind,
    DonorKind,
    PlanLevel,
    ReviewState,
    VoucherKind,
)
from gis.domain.units import UnitLevel
from gis.models import (
    Acceptance,
    CapitalPlan,
    ClearanceCount,
    CompletionDate,
    Contribution,
    LedgerEntry,
    ProgressReport,
    ProjectShare,
    Suspension,
    Voucher,
)
from gis.operations import shares
from tests.factories import (
    NewUnitFactory,
    OldUnitFactory,
    ProjectFactory,
    ProjectLocationFactory,
    UnitFactory,
    UnitPartFactory,
    UnitSuccessionFactory,
    square,
)
from tests.factories.units import REORGANISED_ON

FIRST_DAY = date(2024, 1, 10)
WRITTEN_FROM = date(2026, 5, 26)
"""From here to `LAST_DAY` the facts are written; none is dated later than the day it is written on."""
LAST_DAY = date(2026, 6, 20)
_STATES = (ReviewState.ACCEPTED,) * 8 + (ReviewState.SUBMITTED, ReviewState.DRAFT, ReviewState.RETURNED)


@dataclass
class Land:
    """Six old communes in a row, of one district, that became two new ones, three each."""

    district: Any
    old: list[Any] = field(default_factory=list)
    new: list[Any] = field(default_factory=list)

    places: dict[int, list[int]] = field(default_factory=dict)
    """Ids of the communes, old and new, that each project lies in."""

    def of(self, project: Any, day: date) -> list[int]:
        """Return the ids of the communes of a day that the project lies in."""
        valid = {unit.id for unit in (self.new if day >= REORGANISED_ON else self.old)}
        return [unit_id for unit_id in self.places[project.id] if unit_id in valid]


def land() -> Land:
    """Save the communes, their pieces and successions."""
    made = Land(UnitFactory(level=UnitLevel.DISTRICT, kind="district", valid_to=OldUnitFactory.valid_to))
    for place in range(6):
        geom = square(107.0 + place / 10, 12.0)
        made.old.append(OldUnitFactory(geom=geom, parent_id=made.district.id))
        UnitPartFactory(unit_id=made.old[-1].id, geom=_polygon(107.0 + place / 10, 0.1))
    for place in range(2):
        west = 107.0 + 3 * place / 10
        made.new.append(NewUnitFactory(geom=None))
        UnitPartFactory(unit_id=made.new[-1].id, geom=_polygon(west, 0.3))
        for old in made.old[3 * place : 3 * place + 3]:
            UnitSuccessionFactory(old_id=old.id, new_id=made.new[-1].id)
    return made


def _polygon(west: float, width: float) -> str:
    east = west + width
    return (
        f"SRID=4326;POLYGON(({west:.6f} 12, {east:.6f} 12, {east:.6f} 12.1, {west:.6f} 12.1, {west:.6f} 12))"
    )


def projects(session: Session, random: Random, ground: Land, count: int) -> list[Any]:
    """Save roads across the communes and compute their shares."""
    made = []
    for _ in range(count):
        start = FIRST_DAY + timedelta(days=random.randrange(200))
        project = ProjectFactory(
            sector_id=random.choice((1, 2, None)),
            decision_date=start,
            start_date=start + timedelta(days=30),
            first_completion_date=None,
            approved_completion_date=None,
            stage=None,
        )
        west = 107.0 + random.random() * 0.4
        east = west + random.choice((0.02, 0.1, 0.25)) * random.random() + 0.001
        ProjectLocationFactory(
            project_id=project.id, geom=f"SRID=4326;MULTILINESTRING(({west:.6f} 12.05, {east:.6f} 12.06))"
        )
        made.append(project)
    session.flush()
    shares.recompute(session, [project.id for project in made])
    for share in session.scalars(select(ProjectShare).order_by(ProjectShare.unit_id)):
        ground.places.setdefault(share.project_id, []).append(share.unit_id)
    return made


def fact(random: Random, project: Any, ground: Land) -> LedgerEntry:
    """Return one new fact of the project, not saved."""
    day = _day(random, project.start_date)
    made = random.choice(_MAKERS)(random, project, ground, day)
    made.review_state = random.choice(_STATES)
    return made


def correction(random: Random, row: LedgerEntry, ground: Land, project: Any) -> LedgerEntry:
    """Return a row that takes the place of `row` or takes it back, counted from a day of its own."""
    for _ in range(500):
        made = fact(random, project, ground)
        if type(made) is type(row):
            break
    else:
        raise AssertionError("no fact of that kind was drawn")
    made.corrects_id = row.id
    made.is_withdrawn = random.random() < 0.3
    made.counted_from = random.choice((None, row.effective_date, _day(random, row.effective_date)))
    return made


def _day(random: Random, since: date) -> date:
    return since + timedelta(days=random.randrange((WRITTEN_FROM - since).days))


def _completion(random: Random, project: Any, ground: Land, day: date) -> LedgerEntry:
    kind = random.choice(list(CompletionDateKind))
    new_date = day + timedelta(days=random.randrange(-60, 400))
    return CompletionDate(project_id=project.id, effective_date=day, kind=kind, new_date=new_date)


def _suspension(random: Random, project: Any, ground: Land, day: date) -> LedgerEntry:
    until = random.choice((None, day + timedelta(days=random.randrange(120))))
    return Suspension(project_id=project.id, effective_date=day, resumed_on=until)


def _acceptance(random: Random, project: Any, ground: Land, day: date) -> LedgerEntry:
    return Acceptance(project_id=project.id, effective_date=day, kind=random.choice(list(AcceptanceKind)))


def _progress(random: Random, project: Any, ground: Land, day: date) -> LedgerEntry:
    planned = random.choice((None, Decimal(random.randrange(10_001)) / 100))
    works = Decimal(random.randrange(10_001)) / 100
    return ProgressReport(
        project_id=project.id,
        effective_date=day,
        physical_progress_pct=works,
        planned_progress_pct=planned,
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
    )


def _clearance(random: Random, project: Any, ground: Land, day: date) -> LedgerEntry:
    area, length, households = random.randrange(10**6), random.randrange(10**6), random.randrange(200)
    return ClearanceCount(
        project_id=project.id,
        effective_date=day,
        unit_id=random.choice(ground.of(project, day)),
        area_total_m2=Decimal(area) / 100,
        area_handed_over_m2=Decimal(random.randrange(area + 1)) / 100,
        length_total_m=Decimal(length) / 100,
        length_handed_over_m=random.choice((None, Decimal(random.randrange(length + 1)) / 100)),
        household_total_count=households,
        household_handed_over_count=random.choice((None, random.randrange(households + 1))),
    )


def _gift(random: Random, project: Any, ground: Land, day: date) -> LedgerEntry:
    return Contribution(
        project_id=random.choice((project.id, None)),
        effective_date=day,
        unit_id=random.choice(ground.of(project, day)),
        kind=random.choice(list(ContributionKind)),
        quantity=Decimal(1 + random.randrange(10**6)) / 100,
        quantity_unit="m2",
        value_vnd=random.choice((None, Decimal(random.randrange(10**9)))),
        donor_kind=DonorKind.HOUSEHOLD,
        household_count=random.choice((None, random.randrange(50))),
    )


_MAKERS = (
    _completion,
    _suspension,
    _acceptance,
    _progress,
    _progress,
    _plan,
    _voucher,
    _voucher,
    _clearance,
    _clearance,
    _gift,
)
