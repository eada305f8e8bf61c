"""The rows of dates, contracts, works and money as tuples in the order of their columns."""

from datetime import date
from typing import Any, NamedTuple


class DocumentRow(NamedTuple):
    """A paper that a fact rests on."""

    id: int
    project_id: int
    kind: str
    number: str
    title: str
    issued_on: date
    issuer: str


class StepRow(NamedTuple):
    """A move of a status axis."""

    project_id: int
    effective_date: date
    axis: str
    value: str
    document_id: int | None = None


class CompletionRow(NamedTuple):
    """The first completion date, the contract's end or an extension."""

    project_id: int
    effective_date: date
    kind: str
    new_date: date
    precision: str = "day"
    decision_no: str | None = None
    decided_by: str | None = None
    cause: str | None = None
    is_objective: bool | None = None
    responsible_unit_id: int | None = None
    cure_document_no: str | None = None
    document_id: int | None = None
    corrects_id: int | None = None
    note: str | None = None


class SuspensionRow(NamedTuple):
    """A stop of the works."""

    project_id: int
    effective_date: date
    resumed_on: date | None
    decision_no: str
    decision_date: date
    note: str
    document_id: int | None = None


class AcceptanceRow(NamedTuple):
    """Minutes of acceptance or handover."""

    project_id: int
    effective_date: date
    kind: str
    minutes_no: str
    document_id: int | None = None


class BudgetRow(NamedTuple):
    """A decision on the total investment."""

    project_id: int
    effective_date: date
    kind: str
    amount_vnd: int
    decision_no: str | None = None
    decided_by: str | None = None
    reason: str | None = None
    document_id: int | None = None


class PackageRow(NamedTuple):
    """A bid package."""

    id: int
    project_id: int
    effective_date: date
    package_no: str
    name: str
    package_price_vnd: int
    selection_form: str
    document_id: int | None = None


class ContractRow(NamedTuple):
    """A contract of a package."""

    id: int
    project_id: int
    effective_date: date
    bid_package_id: int
    contractor_id: int | None
    contract_no: str
    value_vnd: int
    start_date: date | None
    end_date: date | None
    document_id: int | None = None


class AddendumRow(NamedTuple):
    """A change of a contract."""

    project_id: int
    effective_date: date
    contract_id: int
    addendum_no: str
    new_value_vnd: int | None
    new_end_date: date | None
    reason: str
    document_id: int | None = None


class ProgressRow(NamedTuple):
    """A report of works; percent as text of two decimals, so that nothing is rounded twice."""

    project_id: int
    effective_date: date
    physical_progress_pct: str
    planned_progress_pct: str | None
    delay_cause: str | None = None
    difficulty: str | None = None
    next_step: str | None = None
    note: str | None = None
    document_id: int | None = None


class PlanRow(NamedTuple):
    """A decision on the plan of a year."""

    project_id: int
    effective_date: date
    fiscal_year: int
    kind: str
    source_id: int
    amount_vnd: int
    decision_no: str
    note: str | None = None
    document_id: int | None = None


class VoucherRow(NamedTuple):
    """A line of a payment."""

    project_id: int
    effective_date: date
    plan_year: int
    is_carried_over: bool
    kind: str
    is_compensation: bool
    source_id: int
    contract_id: int | None
    amount_vnd: int
    volume_accepted_on: date | None
    voucher_no: str
    note: str | None = None
    document_id: int | None = None


class SourceRow(NamedTuple):
    """A source that takes over from one that has ended."""

    project_id: int
    source_id: int


Row = tuple[Any, ...]
