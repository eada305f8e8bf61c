"""Writing a list of projects as GeoPackage or KML, by GDAL."""

import warnings
from collections.abc import Iterable
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Any

import numpy as np
import pyogrio
import shapely

from etl.writers.columns import Column, Kind, columns
from etl.writers.geojson import properties
from etl.writers.words import Words
from gis.crs import WGS84
from gis.queries.exports import ExportRow

LAYER = "projects"


class VectorForm(StrEnum):
    """The forms that GDAL writes for us, by its names of their drivers."""

    GPKG = "GPKG"
    KML = "LIBKML"


def write_vector(path: Path, rows: Iterable[ExportRow], words: Words, form: VectorForm) -> int:
    """Write the projects with their geometry in WGS 84 and return their number; without a place it is empty.

    A GeoPackage carries codes under the field names of the import, KML the words and headings that people read.
    """
    projects = list(rows)
    shapes = np.array([_wkb(row) for row in projects], dtype=object)
    if form is VectorForm.GPKG:
        names, values = _coded(projects)
    else:
        names, values = _worded(projects, words)
    masks = [np.array([value is None for value in column]) for column in values]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # "geometries are of mixed types" is what we mean
        pyogrio.raw.write(
            path,
            shapes,
            [_array(column) for column in values],
            names,
            field_mask=masks,
            geometry_type="Unknown",
            crs=f"EPSG:{WGS84}",
            driver=form.value,
            layer=LAYER,
            promote_to_multi=False,
        )
    return len(projects)


def _wkb(row: ExportRow) -> bytes | None:
    return None if row.geometry is None else bytes(shapely.to_wkb(shapely.from_geojson(row.geometry)))


def _coded(projects: list[ExportRow]) -> tuple[list[str], list[list[Any]]]:
    """Return field names and columns as programs read them."""
    lines = [properties(row) for row in projects]
    names = list(lines[0]) if lines else ["code", "name"]
    return names, [[_plain(line[name]) for line in lines] for name in names]


def _worded(projects: list[ExportRow], words: Words) -> tuple[list[str], list[list[Any]]]:
    """Return headings and columns as people read them; Name is what a globe writes beside the place."""
    shown = [column for column in columns() if column.kind is not Kind.DEGREES]
    names = ["Name", *(column.heading(words) for column in shown)]
    return names, [[row.name for row in projects], *(_column(column, projects, words) for column in shown)]


def _column(column: Column, projects: list[ExportRow], words: Words) -> list[Any]:
    return [_plain(column.value(row, words)) for row in projects]


def _plain(value: Any) -> Any:
    """Return dates and codes as text, all else as it is."""
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if isinstance(value, str) else value


def _array(column: list[Any]) -> Any:
    """Return a column as an array of its own type: numbers where all known values are numbers, else text."""
    known = {type(value) for value in column if value is not None}
    if known == {bool}:
        return np.array([bool(value) for value in column], dtype=np.bool_)
    if known and known <= {int, float}:
        kind = np.float64 if float in known else np.int64
        return np.array([0 if value is None else value for value in column], dtype=kind)
    return np.array([None if value is None else str(value) for value in column], dtype=object)
