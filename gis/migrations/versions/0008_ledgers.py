"""ledgers: dated facts that are appended and corrected by newer rows, and the summaries computed from them"""

import sqlalchemy as sa
from alembic import op
from geoalchemy2 import Geometry
from sqlalchemy.dialects import postgresql

revision = "0008"
down_revision = "0006"
branch_labels = None
depends_on = None

LEDGERS = (
    "acceptance",
    "bid_package",
    "capital_plan",
    "clearance_count",
    "clearance_difficulty",
    "completion_date",
    "contribution",
    "progress_report",
    "suspension",
    "contract",
    "contract_addendum",
    "voucher",
)

COUNTED = (
    "sector_id",
    "stage",
    "execution",
    "approved_completion_date",
    "acceptance_date",
    "is_behind",
    "owner_id",
    "first_year",
    "last_year",
    "is_located",
    "budget_vnd",
)

GUARD = """
CREATE TRIGGER {table}_no_removal BEFORE DELETE OR TRUNCATE ON {table}
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER {table}_only_reviewed BEFORE UPDATE ON {table}
    FOR EACH ROW WHEN (to_jsonb(OLD) - 'review_state' IS DISTINCT FROM to_jsonb(NEW) - 'review_state')
    EXECUTE FUNCTION refuse_change();
"""

STEPS = """
DROP TRIGGER status_step_append_only ON status_step;
DROP TRIGGER status_step_no_truncate ON status_step;
"""
STEPS_BACK = """
CREATE TRIGGER status_step_append_only BEFORE UPDATE OR DELETE ON status_step
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER status_step_no_truncate BEFORE TRUNCATE ON status_step
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
"""

# What the columns of the project said becomes the first rows of the ledgers that they are derived from now.
FILL = r"""
INSERT INTO completion_date (project_id, effective_date, kind, new_date, precision, decision_no, entry_key)
SELECT id, least(decision_date, start_date, first_date), 'first', first_date,
       CASE WHEN first_completion_date IS NULL THEN 'day' ELSE coalesce(first_completion_precision, 'day') END,
       decision_no, concat('project', '/', id, '/', 'first')
FROM project CROSS JOIN LATERAL (VALUES (coalesce(first_completion_date, approved_completion_date))) AS given(first_date)
WHERE first_date IS NOT NULL;
INSERT INTO completion_date (project_id, effective_date, kind, new_date, entry_key)
SELECT id, least(approved_completion_date, created_at::date), 'extension', approved_completion_date,
       concat('project', '/', id, '/', 'extension', '/', approved_completion_date)
FROM project WHERE approved_completion_date <> first_completion_date;
INSERT INTO acceptance (project_id, effective_date, kind, entry_key)
SELECT id, acceptance_date, 'final', concat('project', '/', id, '/', 'final')
FROM project WHERE acceptance_date IS NOT NULL;
"""


