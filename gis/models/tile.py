"""Copies of located projects made for the map: generalised geometry and a grid of counts."""

from datetime import date
from typing import Any

from geoalchemy2 import Geometry
from sqlalchemy import BigInteger, Date, ForeignKey, Integer, SmallInteger, Text
from sqlalchemy.orm import Mapped, mapped_column

from gis.crs import WEB_MERCATOR
from gis.database import Base
from gis.models.columns import Vnd


class TileFeature(Base):
    """A project as the map draws it, in EPSG:3857: full, 5 m and low geometry, and the zoom it appears at.

    `anchor` is where its symbol stands. Dates stand here so that the schedule status of any day can be
    computed while the tile is made.
    """

    __tablename__ = "tile_feature"

    project_id: Mapped[int] = mapped_column(ForeignKey("project.id", ondelete="CASCADE"), primary_key=True)
    geom: Mapped[Any] = mapped_column(Geometry("GEOMETRY", srid=WEB_MERCATOR))
    geom_mid: Mapped[Any] = mapped_column(Geometry("GEOMETRY", srid=WEB_MERCATOR))
    geom_low: Mapped[Any] = mapped_column(Geometry("GEOMETRY", srid=WEB_MERCATOR))
    anchor: Mapped[Any] = mapped_column(Geometry("POINT", srid=WEB_MERCATOR))
    min_zoom: Mapped[int] = mapped_column(SmallInteger)
    rank: Mapped[int] = mapped_column(BigInteger)
    """Greater is more important: key projects first, then the approved budget."""
    sector_id: Mapped[int | None] = mapped_column(SmallInteger)
    stage: Mapped[int | None] = mapped_column(SmallInteger)
    execution: Mapped[str] = mapped_column(Text)
    approved_completion_date: Mapped[date | None] = mapped_column(Date)
    acceptance_date: Mapped[date | None] = mapped_column(Date)


class TileCell(Base):
    """Counts and sums of projects in one cell of the map's grid (16 × 16 cells a tile) by sector and status."""

    __tablename__ = "tile_cell"

    zoom: Mapped[int] = mapped_column(SmallInteger, primary_key=True)
    cell_x: Mapped[int] = mapped_column(Integer, primary_key=True)
    cell_y: Mapped[int] = mapped_column(Integer, primary_key=True)
    sector_id: Mapped[int] = mapped_column(SmallInteger, primary_key=True)
    """0 stands for projects without a sector, since a key can't be null."""
    schedule: Mapped[str] = mapped_column(Text, primary_key=True)
    project_count: Mapped[int]
    budget_vnd: Mapped[Vnd | None]
    x_sum: Mapped[float]
    y_sum: Mapped[float]
