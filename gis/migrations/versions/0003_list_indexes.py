"""indexes for counting and sorting the list of projects"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

NOT_ARCHIVED = sa.text("archived_at IS NULL")
SORTS = {
    "ix_project_by_name": [sa.text("left(search_key, 80)"), "id"],
    "ix_project_by_budget": ["budget_vnd", "id"],
    "ix_project_by_budget_desc": [sa.text("budget_vnd DESC NULLS LAST"), sa.text("id DESC")],
    "ix_project_by_due": ["approved_completion_date", "id"],
}
COUNTED = (
    "sector_id",
    "stage",
    "execution",
    "approved_completion_date",
    "acceptance_date",
    "owner_id",
    "first_year",
    "last_year",
    "is_located",
    "budget_vnd",
)


def upgrade() -> None:
    op.create_index(
        "ix_project_facets",
        "project",
        ["id"],
        postgresql_include=COUNTED,
        postgresql_where=NOT_ARCHIVED,
    )
    for name, columns in SORTS.items():
        op.create_index(name, "project", columns, postgresql_where=NOT_ARCHIVED)


def downgrade() -> None:
    for name in ("ix_project_facets", *SORTS):
        op.drop_index(name, "project")