def upgrade() -> None:
    op.create_table(
        "summary_day",
        sa.Column("id", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_summary_day")),
    )
    op.create_table(
        "unit_conversion",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("item", sa.Text(), nullable=False),
        sa.Column("from_unit", sa.Text(), nullable=False),
        sa.Column("to_unit", sa.Text(), nullable=False),
        sa.Column("factor_ratio", sa.Numeric(precision=18, scale=9), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("source", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unit_conversion")),
        sa.UniqueConstraint(
            "item",
            "from_unit",
            "to_unit",
            "valid_from",
            name=op.f("uq_unit_conversion_item_from_unit_to_unit_valid_from"),
        ),
    )
    op.create_table(
        "price_item",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "cash",
                "land",
                "labour",
                "material",
                "machine",
                "asset",
                name="kind",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("item", sa.Text(), nullable=False),
        sa.Column("quantity_unit", sa.Text(), nullable=False),
        sa.Column("price_vnd", sa.Numeric(precision=20, scale=0), nullable=False),
        sa.Column("unit_id", sa.BigInteger(), nullable=True),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("is_proposal", sa.Boolean(), server_default="true", nullable=False),
        sa.CheckConstraint("price_vnd > 0", name=op.f("ck_price_item_price")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_price_item_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_price_item")),
    )
    op.create_table(
        "unit_money",
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("fiscal_year", sa.SmallInteger(), nullable=False),
        sa.Column("unit_id", sa.BigInteger(), nullable=False),
        sa.Column("sector_id", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("plan_vnd", sa.Numeric(precision=20, scale=0), nullable=True),
        sa.Column("carried_plan_vnd", sa.Numeric(precision=20, scale=0), nullable=True),
        sa.Column("paid_vnd", sa.Numeric(precision=20, scale=0), nullable=True),
        sa.Column("carried_paid_vnd", sa.Numeric(precision=20, scale=0), nullable=True),
        sa.Column("contribution_vnd", sa.Numeric(precision=20, scale=0), nullable=True),
        sa.Column("cash_contribution_vnd", sa.Numeric(precision=20, scale=0), nullable=True),
        sa.Column("land_given_m2", sa.Numeric(precision=16, scale=2), nullable=True),
        sa.Column("labour_days", sa.Numeric(precision=16, scale=2), nullable=True),
        sa.Column("unconverted_count", sa.Integer(), nullable=True),
        sa.Column("donor_household_count", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_unit_money_unit_id")),
        sa.PrimaryKeyConstraint("month", "fiscal_year", "unit_id", "sector_id", name=op.f("pk_unit_money")),
    )
    op.create_index(
        op.f("ix_unit_money_unit_id_sector_id"), "unit_money", ["unit_id", "sector_id"], unique=False
    )
    op.create_table(
        "unit_month",
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("unit_id", sa.BigInteger(), nullable=False),
        sa.Column("sector_id", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("project_ratio", sa.Numeric(precision=18, scale=10), nullable=False),
        sa.Column("early_ratio", sa.Numeric(precision=18, scale=10), nullable=False),
        sa.Column("on_time_ratio", sa.Numeric(precision=18, scale=10), nullable=False),
        sa.Column("late_ratio", sa.Numeric(precision=18, scale=10), nullable=False),
        sa.Column("overdue_ratio", sa.Numeric(precision=18, scale=10), nullable=False),
        sa.Column("on_track_ratio", sa.Numeric(precision=18, scale=10), nullable=False),
        sa.Column("at_risk_ratio", sa.Numeric(precision=18, scale=10), nullable=False),
        sa.Column("suspended_ratio", sa.Numeric(precision=18, scale=10), nullable=False),
        sa.Column("unknown_ratio", sa.Numeric(precision=18, scale=10), nullable=False),
        sa.Column("active_ratio", sa.Numeric(precision=18, scale=10), nullable=False),
        sa.Column("reported_ratio", sa.Numeric(precision=18, scale=10), nullable=False),
        sa.Column("progress_ratio", sa.Numeric(precision=18, scale=10), nullable=False),
        sa.Column("progress_sum_pct", sa.Numeric(precision=22, scale=12), nullable=False),
        sa.Column("area_total_m2", sa.Numeric(precision=16, scale=2), nullable=True),
        sa.Column("area_handed_over_m2", sa.Numeric(precision=16, scale=2), nullable=True),
        sa.Column("length_total_m", sa.Numeric(precision=16, scale=2), nullable=True),
        sa.Column("length_handed_over_m", sa.Numeric(precision=16, scale=2), nullable=True),
        sa.Column("household_total_count", sa.Integer(), nullable=True),
        sa.Column("household_handed_over_count", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_unit_month_unit_id")),
        sa.PrimaryKeyConstraint("month", "unit_id", "sector_id", name=op.f("pk_unit_month")),
    )
    op.create_index(
        op.f("ix_unit_month_unit_id_sector_id"), "unit_month", ["unit_id", "sector_id"], unique=False
    )
    op.create_table(
        "unit_target",
        sa.Column("unit_id", sa.BigInteger(), nullable=False),
        sa.Column("indicator", sa.Text(), nullable=False),
        sa.Column("target_year", sa.SmallInteger(), nullable=False),
        sa.Column("target_ratio", sa.Numeric(precision=20, scale=4), nullable=False),
        sa.Column("source", sa.Text(), nullable=True),
        sa.Column("is_proposal", sa.Boolean(), server_default="true", nullable=False),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_unit_target_unit_id")),
        sa.PrimaryKeyConstraint("unit_id", "indicator", "target_year", name=op.f("pk_unit_target")),
    )
    op.create_table(
        "treasury_statement",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("import_batch_id", sa.BigInteger(), nullable=True),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(
            ["import_batch_id"], ["import_batch.id"], name=op.f("fk_treasury_statement_import_batch_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_treasury_statement")),
    )
    op.create_index(
        op.f("ix_treasury_statement_import_batch_id"), "treasury_statement", ["import_batch_id"], unique=False
    )
    op.create_table(
        "project_money",
        sa.Column("project_id", sa.BigInteger(), nullable=False),
        sa.Column("fiscal_year", sa.SmallInteger(), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("plan_vnd", sa.Numeric(precision=20, scale=0), nullable=True),
        sa.Column("carried_plan_vnd", sa.Numeric(precision=20, scale=0), nullable=True),
        sa.Column("paid_vnd", sa.Numeric(precision=20, scale=0), nullable=True),
        sa.Column("carried_paid_vnd", sa.Numeric(precision=20, scale=0), nullable=True),
        sa.ForeignKeyConstraint(["project_id"], ["project.id"], name=op.f("fk_project_money_project_id")),
        sa.PrimaryKeyConstraint("project_id", "fiscal_year", "month", name=op.f("pk_project_money")),
    )
    op.create_table(
        "project_month",
        sa.Column("project_id", sa.BigInteger(), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("due_date", sa.Date(), nullable=True),
        sa.Column("accepted_on", sa.Date(), nullable=True),
        sa.Column("is_suspended", sa.Boolean(), nullable=False),
        sa.Column("physical_progress_pct", sa.Numeric(precision=5, scale=2), nullable=True),
        sa.Column("planned_progress_pct", sa.Numeric(precision=5, scale=2), nullable=True),
        sa.Column("reported_on", sa.Date(), nullable=True),
        sa.Column(
            "schedule",
            sa.Enum(
                "early",
                "on_time",
                "late",
                "overdue",
                "on_track",
                "at_risk",
                "suspended",
                "unknown",
                name="schedule",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["project_id"], ["project.id"], name=op.f("fk_project_month_project_id")),
        sa.PrimaryKeyConstraint("project_id", "month", name=op.f("pk_project_month")),
    )
    op.create_table(
        "project_summary",
        sa.Column("project_id", sa.BigInteger(), nullable=False),
        sa.Column("reported_on", sa.Date(), nullable=True),
        sa.Column("plan_vnd", sa.Numeric(precision=20, scale=0), nullable=True),
        sa.Column("carried_plan_vnd", sa.Numeric(precision=20, scale=0), nullable=True),
        sa.Column("paid_vnd", sa.Numeric(precision=20, scale=0), nullable=True),
        sa.Column("carried_paid_vnd", sa.Numeric(precision=20, scale=0), nullable=True),
        sa.Column("paid_total_vnd", sa.Numeric(precision=20, scale=0), nullable=True),
        sa.Column("advance_balance_vnd", sa.Numeric(precision=20, scale=0), nullable=True),
        sa.Column("area_total_m2", sa.Numeric(precision=16, scale=2), nullable=True),
        sa.Column("area_handed_over_m2", sa.Numeric(precision=16, scale=2), nullable=True),
        sa.Column("length_total_m", sa.Numeric(precision=16, scale=2), nullable=True),
        sa.Column("length_handed_over_m", sa.Numeric(precision=16, scale=2), nullable=True),
        sa.Column("household_total_count", sa.Integer(), nullable=True),
        sa.Column("household_handed_over_count", sa.Integer(), nullable=True),
        sa.Column("contribution_vnd", sa.Numeric(precision=20, scale=0), nullable=True),
        sa.Column("clearance_on", sa.Date(), nullable=True),
        sa.Column("alert_codes", postgresql.ARRAY(sa.Text()), server_default="{}", nullable=False),
        sa.Column("counted_sector_id", sa.SmallInteger(), nullable=False),
        sa.Column("counted_unit_ids", postgresql.ARRAY(sa.BigInteger()), server_default="{}", nullable=False),
        sa.ForeignKeyConstraint(["project_id"], ["project.id"], name=op.f("fk_project_summary_project_id")),
        sa.PrimaryKeyConstraint("project_id", name=op.f("pk_project_summary")),
    )
    op.create_table(
        "acceptance",
        sa.Column(
            "kind",
            sa.Enum(
                "partial",
                "final",
                "handover",
                name="kind",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("minutes_no", sa.Text(), nullable=True),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("effective_date", sa.Date(), nullable=False),
        sa.Column("counted_from", sa.Date(), nullable=True),
        sa.Column(
            "review_state",
            sa.Enum(
                "draft",
                "submitted",
                "accepted",
                "returned",
                name="review_state",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            server_default="accepted",
            nullable=False,
        ),
        sa.Column("is_withdrawn", sa.Boolean(), server_default="false", nullable=False),
        sa.Column("entry_key", sa.Text(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("project_id", sa.BigInteger(), nullable=False),
        sa.Column("document_id", sa.BigInteger(), nullable=True),
        sa.Column("recorded_by", sa.BigInteger(), nullable=True),
        sa.Column("import_batch_id", sa.BigInteger(), nullable=True),
        sa.Column("corrects_id", sa.BigInteger(), nullable=True),
        sa.CheckConstraint(
            "corrects_id IS NOT NULL OR NOT is_withdrawn", name=op.f("ck_acceptance_withdrawal")
        ),
        sa.ForeignKeyConstraint(["corrects_id"], ["acceptance.id"], name=op.f("fk_acceptance_corrects_id")),
        sa.ForeignKeyConstraint(["document_id"], ["document.id"], name=op.f("fk_acceptance_document_id")),
        sa.ForeignKeyConstraint(
            ["import_batch_id"], ["import_batch.id"], name=op.f("fk_acceptance_import_batch_id")
        ),
        sa.ForeignKeyConstraint(["project_id"], ["project.id"], name=op.f("fk_acceptance_project_id")),
        sa.ForeignKeyConstraint(["recorded_by"], ["account.id"], name=op.f("fk_acceptance_recorded_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_acceptance")),
        sa.UniqueConstraint("corrects_id", name=op.f("uq_acceptance_corrects_id")),
        sa.UniqueConstraint("entry_key", name=op.f("uq_acceptance_entry_key")),
    )
    op.create_index(op.f("ix_acceptance_import_batch_id"), "acceptance", ["import_batch_id"], unique=False)
    op.create_index(
        op.f("ix_acceptance_project_id_effective_date"),
        "acceptance",
        ["project_id", "effective_date"],
        unique=False,
    )
    op.create_table(
        "bid_package",
        sa.Column("package_no", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("package_price_vnd", sa.Numeric(precision=20, scale=0), nullable=True),
        sa.Column("selection_form", sa.Text(), nullable=True),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("effective_date", sa.Date(), nullable=False),
        sa.Column("counted_from", sa.Date(), nullable=True),
        sa.Column(
            "review_state",
            sa.Enum(
                "draft",
                "submitted",
                "accepted",
                "returned",
                name="review_state",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            server_default="accepted",
            nullable=False,
        ),
        sa.Column("is_withdrawn", sa.Boolean(), server_default="false", nullable=False),
        sa.Column("entry_key", sa.Text(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("project_id", sa.BigInteger(), nullable=False),
        sa.Column("document_id", sa.BigInteger(), nullable=True),
        sa.Column("recorded_by", sa.BigInteger(), nullable=True),
        sa.Column("import_batch_id", sa.BigInteger(), nullable=True),
        sa.Column("corrects_id", sa.BigInteger(), nullable=True),
        sa.CheckConstraint(
            "corrects_id IS NOT NULL OR NOT is_withdrawn", name=op.f("ck_bid_package_withdrawal")
        ),
        sa.CheckConstraint("package_price_vnd >= 0", name=op.f("ck_bid_package_price")),
        sa.ForeignKeyConstraint(["corrects_id"], ["bid_package.id"], name=op.f("fk_bid_package_corrects_id")),
        sa.ForeignKeyConstraint(["document_id"], ["document.id"], name=op.f("fk_bid_package_document_id")),
        sa.ForeignKeyConstraint(
            ["import_batch_id"], ["import_batch.id"], name=op.f("fk_bid_package_import_batch_id")
        ),
        sa.ForeignKeyConstraint(["project_id"], ["project.id"], name=op.f("fk_bid_package_project_id")),
        sa.ForeignKeyConstraint(["recorded_by"], ["account.id"], name=op.f("fk_bid_package_recorded_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bid_package")),
        sa.UniqueConstraint("corrects_id", name=op.f("uq_bid_package_corrects_id")),
        sa.UniqueConstraint("entry_key", name=op.f("uq_bid_package_entry_key")),
    )
    op.create_index(op.f("ix_bid_package_import_batch_id"), "bid_package", ["import_batch_id"], unique=False)
    op.create_index(
        op.f("ix_bid_package_project_id_effective_date"),
        "bid_package",
        ["project_id", "effective_date"],
        unique=False,
    )
    op.create_table(
        "capital_plan",
        sa.Column("fiscal_year", sa.SmallInteger(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "initial",
                "supplement",
                "increase",
                "decrease",
                "carried_over",
                "advance_allocation",
                name="kind",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column(
            "level",
            sa.Enum(
                "prime_minister",
                "council",
                "detailed",
                name="level",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            server_default="detailed",
            nullable=False,
        ),
        sa.Column("source_id", sa.SmallInteger(), nullable=True),
        sa.Column("amount_vnd", sa.Numeric(precision=20, scale=0), nullable=False),
        sa.Column("decision_no", sa.Text(), nullable=True),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("effective_date", sa.Date(), nullable=False),
        sa.Column("counted_from", sa.Date(), nullable=True),
        sa.Column(
            "review_state",
            sa.Enum(
                "draft",
                "submitted",
                "accepted",
                "returned",
                name="review_state",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            server_default="accepted",
            nullable=False,
        ),
        sa.Column("is_withdrawn", sa.Boolean(), server_default="false", nullable=False),
        sa.Column("entry_key", sa.Text(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("project_id", sa.BigInteger(), nullable=False),
        sa.Column("document_id", sa.BigInteger(), nullable=True),
        sa.Column("recorded_by", sa.BigInteger(), nullable=True),
        sa.Column("import_batch_id", sa.BigInteger(), nullable=True),
        sa.Column("corrects_id", sa.BigInteger(), nullable=True),
        sa.CheckConstraint("amount_vnd >= 0", name=op.f("ck_capital_plan_amount")),
        sa.CheckConstraint(
            "corrects_id IS NOT NULL OR NOT is_withdrawn", name=op.f("ck_capital_plan_withdrawal")
        ),
        sa.ForeignKeyConstraint(
            ["corrects_id"], ["capital_plan.id"], name=op.f("fk_capital_plan_corrects_id")
        ),
        sa.ForeignKeyConstraint(["document_id"], ["document.id"], name=op.f("fk_capital_plan_document_id")),
        sa.ForeignKeyConstraint(
            ["import_batch_id"], ["import_batch.id"], name=op.f("fk_capital_plan_import_batch_id")
        ),
        sa.ForeignKeyConstraint(["project_id"], ["project.id"], name=op.f("fk_capital_plan_project_id")),
        sa.ForeignKeyConstraint(["recorded_by"], ["account.id"], name=op.f("fk_capital_plan_recorded_by")),
        sa.ForeignKeyConstraint(["source_id"], ["capital_source.id"], name=op.f("fk_capital_plan_source_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_capital_plan")),
        sa.UniqueConstraint("corrects_id", name=op.f("uq_capital_plan_corrects_id")),
        sa.UniqueConstraint("entry_key", name=op.f("uq_capital_plan_entry_key")),
    )
    op.create_index(
        op.f("ix_capital_plan_import_batch_id"), "capital_plan", ["import_batch_id"], unique=False
    )
    op.create_index(
        op.f("ix_capital_plan_project_id_effective_date"),
        "capital_plan",
        ["project_id", "effective_date"],
        unique=False,
    )
    op.create_table(
        "clearance_count",
        sa.Column("unit_id", sa.BigInteger(), nullable=False),
        sa.Column("area_total_m2", sa.Numeric(precision=14, scale=2), nullable=True),
        sa.Column("area_handed_over_m2", sa.Numeric(precision=14, scale=2), nullable=True),
        sa.Column("length_total_m", sa.Numeric(precision=14, scale=2), nullable=True),
        sa.Column("length_handed_over_m", sa.Numeric(precision=14, scale=2), nullable=True),
        sa.Column("household_total_count", sa.Integer(), nullable=True),
        sa.Column("household_noticed_count", sa.Integer(), nullable=True),
        sa.Column("household_inventoried_count", sa.Integer(), nullable=True),
        sa.Column("household_plan_approved_count", sa.Integer(), nullable=True),
        sa.Column("household_paid_count", sa.Integer(), nullable=True),
        sa.Column("household_handed_over_count", sa.Integer(), nullable=True),
        sa.Column("resettlement_total_count", sa.Integer(), nullable=True),
        sa.Column("resettlement_done_count", sa.Integer(), nullable=True),
        sa.Column("compensation_approved_vnd", sa.Numeric(precision=20, scale=0), nullable=True),
        sa.Column("compensation_paid_vnd", sa.Numeric(precision=20, scale=0), nullable=True),
        sa.Column("planned_done_on", sa.Date(), nullable=True),
        sa.Column("expected_done_on", sa.Date(), nullable=True),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("effective_date", sa.Date(), nullable=False),
        sa.Column("counted_from", sa.Date(), nullable=True),
        sa.Column(
            "review_state",
            sa.Enum(
                "draft",
                "submitted",
                "accepted",
                "returned",
                name="review_state",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            server_default="accepted",
            nullable=False,
        ),
        sa.Column("is_withdrawn", sa.Boolean(), server_default="false", nullable=False),
        sa.Column("entry_key", sa.Text(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("project_id", sa.BigInteger(), nullable=False),
        sa.Column("document_id", sa.BigInteger(), nullable=True),
        sa.Column("recorded_by", sa.BigInteger(), nullable=True),
        sa.Column("import_batch_id", sa.BigInteger(), nullable=True),
        sa.Column("corrects_id", sa.BigInteger(), nullable=True),
        sa.CheckConstraint("area_handed_over_m2 <= area_total_m2", name=op.f("ck_clearance_count_area")),
        sa.CheckConstraint(
            "corrects_id IS NOT NULL OR NOT is_withdrawn", name=op.f("ck_clearance_count_withdrawal")
        ),
        sa.CheckConstraint("length_handed_over_m <= length_total_m", name=op.f("ck_clearance_count_length")),
        sa.ForeignKeyConstraint(
            ["corrects_id"], ["clearance_count.id"], name=op.f("fk_clearance_count_corrects_id")
        ),
        sa.ForeignKeyConstraint(
            ["document_id"], ["document.id"], name=op.f("fk_clearance_count_document_id")
        ),
        sa.ForeignKeyConstraint(
            ["import_batch_id"], ["import_batch.id"], name=op.f("fk_clearance_count_import_batch_id")
        ),
        sa.ForeignKeyConstraint(["project_id"], ["project.id"], name=op.f("fk_clearance_count_project_id")),
        sa.ForeignKeyConstraint(["recorded_by"], ["account.id"], name=op.f("fk_clearance_count_recorded_by")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_clearance_count_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_clearance_count")),
        sa.UniqueConstraint("corrects_id", name=op.f("uq_clearance_count_corrects_id")),
        sa.UniqueConstraint("entry_key", name=op.f("uq_clearance_count_entry_key")),
    )
    op.create_index(
        op.f("ix_clearance_count_import_batch_id"), "clearance_count", ["import_batch_id"], unique=False
    )
    op.create_index(
        op.f("ix_clearance_count_project_id_effective_date"),
        "clearance_count",
        ["project_id", "effective_date"],
        unique=False,
    )
    op.create_index(op.f("ix_clearance_count_unit_id"), "clearance_count", ["unit_id"], unique=False)
    op.create_table(
        "clearance_difficulty",
        sa.Column("unit_id", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("responsible_agency", sa.Text(), nullable=True),
        sa.Column("proposal", sa.Text(), nullable=True),
        sa.Column("resolved_on", sa.Date(), nullable=True),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("effective_date", sa.Date(), nullable=False),
        sa.Column("counted_from", sa.Date(), nullable=True),
        sa.Column(
            "review_state",
            sa.Enum(
                "draft",
                "submitted",
                "accepted",
                "returned",
                name="review_state",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            server_default="accepted",
            nullable=False,
        ),
        sa.Column("is_withdrawn", sa.Boolean(), server_default="false", nullable=False),
        sa.Column("entry_key", sa.Text(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("project_id", sa.BigInteger(), nullable=False),
        sa.Column("document_id", sa.BigInteger(), nullable=True),
        sa.Column("recorded_by", sa.BigInteger(), nullable=True),
        sa.Column("import_batch_id", sa.BigInteger(), nullable=True),
        sa.Column("corrects_id", sa.BigInteger(), nullable=True),
        sa.CheckConstraint(
            "corrects_id IS NOT NULL OR NOT is_withdrawn", name=op.f("ck_clearance_difficulty_withdrawal")
        ),
        sa.ForeignKeyConstraint(
            ["corrects_id"], ["clearance_difficulty.id"], name=op.f("fk_clearance_difficulty_corrects_id")
        ),
        sa.ForeignKeyConstraint(
            ["document_id"], ["document.id"], name=op.f("fk_clearance_difficulty_document_id")
        ),
        sa.ForeignKeyConstraint(
            ["import_batch_id"], ["import_batch.id"], name=op.f("fk_clearance_difficulty_import_batch_id")
        ),
        sa.ForeignKeyConstraint(
            ["project_id"], ["project.id"], name=op.f("fk_clearance_difficulty_project_id")
        ),
        sa.ForeignKeyConstraint(
            ["recorded_by"], ["account.id"], name=op.f("fk_clearance_difficulty_recorded_by")
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_clearance_difficulty_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_clearance_difficulty")),
        sa.UniqueConstraint("corrects_id", name=op.f("uq_clearance_difficulty_corrects_id")),
        sa.UniqueConstraint("entry_key", name=op.f("uq_clearance_difficulty_entry_key")),
    )
    op.create_index(
        op.f("ix_clearance_difficulty_import_batch_id"),
        "clearance_difficulty",
        ["import_batch_id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_clearance_difficulty_project_id_effective_date"),
        "clearance_difficulty",
        ["project_id", "effective_date"],
        unique=False,
    )
    op.create_index(
        op.f("ix_clearance_difficulty_unit_id"), "clearance_difficulty", ["unit_id"], unique=False
    )
    op.create_table(
        "completion_date",
        sa.Column(
            "kind",
            sa.Enum(
                "first",
                "contract_end",
                "extension",
                name="kind",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("new_date", sa.Date(), nullable=False),
        sa.Column(
            "precision",
            sa.Enum(
                "day",
                "month",
                "quarter",
                "year",
                name="precision",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            server_default="day",
            nullable=False,
        ),
        sa.Column("decision_no", sa.Text(), nullable=True),
        sa.Column("decided_by", sa.Text(), nullable=True),
        sa.Column(
            "cause",
            sa.Enum(
                "force_majeure",
                "higher_order",
                "clearance_by_others",
                "capital_by_others",
                "archaeology_or_ordnance",
                "capacity",
                "late_papers",
                "contractor",
                "other",
                name="cause",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=True,
        ),
        sa.Column("is_objective", sa.Boolean(), nullable=True),
        sa.Column("responsible_unit_id", sa.BigInteger(), nullable=True),
        sa.Column("cure_document_no", sa.Text(), nullable=True),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("effective_date", sa.Date(), nullable=False),
        sa.Column("counted_from", sa.Date(), nullable=True),
        sa.Column(
            "review_state",
            sa.Enum(
                "draft",
                "submitted",
                "accepted",
                "returned",
                name="review_state",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            server_default="accepted",
            nullable=False,
        ),
        sa.Column("is_withdrawn", sa.Boolean(), server_default="false", nullable=False),
        sa.Column("entry_key", sa.Text(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("project_id", sa.BigInteger(), nullable=False),
        sa.Column("document_id", sa.BigInteger(), nullable=True),
        sa.Column("recorded_by", sa.BigInteger(), nullable=True),
        sa.Column("import_batch_id", sa.BigInteger(), nullable=True),
        sa.Column("corrects_id", sa.BigInteger(), nullable=True),
        sa.CheckConstraint(
            "corrects_id IS NOT NULL OR NOT is_withdrawn", name=op.f("ck_completion_date_withdrawal")
        ),
        sa.ForeignKeyConstraint(
            ["corrects_id"], ["completion_date.id"], name=op.f("fk_completion_date_corrects_id")
        ),
        sa.ForeignKeyConstraint(
            ["document_id"], ["document.id"], name=op.f("fk_completion_date_document_id")
        ),
        sa.ForeignKeyConstraint(
            ["import_batch_id"], ["import_batch.id"], name=op.f("fk_completion_date_import_batch_id")
        ),
        sa.ForeignKeyConstraint(["project_id"], ["project.id"], name=op.f("fk_completion_date_project_id")),
        sa.ForeignKeyConstraint(["recorded_by"], ["account.id"], name=op.f("fk_completion_date_recorded_by")),
        sa.ForeignKeyConstraint(
            ["responsible_unit_id"], ["unit.id"], name=op.f("fk_completion_date_responsible_unit_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_completion_date")),
        sa.UniqueConstraint("corrects_id", name=op.f("uq_completion_date_corrects_id")),
        sa.UniqueConstraint("entry_key", name=op.f("uq_completion_date_entry_key")),
    )
    op.create_index(
        op.f("ix_completion_date_import_batch_id"), "completion_date", ["import_batch_id"], unique=False
    )
    op.create_index(
        op.f("ix_completion_date_project_id_effective_date"),
        "completion_date",
        ["project_id", "effective_date"],
        unique=False,
    )
    op.create_table(
        "contribution",
        sa.Column("project_id", sa.BigInteger(), nullable=True),
        sa.Column("unit_id", sa.BigInteger(), nullable=False),
        sa.Column("village", sa.Text(), nullable=True),
        sa.Column(
            "kind",
            sa.Enum(
                "cash",
                "land",
                "labour",
                "material",
                "machine",
                "asset",
                name="kind",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("item", sa.Text(), nullable=True),
        sa.Column("quantity", sa.Numeric(precision=18, scale=3), nullable=False),
        sa.Column("quantity_unit", sa.Text(), nullable=False),
        sa.Column("unit_price_vnd", sa.Numeric(precision=20, scale=0), nullable=True),
        sa.Column("price_item_id", sa.BigInteger(), nullable=True),
        sa.Column("price_source", sa.Text(), nullable=True),
        sa.Column("value_vnd", sa.Numeric(precision=20, scale=0), nullable=True),
        sa.Column(
            "donor_kind",
            sa.Enum(
                "household",
                "person",
                "community",
                "enterprise",
                "organisation",
                name="donor_kind",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("household_count", sa.Integer(), nullable=True),
        sa.Column("is_name_public", sa.Boolean(), server_default="false", nullable=False),
        sa.Column("donor_name", sa.Text(), nullable=True),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("effective_date", sa.Date(), nullable=False),
        sa.Column("counted_from", sa.Date(), nullable=True),
        sa.Column(
            "review_state",
            sa.Enum(
                "draft",
                "submitted",
                "accepted",
                "returned",
                name="review_state",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            server_default="accepted",
            nullable=False,
        ),
        sa.Column("is_withdrawn", sa.Boolean(), server_default="false", nullable=False),
        sa.Column("entry_key", sa.Text(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("document_id", sa.BigInteger(), nullable=True),
        sa.Column("recorded_by", sa.BigInteger(), nullable=True),
        sa.Column("import_batch_id", sa.BigInteger(), nullable=True),
        sa.Column("corrects_id", sa.BigInteger(), nullable=True),
        sa.CheckConstraint(
            "corrects_id IS NOT NULL OR NOT is_withdrawn", name=op.f("ck_contribution_withdrawal")
        ),
        sa.CheckConstraint("donor_name IS NULL OR is_name_public", name=op.f("ck_contribution_consent")),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_contribution_quantity")),
        sa.ForeignKeyConstraint(
            ["corrects_id"], ["contribution.id"], name=op.f("fk_contribution_corrects_id")
        ),
        sa.ForeignKeyConstraint(["document_id"], ["document.id"], name=op.f("fk_contribution_document_id")),
        sa.ForeignKeyConstraint(
            ["import_batch_id"], ["import_batch.id"], name=op.f("fk_contribution_import_batch_id")
        ),
        sa.ForeignKeyConstraint(
            ["price_item_id"], ["price_item.id"], name=op.f("fk_contribution_price_item_id")
        ),
        sa.ForeignKeyConstraint(["project_id"], ["project.id"], name=op.f("fk_contribution_project_id")),
        sa.ForeignKeyConstraint(["recorded_by"], ["account.id"], name=op.f("fk_contribution_recorded_by")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_contribution_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contribution")),
        sa.UniqueConstraint("corrects_id", name=op.f("uq_contribution_corrects_id")),
        sa.UniqueConstraint("entry_key", name=op.f("uq_contribution_entry_key")),
    )
    op.create_index(
        op.f("ix_contribution_import_batch_id"), "contribution", ["import_batch_id"], unique=False
    )
    op.create_index(
        op.f("ix_contribution_project_id_effective_date"),
        "contribution",
        ["project_id", "effective_date"],
        unique=False,
    )
    op.create_index(op.f("ix_contribution_unit_id"), "contribution", ["unit_id"], unique=False)
    op.create_table(
        "progress_report",
        sa.Column("physical_progress_pct", sa.Numeric(precision=5, scale=2), nullable=False),
        sa.Column("planned_progress_pct", sa.Numeric(precision=5, scale=2), nullable=True),
        sa.Column(
            "delay_cause",
            sa.Enum(
                "procedure",
                "clearance",
                "capacity",
                "capital",
                "other",
                name="delay_cause",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=True,
        ),
        sa.Column("difficulty", sa.Text(), nullable=True),
        sa.Column("next_step", sa.Text(), nullable=True),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("effective_date", sa.Date(), nullable=False),
        sa.Column("counted_from", sa.Date(), nullable=True),
        sa.Column(
            "review_state",
            sa.Enum(
                "draft",
                "submitted",
                "accepted",
                "returned",
                name="review_state",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            server_default="accepted",
            nullable=False,
        ),
        sa.Column("is_withdrawn", sa.Boolean(), server_default="false", nullable=False),
        sa.Column("entry_key", sa.Text(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("project_id", sa.BigInteger(), nullable=False),
        sa.Column("document_id", sa.BigInteger(), nullable=True),
        sa.Column("recorded_by", sa.BigInteger(), nullable=True),
        sa.Column("import_batch_id", sa.BigInteger(), nullable=True),
        sa.Column("corrects_id", sa.BigInteger(), nullable=True),
        sa.CheckConstraint(
            "corrects_id IS NOT NULL OR NOT is_withdrawn", name=op.f("ck_progress_report_withdrawal")
        ),
        sa.CheckConstraint(
            "physical_progress_pct BETWEEN 0 AND 100", name=op.f("ck_progress_report_physical")
        ),
        sa.CheckConstraint("planned_progress_pct BETWEEN 0 AND 100", name=op.f("ck_progress_report_planned")),
        sa.ForeignKeyConstraint(
            ["corrects_id"], ["progress_report.id"], name=op.f("fk_progress_report_corrects_id")
        ),
        sa.ForeignKeyConstraint(
            ["document_id"], ["document.id"], name=op.f("fk_progress_report_document_id")
        ),
        sa.ForeignKeyConstraint(
            ["import_batch_id"], ["import_batch.id"], name=op.f("fk_progress_report_import_batch_id")
        ),
        sa.ForeignKeyConstraint(["project_id"], ["project.id"], name=op.f("fk_progress_report_project_id")),
        sa.ForeignKeyConstraint(["recorded_by"], ["account.id"], name=op.f("fk_progress_report_recorded_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_progress_report")),
        sa.UniqueConstraint("corrects_id", name=op.f("uq_progress_report_corrects_id")),
        sa.UniqueConstraint("entry_key", name=op.f("uq_progress_report_entry_key")),
    )
    op.create_index(
        op.f("ix_progress_report_import_batch_id"), "progress_report", ["import_batch_id"], unique=False
    )
    op.create_index(
        op.f("ix_progress_report_project_id_effective_date"),
        "progress_report",
        ["project_id", "effective_date"],
        unique=False,
    )
    op.create_geospatial_table(
        "stored_file",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("document_id", sa.BigInteger(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("public_sha256", sa.Text(), nullable=True),
        sa.Column("media_type", sa.Text(), nullable=False),
        sa.Column("file_name", sa.Text(), nullable=False),
        sa.Column("size_bytes", sa.BigInteger(), nullable=False),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "taken_geom",
            Geometry(
                geometry_type="POINT",
                srid=4326,
                dimension=2,
                spatial_index=False,
                from_text="ST_GeomFromEWKT",
                name="geometry",
            ),
            nullable=True,
        ),
        sa.Column("recorded_by", sa.BigInteger(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(["document_id"], ["document.id"], name=op.f("fk_stored_file_document_id")),
        sa.ForeignKeyConstraint(["recorded_by"], ["account.id"], name=op.f("fk_stored_file_recorded_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stored_file")),
    )
    op.create_geospatial_index(
        "idx_stored_file_taken_geom",
        "stored_file",
        ["taken_geom"],
        unique=False,
        postgresql_using="gist",
        postgresql_ops={},
    )
    op.create_index(op.f("ix_stored_file_document_id"), "stored_file", ["document_id"], unique=False)
    op.create_index(op.f("ix_stored_file_sha256"), "stored_file", ["sha256"], unique=False)
    op.create_table(
        "suspension",
        sa.Column("resumed_on", sa.Date(), nullable=True),
        sa.Column("decision_no", sa.Text(), nullable=True),
        sa.Column("decision_date", sa.Date(), nullable=True),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("effective_date", sa.Date(), nullable=False),
        sa.Column("counted_from", sa.Date(), nullable=True),
        sa.Column(
            "review_state",
            sa.Enum(
                "draft",
                "submitted",
                "accepted",
                "returned",
                name="review_state",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            server_default="accepted",
            nullable=False,
        ),
        sa.Column("is_withdrawn", sa.Boolean(), server_default="false", nullable=False),
        sa.Column("entry_key", sa.Text(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("project_id", sa.BigInteger(), nullable=False),
        sa.Column("document_id", sa.BigInteger(), nullable=True),
        sa.Column("recorded_by", sa.BigInteger(), nullable=True),
        sa.Column("import_batch_id", sa.BigInteger(), nullable=True),
        sa.Column("corrects_id", sa.BigInteger(), nullable=True),
        sa.CheckConstraint(
            "corrects_id IS NOT NULL OR NOT is_withdrawn", name=op.f("ck_suspension_withdrawal")
        ),
        sa.CheckConstraint(
            "resumed_on IS NULL OR resumed_on >= effective_date", name=op.f("ck_suspension_order")
        ),
        sa.ForeignKeyConstraint(["corrects_id"], ["suspension.id"], name=op.f("fk_suspension_corrects_id")),
        sa.ForeignKeyConstraint(["document_id"], ["document.id"], name=op.f("fk_suspension_document_id")),
        sa.ForeignKeyConstraint(
            ["import_batch_id"], ["import_batch.id"], name=op.f("fk_suspension_import_batch_id")
        ),
        sa.ForeignKeyConstraint(["project_id"], ["project.id"], name=op.f("fk_suspension_project_id")),
        sa.ForeignKeyConstraint(["recorded_by"], ["account.id"], name=op.f("fk_suspension_recorded_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_suspension")),
        sa.UniqueConstraint("corrects_id", name=op.f("uq_suspension_corrects_id")),
        sa.UniqueConstraint("entry_key", name=op.f("uq_suspension_entry_key")),
    )
    op.create_index(op.f("ix_suspension_import_batch_id"), "suspension", ["import_batch_id"], unique=False)
    op.create_index(
        op.f("ix_suspension_project_id_effective_date"),
        "suspension",
        ["project_id", "effective_date"],
        unique=False,
    )
    op.create_table(
        "contract",
        sa.Column("bid_package_id", sa.BigInteger(), nullable=True),
        sa.Column("contractor_id", sa.BigInteger(), nullable=True),
        sa.Column("contract_no", sa.Text(), nullable=False),
        sa.Column("value_vnd", sa.Numeric(precision=20, scale=0), nullable=True),
        sa.Column("start_date", sa.Date(), nullable=True),
        sa.Column("end_date", sa.Date(), nullable=True),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("effective_date", sa.Date(), nullable=False),
        sa.Column("counted_from", sa.Date(), nullable=True),
        sa.Column(
            "review_state",
            sa.Enum(
                "draft",
                "submitted",
                "accepted",
                "returned",
                name="review_state",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            server_default="accepted",
            nullable=False,
        ),
        sa.Column("is_withdrawn", sa.Boolean(), server_default="false", nullable=False),
        sa.Column("entry_key", sa.Text(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("project_id", sa.BigInteger(), nullable=False),
        sa.Column("document_id", sa.BigInteger(), nullable=True),
        sa.Column("recorded_by", sa.BigInteger(), nullable=True),
        sa.Column("import_batch_id", sa.BigInteger(), nullable=True),
        sa.Column("corrects_id", sa.BigInteger(), nullable=True),
        sa.CheckConstraint(
            "corrects_id IS NOT NULL OR NOT is_withdrawn", name=op.f("ck_contract_withdrawal")
        ),
        sa.CheckConstraint("value_vnd >= 0", name=op.f("ck_contract_value")),
        sa.ForeignKeyConstraint(
            ["bid_package_id"], ["bid_package.id"], name=op.f("fk_contract_bid_package_id")
        ),
        sa.ForeignKeyConstraint(["contractor_id"], ["agency.id"], name=op.f("fk_contract_contractor_id")),
        sa.ForeignKeyConstraint(["corrects_id"], ["contract.id"], name=op.f("fk_contract_corrects_id")),
        sa.ForeignKeyConstraint(["document_id"], ["document.id"], name=op.f("fk_contract_document_id")),
        sa.ForeignKeyConstraint(
            ["import_batch_id"], ["import_batch.id"], name=op.f("fk_contract_import_batch_id")
        ),
        sa.ForeignKeyConstraint(["project_id"], ["project.id"], name=op.f("fk_contract_project_id")),
        sa.ForeignKeyConstraint(["recorded_by"], ["account.id"], name=op.f("fk_contract_recorded_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contract")),
        sa.UniqueConstraint("corrects_id", name=op.f("uq_contract_corrects_id")),
        sa.UniqueConstraint("entry_key", name=op.f("uq_contract_entry_key")),
    )
    op.create_index(op.f("ix_contract_bid_package_id"), "contract", ["bid_package_id"], unique=False)
    op.create_index(op.f("ix_contract_contractor_id"), "contract", ["contractor_id"], unique=False)
    op.create_index(op.f("ix_contract_import_batch_id"), "contract", ["import_batch_id"], unique=False)
    op.create_index(
        op.f("ix_contract_project_id_effective_date"),
        "contract",
        ["project_id", "effective_date"],
        unique=False,
    )
    op.create_table(
        "contract_addendum",
        sa.Column("contract_id", sa.BigInteger(), nullable=False),
        sa.Column("addendum_no", sa.Text(), nullable=False),
        sa.Column("new_value_vnd", sa.Numeric(precision=20, scale=0), nullable=True),
        sa.Column("new_end_date", sa.Date(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("effective_date", sa.Date(), nullable=False),
        sa.Column("counted_from", sa.Date(), nullable=True),
        sa.Column(
            "review_state",
            sa.Enum(
                "draft",
                "submitted",
                "accepted",
                "returned",
                name="review_state",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            server_default="accepted",
            nullable=False,
        ),
        sa.Column("is_withdrawn", sa.Boolean(), server_default="false", nullable=False),
        sa.Column("entry_key", sa.Text(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("project_id", sa.BigInteger(), nullable=False),
        sa.Column("document_id", sa.BigInteger(), nullable=True),
        sa.Column("recorded_by", sa.BigInteger(), nullable=True),
        sa.Column("import_batch_id", sa.BigInteger(), nullable=True),
        sa.Column("corrects_id", sa.BigInteger(), nullable=True),
        sa.CheckConstraint(
            "corrects_id IS NOT NULL OR NOT is_withdrawn", name=op.f("ck_contract_addendum_withdrawal")
        ),
        sa.CheckConstraint("new_value_vnd >= 0", name=op.f("ck_contract_addendum_value")),
        sa.ForeignKeyConstraint(
            ["contract_id"], ["contract.id"], name=op.f("fk_contract_addendum_contract_id")
        ),
        sa.ForeignKeyConstraint(
            ["corrects_id"], ["contract_addendum.id"], name=op.f("fk_contract_addendum_corrects_id")
        ),
        sa.ForeignKeyConstraint(
            ["document_id"], ["document.id"], name=op.f("fk_contract_addendum_document_id")
        ),
        sa.ForeignKeyConstraint(
            ["import_batch_id"], ["import_batch.id"], name=op.f("fk_contract_addendum_import_batch_id")
        ),
        sa.ForeignKeyConstraint(["project_id"], ["project.id"], name=op.f("fk_contract_addendum_project_id")),
        sa.ForeignKeyConstraint(
            ["recorded_by"], ["account.id"], name=op.f("fk_contract_addendum_recorded_by")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contract_addendum")),
        sa.UniqueConstraint("corrects_id", name=op.f("uq_contract_addendum_corrects_id")),
        sa.UniqueConstraint("entry_key", name=op.f("uq_contract_addendum_entry_key")),
    )
    op.create_index(
        op.f("ix_contract_addendum_contract_id"), "contract_addendum", ["contract_id"], unique=False
    )
    op.create_index(
        op.f("ix_contract_addendum_import_batch_id"), "contract_addendum", ["import_batch_id"], unique=False
    )
    op.create_index(
        op.f("ix_contract_addendum_project_id_effective_date"),
        "contract_addendum",
        ["project_id", "effective_date"],
        unique=False,
    )
    op.create_table(
        "voucher",
        sa.Column("plan_year", sa.SmallInteger(), nullable=False),
        sa.Column("is_carried_over", sa.Boolean(), server_default="false", nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "advance",
                "completed_volume",
                "recovery",
                name="kind",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("is_compensation", sa.Boolean(), server_default="false", nullable=False),
        sa.Column("source_id", sa.SmallInteger(), nullable=True),
        sa.Column("contract_id", sa.BigInteger(), nullable=True),
        sa.Column("amount_vnd", sa.Numeric(precision=20, scale=0), nullable=False),
        sa.Column("volume_accepted_on", sa.Date(), nullable=True),
        sa.Column("voucher_no", sa.Text(), nullable=True),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("effective_date", sa.Date(), nullable=False),
        sa.Column("counted_from", sa.Date(), nullable=True),
        sa.Column(
            "review_state",
            sa.Enum(
                "draft",
                "submitted",
                "accepted",
                "returned",
                name="review_state",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            server_default="accepted",
            nullable=False,
        ),
        sa.Column("is_withdrawn", sa.Boolean(), server_default="false", nullable=False),
        sa.Column("entry_key", sa.Text(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("project_id", sa.BigInteger(), nullable=False),
        sa.Column("document_id", sa.BigInteger(), nullable=True),
        sa.Column("recorded_by", sa.BigInteger(), nullable=True),
        sa.Column("import_batch_id", sa.BigInteger(), nullable=True),
        sa.Column("corrects_id", sa.BigInteger(), nullable=True),
        sa.CheckConstraint("amount_vnd > 0", name=op.f("ck_voucher_amount")),
        sa.CheckConstraint("corrects_id IS NOT NULL OR NOT is_withdrawn", name=op.f("ck_voucher_withdrawal")),
        sa.ForeignKeyConstraint(["contract_id"], ["contract.id"], name=op.f("fk_voucher_contract_id")),
        sa.ForeignKeyConstraint(["corrects_id"], ["voucher.id"], name=op.f("fk_voucher_corrects_id")),
        sa.ForeignKeyConstraint(["document_id"], ["document.id"], name=op.f("fk_voucher_document_id")),
        sa.ForeignKeyConstraint(
            ["import_batch_id"], ["import_batch.id"], name=op.f("fk_voucher_import_batch_id")
        ),
        sa.ForeignKeyConstraint(["project_id"], ["project.id"], name=op.f("fk_voucher_project_id")),
        sa.ForeignKeyConstraint(["recorded_by"], ["account.id"], name=op.f("fk_voucher_recorded_by")),
        sa.ForeignKeyConstraint(["source_id"], ["capital_source.id"], name=op.f("fk_voucher_source_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_voucher")),
        sa.UniqueConstraint("corrects_id", name=op.f("uq_voucher_corrects_id")),
        sa.UniqueConstraint("entry_key", name=op.f("uq_voucher_entry_key")),
    )
    op.create_index(op.f("ix_voucher_import_batch_id"), "voucher", ["import_batch_id"], unique=False)
    op.create_index(
        op.f("ix_voucher_project_id_effective_date"),
        "voucher",
        ["project_id", "effective_date"],
        unique=False,
    )
    op.create_table(
        "treasury_line",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("statement_id", sa.BigInteger(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("project_id", sa.BigInteger(), nullable=True),
        sa.Column("budget_code", sa.Text(), nullable=False),
        sa.Column("paid_date", sa.Date(), nullable=False),
        sa.Column("plan_year", sa.SmallInteger(), nullable=True),
        sa.Column(
            "kind",
            sa.Enum(
                "advance",
                "completed_volume",
                "recovery",
                name="kind",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("amount_vnd", sa.Numeric(precision=20, scale=0), nullable=False),
        sa.Column("voucher_no", sa.Text(), nullable=True),
        sa.Column("voucher_id", sa.BigInteger(), nullable=True),
        sa.Column(
            "state",
            sa.Enum(
                "unchecked",
                "matched",
                "different",
                "missing_in_ledger",
                "missing_at_treasury",
                name="state",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(["project_id"], ["project.id"], name=op.f("fk_treasury_line_project_id")),
        sa.ForeignKeyConstraint(
            ["statement_id"], ["treasury_statement.id"], name=op.f("fk_treasury_line_statement_id")
        ),
        sa.ForeignKeyConstraint(["voucher_id"], ["voucher.id"], name=op.f("fk_treasury_line_voucher_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_treasury_line")),
        sa.UniqueConstraint("statement_id", "position", name=op.f("uq_treasury_line_statement_id_position")),
    )
    op.create_index(op.f("ix_treasury_line_project_id"), "treasury_line", ["project_id"], unique=False)
    op.create_index(op.f("ix_treasury_line_voucher_id"), "treasury_line", ["voucher_id"], unique=False)
    op.add_column(
        "project", sa.Column("physical_progress_pct", sa.Numeric(precision=5, scale=2), nullable=True)
    )
    op.add_column(
        "project", sa.Column("planned_progress_pct", sa.Numeric(precision=5, scale=2), nullable=True)
    )
    op.add_column("project", sa.Column("is_behind", sa.Boolean(), server_default="false", nullable=False))
    op.add_column(
        "project_share",
        sa.Column("before_ratio", sa.Numeric(precision=12, scale=10), server_default="0", nullable=False),
    )
    op.add_column("status_step", sa.Column("counted_from", sa.Date(), nullable=True))
    op.add_column(
        "status_step",
        sa.Column(
            "review_state",
            sa.Enum(
                "draft",
                "submitted",
                "accepted",
                "returned",
                name="review_state",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            server_default="accepted",
            nullable=False,
        ),
    )
    op.add_column(
        "status_step", sa.Column("is_withdrawn", sa.Boolean(), server_default="false", nullable=False)
    )
    op.add_column("status_step", sa.Column("entry_key", sa.Text(), nullable=True))
    op.add_column("status_step", sa.Column("import_batch_id", sa.BigInteger(), nullable=True))
    op.drop_index(op.f("ix_status_step_project_id"), table_name="status_step")
    op.create_index(op.f("ix_status_step_import_batch_id"), "status_step", ["import_batch_id"], unique=False)
    op.create_index(
        op.f("ix_status_step_project_id_effective_date"),
        "status_step",
        ["project_id", "effective_date"],
        unique=False,
    )
    op.create_unique_constraint(op.f("uq_status_step_corrects_id"), "status_step", ["corrects_id"])
    op.create_unique_constraint(op.f("uq_status_step_entry_key"), "status_step", ["entry_key"])
    op.create_foreign_key(
        op.f("fk_status_step_import_batch_id"), "status_step", "import_batch", ["import_batch_id"], ["id"]
    )
    op.add_column("tile_shape", sa.Column("is_behind", sa.Boolean(), server_default="false", nullable=False))
    op.add_column("tile_symbol", sa.Column("is_behind", sa.Boolean(), server_default="false", nullable=False))
    op.execute(STEPS)
    for table in (*LEDGERS, "status_step"):
        op.execute(GUARD.format(table=table))
    op.execute(FILL)
    op.drop_index("ix_project_facets", "project")
    op.create_index(
        "ix_project_facets",
        "project",
        ["id"],
        postgresql_include=COUNTED,
        postgresql_where=sa.text("archived_at IS NULL"),
    )


def downgrade() -> None:
    op.execute("DROP TRIGGER status_step_no_removal ON status_step")
    op.execute("DROP TRIGGER status_step_only_reviewed ON status_step")
    op.execute(STEPS_BACK)
    op.drop_index("ix_project_facets", "project")
    op.create_index(
        "ix_project_facets",
        "project",
        ["id"],
        postgresql_include=[name for name in COUNTED if name != "is_behind"],
        postgresql_where=sa.text("archived_at IS NULL"),
    )
    op.drop_column("tile_symbol", "is_behind")
    op.drop_column("tile_shape", "is_behind")
    op.drop_constraint(op.f("fk_status_step_import_batch_id"), "status_step", type_="foreignkey")
    op.drop_constraint(op.f("uq_status_step_entry_key"), "status_step", type_="unique")
    op.drop_constraint(op.f("uq_status_step_corrects_id"), "status_step", type_="unique")
    op.drop_index(op.f("ix_status_step_project_id_effective_date"), table_name="status_step")
    op.drop_index(op.f("ix_status_step_import_batch_id"), table_name="status_step")
    op.create_index(op.f("ix_status_step_project_id"), "status_step", ["project_id"], unique=False)
    op.drop_column("status_step", "import_batch_id")
    op.drop_column("status_step", "entry_key")
    op.drop_column("status_step", "is_withdrawn")
    op.drop_column("status_step", "review_state")
    op.drop_column("status_step", "counted_from")
    op.drop_column("project_share", "before_ratio")
    op.drop_column("project", "is_behind")
    op.drop_column("project", "planned_progress_pct")
    op.drop_column("project", "physical_progress_pct")
    op.drop_index(op.f("ix_treasury_line_voucher_id"), table_name="treasury_line")
    op.drop_index(op.f("ix_treasury_line_project_id"), table_name="treasury_line")
    op.drop_table("treasury_line")
    op.drop_index(op.f("ix_voucher_project_id_effective_date"), table_name="voucher")
    op.drop_index(op.f("ix_voucher_import_batch_id"), table_name="voucher")
    op.drop_table("voucher")
    op.drop_index(op.f("ix_contract_addendum_project_id_effective_date"), table_name="contract_addendum")
    op.drop_index(op.f("ix_contract_addendum_import_batch_id"), table_name="contract_addendum")
    op.drop_index(op.f("ix_contract_addendum_contract_id"), table_name="contract_addendum")
    op.drop_table("contract_addendum")
    op.drop_index(op.f("ix_contract_project_id_effective_date"), table_name="contract")
    op.drop_index(op.f("ix_contract_import_batch_id"), table_name="contract")
    op.drop_index(op.f("ix_contract_contractor_id"), table_name="contract")
    op.drop_index(op.f("ix_contract_bid_package_id"), table_name="contract")
    op.drop_table("contract")
    op.drop_index(op.f("ix_suspension_project_id_effective_date"), table_name="suspension")
    op.drop_index(op.f("ix_suspension_import_batch_id"), table_name="suspension")
    op.drop_table("suspension")
    op.drop_index(op.f("ix_stored_file_sha256"), table_name="stored_file")
    op.drop_index(op.f("ix_stored_file_document_id"), table_name="stored_file")
    op.drop_geospatial_index(
        "idx_stored_file_taken_geom",
        table_name="stored_file",
        postgresql_using="gist",
        column_name="taken_geom",
    )
    op.drop_geospatial_table("stored_file")
    op.drop_index(op.f("ix_progress_report_project_id_effective_date"), table_name="progress_report")
    op.drop_index(op.f("ix_progress_report_import_batch_id"), table_name="progress_report")
    op.drop_table("progress_report")
    op.drop_index(op.f("ix_contribution_unit_id"), table_name="contribution")
    op.drop_index(op.f("ix_contribution_project_id_effective_date"), table_name="contribution")
    op.drop_index(op.f("ix_contribution_import_batch_id"), table_name="contribution")
    op.drop_table("contribution")
    op.drop_index(op.f("ix_completion_date_project_id_effective_date"), table_name="completion_date")
    op.drop_index(op.f("ix_completion_date_import_batch_id"), table_name="completion_date")
    op.drop_table("completion_date")
    op.drop_index(op.f("ix_clearance_difficulty_unit_id"), table_name="clearance_difficulty")
    op.drop_index(
        op.f("ix_clearance_difficulty_project_id_effective_date"), table_name="clearance_difficulty"
    )
    op.drop_index(op.f("ix_clearance_difficulty_import_batch_id"), table_name="clearance_difficulty")
    op.drop_table("clearance_difficulty")
    op.drop_index(op.f("ix_clearance_count_unit_id"), table_name="clearance_count")
    op.drop_index(op.f("ix_clearance_count_project_id_effective_date"), table_name="clearance_count")
    op.drop_index(op.f("ix_clearance_count_import_batch_id"), table_name="clearance_count")
    op.drop_table("clearance_count")
    op.drop_index(op.f("ix_capital_plan_project_id_effective_date"), table_name="capital_plan")
    op.drop_index(op.f("ix_capital_plan_import_batch_id"), table_name="capital_plan")
    op.drop_table("capital_plan")
    op.drop_index(op.f("ix_bid_package_project_id_effective_date"), table_name="bid_package")
    op.drop_index(op.f("ix_bid_package_import_batch_id"), table_name="bid_package")
    op.drop_table("bid_package")
    op.drop_index(op.f("ix_acceptance_project_id_effective_date"), table_name="acceptance")
    op.drop_index(op.f("ix_acceptance_import_batch_id"), table_name="acceptance")
    op.drop_table("acceptance")
    op.drop_table("project_summary")
    op.drop_table("project_month")
    op.drop_table("project_money")
    op.drop_index(op.f("ix_treasury_statement_import_batch_id"), table_name="treasury_statement")
    op.drop_table("treasury_statement")
    op.drop_table("unit_target")
    op.drop_index(op.f("ix_unit_month_unit_id_sector_id"), table_name="unit_month")
    op.drop_table("unit_month")
    op.drop_index(op.f("ix_unit_money_unit_id_sector_id"), table_name="unit_money")
    op.drop_table("unit_money")
    op.drop_table("price_item")
    op.drop_table("unit_conversion")
    op.drop_table("summary_day")
