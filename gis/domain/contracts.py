"""Contracts and their addenda: what a contract is worth and when it ends on a day."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from gis.domain.ledger import LedgerEntry, visible


@dataclass(frozen=True, slots=True, kw_only=True)
class Contract(LedgerEntry):
    """A contract signed on `effective_date`, in đồng; None where its papers do not say."""

    contract_no: str
    bid_package_id: int | None = None
    contractor_id: int | None = None
    value_vnd: int | None = None
    start_date: date | None = None
    end_date: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ContractAddendum(LedgerEntry):
    """A change of a contract signed on `effective_date`; None leaves value or end as they were."""

    contract_id: int
    addendum_no: str
    new_value_vnd: int | None = None
    new_end_date: date | None = None
    reason: str | None = None


class Terms(NamedTuple):
    """What a contract is worth in đồng and when it ends, addenda included."""

    value_vnd: int | None
    end_date: date | None


def current_terms(contract: Contract, addenda: Iterable[ContractAddendum], *, as_of: date) -> Terms:
    """Return the terms on `as_of`: value and end each of the last addendum to the contract that names one."""
    value_vnd, end_date = contract.value_vnd, contract.end_date
    for row in visible(addenda, as_of=as_of):
        value_vnd = value_vnd if row.new_value_vnd is None else row.new_value_vnd
        end_date = row.new_end_date or end_date
    return Terms(value_vnd, end_date)
