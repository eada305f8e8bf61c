"""row security: the table of permissions and the key that identities are signed with

Functions, policies and guards are given anew after every run of the migrations, like rights: `gis.migrations.security`.
"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "role_permission",
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("permission", sa.Text(), nullable=False),
        sa.Column("ledger", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("role", "permission", "ledger", name="pk_role_permission"),
    )
    op.create_table(
        "signing_key",
        sa.Column("id", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("secret", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_signing_key"),
    )


def downgrade() -> None:
    from gis.migrations import security

    security.take_away(op.get_bind())
    op.drop_table("signing_key")
    op.drop_table("role_permission")
