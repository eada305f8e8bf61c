"""Bid packages with their contracts, the contracts with their addenda, what each is worth and what was paid on it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from gis.domain.contracts import Contract, ContractAddendum, Terms, current_terms
from gis.domain.disbursement import summed
from gis.domain.ledger import LedgerEntry
from gis.domain.ratios import percent
from gis.queries.ledger_entries import Entry
from gis.queries.project_ledgers import facts
from webmap.projects.known import Known, last_day


@dataclass(frozen=True, slots=True)
class ContractLine:
    """A contract with its addenda, its terms on the day, and what was paid on it in đồng."""

    entry: Entry[Contract]
    addenda: list[Entry[ContractAddendum]]
    terms: Terms
    paid_vnd: int | None
    paid_pct: Decimal | None


@dataclass(frozen=True, slots=True)
class PackageLine:
    """A package with its contracts; `entry` None gathers the contracts without one. Savings in đồng where known."""

    entry: Entry[LedgerEntry] | None
    contracts: list[ContractLine]
    saved_vnd: int | None


@dataclass(frozen=True, slots=True)
class ContractsBlock:
    """All packages, the sums of the contracts in đồng, and the day up to which they tell something.

    `paid_vnd` was paid on contracts whose value is known: only that is held against `value_vnd`.
    """

    packages: list[PackageLine]
    value_vnd: int | None
    paid_vnd: int | None
    day: date | None

    @property
    def numbers(self) -> str:
        """The numbers of the contracts whose values are known."""
        lines = [line for package in self.packages for line in package.contracts]
        return ", ".join(
            line.entry.stated["contract_no"] for line in lines if line.terms.value_vnd is not None
        )


def contracts_block(known: Known) -> ContractsBlock:
    """Return the block as of the page's day."""
    packages, contracts = known.seen(known.ledgers.packages), known.seen(known.ledgers.contracts)
    lines = [_contract(known, entry) for entry in contracts]
    known_ids = {entry.root_id for entry in packages}
    found = [_package(entry, [line for line in lines if _of(line) == entry.root_id]) for entry in packages]
    if alone := [line for line in lines if _of(line) not in known_ids]:
        found.append(PackageLine(None, alone, None))
    addenda = [addendum for line in lines for addendum in line.addenda]
    return ContractsBlock(
        packages=found,
        value_vnd=_sum(line.terms.value_vnd for line in lines),
        paid_vnd=_sum(line.paid_vnd for line in lines if line.terms.value_vnd is not None),
        day=last_day(packages, contracts, addenda),
    )


def _of(line: ContractLine) -> int | None:
    return line.entry.fact.bid_package_id


def _contract(known: Known, entry: Entry[Contract]) -> ContractLine:
    addenda = [each for each in known.seen(known.ledgers.addenda) if each.fact.contract_id == entry.root_id]
    terms = current_terms(entry.fact, facts(addenda), as_of=known.as_of)
    vouchers = [row for row in facts(known.seen(known.ledgers.vouchers)) if row.contract_id == entry.root_id]
    paid_vnd = summed(vouchers).cash_vnd if vouchers else None
    return ContractLine(entry, addenda, terms, paid_vnd, percent(paid_vnd, terms.value_vnd))


def _package(entry: Entry[LedgerEntry], contracts: list[ContractLine]) -> PackageLine:
    """Return a package with what bidding saved: its price less the values that its contracts were signed for."""
    price, values = entry.stated["package_price_vnd"], [line.entry.fact.value_vnd for line in contracts]
    signed = [value for value in values if value is not None]
    is_known = price is not None and bool(signed) and len(signed) == len(values)
    return PackageLine(entry, contracts, price - sum(signed) if is_known else None)


def _sum(amounts: Iterable[int | None]) -> int | None:
    known = [amount for amount in amounts if amount is not None]
    return sum(known) if known else None
