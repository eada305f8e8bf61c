"""shares without foreign keys: made from projects and units alone, their rows need no check one by one"""

from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for target in ("project", "unit"):
        op.drop_constraint(f"fk_project_share_{target}_id", "project_share", type_="foreignkey")


def downgrade() -> None:
    for target in ("project", "unit"):
        op.create_foreign_key(
            f"fk_project_share_{target}_id", "project_share", target, [f"{target}_id"], ["id"]
        )
