"""GeoJSON features; the old ``crs`` member is honoured, without it RFC 7946 says WGS 84."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from shapely.geometry.base import BaseGeometry

from etl.findings import CellError, FileRefusedError, Finding
from etl.geometry import from_geojson
from etl.readers.json_records import Record, aligned, flatten, load_json, read_json
from etl.readers.limits import ReadLimits
from etl.readers.sniff import FileKind
from etl.readers.tables import record_table
from etl.rows import CrsOrigin, SourceFile, TableCrs
from gis.crs import WGS84, identify


def read_geojson(path: Path, limits: ReadLimits) -> SourceFile:
    """Read a FeatureCollection, a Feature, or features one a line, numbered from 1; shapes stay as in the file.

    A feature whose shape cannot be read keeps its properties and gets a finding. Raises ``FileRefusedError``:
    ``json_invalid``, ``json_without_records``, ``table_without_rows``, limits.
    """
    document = load_json(path)
    features = _features(document)
    if features is None:
        return read_json(path, limits)
    if not features:
        raise FileRefusedError.of("table_without_rows")
    findings: list[Finding] = []
    records: list[tuple[int, Record, BaseGeometry | None]] = []
    for number, feature in enumerate(features, 1):
        geometry = None
        try:
            geometry = from_geojson(feature.get("geometry"))
        except CellError as error:
            findings.append(error.finding().at(row=number))
        properties = feature.get("properties")
        cells = flatten(properties) if isinstance(properties, Mapping) else {}
        if "id" in feature and "id" not in cells and not isinstance(feature["id"], dict | list):
            cells["id"] = feature["id"]
        records.append((number, cells, geometry))
    headers, rows = aligned(records, limits)
    crs = declared_crs(document)
    table, more = record_table(headers, rows, sheet=None, limits=limits, crs=crs)
    return SourceFile(path.name, FileKind.GEOJSON.value, (table,), (*findings, *more))


def declared_crs(document: Any) -> TableCrs:
    """Return the coordinate system of a GeoJSON document; ``epsg`` is None where it names one that is not ours."""
    member = document.get("crs") if isinstance(document, Mapping) else None
    properties = member.get("properties") if isinstance(member, Mapping) else None
    name = properties.get("name") if isinstance(properties, Mapping) else None
    if not isinstance(name, str):
        return TableCrs(WGS84, CrsOrigin.FORMAT)
    return TableCrs(identify(name), CrsOrigin.DECLARED, name)


def _features(document: Any) -> list[Mapping[str, Any]] | None:
    if isinstance(document, Mapping) and document.get("type") == "Feature":
        document = [document]
    elif isinstance(document, Mapping):
        document = document.get("features")
    if not isinstance(document, list):
        return None
    if any(not isinstance(item, Mapping) or item.get("type") != "Feature" for item in document):
        return None
    return document
