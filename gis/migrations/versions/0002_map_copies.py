"""map copies: symbols and shapes apart, cells in Z-order, generalised boundaries"""

import sqlalchemy as sa
from alembic import op
from geoalchemy2 import Geometry

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

MAP_QUAD = """
CREATE FUNCTION map_quad(grid_x integer, grid_y integer) RETURNS bigint
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
DECLARE
    x bigint := grid_x;
    y bigint := grid_y;
BEGIN
    x := (x | (x << 16)) & 281470681808895;
    x := (x | (x << 8)) & 71777214294589695;
    x := (x | (x << 4)) & 1085102592571150095;
    x := (x | (x << 2)) & 3689348814741910323;
    x := (x | (x << 1)) & 6148914691236517205;
    y := (y | (y << 16)) & 281470681808895;
    y := (y | (y << 8)) & 71777214294589695;
    y := (y | (y << 4)) & 1085102592571150095;
    y := (y | (y << 2)) & 3689348814741910323;
    y := (y | (y << 1)) & 6148914691236517205;
    RETURN x | (y << 1);
END $$
"""

SHAPE_INDEXES = (
    ("idx_tile_shape_geom", "geom", None),
    ("idx_tile_shape_geom_low_7", "geom_low", "min_zoom <= 7"),
    ("idx_tile_shape_geom_low_9", "geom_low", "min_zoom <= 9"),
    ("idx_tile_shape_geom_mid_10", "geom_mid", "min_zoom <= 10"),
    ("idx_tile_shape_geom_mid_11", "geom_mid", "min_zoom <= 11"),
)


def geometry(kind: str = "GEOMETRY") -> Geometry:
    return Geometry(kind, srid=3857, dimension=2, spatial_index=False)


