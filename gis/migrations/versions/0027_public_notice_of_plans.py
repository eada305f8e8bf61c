"""households whose approved plan was made public, and the level of authority that can settle a difficulty"""

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("clearance_count", sa.Column("household_publicised_count", sa.Integer()))
    op.add_column("clearance_difficulty", sa.Column("competent_level", sa.Text()))


def downgrade() -> None:
    op.drop_column("clearance_difficulty", "competent_level")
    op.drop_column("clearance_count", "household_publicised_count")
