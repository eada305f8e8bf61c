"""What a new fact of a project is held against: its other facts, those that wait for review among them; the rules are in *_checks."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Final, TypeVar

from gis.domain.breaches import Breach
from gis.domain.budget import BudgetDecision, budget_at
from gis.domain.clearance import ClearanceCount, last_known, latest_counts
from gis.domain.clearance_checks import check_count, check_needed
from gis.domain.completion import Acceptance, CompletionDate, accepted_on, first_date, legal_date
from gis.domain.contracts import Contract, ContractAddendum, current_terms
from gis.domain.contribution import Contribution
from gis.domain.contribution_checks import check_contribution
from gis.domain.date_checks import KnownDates, StatedDate, check_completion_date
from gis.domain.disbursement import CapitalPlan, Voucher
from gis.domain.ledger import LedgerEntry, visible
from gis.domain.ledger_codes import ReviewState
from gis.domain.progress import ProgressReport, check_report
from gis.domain.valuation import PriceItem, UnitConversion, Valuation, value_of
from gis.domain.voucher_checks import PaymentContext, check_repeated, check_voucher

Fact = TypeVar("Fact", bound=LedgerEntry)
_PENDING: Final = frozenset({ReviewState.DRAFT, ReviewState.SUBMITTED})


@dataclass(frozen=True, slots=True, kw_only=True)
class ProjectBook:
    """The facts of one project that a new one is held against, those that wait for review among them.

    Every ledger holds all versions; amounts in đồng, None where nobody stated them. `budget_vnd` is the catalogue's, which
    speaks where no decision on the total investment ever counted.
    """

    budget_vnd: int | None = None
    budgets: tuple[BudgetDecision, ...] = ()
    decision_date: date | None = None
    start_date: date | None = None
    accepted_on: date | None = None
    clearance: str | None = None
    reports: tuple[ProgressReport, ...] = ()
    vouchers: tuple[Voucher, ...] = ()
    plans: tuple[CapitalPlan, ...] = ()
    contracts: tuple[Contract, ...] = ()
    addenda: tuple[ContractAddendum, ...] = ()
    counts: tuple[ClearanceCount, ...] = ()
    dates: tuple[CompletionDate, ...] = ()
    acceptances: tuple[Acceptance, ...] = ()
    prices: tuple[PriceItem, ...] = field(default=(), repr=False)
    conversions: tuple[UnitConversion, ...] = field(default=(), repr=False)

    @property
    def began_on(self) -> date | None:
        """The day from which facts are possible: decision or start, whichever came first."""
        return min((day for day in (self.decision_date, self.start_date) if day is not None), default=None)

    def budget_on(self, day: date) -> int | None:
        """Return the total investment in force on a day."""
        return budget_at(self.budgets, as_of=day, catalogue_vnd=self.budget_vnd)


def waiting_counts(rows: Iterable[Fact]) -> tuple[Fact, ...]:
    """Return the rows with drafts and submitted ones as if they were accepted: what was typed counts for what is typed next."""
    return tuple(
        replace(row, review_state=ReviewState.ACCEPTED) if row.review_state in _PENDING else row
        for row in rows
    )


def check_progress(report: ProgressReport, *, book: ProjectBook, as_of: date) -> tuple[Breach, ...]:
    """Return the rules that a report entered on `as_of` breaks."""
    return check_report(
        report,
        as_of=as_of,
        previous=previous_report(report, book=book, as_of=as_of),
        began_on=book.began_on,
        contracted_on=min(
            (row.effective_date for row in visible(waiting_counts(book.contracts), as_of=as_of)), default=None
        ),
    )


def previous_report(report: ProgressReport, *, book: ProjectBook, as_of: date) -> ProgressReport | None:
    """Return the last report before the day of `report`, leaving out the one that it corrects."""
    return _before(report, book.reports, as_of)


def check_payment(voucher: Voucher, *, book: ProjectBook, as_of: date) -> tuple[Breach, ...]:
    """Return the rules that a voucher entered on `as_of` breaks, beside all that was paid and planned."""
    context = PaymentContext(
        plans=book.plans,
        vouchers=waiting_counts(book.vouchers),
        budget_vnd=book.budget_on(as_of),
        budget_then_vnd=book.budget_on(min(voucher.effective_date, as_of)),
        contract_vnd=_contract_vnd(voucher.contract_id, book=book, as_of=as_of),
        compensation_vnd=_compensation_vnd(book, as_of),
        decision_date=book.decision_date,
        began_on=book.began_on,
    )
    return (
        *check_voucher(voucher, context=context, as_of=as_of),
        *check_repeated(voucher, vouchers=context.vouchers, as_of=as_of),
    )


def check_land(count: ClearanceCount, *, book: ProjectBook, as_of: date) -> tuple[Breach, ...]:
    """Return the rules that a count entered on `as_of` breaks; it is compared with what was known of the commune before it."""
    previous = previous_count(count, book=book, as_of=as_of)
    return (
        *check_count(count, as_of=as_of, previous=previous, began_on=book.began_on),
        *check_needed(book.clearance),
    )


def previous_count(count: ClearanceCount, *, book: ProjectBook, as_of: date) -> ClearanceCount | None:
    """Return what was last known of the commune before the day of `count`."""
    return last_known(_all_before(count, [row for row in book.counts if row.unit_id == count.unit_id], as_of))


def check_gift(gift: Contribution, *, book: ProjectBook, as_of: date) -> tuple[Valuation, tuple[Breach, ...]]:
    """Return what a gift entered on `as_of` is worth, and what is wrong with or unusual in it."""
    valuation = value_of(gift, prices=book.prices, conversions=book.conversions)
    return valuation, check_contribution(gift, valuation=valuation, as_of=as_of, began_on=book.began_on)


def check_extension(stated: CompletionDate, *, book: ProjectBook, as_of: date) -> tuple[Breach, ...]:
    """Return the rules that a completion date entered on `as_of` breaks beside the dates decided before it."""
    others = [row for row in waiting_counts(book.dates) if row.id is None or row.id != stated.corrects_id]
    known = KnownDates(
        began_on=book.began_on,
        start_date=book.start_date,
        first_date=first_date(others, as_of=as_of),
        due_date=legal_date(
            (row for row in others if row.effective_date < stated.effective_date), as_of=as_of
        ),
        accepted_on=book.accepted_on or accepted_on(book.acceptances, as_of=as_of),
    )
    given = StatedDate(
        kind=stated.kind,
        decided_on=stated.effective_date,
        new_date=stated.new_date,
        decision_no=stated.decision_no,
        cause=stated.cause,
        is_objective=stated.is_objective,
    )
    return check_completion_date(given, known=known, as_of=as_of)


def _before(row: Fact, rows: Iterable[Fact], as_of: date) -> Fact | None:
    found = _all_before(row, rows, as_of)
    return found[-1] if found else None


def _all_before(row: Fact, rows: Iterable[Fact], as_of: date) -> list[Fact]:
    others = (other for other in waiting_counts(rows) if other.id is None or other.id != row.corrects_id)
    return [other for other in visible(others, as_of=as_of) if other.effective_date < row.effective_date]


def _contract_vnd(contract_id: int | None, *, book: ProjectBook, as_of: date) -> int | None:
    """Return the present value of a contract; payments and addenda name it as it was first written."""
    corrected = {row.id: row.corrects_id for row in book.contracts}
    of_contract = [row for row in book.addenda if row.contract_id == contract_id]
    signed = [
        row
        for row in visible(book.contracts, as_of=as_of)
        if contract_id is not None and _first_written(row.id, corrected) == contract_id
    ]
    return current_terms(signed[0], of_contract, as_of=as_of).value_vnd if signed else None


def _first_written(row_id: int | None, corrected: Mapping[int | None, int | None]) -> int | None:
    while (older := corrected.get(row_id)) is not None:
        row_id = older
    return row_id


def _compensation_vnd(book: ProjectBook, as_of: date) -> int | None:
    """Return what each commune last stated of what was approved for compensation, together."""
    last = latest_counts(waiting_counts(book.counts), as_of=as_of)
    return _sum(row.compensation_approved_vnd for row in last)


def _sum(amounts: Iterable[int | None]) -> int | None:
    known = [amount for amount in amounts if amount is not None]
    return sum(known) if known else None