def upgrade() -> None:
    op.execute(MAP_QUAD)
    op.drop_table("tile_cell")
    op.drop_geospatial_table("tile_feature")
    op.create_table(
        "tile_symbol",
        sa.Column("project_id", sa.BigInteger(), nullable=False),
        sa.Column("quad", sa.BigInteger(), nullable=False),
        sa.Column("grid_x", sa.Integer(), nullable=False),
        sa.Column("grid_y", sa.Integer(), nullable=False),
        sa.Column("rank", sa.BigInteger(), nullable=False),
        sa.Column("min_zoom", sa.SmallInteger(), nullable=False),
        sa.Column("shape", sa.Text(), nullable=False),
        sa.Column("sector_id", sa.SmallInteger()),
        sa.Column("stage", sa.SmallInteger()),
        sa.Column("execution", sa.Text(), nullable=False),
        sa.Column("approved_completion_date", sa.Date()),
        sa.Column("acceptance_date", sa.Date()),
        sa.Column("budget_vnd", sa.Numeric(20, 0)),
        sa.Column("name", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["project_id"], ["project.id"], name="fk_tile_symbol_project_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("project_id", name="pk_tile_symbol"),
    )
    op.create_index("ix_tile_symbol_quad", "tile_symbol", ["quad"])
    op.create_index("ix_tile_symbol_min_zoom_quad", "tile_symbol", ["min_zoom", "quad"])
    op.create_geospatial_table(
        "tile_shape",
        sa.Column("project_id", sa.BigInteger(), nullable=False),
        sa.Column("min_zoom", sa.SmallInteger(), nullable=False),
        sa.Column("geom_low", geometry("MULTILINESTRING")),
        sa.Column("geom_mid", geometry(), nullable=False),
        sa.Column("geom", geometry(), nullable=False),
        sa.ForeignKeyConstraint(
            ["project_id"], ["project.id"], name="fk_tile_shape_project_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("project_id", name="pk_tile_shape"),
    )
    for name, column, condition in SHAPE_INDEXES:
        where = None if condition is None else sa.text(condition)
        op.create_index(name, "tile_shape", [column], postgresql_using="gist", postgresql_where=where)
    op.create_table(
        "tile_cell",
        sa.Column("zoom", sa.SmallInteger(), nullable=False),
        sa.Column("cell", sa.BigInteger(), nullable=False),
        sa.Column("project_count", sa.Integer(), nullable=False),
        sa.Column("late_count", sa.Integer(), nullable=False),
        sa.Column("budget_count", sa.Integer(), nullable=False),
        sa.Column("budget_vnd", sa.Numeric(20, 0), nullable=False),
        sa.Column("x_sum", sa.BigInteger(), nullable=False),
        sa.Column("y_sum", sa.BigInteger(), nullable=False),
        sa.Column("top_rank", sa.BigInteger(), nullable=False),
        sa.Column("top_id", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("zoom", "cell", name="pk_tile_cell"),
    )
    op.create_table(
        "tile_cell_group",
        sa.Column("zoom", sa.SmallInteger(), nullable=False),
        sa.Column("cell", sa.BigInteger(), nullable=False),
        sa.Column("sector_id", sa.SmallInteger(), nullable=False),
        sa.Column("schedule", sa.Text(), nullable=False),
        sa.Column("project_count", sa.Integer(), nullable=False),
        sa.Column("budget_count", sa.Integer(), nullable=False),
        sa.Column("budget_vnd", sa.Numeric(20, 0), nullable=False),
        sa.Column("x_sum", sa.BigInteger(), nullable=False),
        sa.Column("y_sum", sa.BigInteger(), nullable=False),
        sa.Column("id_sum", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("zoom", "cell", "sector_id", "schedule", name="pk_tile_cell_group"),
    )
    op.create_table(
        "tile_state",
        sa.Column("id", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("units_version", sa.BigInteger(), server_default="1", nullable=False),
        sa.CheckConstraint("id = 1", name="ck_tile_state_one_row"),
        sa.PrimaryKeyConstraint("id", name="pk_tile_state"),
    )
    op.execute("INSERT INTO tile_state (id, as_of) VALUES (1, current_date)")
    op.create_geospatial_table(
        "tile_unit",
        sa.Column("unit_id", sa.BigInteger(), nullable=False),
        sa.Column("band", sa.SmallInteger(), nullable=False),
        sa.Column("shown_from", sa.Date(), nullable=False),
        sa.Column("shown_to", sa.Date(), nullable=False),
        sa.Column("is_outline", sa.Boolean(), nullable=False),
        sa.Column("label_x", sa.Integer(), nullable=False),
        sa.Column("label_y", sa.Integer(), nullable=False),
        sa.Column("geom", geometry(), nullable=False),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name="fk_tile_unit_unit_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("unit_id", "band", "shown_from", name="pk_tile_unit"),
    )
    op.create_index("idx_tile_unit_geom", "tile_unit", ["geom"], postgresql_using="gist")


def downgrade() -> None:
    for table in ("tile_unit", "tile_state", "tile_cell_group", "tile_cell", "tile_shape", "tile_symbol"):
        op.drop_table(table)
    op.execute("DROP FUNCTION map_quad")
    op.create_geospatial_table(
        "tile_feature",
        sa.Column("project_id", sa.BigInteger(), nullable=False),
        sa.Column("geom", geometry(), nullable=False),
        sa.Column("geom_mid", geometry(), nullable=False),
        sa.Column("geom_low", geometry(), nullable=False),
        sa.Column("anchor", geometry("POINT"), nullable=False),
        sa.Column("min_zoom", sa.SmallInteger(), nullable=False),
        sa.Column("rank", sa.BigInteger(), nullable=False),
        sa.Column("sector_id", sa.SmallInteger()),
        sa.Column("stage", sa.SmallInteger()),
        sa.Column("execution", sa.Text(), nullable=False),
        sa.Column("approved_completion_date", sa.Date()),
        sa.Column("acceptance_date", sa.Date()),
        sa.ForeignKeyConstraint(
            ["project_id"], ["project.id"], name="fk_tile_feature_project_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("project_id", name="pk_tile_feature"),
    )
    for column in ("geom", "geom_mid", "geom_low", "anchor"):
        op.create_index(f"idx_tile_feature_{column}", "tile_feature", [column], postgresql_using="gist")
    op.create_table(
        "tile_cell",
        sa.Column("zoom", sa.SmallInteger(), nullable=False),
        sa.Column("cell_x", sa.Integer(), nullable=False),
        sa.Column("cell_y", sa.Integer(), nullable=False),
        sa.Column("sector_id", sa.SmallInteger(), nullable=False),
        sa.Column("schedule", sa.Text(), nullable=False),
        sa.Column("project_count", sa.Integer(), nullable=False),
        sa.Column("budget_vnd", sa.Numeric(20, 0)),
        sa.Column("x_sum", sa.Double(), nullable=False),
        sa.Column("y_sum", sa.Double(), nullable=False),
        sa.PrimaryKeyConstraint(
            "zoom", "cell_x", "cell_y", "sector_id", "schedule", name=op.f("pk_tile_cell")
        ),
    )
