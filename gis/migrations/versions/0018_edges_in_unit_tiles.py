"""finished tiles of boundaries are made anew at the next start: they hold the edges of schematic communes"""

from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("DELETE FROM tile_unit_ready")


def downgrade() -> None:
    op.execute("DELETE FROM tile_unit_ready")
