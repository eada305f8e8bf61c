"""papers of a commune's facts that belong to no project"""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.alter_column("document", "project_id", nullable=True)
    op.add_column("document", sa.Column("unit_id", sa.BigInteger()))
    op.create_foreign_key(op.f("fk_document_unit_id"), "document", "unit", ["unit_id"], ["id"])
    op.create_index(op.f("ix_document_unit_id"), "document", ["unit_id"])
    op.create_check_constraint(op.f("ck_document_place"), "document", "num_nonnulls(project_id, unit_id) = 1")


def downgrade() -> None:
    """Return to papers of projects alone; refused by the database where a commune has papers."""
    from gis.migrations import security

    security.take_away(op.get_bind())  # policies name the column
    op.alter_column("document", "project_id", nullable=False)
    op.drop_constraint(op.f("ck_document_place"), "document")
    op.drop_index(op.f("ix_document_unit_id"), "document")
    op.drop_column("document", "unit_id")
