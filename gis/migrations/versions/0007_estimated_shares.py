"""estimated shares say so; finished tiles of boundaries for small scales"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0008"
branch_labels = None
depends_on = None

# Whether a document gave a share is known again once the units are loaded beside it; until then it is an estimate.
MARKED = """
UPDATE unit_succession SET is_estimated = true WHERE (old_id, effective_date) IN (
    SELECT old_id, effective_date FROM unit_succession GROUP BY 1, 2 HAVING count(*) > 1);
UPDATE project_share share SET is_estimated = true
FROM unit_succession step WHERE step.new_id = share.unit_id AND step.is_estimated AND share.basis = 'stated';
"""


def upgrade() -> None:
    for table in ("unit_succession", "project_share"):
        column = sa.Column("is_estimated", sa.Boolean(), server_default=sa.text("false"), nullable=False)
        op.add_column(table, column)
    op.execute(MARKED)
    op.create_table(
        "tile_unit_ready",
        sa.Column("zoom", sa.SmallInteger(), nullable=False),
        sa.Column("x", sa.Integer(), nullable=False),
        sa.Column("y", sa.Integer(), nullable=False),
        sa.Column("shown_from", sa.Date(), nullable=False),
        sa.Column("shown_to", sa.Date(), nullable=False),
        sa.Column("mvt", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("zoom", "x", "y", "shown_from", name="pk_tile_unit_ready"),
    )
    op.execute("ALTER TABLE tile_unit_ready ALTER mvt SET STORAGE EXTERNAL")


def downgrade() -> None:
    op.drop_table("tile_unit_ready")
    for table in ("project_share", "unit_succession"):
        op.drop_column(table, "is_estimated")
