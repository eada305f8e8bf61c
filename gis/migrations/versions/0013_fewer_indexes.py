"""fewer indexes on projects: every import writes all of them, lists sort by the columns that they hold in memory"""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

NOT_ARCHIVED = sa.text("archived_at IS NULL")
DROPPED = {
    "ix_project_by_budget": ["budget_vnd", "id"],
    "ix_project_by_budget_desc": [sa.text("budget_vnd DESC NULLS LAST"), sa.text("id DESC")],
    "ix_project_by_due": ["approved_completion_date", "id"],
}
UNUSED = ("sector_id", "import_batch_id")


def upgrade() -> None:
    for name in (*DROPPED, *(f"ix_project_{column}" for column in UNUSED)):
        op.drop_index(name, "project", if_exists=True)
    _make_codes(sa.text("old_codes <> '{}'"), sa.text("budget_code IS NOT NULL"))


def downgrade() -> None:
    _make_codes(None, None)
    for column in UNUSED:
        op.create_index(f"ix_project_{column}", "project", [column])
    for name, columns in DROPPED.items():
        op.create_index(name, "project", columns, postgresql_where=NOT_ARCHIVED)


def _make_codes(has_old: sa.TextClause | None, has_budget: sa.TextClause | None) -> None:
    op.drop_index("ix_project_old_codes", "project")
    op.drop_index("ix_project_budget_code", "project")
    op.create_index(
        "ix_project_old_codes", "project", ["old_codes"], postgresql_using="gin", postgresql_where=has_old
    )
    op.create_index("ix_project_budget_code", "project", ["budget_code"], postgresql_where=has_budget)
