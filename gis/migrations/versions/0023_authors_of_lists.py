"""who took a file or a price list in: an account, or a program by its name"""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

_LISTS = ("price_item", "unit_conversion")
_WRITTEN = """
UPDATE price_item SET recorded_by = log.actor_id,
       recorded_as = CASE WHEN log.actor_id IS NULL THEN log.actor END
FROM audit_log log WHERE log.action = 'price_item.append' AND log.subject_id = price_item.id
"""


def upgrade() -> None:
    op.add_column("import_batch", sa.Column("imported_as", sa.Text(), nullable=True))
    op.execute("""
    UPDATE import_batch SET imported_as = written.actor FROM (
        SELECT DISTINCT ON (batch_id) batch_id, actor FROM (
            SELECT CAST(after ->> 'import_batch_id' AS bigint) AS batch_id, actor FROM audit_log
            WHERE actor_id IS NULL AND after ? 'import_batch_id') AS log ORDER BY batch_id) AS written
    WHERE written.batch_id = import_batch.id AND imported_by IS NULL
    """)
    for table in _LISTS:
        op.add_column(table, sa.Column("recorded_by", sa.BigInteger(), nullable=True))
        op.add_column(table, sa.Column("recorded_as", sa.Text(), nullable=True))
        op.create_foreign_key(
            op.f(f"fk_{table}_recorded_by_account"), table, "account", ["recorded_by"], ["id"]
        )
        op.execute(_WRITTEN.replace("price_item", table))


def downgrade() -> None:
    for table in _LISTS:
        op.drop_column(table, "recorded_as")
        op.drop_column(table, "recorded_by")
    op.drop_column("import_batch", "imported_as")
