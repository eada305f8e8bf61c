"""review: the steps of rows, the closing of months; drafts that a later version took the place of

A row that was rewritten before it was accepted becomes "replaced" once a later version is: only then does the row that
it corrects give way, so that nothing counts twice and nothing vanishes. The database does it itself, whoever writes.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

LEDGERS = (
    "status_step",
    "completion_date",
    "suspension",
    "acceptance",
    "progress_report",
    "capital_plan",
    "voucher",
    "bid_package",
    "contract",
    "contract_addendum",
    "clearance_count",
    "clearance_difficulty",
    "contribution",
)
STATES = "'draft', 'submitted', 'accepted', 'returned', 'replaced'"
OPEN = "review_state IN ('draft', 'submitted', 'returned')"
OLD_STATES = "'draft', 'submitted', 'accepted', 'returned'"

SETTLE = """
CREATE FUNCTION settle_versions() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = {schema}, pg_temp
AS $$
DECLARE
    older bigint := NEW.corrects_id;
    found_id bigint;
BEGIN
    WHILE older IS NOT NULL LOOP
        found_id := older;
        older := NULL;
        EXECUTE format('UPDATE %I SET review_state = ''replaced'' WHERE id = $1 AND review_state <> ''accepted'''
                       ' RETURNING corrects_id', TG_TABLE_NAME) INTO older USING found_id;
    END LOOP;
    RETURN NULL;
END
$$
"""
TRIGGER = """
CREATE TRIGGER {table}_settle AFTER INSERT OR UPDATE OF review_state ON {table}
    FOR EACH ROW WHEN (NEW.review_state = 'accepted' AND NEW.corrects_id IS NOT NULL)
    EXECUTE FUNCTION settle_versions()
"""
APPEND_ONLY = """
CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table}
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()
"""


def upgrade() -> None:
    state = sa.Enum(
        "draft", "submitted", "accepted", "returned", "replaced",
        name="state", native_enum=False, create_constraint=True, length=24,
    )  # fmt: skip
    op.create_table(
        "review_step",
        _key(),
        sa.Column("ledger", sa.Text(), nullable=False),
        sa.Column("row_id", sa.BigInteger(), nullable=False),
        sa.Column("state", state, nullable=False),
        sa.Column("remark", sa.Text()),
        sa.Column("warnings", postgresql.JSONB(none_as_null=True)),
        *_recorded(),
    )
    op.create_index("ix_review_step_ledger_row_id", "review_step", ["ledger", "row_id"])
    op.create_table(
        "period_closing",
        _key(),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("unit_id", sa.BigInteger(), sa.ForeignKey("unit.id"), index=True),
        sa.Column("is_closed", sa.Boolean(), nullable=False),
        sa.Column("remark", sa.Text()),
        *_recorded(),
        sa.CheckConstraint("extract(day FROM month) = 1", name="month"),
    )
    op.create_index("ix_period_closing_month_unit_id", "period_closing", ["month", "unit_id"])
    for table in ("review_step", "period_closing"):
        op.execute(APPEND_ONLY.format(table=table))
    _admit(STATES)
    schema = op.get_bind().scalar(sa.text("SELECT quote_ident(current_schema())"))
    op.execute(SETTLE.format(schema=schema))
    op.execute("REVOKE ALL ON FUNCTION settle_versions() FROM PUBLIC")
    for table in LEDGERS:
        op.execute(TRIGGER.format(table=table))
        op.create_index(
            f"ix_{table}_project_id_review_state",
            table,
            ["project_id", "review_state"],
            postgresql_where=sa.text(OPEN),
        )


def downgrade() -> None:
    for table in LEDGERS:
        op.drop_index(f"ix_{table}_project_id_review_state", table)
        op.execute(f"DROP TRIGGER {table}_settle ON {table}")
        op.execute(f"UPDATE {table} SET review_state = 'accepted' WHERE review_state = 'replaced'")  # noqa: S608
    op.execute("DROP FUNCTION settle_versions()")
    _admit(OLD_STATES)
    for table in ("period_closing", "review_step"):
        op.drop_table(table)


def _admit(states: str) -> None:
    for table in LEDGERS:
        op.execute(
            f"ALTER TABLE {table} DROP CONSTRAINT ck_{table}_review_state,"
            f" ADD CONSTRAINT ck_{table}_review_state CHECK (review_state IN ({states}))"
        )


def _key() -> "sa.Column[int]":
    return sa.Column("id", sa.BigInteger(), sa.Identity(always=False), primary_key=True)


def _recorded() -> "tuple[sa.Column[int], sa.Column[object]]":
    now = sa.text("now()")
    return (
        sa.Column("recorded_by", sa.BigInteger(), sa.ForeignKey("account.id")),
        sa.Column("recorded_at", sa.DateTime(timezone=True), server_default=now, nullable=False),
    )
