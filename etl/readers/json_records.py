"""JSON lists of objects, ``{"projects": […]}`` (OC4IDS too), and one object a line."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import orjson
from shapely.geometry.base import BaseGeometry

from etl.cells import Cell
from etl.findings import CellError, FileRefusedError, Finding
from etl.geometry import from_geojson
from etl.readers.csv_text import decode
from etl.readers.limits import ReadLimits
from etl.readers.sniff import FileKind
from etl.readers.tables import check_size, record_table
from etl.rows import NO_CRS, CrsOrigin, Header, SourceFile, TableCrs
from gis.crs import WGS84

_LIST_KEYS: Final = ("projects", "data", "records", "items", "results", "rows", "content")
_DEEPEST: Final = 4
Record = dict[str, Cell]


def read_json(path: Path, limits: ReadLimits) -> SourceFile:
    """Read a list of records; nested objects become headings with dots (``publicAuthority.name``).

    Records are numbered from 1. A GeoJSON ``geometry``, or the first one under ``locations``, is the record's shape.
    Raises ``FileRefusedError``: ``json_invalid``, ``json_without_records``, ``table_without_rows``, limits.
    """
    records = find_records(load_json(path))
    if not records:
        raise FileRefusedError.of("table_without_rows")
    findings: list[Finding] = []
    flat: list[tuple[int, Record, BaseGeometry | None]] = []
    for number, record in enumerate(records, 1):
        geometry = None
        try:
            geometry = from_geojson(_geometry_member(record))
        except CellError as error:
            findings.append(error.finding().at(row=number))
        flat.append((number, flatten(record), geometry))
    table_crs = TableCrs(WGS84, CrsOrigin.FORMAT) if any(geometry for *_, geometry in flat) else NO_CRS
    headers, rows = aligned(flat, limits)
    table, more = record_table(headers, rows, sheet=None, limits=limits, crs=table_crs)
    return SourceFile(path.name, FileKind.JSON.value, (table,), (*findings, *more))


def load_json(path: Path) -> Any:
    """Parse a JSON file in any Unicode encoding, or one JSON value a line.

    Raises ``FileRefusedError`` ``json_invalid`` with line and column.
    """
    text, _ = decode(path.read_bytes())
    text = text.lstrip("\ufeff")
    try:
        return orjson.loads(text.encode("utf-8", errors="replace"))
    except orjson.JSONDecodeError as error:
        lines = [line for line in text.splitlines() if line.strip()]
        if len(lines) > 1:
            try:
                return [orjson.loads(line) for line in lines]
            except orjson.JSONDecodeError:
                pass
        raise FileRefusedError.of("json_invalid", line=error.lineno, position=error.colno) from error


def find_records(document: Any) -> list[Mapping[str, Any]]:
    """Return the list of objects in a document; raises ``FileRefusedError`` ``json_without_records``."""
    if isinstance(document, Mapping):
        named = next((document[key] for key in _LIST_KEYS if isinstance(document.get(key), list)), None)
        document = [document] if named is None and "name" in document else named
    if not isinstance(document, list) or not all(isinstance(record, Mapping) for record in document):
        raise FileRefusedError.of("json_without_records")
    return document


def flatten(record: Mapping[str, Any], prefix: str = "", depth: int = 1) -> Record:
    """Return cells by key; lists of plain values are joined by ``; ``, deeper structures kept as JSON text."""
    cells: Record = {}
    for key, value in record.items():
        name = f"{prefix}{key}"
        if isinstance(value, Mapping) and depth < _DEEPEST and "coordinates" not in value:
            cells |= flatten(value, f"{name}.", depth + 1)
        elif isinstance(value, list) and not any(isinstance(item, Mapping | list) for item in value):
            cells[name] = "; ".join(str(item) for item in value if item is not None) or None
        elif isinstance(value, Mapping | list):
            if key not in ("geometry", "locations"):
                cells[name] = orjson.dumps(value).decode()
        else:
            cells[name] = value
    return cells


def aligned(
    records: list[tuple[int, Record, BaseGeometry | None]], limits: ReadLimits
) -> tuple[list[Header], list[tuple[int, list[Cell], BaseGeometry | None]]]:
    """Return the headings in order of first appearance, and the records with their cells in that order.

    Raises ``FileRefusedError`` ``too_many_rows`` or ``too_many_columns`` before records that share no keys fill memory.
    """
    keys = list(dict.fromkeys(key for _, cells, _ in records for key in cells))
    check_size(len(records), len(keys), limits)
    headers = [Header(index, key) for index, key in enumerate(keys)]
    return headers, [
        (number, [cells.get(key) for key in keys], geometry) for number, cells, geometry in records
    ]


def _geometry_member(record: Mapping[str, Any]) -> Any:
    places = record.get("locations")
    candidates = (
        [record, *(place for place in places if isinstance(place, Mapping))]
        if isinstance(places, list)
        else [record]
    )
    return next(
        (place["geometry"] for place in candidates if isinstance(place.get("geometry"), Mapping)), None
    )
