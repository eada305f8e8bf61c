"""faster tiles: what colours a shape stands in its copy, boundaries carry their names"""

import sqlalchemy as sa
from alembic import op
from geoalchemy2 import Geometry

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

COPIED = """
UPDATE tile_shape SET sector_id = symbol.sector_id, stage = symbol.stage, execution = symbol.execution,
    approved_completion_date = symbol.approved_completion_date, acceptance_date = symbol.acceptance_date
FROM tile_symbol symbol WHERE symbol.project_id = tile_shape.project_id
"""


def upgrade() -> None:
    op.add_column("tile_shape", sa.Column("sector_id", sa.SmallInteger()))
    op.add_column("tile_shape", sa.Column("stage", sa.SmallInteger()))
    op.add_column("tile_shape", sa.Column("execution", sa.Text()))
    op.add_column("tile_shape", sa.Column("approved_completion_date", sa.Date()))
    op.add_column("tile_shape", sa.Column("acceptance_date", sa.Date()))
    op.execute(COPIED)
    op.alter_column("tile_shape", "execution", nullable=False)
    op.drop_geospatial_table("tile_unit")
    op.create_geospatial_table(
        "tile_unit",
        sa.Column("band", sa.SmallInteger(), nullable=False),
        sa.Column("shown_from", sa.Date(), nullable=False),
        sa.Column("unit_id", sa.BigInteger(), nullable=False),
        sa.Column("shown_to", sa.Date(), nullable=False),
        sa.Column("is_outline", sa.Boolean(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("level", sa.Text(), nullable=False),
        sa.Column("is_schematic", sa.Boolean(), nullable=False),
        sa.Column("label_x", sa.Integer(), nullable=False),
        sa.Column("label_y", sa.Integer(), nullable=False),
        sa.Column("geom", Geometry("GEOMETRY", srid=3857, dimension=2, spatial_index=False), nullable=False),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name="fk_tile_unit_unit_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("band", "shown_from", "unit_id", name="pk_tile_unit"),
    )
    op.create_index("idx_tile_unit_geom", "tile_unit", ["geom"], postgresql_using="gist")


def downgrade() -> None:
    op.drop_geospatial_table("tile_unit")
    op.create_geospatial_table(
        "tile_unit",
        sa.Column("unit_id", sa.BigInteger(), nullable=False),
        sa.Column("band", sa.SmallInteger(), nullable=False),
        sa.Column("shown_from", sa.Date(), nullable=False),
        sa.Column("shown_to", sa.Date(), nullable=False),
        sa.Column("is_outline", sa.Boolean(), nullable=False),
        sa.Column("label_x", sa.Integer(), nullable=False),
        sa.Column("label_y", sa.Integer(), nullable=False),
        sa.Column("geom", Geometry("GEOMETRY", srid=3857, dimension=2, spatial_index=False), nullable=False),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name="fk_tile_unit_unit_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("unit_id", "band", "shown_from", name="pk_tile_unit"),
    )
    op.create_index("idx_tile_unit_geom", "tile_unit", ["geom"], postgresql_using="gist")
    for column in ("sector_id", "stage", "execution", "approved_completion_date", "acceptance_date"):
        op.drop_column("tile_shape", column)
