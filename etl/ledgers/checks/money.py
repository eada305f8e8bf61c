"""Plans, vouchers and contracts against windows and ceilings; what a project was paid is summed from row to row."""

from dataclasses import replace
from datetime import date
from typing import Any

from etl.ledgers.checks.budget import decision_of
from etl.ledgers.checks.setting import Setting, began_on
from etl.ledgers.checks.told import tell
from etl.ledgers.checks.vouchers import contract_key, voucher_of
from etl.ledgers.settling import Entry
from gis.domain.budget import budget_at
from gis.domain.disbursement import CapitalPlan, Voucher
from gis.domain.entry_checks import check_day, check_plan_day
from gis.domain.ledger_codes import CapitalPlanKind, PlanLevel
from gis.domain.voucher_checks import PaymentContext, check_voucher


class PaymentBook:
    """What one project was assigned and paid, with the vouchers up to the row at hand joined into a few sums.

    Rows come in the order of their days, so that a sum stands for all of its vouchers at every rule.
    """

    def __init__(self, entry: Entry, setting: Setting) -> None:
        project = entry.row.project
        self._budget_vnd = int(project.budget_vnd) if project and project.budget_vnd is not None else None
        self._budgets = tuple(map(decision_of, setting.facts("budget_decision", entry)))
        self._as_of = setting.as_of
        self._decision_date = project.decision_date if project else None
        self._began_on = began_on(entry)
        self._plans = tuple(_plan(values) for values in setting.facts("capital_plan", entry))
        self._contracts = _contract_values(entry, setting)
        self._compensation_vnd = _compensation(setting.facts("clearance_count", entry))
        self._sums: dict[tuple[Any, ...], Voucher] = {}
        self._later = sorted(
            (voucher_of(values) for values in setting.facts("voucher", entry)),
            key=lambda row: row.effective_date,
        )

    def context(self, voucher: Voucher, corrected: Voucher | None = None) -> PaymentContext:
        """Return what the voucher is held against, the row that it corrects among it."""
        while self._later and self._later[0].effective_date <= voucher.effective_date:
            self.add(self._later.pop(0))
        return PaymentContext(
            plans=self._plans,
            vouchers=(*self._sums.values(), *self._later, *(() if corrected is None else (corrected,))),
            budget_vnd=self._budget_on(self._as_of),
            budget_then_vnd=self._budget_on(min(voucher.effective_date, self._as_of)),
            contract_vnd=self._contracts.get(voucher.contract_id),
            compensation_vnd=self._compensation_vnd,
            decision_date=self._decision_date,
            began_on=self._began_on,
        )

    def _budget_on(self, day: date) -> int | None:
        return budget_at(self._budgets, as_of=day, catalogue_vnd=self._budget_vnd)

    def add(self, voucher: Voucher) -> None:
        """Let a voucher count for the rows after it."""
        key = (
            voucher.plan_year,
            voucher.is_carried_over,
            voucher.kind,
            voucher.contract_id,
            voucher.is_compensation,
        )
        known = self._sums.get(key)
        self._sums[key] = voucher if known is None else _joined(known, voucher)


def check_payment(entry: Entry, setting: Setting) -> None:
    """Hold a voucher against the project's plans, contracts, budget, and all that was paid before it."""
    place = entry.row.project_id
    book = setting.kept.get(place)
    if book is None:
        book = setting.kept[place] = PaymentBook(entry, setting)
    voucher, corrected = voucher_of(entry.values), None
    if entry.stored_fact is not None and entry.chain is not None:
        corrected = replace(voucher_of(entry.chain.values), id=entry.chain.root_id)
        voucher = replace(voucher, corrects_id=corrected.id)
    tell(entry, check_voucher(voucher, context=book.context(voucher, corrected), as_of=setting.as_of))
    if not entry.row.is_wrong:
        book.add(replace(voucher, corrects_id=None) if corrected is not None else voucher)
    elif entry.stored_fact is not None:
        book.add(voucher_of(entry.stored_fact.values))


def check_plan(entry: Entry, setting: Setting) -> None:
    """Hold the day of a plan against today, and the investment decision or, where none is known, the start."""
    decided_on = entry.row.project.decision_date if entry.row.project else None
    day = entry.values["effective_date"]
    found = check_plan_day(day, as_of=setting.as_of, decision_date=decided_on, began_on=began_on(entry))
    tell(entry, found)


def check_dated(entry: Entry, setting: Setting) -> None:
    """Hold the day of a package, contract or addendum against today and the project's beginning."""
    day = entry.values["effective_date"]
    tell(entry, check_day(day, as_of=setting.as_of, began_on=began_on(entry)))


def _joined(known: Voucher, voucher: Voucher) -> Voucher:
    return Voucher(
        effective_date=max(known.effective_date, voucher.effective_date),
        plan_year=known.plan_year,
        kind=known.kind,
        amount_vnd=known.amount_vnd + voucher.amount_vnd,
        is_carried_over=known.is_carried_over,
        is_compensation=known.is_compensation,
        contract_id=known.contract_id,
    )


def _plan(values: dict[str, Any]) -> CapitalPlan:
    return CapitalPlan(
        effective_date=values["effective_date"],
        fiscal_year=values["fiscal_year"],
        kind=CapitalPlanKind(values["kind"]),
        amount_vnd=int(values["amount_vnd"]),
        level=PlanLevel(values["level"]),
        source_id=values.get("source_id"),
    )


def _contract_values(entry: Entry, setting: Setting) -> dict[int | None, int | None]:
    """Return the value of each contract with its last addendum, by the id that vouchers carry."""
    found: dict[int | None, int | None] = {}
    numbered = setting.stock.ledger("contract")
    for values in setting.facts("contract", entry):
        contract = numbered.by_number(entry.row.project_id, values["contract_no"])
        found[contract_key(contract)] = None if values.get("value_vnd") is None else int(values["value_vnd"])
    addenda = sorted(setting.facts("contract_addendum", entry), key=lambda values: values["effective_date"])
    for values in addenda:
        if values.get("new_value_vnd") is not None:
            found[contract_key(values["contract_id"])] = int(values["new_value_vnd"])
    return found


def _compensation(counts: list[dict[str, Any]]) -> int | None:
    """Return what the last count of each commune says was approved for compensation."""
    last: dict[int, tuple[date, int]] = {}
    for values in counts:
        approved, unit_id, day = (
            values.get("compensation_approved_vnd"),
            values["unit_id"],
            values["effective_date"],
        )
        if approved is not None and (unit_id not in last or day >= last[unit_id][0]):
            last[unit_id] = day, int(approved)
    return sum(amount for _, amount in last.values()) if last else None
