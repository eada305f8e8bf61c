"""households and people of units, each number with its day and source"""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "unit_residents",
        sa.Column("id", sa.BigInteger(), sa.Identity(), nullable=False),
        sa.Column("unit_id", sa.BigInteger(), nullable=False),
        sa.Column("counted_on", sa.Date(), nullable=False),
        sa.Column("household_count", sa.Integer(), nullable=True),
        sa.Column("population", sa.Integer(), nullable=True),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("is_demo", sa.Boolean(), server_default="false", nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), server_default=sa.func.now(), nullable=False),
        sa.CheckConstraint("household_count > 0", name=op.f("ck_unit_residents_households")),
        sa.CheckConstraint("population > 0", name=op.f("ck_unit_residents_people")),
        sa.CheckConstraint(
            "household_count IS NOT NULL OR population IS NOT NULL", name=op.f("ck_unit_residents_stated")
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_unit_residents_unit_id_unit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unit_residents")),
        sa.UniqueConstraint(
            "unit_id", "counted_on", "is_demo", name=op.f("uq_unit_residents_unit_id_counted_on_is_demo")
        ),
    )


def downgrade() -> None:
    op.drop_table("unit_residents")
