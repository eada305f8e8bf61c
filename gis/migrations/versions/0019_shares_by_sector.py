"""shares of communes carry their project's sector: the figures of one commune and field are read in one place"""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

FILL = """
UPDATE project_share SET sector_id = project.sector_id FROM project
WHERE project.id = project_share.project_id AND project.sector_id IS NOT NULL
"""


def upgrade() -> None:
    op.add_column(
        "project_share", sa.Column("sector_id", sa.SmallInteger(), server_default="0", nullable=False)
    )
    op.execute(FILL)
    op.drop_index("ix_project_share_project_id", "project_share")
    op.drop_constraint("pk_project_share", "project_share")
    op.create_primary_key("pk_project_share", "project_share", ["project_id", "unit_id"])
    op.create_index(
        "ix_project_share_by_unit",
        "project_share",
        ["unit_id", "sector_id", "project_id"],
        postgresql_include=["share_ratio", "before_ratio"],
    )


def downgrade() -> None:
    op.drop_index("ix_project_share_by_unit", "project_share")
    op.drop_constraint("pk_project_share", "project_share")
    op.create_primary_key("pk_project_share", "project_share", ["unit_id", "project_id"])
    op.create_index("ix_project_share_project_id", "project_share", ["project_id"])
    op.drop_column("project_share", "sector_id")
