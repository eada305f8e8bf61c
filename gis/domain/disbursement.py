"""Plans and payments of public capital: the plan in force, cash paid, and advances still out."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from gis.domain.ledger import LedgerEntry, visible
from gis.domain.ledger_codes import CapitalPlanKind, PlanLevel, VoucherKind


@dataclass(frozen=True, slots=True, kw_only=True)
class CapitalPlan(LedgerEntry):
    """One decision of `effective_date` on the plan of a fiscal year; a decrease is a positive amount in đồng.

    What is carried over stays under the fiscal year whose plan it was part of.
    """

    fiscal_year: int
    kind: CapitalPlanKind
    amount_vnd: int
    level: PlanLevel = PlanLevel.DETAILED
    source_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Voucher(LedgerEntry):
    """One line of a payment of `effective_date` in đồng; a payment that recovers an advance is two lines.

    `plan_year` is the fiscal year of the plan that pays, `is_carried_over` says that it does so from the part which was
    carried over into the next year. `volume_accepted_on` is the day of the minutes of the volume paid for.
    """

    plan_year: int
    kind: VoucherKind
    amount_vnd: int
    is_carried_over: bool = False
    is_compensation: bool = False
    source_id: int | None = None
    contract_id: int | None = None
    volume_accepted_on: date | None = None


class PlanKey(NamedTuple):
    """A pot of money: the year of the plan, whether it is the part carried over, and the source."""

    plan_year: int
    is_carried_over: bool
    source_id: int | None

    @property
    def spent_in(self) -> int:
        """The fiscal year in which the pot is paid from."""
        return self.plan_year + self.is_carried_over


@dataclass(frozen=True, slots=True, kw_only=True)
class Payments:
    """What vouchers add up to in đồng; volume and advances are never summed, only cash is."""

    advance_vnd: int = 0
    volume_vnd: int = 0
    recovery_vnd: int = 0

    @property
    def cash_vnd(self) -> int:
        """Money disbursed: advances and completed volume less what recovered an advance."""
        return self.advance_vnd + self.volume_vnd - self.recovery_vnd

    @property
    def advance_balance_vnd(self) -> int:
        """Advances not recovered yet; below 0 where more was recovered than advanced."""
        return self.advance_vnd - self.recovery_vnd


def current_plans(
    plans: Iterable[CapitalPlan], *, as_of: date, level: PlanLevel = PlanLevel.DETAILED
) -> dict[PlanKey, int]:
    """Return the plan in force on `as_of` in đồng: the sum of its decisions, each pot of one level apart.

    Levels assign the same money again and are never added up. Only pots with a decision are in the result.
    """
    found: dict[PlanKey, int] = {}
    for row in visible(plans, as_of=as_of):
        if row.level is level:
            key = PlanKey(row.fiscal_year, row.kind is CapitalPlanKind.CARRIED_OVER, row.source_id)
            sign = -1 if row.kind is CapitalPlanKind.DECREASE else 1
            found[key] = found.get(key, 0) + sign * row.amount_vnd
    return found


def plan_of(
    plans: Iterable[CapitalPlan], *, plan_year: int, is_carried_over: bool, as_of: date
) -> int | None:
    """Return the plan of a year in đồng, all sources together; None where nothing was assigned."""
    pot = PlanKey(plan_year, is_carried_over, None)
    assigned = current_plans(plans, as_of=as_of)
    amounts = [amount for key, amount in assigned.items() if key._replace(source_id=None) == pot]
    return sum(amounts) if amounts else None


def payments(vouchers: Iterable[Voucher], *, as_of: date) -> dict[PlanKey, Payments]:
    """Return what was paid by `as_of` from each pot; only pots with a voucher are in the result."""
    rows: dict[PlanKey, list[Voucher]] = {}
    for row in visible(vouchers, as_of=as_of):
        rows.setdefault(PlanKey(row.plan_year, row.is_carried_over, row.source_id), []).append(row)
    return {key: summed(each) for key, each in rows.items()}


def summed(rows: Iterable[Voucher]) -> Payments:
    """Return the sums of vouchers by kind, all of them."""
    by_kind = dict.fromkeys(VoucherKind, 0)
    for row in rows:
        by_kind[row.kind] += row.amount_vnd
    return Payments(
        advance_vnd=by_kind[VoucherKind.ADVANCE],
        volume_vnd=by_kind[VoucherKind.COMPLETED_VOLUME],
        recovery_vnd=by_kind[VoucherKind.RECOVERY],
    )


def advance_balance(vouchers: Iterable[Voucher], *, as_of: date) -> int | None:
    """Return advances not recovered by `as_of` in đồng; None where nothing was ever advanced or recovered."""
    rows = [row for row in visible(vouchers, as_of=as_of) if row.kind is not VoucherKind.COMPLETED_VOLUME]
    return summed(rows).advance_balance_vnd if rows else None


def advance_balances(vouchers: Iterable[Voucher], *, as_of: date) -> dict[int, int]:
    """Return advances not recovered by `as_of` by the year of the plan that advanced them.

    A recovery pays back the oldest advance first. What recovers more than is out stands below 0 in its own year.
    """
    rows = visible(vouchers, as_of=as_of)
    owed = summed(rows).recovery_vnd
    balances: dict[int, int] = {}
    for row in rows:
        if row.kind is VoucherKind.ADVANCE:
            repaid = min(owed, row.amount_vnd)
            owed -= repaid
            balances[row.plan_year] = balances.get(row.plan_year, 0) + row.amount_vnd - repaid
    if owed:
        last_year = [row.plan_year for row in rows if row.kind is VoucherKind.RECOVERY][-1]
        balances[last_year] = balances.get(last_year, 0) - owed
    return balances
