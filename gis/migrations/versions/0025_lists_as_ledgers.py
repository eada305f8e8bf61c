"""price lists and conversions as ledgers: appended, corrected by newer rows, each with its moment, paper and state

Rows that were changed in place before stay as they are now; what they said before is in the log.
"""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None

IDENTITY = {
    "price_item": ("kind", "item", "quantity_unit", "unit_id", "valid_from"),
    "unit_conversion": ("item", "from_unit", "to_unit", "valid_from"),
}
STATES = ("draft", "submitted", "accepted", "returned", "replaced")
APPEND_ONLY = """
CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table}
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()
"""
# The moment of a row that the log does not know stays unknown.
RECORDED = """
UPDATE {table} SET recorded_at = log.recorded_at FROM audit_log log
WHERE log.action = '{table}.append' AND log.subject_id = {table}.id
"""
# Of two rows from one day the newer one was taken; it becomes the correction of the other.
CHAIN = """
UPDATE price_item SET corrects_id = older.id FROM (
    SELECT id AS newer_id, lag(id) OVER (
        PARTITION BY kind, item, quantity_unit, unit_id, valid_from ORDER BY id) AS id FROM price_item) AS older
WHERE older.newer_id = price_item.id AND older.id IS NOT NULL
"""
PROPOSED = {
    "price_item": "UPDATE price_item SET review_state = 'accepted' WHERE NOT is_proposal",
    "unit_conversion": "UPDATE unit_conversion SET review_state = 'accepted' WHERE recorded_as IS DISTINCT FROM 'etl demo'",
}
REPLACED = """
DELETE FROM {table} old WHERE {is_free}
    AND (is_withdrawn OR EXISTS (SELECT FROM {table} newer WHERE newer.corrects_id = old.id))
"""
FREE = {
    "price_item": "NOT EXISTS (SELECT FROM contribution WHERE price_item_id = old.id)",
    "unit_conversion": "true",
}
OF_PLACES = "num_nonnulls(project_id, unit_id) = 1"
OF_PLACES_OR_LISTS = f"{OF_PLACES} OR (num_nonnulls(project_id, unit_id) = 0 AND kind = 'list_paper')"


def upgrade() -> None:
    op.drop_constraint(op.f("ck_document_place"), "document")
    op.create_check_constraint(op.f("ck_document_place"), "document", OF_PLACES_OR_LISTS)
    op.drop_constraint(op.f("uq_unit_conversion_item_from_unit_to_unit_valid_from"), "unit_conversion")
    for table in IDENTITY:
        _add_columns(table)
        op.execute(RECORDED.format(table=table))
        op.execute(PROPOSED[table])
    op.execute(CHAIN)
    op.drop_column("price_item", "is_proposal")
    for table in IDENTITY:
        _add_rules(table)
        op.execute(APPEND_ONLY.format(table=table))
    op.create_check_constraint(op.f("ck_unit_conversion_factor"), "unit_conversion", "factor_ratio > 0")


def downgrade() -> None:
    """Return to rows that are changed in place; refused by the database where a list has papers.

    Only the newest rows stay, and those by which gifts were valued.
    """
    op.drop_constraint(op.f("ck_document_place"), "document")
    op.create_check_constraint(op.f("ck_document_place"), "document", OF_PLACES)
    op.drop_constraint(op.f("ck_unit_conversion_factor"), "unit_conversion")
    op.add_column("price_item", sa.Column("is_proposal", sa.Boolean(), server_default="true", nullable=False))
    for table, is_free in FREE.items():
        op.execute(f"DROP TRIGGER {table}_append_only ON {table}")
        op.drop_constraint(op.f(f"fk_{table}_corrects_id"), table)
        op.execute(REPLACED.format(table=table, is_free=is_free))
    op.execute("UPDATE price_item SET is_proposal = review_state = 'submitted'")
    for table in IDENTITY:
        op.drop_index(f"uq_{table}_first", table)
        for name in ("validity", "withdrawal", "proposed_or_adopted", "review_state"):
            op.drop_constraint(op.f(f"ck_{table}_{name}"), table)
        for name in ("corrects_id", "document_id", "recorded_at", "is_withdrawn", "review_state"):
            op.drop_column(table, name)
    op.create_unique_constraint(
        op.f("uq_unit_conversion_item_from_unit_to_unit_valid_from"),
        "unit_conversion",
        ["item", "from_unit", "to_unit", "valid_from"],
    )


def _add_columns(table: str) -> None:
    op.add_column(
        table,
        sa.Column("review_state", sa.String(24), server_default="submitted", nullable=False),
    )
    op.add_column(table, sa.Column("is_withdrawn", sa.Boolean(), server_default="false", nullable=False))
    op.add_column(table, sa.Column("recorded_at", sa.DateTime(timezone=True)))
    op.alter_column(table, "recorded_at", server_default=sa.func.now())
    for name in ("document_id", "corrects_id"):
        op.add_column(table, sa.Column(name, sa.BigInteger()))


def _add_rules(table: str) -> None:
    op.create_foreign_key(op.f(f"fk_{table}_document_id"), table, "document", ["document_id"], ["id"])
    op.create_foreign_key(op.f(f"fk_{table}_corrects_id"), table, table, ["corrects_id"], ["id"])
    op.create_unique_constraint(op.f(f"uq_{table}_corrects_id"), table, ["corrects_id"])
    op.create_index(
        f"uq_{table}_first",
        table,
        IDENTITY[table],
        unique=True,
        postgresql_where=sa.text("corrects_id IS NULL"),
        postgresql_nulls_not_distinct=True,
    )
    listed = ", ".join(f"'{state}'" for state in STATES)
    op.create_check_constraint(op.f(f"ck_{table}_review_state"), table, f"review_state IN ({listed})")
    op.create_check_constraint(
        op.f(f"ck_{table}_proposed_or_adopted"), table, "review_state IN ('submitted', 'accepted')"
    )
    op.create_check_constraint(
        op.f(f"ck_{table}_withdrawal"), table, "corrects_id IS NOT NULL OR NOT is_withdrawn"
    )
    op.create_check_constraint(op.f(f"ck_{table}_validity"), table, "valid_to >= valid_from")
