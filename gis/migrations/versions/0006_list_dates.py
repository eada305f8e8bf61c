"""the date of each value that a list stated; agencies lose a column that nothing ever filled"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "project",
        sa.Column("field_dates", postgresql.JSONB(), server_default="{}", nullable=False),
    )
    op.drop_column("agency", "successor_id")


def downgrade() -> None:
    op.add_column("agency", sa.Column("successor_id", sa.BigInteger(), nullable=True))
    op.create_foreign_key(op.f("fk_agency_successor_id"), "agency", "agency", ["successor_id"], ["id"])
    op.drop_column("project", "field_dates")
