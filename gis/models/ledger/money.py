"""Money: total investment, yearly capital plans, vouchers, and the State Treasury's lists they are held against."""

from datetime import date

from sqlalchemy import CheckConstraint, Date, ForeignKey, SmallInteger, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from gis.database import Base
from gis.domain.ledger_codes import BudgetKind, CapitalPlanKind, PlanLevel, ReconciliationState, VoucherKind
from gis.models.columns import BigKey, Label, RecordedAt, Vnd, coded
from gis.models.ledger.entry import LedgerEntry, rules


class BudgetDecision(LedgerEntry, Base):
    """A total investment approved or adjusted by a decision; `effective_date` is its day, from which it holds.

    A decision whose day nobody knows stands under `gis.domain.budget.UNKNOWN_DAY`.
    """

    __tablename__ = "budget_decision"
    __table_args__ = rules(CheckConstraint("amount_vnd > 0", name="amount"))

    kind: Mapped[BudgetKind] = mapped_column(coded(BudgetKind, "kind"))
    amount_vnd: Mapped[Vnd]
    decision_no: Mapped[str | None] = mapped_column(Text)
    decided_by: Mapped[str | None] = mapped_column(Text)
    reason: Mapped[str | None] = mapped_column(Text)


class CapitalPlan(LedgerEntry, Base):
    """One decision on the plan of a fiscal year; `effective_date` is its day, a decrease is a positive amount."""

    __tablename__ = "capital_plan"
    __table_args__ = rules(CheckConstraint("amount_vnd >= 0", name="amount"))

    fiscal_year: Mapped[int] = mapped_column(SmallInteger)
    kind: Mapped[CapitalPlanKind] = mapped_column(coded(CapitalPlanKind, "kind"))
    level: Mapped[PlanLevel] = mapped_column(coded(PlanLevel, "level"), server_default="detailed")
    source_id: Mapped[int | None] = mapped_column(ForeignKey("capital_source.id"))
    amount_vnd: Mapped[Vnd]
    decision_no: Mapped[str | None] = mapped_column(Text)


class Voucher(LedgerEntry, Base):
    """One line of a payment voucher; `effective_date` is the day of payment.

    A payment for completed volume that recovers an advance is two lines: the volume and the recovery.
    """

    __tablename__ = "voucher"
    __table_args__ = rules(CheckConstraint("amount_vnd > 0", name="amount"))

    plan_year: Mapped[int] = mapped_column(SmallInteger)
    """The fiscal year of the plan that pays; stated, never inferred from the day."""
    is_carried_over: Mapped[bool] = mapped_column(server_default="false")
    """Paid from the part of `plan_year` that a decision carried over into the next year."""
    kind: Mapped[VoucherKind] = mapped_column(coded(VoucherKind, "kind"))
    is_compensation: Mapped[bool] = mapped_column(server_default="false")
    source_id: Mapped[int | None] = mapped_column(ForeignKey("capital_source.id"))
    contract_id: Mapped[int | None] = mapped_column(ForeignKey("contract.id"))
    amount_vnd: Mapped[Vnd]
    volume_accepted_on: Mapped[date | None] = mapped_column(Date)
    voucher_no: Mapped[str | None] = mapped_column(Text)


class TreasuryStatement(Base):
    """A list of payments from the State Treasury, as handed over."""

    __tablename__ = "treasury_statement"

    id: Mapped[BigKey]
    import_batch_id: Mapped[int | None] = mapped_column(ForeignKey("import_batch.id"), index=True)
    first_day: Mapped[date] = mapped_column(Date)
    last_day: Mapped[date] = mapped_column(Date)
    recorded_at: Mapped[RecordedAt]


class TreasuryLine(Base):
    """A payment in the Treasury's list and the voucher it was matched to."""

    __tablename__ = "treasury_line"
    __table_args__ = (UniqueConstraint("statement_id", "position"),)

    id: Mapped[BigKey]
    statement_id: Mapped[int] = mapped_column(ForeignKey("treasury_statement.id"))
    position: Mapped[int]
    project_id: Mapped[int | None] = mapped_column(ForeignKey("project.id"), index=True)
    budget_code: Mapped[Label]
    paid_date: Mapped[date] = mapped_column(Date)
    plan_year: Mapped[int | None] = mapped_column(SmallInteger)
    kind: Mapped[VoucherKind] = mapped_column(coded(VoucherKind, "kind"))
    amount_vnd: Mapped[Vnd]
    voucher_no: Mapped[str | None] = mapped_column(Text)
    voucher_id: Mapped[int | None] = mapped_column(ForeignKey("voucher.id"), index=True)
    state: Mapped[ReconciliationState] = mapped_column(coded(ReconciliationState, "state"))
