"""a step of execution says whether a higher level cancelled the project"""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("status_step", sa.Column("is_by_higher_level", sa.Boolean(), nullable=True))


def downgrade() -> None:
    op.drop_column("status_step", "is_by_higher_level")
