"""Copies made for the map alone: symbols, shapes, a grid of counts, generalised boundaries; all can be rebuilt."""

from datetime import date
from typing import Any

from geoalchemy2 import Geometry
from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Date,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    SmallInteger,
    Text,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from gis.crs import WEB_MERCATOR
from gis.database import Base
from gis.models.columns import Vnd


class TileSymbol(Base):
    """Where a located project's symbol stands on the map's grid, and from which zoom it is shown by itself.

    `grid_x`, `grid_y` and their Z-order `quad` follow `gis.domain.tile_grid`. The dates stand here so that the
    schedule status of any day can be computed while a tile is made.
    """

    __tablename__ = "tile_symbol"
    __table_args__ = (
        Index("ix_tile_symbol_quad", "quad"),
        Index("ix_tile_symbol_min_zoom_quad", "min_zoom", "quad"),
    )

    project_id: Mapped[int] = mapped_column(ForeignKey("project.id", ondelete="CASCADE"), primary_key=True)
    quad: Mapped[int] = mapped_column(BigInteger)
    grid_x: Mapped[int] = mapped_column(Integer)
    grid_y: Mapped[int] = mapped_column(Integer)
    rank: Mapped[int] = mapped_column(BigInteger)
    """Greater is more important: key projects first, then the approved budget."""
    min_zoom: Mapped[int] = mapped_column(SmallInteger)
    shape: Mapped[str] = mapped_column(Text)
    sector_id: Mapped[int | None] = mapped_column(SmallInteger)
    stage: Mapped[int | None] = mapped_column(SmallInteger)
    execution: Mapped[str] = mapped_column(Text)
    approved_completion_date: Mapped[date | None] = mapped_column(Date)
    acceptance_date: Mapped[date | None] = mapped_column(Date)
    budget_vnd: Mapped[Vnd | None]
    name: Mapped[str] = mapped_column(Text)
    is_behind: Mapped[bool] = mapped_column(server_default="false")


class TileShape(Base):
    """The line or area of a project in EPSG:3857: full, generalised to 5 m, and lines to 40 m.

    What colours it stands here again: a tile then reads no second table for each of its shapes.
    """

    __tablename__ = "tile_shape"
    __table_args__ = (
        Index("idx_tile_shape_geom", "geom", postgresql_using="gist"),
        *(
            Index(
                f"idx_tile_shape_{column}_{zoom}",
                column,
                postgresql_using="gist",
                postgresql_where=text(f"min_zoom <= {zoom}"),
            )
            for column, zoom in (("geom_low", 7), ("geom_low", 9), ("geom_mid", 10), ("geom_mid", 11))
        ),
    )

    project_id: Mapped[int] = mapped_column(ForeignKey("project.id", ondelete="CASCADE"), primary_key=True)
    min_zoom: Mapped[int] = mapped_column(SmallInteger)
    sector_id: Mapped[int | None] = mapped_column(SmallInteger)
    stage: Mapped[int | None] = mapped_column(SmallInteger)
    execution: Mapped[str] = mapped_column(Text)
    approved_completion_date: Mapped[date | None] = mapped_column(Date)
    acceptance_date: Mapped[date | None] = mapped_column(Date)
    is_behind: Mapped[bool] = mapped_column(server_default="false")
    geom_low: Mapped[Any | None] = mapped_column(
        Geometry("MULTILINESTRING", srid=WEB_MERCATOR, spatial_index=False)
    )
    geom_mid: Mapped[Any] = mapped_column(Geometry("GEOMETRY", srid=WEB_MERCATOR, spatial_index=False))
    geom: Mapped[Any] = mapped_column(Geometry("GEOMETRY", srid=WEB_MERCATOR, spatial_index=False))


class TileCell(Base):
    """Every located project of one cell of the grid (8 × 8 cells a tile), shown by itself or not."""

    __tablename__ = "tile_cell"

    zoom: Mapped[int] = mapped_column(SmallInteger, primary_key=True)
    cell: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    project_count: Mapped[int]
    late_count: Mapped[int]
    """Late or overdue on the day of `tile_state`."""
    budget_count: Mapped[int]
    """How many have a budget: a sum over none of them is unknown, not 0."""
    budget_vnd: Mapped[Vnd]
    x_sum: Mapped[int] = mapped_column(BigInteger)
    y_sum: Mapped[int] = mapped_column(BigInteger)
    top_rank: Mapped[int] = mapped_column(BigInteger)
    top_id: Mapped[int] = mapped_column(BigInteger)


class TileCellGroup(Base):
    """The projects of one cell by sector (0: none) and schedule status on the day of `tile_state`.

    `id_sum` names the project that is left when all others of the group are shown by themselves.
    """

    __tablename__ = "tile_cell_group"

    zoom: Mapped[int] = mapped_column(SmallInteger, primary_key=True)
    cell: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    sector_id: Mapped[int] = mapped_column(SmallInteger, primary_key=True)
    schedule: Mapped[str] = mapped_column(Text, primary_key=True)
    project_count: Mapped[int]
    budget_count: Mapped[int]
    budget_vnd: Mapped[Vnd]
    x_sum: Mapped[int] = mapped_column(BigInteger)
    y_sum: Mapped[int] = mapped_column(BigInteger)
    id_sum: Mapped[int] = mapped_column(BigInteger)


class TileState(Base):
    """One row: the day whose schedule statuses the grid counts, and the version of the drawn boundaries."""

    __tablename__ = "tile_state"
    __table_args__ = (CheckConstraint("id = 1", name="one_row"),)

    id: Mapped[int] = mapped_column(SmallInteger, primary_key=True, autoincrement=False)
    as_of: Mapped[date] = mapped_column(Date)
    units_version: Mapped[int] = mapped_column(BigInteger, server_default="1")


class TileUnit(Base):
    """A unit's boundary, generalised together with its neighbours of one unit set, in EPSG:3857.

    Drawn from `shown_from` to `shown_to` (both included) up to zoom `band`, and from above the band before.
    Communes are areas; the units above them are lines, made of the same edges. What a tile says of a unit
    stands here too, so that it does not read the units with their full boundaries.
    """

    __tablename__ = "tile_unit"
    __table_args__ = (Index("idx_tile_unit_geom", "geom", postgresql_using="gist"),)

    band: Mapped[int] = mapped_column(SmallInteger, primary_key=True)
    shown_from: Mapped[date] = mapped_column(Date, primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id", ondelete="CASCADE"), primary_key=True)
    shown_to: Mapped[date] = mapped_column(Date)
    is_outline: Mapped[bool]
    code: Mapped[str] = mapped_column(Text)
    name: Mapped[str] = mapped_column(Text)
    kind: Mapped[str] = mapped_column(Text)
    level: Mapped[str] = mapped_column(Text)
    is_schematic: Mapped[bool]
    label_x: Mapped[int] = mapped_column(Integer)
    label_y: Mapped[int] = mapped_column(Integer)
    geom: Mapped[Any] = mapped_column(Geometry("GEOMETRY", srid=WEB_MERCATOR, spatial_index=False))


class TileUnitReady(Base):
    """A finished tile of boundaries for a small scale, where making it takes long; one without rows is empty."""

    __tablename__ = "tile_unit_ready"

    zoom: Mapped[int] = mapped_column(SmallInteger, primary_key=True, autoincrement=False)
    x: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    y: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    shown_from: Mapped[date] = mapped_column(Date, primary_key=True)
    shown_to: Mapped[date] = mapped_column(Date)
    mvt: Mapped[bytes] = mapped_column(LargeBinary)
