"""summaries without foreign keys: made from projects and units alone, their rows need no check one by one"""

from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

KEYS = {
    "project_summary": "project",
    "project_month": "project",
    "project_money": "project",
    "unit_month": "unit",
    "unit_money": "unit",
}


def upgrade() -> None:
    for table, target in KEYS.items():
        op.drop_constraint(f"fk_{table}_{target}_id", table, type_="foreignkey")


def downgrade() -> None:
    for table, target in KEYS.items():
        op.create_foreign_key(f"fk_{table}_{target}_id", table, target, [f"{target}_id"], ["id"])
