"""One fact of each ledger with all that follows from it, each committed by itself as people commit it."""

import random
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Final, NamedTuple

from sqlalchemy import text
from sqlalchemy.orm import Session

from gis.domain.ledger_codes import (
    AcceptanceKind,
    BudgetKind,
    CapitalPlanKind,
    CompletionDateKind,
    ContributionKind,
    DonorKind,
    VoucherKind,
)
from gis.domain.lifecycle import SettlementStatus, StatusAxis
from gis.models import (
    LEDGERS,
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
from gis.operations import ledger
from gis.operations.audit import Actor

ACTOR: Final = Actor("bench")
WARMING: Final = 100
TIMES: Final = 200
MOST_A_COMMUNE: Final = 60


class Place(NamedTuple):
    """A project in one of its communes."""

    project_id: int
    unit_id: int


Values = Callable[[Place, date], dict[str, Any]]
VALUES: Final[dict[type[LedgerEntry], Values]] = {
    StatusStep: lambda _, __: {"axis": StatusAxis.SETTLEMENT, "value": SettlementStatus.SUBMITTED},
    CompletionDate: lambda _, day: {
        "kind": CompletionDateKind.EXTENSION,
        "new_date": day + timedelta(days=200),
    },
    Suspension: lambda _, day: {"resumed_on": day},
    Acceptance: lambda _, __: {"kind": AcceptanceKind.FINAL},
    ProgressReport: lambda _, __: {"physical_progress_pct": Decimal(97)},
    BudgetDecision: lambda _, __: {"kind": BudgetKind.ADJUSTMENT, "amount_vnd": Decimal(7_654_321_000)},
    CapitalPlan: lambda _, day: {
        "fiscal_year": day.year,
        "kind": CapitalPlanKind.SUPPLEMENT,
        "amount_vnd": Decimal(1_000_000),
    },
    Voucher: lambda _, day: {
        "plan_year": day.year,
        "kind": VoucherKind.COMPLETED_VOLUME,
        "amount_vnd": Decimal(1_234_567),
    },
    BidPackage: lambda _, __: {"package_no": "XL-01", "name": "Thi công"},
    Contract: lambda _, __: {"contract_no": "12/HĐ-XD", "value_vnd": Decimal(4_400_000_000)},
    ClearanceCount: lambda place, _: {
        "unit_id": place.unit_id,
        "area_total_m2": Decimal(10_000),
        "area_handed_over_m2": Decimal(5_000),
        "household_total_count": 20,
        "household_handed_over_count": 10,
    },
    ClearanceDifficulty: lambda place, _: {
        "unit_id": place.unit_id,
        "kind": "Đơn giá",
        "description": "7 hộ chưa thống nhất",
    },
    Contribution: lambda place, _: {
        "unit_id": place.unit_id,
        "kind": ContributionKind.LAND,
        "quantity": Decimal(640),
        "quantity_unit": "m²",
        "value_vnd": Decimal(76_800_000),
        "donor_kind": DonorKind.HOUSEHOLD,
    },
}
"""What a fact of each ledger says; an addendum belongs to a contract and is written after one."""


def measure(session: Session, *, as_of: date) -> Iterator[tuple[str, list[float]]]:
    """Yield each ledger's table and where its projects lie, with the seconds of single facts; leaves them written."""
    places = {"commune by commune": _by_commune(session), "anywhere": _anywhere(session)}
    for kind in LEDGERS:
        for where, chosen in places.items():
            seconds = [_timed(session, kind, place, as_of) for place in chosen]
            yield f"one {kind.__tablename__}, {where}", seconds[WARMING:] or seconds


def _timed(session: Session, kind: type[LedgerEntry], place: Place, as_of: date) -> float:
    day = as_of - timedelta(days=1)
    if kind is ContractAddendum:
        contract = _append(session, Contract, place, VALUES[Contract](place, day), as_of)
        values = {"contract_id": contract.id, "addendum_no": "PL01", "new_value_vnd": Decimal(4_500_000_000)}
    else:
        values = VALUES[kind](place, day)
    started = time.perf_counter()
    _append(session, kind, place, values, as_of)
    return time.perf_counter() - started


def _append(
    session: Session, kind: type[LedgerEntry], place: Place, values: dict[str, Any], as_of: date
) -> LedgerEntry:
    head = {"project_id": place.project_id, "effective_date": as_of - timedelta(days=1)}
    row = ledger.append(session, kind, head | values, ACTOR, as_of=as_of)
    session.commit()
    return row


def _anywhere(session: Session) -> list[Place]:
    """Return projects of the whole country in no order: hardly two share a page of the database."""
    known = session.execute(
        text("SELECT project_id, min(unit_id) FROM project_share GROUP BY 1 ORDER BY 1")
    ).all()
    return [Place(*row) for row in random.Random(1).choices(known, k=WARMING + TIMES)]


def _by_commune(session: Session) -> list[Place]:
    """Return projects as communes write their month down: one commune's, then the next one's."""
    communes: Sequence[int] = session.scalars(
        text("SELECT DISTINCT unit_id FROM project_share ORDER BY unit_id")
    ).all()
    own = text(
        "SELECT project_id, unit_id FROM project_share WHERE unit_id = :unit ORDER BY project_id LIMIT :most"
    )
    found: list[Place] = []
    for unit_id in random.Random(1).sample(communes, len(communes)):
        if len(found) < WARMING + TIMES:
            found += [Place(*row) for row in session.execute(own, {"unit": unit_id, "most": MOST_A_COMMUNE})]
    return found[: WARMING + TIMES]
