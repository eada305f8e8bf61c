"""Reading the authority's own boundary files: any map format, any VN-2000 zone, one feature a unit."""

import tempfile
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final

from shapely.geometry.base import BaseGeometry

from etl.boundaries.outline_files import Outline, day_in, outline_of
from etl.coordinates import CrsCandidate, guess_crs
from etl.findings import FileRefusedError, Finding, Findings
from etl.geometry import points_of, to_lonlat
from etl.readers.limits import ReadLimits
from etl.readers.registry import read_file
from etl.rows import SourceFile, SourceTable
from gis.crs import SUPPORTED, Bounds, crs_label

LIMITS: Final = ReadLimits(max_bytes=500 * 1024 * 1024, max_vertices=5_000_000)
_MAP_SUFFIXES: Final = (".geojson", ".gpkg", ".kml", ".kmz", ".zip", ".shp")
_SHAPEFILE_PARTS: Final = (".shp", ".shx", ".dbf", ".prj", ".cpg")


@dataclass(frozen=True, slots=True)
class GivenOutline:
    """One feature in EPSG:4326 with its place in the file."""

    outline: Outline
    file: str
    row: int

    def finding(self, code: str, **params: str | int | float) -> Finding:
        """Return a finding at the place of the feature."""
        value = self.outline.name or self.outline.code
        return Finding.of(code, **params).at(sheet=self.file, row=self.row, value=value)


def boundary_paths(place: Path) -> list[Path]:
    """Return the map files of a folder, or the one file; refuses a place without any."""
    if place.is_file():
        return [place]
    found = sorted(path for path in place.iterdir() if path.suffix.lower() in _MAP_SUFFIXES)
    if not found:
        raise FileRefusedError.of("boundaries_missing", path=str(place))
    return found


def parts_of(path: Path) -> list[Path]:
    """Return the file, with the parts beside it where it is a loose Shapefile."""
    if path.suffix.lower() != ".shp":
        return [path]
    beside = sorted(part for part in path.parent.iterdir() if part.stem == path.stem)
    return [part for part in beside if part.suffix.lower() in _SHAPEFILE_PARTS]


def read_given(
    paths: Sequence[Path],
    findings: Findings,
    *,
    area: Bounds,
    epsg: int | None = None,
    day: date | None = None,
) -> list[GivenOutline]:
    """Read every feature with a shape, in WGS 84.

    `area` is where the units lie; `epsg` stands in for, or overrules, what the files say; `day` is a day of the unit
    set. Refuses a file whose coordinate system is not known, or in which its numbers do not lie in `area`.
    """
    given: list[GivenOutline] = []
    for path in paths:
        source = _read(path)
        for finding in source.findings:
            findings.add(finding)
        for table in source.tables:
            given += _outlines(table, path.name, findings, area=area, epsg=epsg, day=day or day_in(path.name))
    return given


def _read(path: Path) -> SourceFile:
    """Read a file by its content; the parts of a loose Shapefile are packed first, as the reader wants them."""
    if path.suffix.lower() != ".shp":
        return read_file(path, LIMITS)
    with tempfile.TemporaryDirectory(prefix="hatang-") as folder:
        packed = Path(folder) / f"{path.stem}.zip"
        with zipfile.ZipFile(packed, "w") as archive:
            for part in parts_of(path):
                archive.write(part, part.name)
        return read_file(packed, LIMITS)


def _outlines(
    table: SourceTable, file: str, findings: Findings, *, area: Bounds, epsg: int | None, day: date | None
) -> Iterator[GivenOutline]:
    shapes = [row.geometry for row in table.rows if row.geometry is not None]
    if not shapes:
        return
    system = _system(shapes, table, area=area, epsg=epsg)
    if system.is_swapped:
        findings.add(Finding.of("axes_swapped").at(sheet=file))
    names = [header.text for header in table.headers]
    for row in table.rows:
        if row.geometry is not None:
            properties = dict(zip(names, row.cells, strict=True))
            shape = to_lonlat(row.geometry, system)
            yield GivenOutline(outline_of(properties, shape, day=day, source=file), file, row.number)


def _system(
    shapes: Sequence[BaseGeometry], table: SourceTable, *, area: Bounds, epsg: int | None
) -> CrsCandidate:
    """Return the reading in the named system; refuse, with the systems that fit, where there is none."""
    named = epsg or table.crs.epsg
    declared = f"EPSG:{epsg}" if epsg else table.crs.name
    if named not in SUPPORTED and declared:
        raise FileRefusedError.of("crs_not_supported", name=declared)
    points = [point for shape in shapes for point in points_of(shape)]
    if named and (fitting := guess_crs(points, area=area, systems=(named,)).candidates):
        return fitting[0]
    fitting = guess_crs(points, area=area).candidates
    candidates = ", ".join(
        dict.fromkeys(f"{crs_label(candidate.epsg)} (EPSG:{candidate.epsg})" for candidate in fitting)
    )
    if not candidates:
        raise FileRefusedError.of("crs_unknown")
    if named:
        told = declared or crs_label(named)
        raise FileRefusedError.of("crs_contradicts_numbers", declared=told, candidates=candidates)
    raise FileRefusedError.of("crs_choice_needed", candidates=candidates)
