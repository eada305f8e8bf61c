"""The one door for files: what the content is decides which reader takes it."""

from pathlib import Path
from typing import Final

from etl.findings import Finding
from etl.readers.csv_text import read_csv
from etl.readers.geojson import read_geojson
from etl.readers.json_records import read_json
from etl.readers.limits import ReadLimits
from etl.readers.sniff import FileKind, sniff
from etl.readers.spreadsheet import WORKBOOKS, read_spreadsheet
from etl.readers.vector import read_vector
from etl.rows import SourceFile

_EXTENSIONS: Final[dict[FileKind, tuple[str, ...]]] = {
    FileKind.CSV: (".csv", ".txt", ".tsv"),
    FileKind.XLSX: (".xlsx", ".xlsm"),
    FileKind.XLSB: (".xlsb",),
    FileKind.XLS: (".xls",),
    FileKind.ODS: (".ods",),
    FileKind.JSON: (".json", ".jsonl", ".ndjson"),
    FileKind.GEOJSON: (".geojson", ".json", ".geojsonl"),
    FileKind.SHAPEFILE_ZIP: (".zip", ".shz"),
    FileKind.KML: (".kml",),
    FileKind.KMZ: (".kmz", ".zip"),
    FileKind.GPX: (".gpx",),
    FileKind.GPKG: (".gpkg",),
    FileKind.DXF: (".dxf",),
    FileKind.DGN: (".dgn",),
}


def read_file(path: Path, limits: ReadLimits | None = None) -> SourceFile:
    """Read any supported file into tables with clean text and numbered rows.

    Nothing is parsed beyond text repair: numbers, dates and names are still as written. Raises ``FileRefusedError``
    with the one finding that says why the whole file is refused.
    """
    limits = limits or ReadLimits()
    kind = sniff(path, limits)
    source = _read(path, kind, limits)
    extension = path.suffix.lower()
    if extension in _EXTENSIONS[kind]:
        return source
    surprise = Finding.of("kind_by_content", extension=extension or path.name, kind=kind.value)
    return SourceFile(source.name, source.kind, source.tables, (surprise, *source.findings))


def _read(path: Path, kind: FileKind, limits: ReadLimits) -> SourceFile:
    if kind in WORKBOOKS:
        return read_spreadsheet(path, kind, limits)
    if kind is FileKind.CSV:
        return read_csv(path, limits)
    if kind is FileKind.JSON:
        return read_json(path, limits)
    return read_geojson(path, limits) if kind is FileKind.GEOJSON else read_vector(path, kind, limits)
