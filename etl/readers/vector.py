"""Map files read through GDAL: zipped Shapefile, KML/KMZ, GPX, GeoPackage, DXF, DGN."""

import tempfile
import warnings
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, Final

from shapely.geometry.base import BaseGeometry

from etl.cells import Cell
from etl.findings import CellError, FileRefusedError, Finding
from etl.geometry import from_wkb
from etl.readers.archives import extract
from etl.readers.limits import ReadLimits
from etl.readers.sniff import FileKind, sniff
from etl.readers.tables import TableRead, record_table
from etl.rows import NO_CRS, CrsOrigin, Header, SourceFile, TableCrs
from gis.crs import WGS84, identify

_SUFFIXES: Final = {
    FileKind.KML: ".kml",
    FileKind.GPX: ".gpx",
    FileKind.GPKG: ".gpkg",
    FileKind.DXF: ".dxf",
    FileKind.DGN: ".dgn",
}
_ALWAYS_WGS84: Final = frozenset({FileKind.KML, FileKind.KMZ, FileKind.GPX})
_SHAPEFILE_PARTS: Final = (".shp", ".shx", ".dbf", ".prj", ".cpg")
# Points of a track and of a route are vertices of the lines that "tracks" and "routes" give as a whole.
_GPX_VERTICES: Final = frozenset({"track_points", "route_points"})
_SHAPEFILE_START: Final = b"\x00\x00\x27\x0a"
# GDAL goes by content: such an element makes any text a list of sources elsewhere, on this machine or on the network.
_POINTS_ELSEWHERE: Final = b"<OGR"


def read_vector(path: Path, kind: FileKind, limits: ReadLimits) -> SourceFile:
    """Read every layer that has records; shapes stay in the coordinates of the file, records are numbered from 1.

    The file is read under a name of our own, so that GDAL goes by the kind that its content showed. Raises
    ``FileRefusedError``: ``file_damaged``, ``file_not_supported``, ``archive_without_layer``, ``xml_with_entities``,
    ``table_without_rows``.
    """
    findings: list[Finding] = []
    tables = []
    with tempfile.TemporaryDirectory(prefix="hatang-") as folder, warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)  # GDAL's remarks on optional parts of formats
        for source in _sources(path, kind, Path(folder), limits):
            for layer in _layers(source, kind):
                read = _read_layer(source, layer, kind, limits)
                if read is not None:
                    tables.append(read[0])
                    findings += read[1]
    if not tables:
        raise FileRefusedError.of("table_without_rows")
    return SourceFile(path.name, kind.value, tuple(tables), tuple(findings))


def _sources(path: Path, kind: FileKind, folder: Path, limits: ReadLimits) -> list[Path]:
    if kind is FileKind.SHAPEFILE_ZIP:
        found = [part for part in extract(path, folder, _SHAPEFILE_PARTS) if part.suffix.lower() == ".shp"]
    elif kind is FileKind.KMZ:
        found = extract(path, folder, (".kml",))
        for part in found:
            if sniff(part, limits) is not FileKind.KML:  # refuses declared entities too
                raise FileRefusedError.of("file_damaged", reason=part.name)
    else:
        found = [folder / f"source{_SUFFIXES[kind]}"]
        found[0].symlink_to(path.resolve())
    if not found:
        raise FileRefusedError.of("archive_without_layer", name=path.name)
    for part in found:
        _check_content(part, kind)
    return found


def _check_content(part: Path, kind: FileKind) -> None:
    """Refuse what GDAL would take for another format than `kind`, one that names further files to read."""
    if kind is FileKind.SHAPEFILE_ZIP:
        with part.open("rb") as stream:
            if stream.read(len(_SHAPEFILE_START)) != _SHAPEFILE_START:
                raise FileRefusedError.of("file_damaged", reason=part.name)
    elif kind is not FileKind.GPKG and _POINTS_ELSEWHERE in part.read_bytes():
        raise FileRefusedError.of(
            "file_not_supported",
            format="OGR VRT",
            advice="Nhập chính tệp dữ liệu được dẫn tới.",
            advice_en="Import the file that it points to.",
        )


def _layers(source: Path, kind: FileKind) -> list[str]:
    import pyogrio.errors

    try:
        names = [str(name) for name, _ in pyogrio.list_layers(source)]
    except pyogrio.errors.DataSourceError as error:
        raise _damaged(error, source) from error
    return [name for name in names if kind is not FileKind.GPX or name not in _GPX_VERTICES]


def _read_layer(source: Path, layer: str, kind: FileKind, limits: ReadLimits) -> TableRead | None:
    meta, shapes, columns = _raw(source, layer, limits)
    count = len(shapes) if shapes is not None else (len(columns[0]) if columns else 0)
    if not count:
        return None
    headers = [Header(index, str(name)) for index, name in enumerate(meta["fields"])]
    sheet = layer if layer != source.stem else source.stem
    findings: list[Finding] = []
    records: list[tuple[int, list[Cell], BaseGeometry | None]] = []
    for index in range(count):
        geometry = None
        try:
            geometry = from_wkb(shapes[index]) if shapes is not None and shapes[index] is not None else None
        except CellError as error:
            findings.append(error.finding().at(sheet=sheet, row=index + 1))
        records.append((index + 1, [_cell(column[index]) for column in columns], geometry))
    table, more = record_table(headers, records, sheet=sheet, limits=limits, crs=_crs(meta, kind))
    return table, findings + more


def _raw(source: Path, layer: str, limits: ReadLimits) -> tuple[dict[str, Any], Any, Any]:
    """Return what is said of a layer, its shapes (None where it has none), and its columns, one row past the limit."""
    import pyogrio.errors
    import pyogrio.raw

    # A DBF without .cpg is read as Latin-1: what its bytes really are is found out column by column.
    plain_dbf = source.suffix.lower() == ".shp" and not any(
        source.with_suffix(s).exists() for s in (".cpg", ".CPG")
    )
    try:
        meta, _, shapes, columns = pyogrio.raw.read(
            source,
            layer=layer,
            encoding="ISO-8859-1" if plain_dbf else None,
            max_features=limits.max_rows + 1,
            datetime_as_string=True,
        )
    except (
        pyogrio.errors.DataSourceError,
        pyogrio.errors.DataLayerError,
        pyogrio.errors.FeatureError,
    ) as error:
        raise _damaged(error, source) from error
    return meta, shapes, columns


def _crs(meta: dict[str, Any], kind: FileKind) -> TableCrs:
    if kind in _ALWAYS_WGS84:
        return TableCrs(WGS84, CrsOrigin.FORMAT)
    definition = meta.get("crs")
    if not definition:
        return NO_CRS
    name = definition.partition(",")[0].partition('"')[2].rstrip('"') or definition
    return TableCrs(identify(definition), CrsOrigin.DECLARED, name)


def _cell(value: Any) -> Cell:
    if value is None or isinstance(value, str):
        return _as_date(value) if value and len(value) in (10, 19, 20, 25) else value
    plain = value.item() if hasattr(value, "item") else value
    if isinstance(plain, float) and plain != plain:
        return None
    return plain if isinstance(plain, bool | int | float | str | date) else str(plain)


def _as_date(text: str) -> Cell:
    """Return a date that GDAL wrote in ISO form, any other text as it is."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return text
    return moment.astimezone(UTC).replace(tzinfo=None) if moment.tzinfo else moment


def _damaged(error: Exception, source: Path) -> FileRefusedError:
    return FileRefusedError.of("file_damaged", reason=str(error).replace(str(source), source.name)[:200])
