"""JSON, GeoJSON and the map files that GDAL reads."""

import json
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import pyogrio.raw
import pytest
import shapely

from etl.findings import FileRefusedError
from etl.readers.registry import read_file
from etl.rows import CrsOrigin, SourceTable
from gis.crs import grid_xy
from tests.etl.test_text import as_tcvn3

POINT = {"type": "Point", "coordinates": [107.51, 12.0]}


def written(path: Path, document: Any) -> Path:
    path.write_text(json.dumps(document, ensure_ascii=False), encoding="utf-8")
    return path


def feature(properties: dict[str, Any] | None, geometry: Any = None, **more: Any) -> dict[str, Any]:
    return {"type": "Feature", "properties": properties, "geometry": geometry, **more}


def collection(*features: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"type": "FeatureCollection", "features": list(features), **more}


@pytest.mark.parametrize(
    "wrap", [lambda rows: rows, lambda rows: {"projects": rows}, lambda rows: {"data": rows, "total": 2}]
)
def test_lists_of_objects(tmp_path: Path, wrap: Any) -> None:
    rows = [
        {"code": "A1", "name": "Cầu"},
        {"code": "A2", "owner": {"name": "UBND"}, "tags": ["x", None, "y"], "ok": True},
    ]
    source = read_file(written(tmp_path / "a.json", wrap(rows)))
    table = source.tables[0]
    assert [header.text for header in table.headers] == ["code", "name", "owner.name", "tags", "ok"]
    assert [(row.number, row.cells) for row in table.rows] == [
        (1, ("A1", "Cầu", None, None, None)),
        (2, ("A2", None, "UBND", "x; y", True)),
    ]
    assert table.crs.origin is CrsOrigin.NONE


def test_one_object_a_line(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text('{"code": "A1", "name": "x"}\n\n{"code": "A2", "name": "y"}\n', encoding="utf-8")
    assert [row.cells for row in read_file(path).tables[0].rows] == [("A1", "x"), ("A2", "y")]


def test_oc4ids_project_with_its_place(tmp_path: Path) -> None:
    project = {
        "id": "oc4ids-abcdef-1",
        "title": "Cầu",
        "publicAuthority": {"name": "UBND xã", "id": "1"},
        "period": {"startDate": "2025-01-01"},
        "budget": {"amount": {"amount": 500, "currency": "VND"}},
        "locations": [{"id": "1"}, {"id": "2", "geometry": POINT}],
        "parties": [{"id": "1", "roles": ["publicAuthority"]}],
    }
    table = read_file(written(tmp_path / "a.json", {"version": "0.9", "projects": [project]})).tables[0]
    cells = dict(zip((header.text for header in table.headers), table.rows[0].cells, strict=True))
    assert cells["publicAuthority.name"] == "UBND xã"
    assert cells["budget.amount.amount"] == 500
    assert cells["parties"] == '[{"id":"1","roles":["publicAuthority"]}]'
    assert table.rows[0].geometry == shapely.Point(107.51, 12)
    assert table.crs.epsg == 4326


def test_json_syntax_error_has_its_place(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_text('[{"code": "A1"},\n {"code" "A2"}]', encoding="utf-8")
    with pytest.raises(FileRefusedError) as caught:
        read_file(path)
    assert caught.value.finding.params["line"] == 2


def test_features_with_and_without_shapes(tmp_path: Path) -> None:
    document = collection(
        feature({"ten": "Cầu", "Von": {"so": 5}}, POINT, id=7),
        feature(None),
        feature({"ten": "Kè"}, {"type": "Point", "coordinates": ["x"]}),
        feature({"ten": "Ao"}, {"type": "LineString", "coordinates": [[107, 12, 9], [108, 12, 9]]}),
    )
    source = read_file(written(tmp_path / "a.geojson", document))
    table = source.tables[0]
    assert [header.text for header in table.headers] == ["ten", "Von.so", "id"]
    assert [row.geometry is not None for row in table.rows] == [True, False, False, True]
    assert table.rows[3].geometry is not None
    assert not table.rows[3].geometry.has_z
    assert [(finding.code, finding.row) for finding in source.findings] == [("geometry_unreadable", 3)]
    assert (table.crs.epsg, table.crs.origin) == (4326, CrsOrigin.FORMAT)


@pytest.mark.parametrize(
    ("name", "epsg"),
    [
        ("urn:ogc:def:crs:OGC:1.3:CRS84", 4326),
        ("urn:ogc:def:crs:EPSG::9218", 9218),
        ("EPSG:5899", 5899),
        ("EPSG:2154", None),
    ],
)
def test_crs_member(tmp_path: Path, name: str, epsg: int | None) -> None:
    crs = {"type": "name", "properties": {"name": name}}
    table = read_file(
        written(tmp_path / "a.geojson", collection(feature({"ten": "x"}, POINT), crs=crs))
    ).tables[0]
    assert (table.crs.epsg, table.crs.origin, table.crs.name) == (epsg, CrsOrigin.DECLARED, name)


def test_single_feature_and_empty_collection(tmp_path: Path) -> None:
    assert read_file(written(tmp_path / "a.geojson", feature({"ten": "x"}, POINT))).row_count == 1
    with pytest.raises(FileRefusedError) as caught:
        read_file(written(tmp_path / "b.geojson", collection()))
    assert caught.value.finding.code == "table_without_rows"


def write_layer(
    path: Path,
    driver: str,
    points: list[tuple[float, float]],
    fields: dict[str, list[Any]],
    crs: str | None,
    **options: Any,
) -> None:
    shapes = np.array([shapely.to_wkb(shapely.Point(point)) for point in points], dtype=object)
    columns = [
        np.array(values, dtype=object if isinstance(values[0], str) else None) for values in fields.values()
    ]
    pyogrio.raw.write(
        path,
        shapes,
        columns,
        np.array(list(fields)),
        geometry_type="Point",
        crs=crs,
        driver=driver,
        **options,
    )


def zipped(path: Path, parts: list[Path]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for part in parts:
            archive.write(part, f"bản đồ/{part.name}")
    return path


@pytest.mark.filterwarnings("ignore:'crs' was not provided")
def test_shapefile_without_prj_and_with_tcvn3_dbf(tmp_path: Path) -> None:
    east, north = grid_xy(9218, lon=107.51, lat=12.0)
    folder = tmp_path / "shp"
    folder.mkdir()
    names = [as_tcvn3("đường liên xã nhân cơ"), as_tcvn3("trường tiểu học kiến đức")]
    write_layer(
        folder / "cong_trinh.shp",
        "ESRI Shapefile",
        [(east, north)] * 2,
        {"ten": names, "von": [1.5, 2.5]},
        None,
        encoding="ISO-8859-1",
    )
    parts = [part for part in folder.iterdir() if part.suffix in (".shp", ".shx", ".dbf")]
    source = read_file(zipped(tmp_path / "a.zip", parts))
    table = source.tables[0]
    assert source.kind == "Shapefile (ZIP)"
    assert table.sheet == "cong_trinh"
    assert [row.cells for row in table.rows] == [
        ("đường liên xã nhân cơ", 1.5),
        ("trường tiểu học kiến đức", 2.5),
    ]
    assert table.crs.origin is CrsOrigin.NONE
    assert [finding.code for finding in source.findings] == ["text_repaired"]
    assert table.rows[0].geometry == shapely.Point(east, north)


def test_shapefile_with_prj_of_another_program(tmp_path: Path) -> None:
    write_layer(tmp_path / "a.shp", "ESRI Shapefile", [(391997, 1327259)], {"ten": ["Cầu"]}, "EPSG:9218")
    table = read_file(zipped(tmp_path / "a.zip", [*tmp_path.glob("a.*")])).tables[0]
    assert (table.crs.epsg, table.crs.origin) == (9218, CrsOrigin.DECLARED)
    assert table.rows[0].cells == ("Cầu",)


def test_geopackage_with_two_layers(tmp_path: Path) -> None:
    path = tmp_path / "a.gpkg"
    for layer in ("cau", "duong"):
        write_layer(
            path,
            "GPKG",
            [(107.5, 12.0)],
            {"ten": [layer], "nam": [2025]},
            "EPSG:4326",
            layer=layer,
            append=path.exists(),
        )
    source = read_file(path)
    assert [(table.sheet, table.rows[0].cells, table.crs.epsg) for table in source.tables] == [
        ("cau", ("cau", 2025), 4326),
        ("duong", ("duong", 2025), 4326),
    ]


KML = """<?xml version="1.0" encoding="UTF-8"?><kml xmlns="http://www.opengis.net/kml/2.2"><Document><name>Dự án</name>
<Placemark><name>Cầu Đắk Wer</name><description>&lt;b&gt;x&lt;/b&gt;</description><Point><coordinates>107.51,12.0,700</coordinates></Point></Placemark>
</Document></kml>"""


def test_kml_and_kmz(tmp_path: Path) -> None:
    (tmp_path / "a.kml").write_text(KML, encoding="utf-8")
    zipped(tmp_path / "a.kmz", [tmp_path / "a.kml"])
    for name in ("a.kml", "a.kmz"):
        table: SourceTable = read_file(tmp_path / name).tables[0]
        cells = dict(zip((header.text for header in table.headers), table.rows[0].cells, strict=True))
        assert cells["Name"] == "Cầu Đắk Wer"
        assert table.rows[0].geometry == shapely.Point(107.51, 12.0)
        assert (table.crs.epsg, table.crs.origin) == (4326, CrsOrigin.FORMAT)


def test_kmz_with_entities_inside_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.kml").write_text(
        '<!DOCTYPE kml [<!ENTITY a "b">]>' + KML.partition("?>")[2], encoding="utf-8"
    )
    with pytest.raises(FileRefusedError) as caught:
        read_file(zipped(tmp_path / "a.kmz", [tmp_path / "a.kml"]))
    assert caught.value.finding.code == "xml_with_entities"


def test_map_files_lead_to_no_other_file(tmp_path: Path) -> None:
    secret = tmp_path / "secret.csv"
    secret.write_text("name,a\nx,1\n", encoding="ascii")
    pointer = f"<OGRVRTDataSource><OGRVRTLayer name='secret'><SrcDataSource>{secret}</SrcDataSource></OGRVRTLayer></OGRVRTDataSource>"
    (tmp_path / "a.shp").write_text(pointer, encoding="utf-8")
    (tmp_path / "a.kml").write_text(f"<kml></kml>{pointer}", encoding="utf-8")
    (tmp_path / "a.dxf").write_text(f"999\n{pointer}\n0\nSECTION\n", encoding="utf-8")
    zipped(tmp_path / "a.zip", [tmp_path / "a.shp"])
    zipped(tmp_path / "a.kmz", [tmp_path / "a.kml"])
    codes = {"a.zip": "file_damaged"} | dict.fromkeys(("a.kml", "a.kmz", "a.dxf"), "file_not_supported")
    for name, code in codes.items():
        with pytest.raises(FileRefusedError) as caught:
            read_file(tmp_path / name)
        assert caught.value.finding.code == code


def test_records_that_share_no_keys_are_refused_before_they_fill_memory(tmp_path: Path) -> None:
    rows = [{"name": "x", f"k{number}": 1} for number in range(1_000)]
    for document in (rows, collection(*map(feature, rows))):
        with pytest.raises(FileRefusedError) as caught:
            read_file(written(tmp_path / "a.json", document))
        assert caught.value.finding.code == "too_many_columns"


def test_gpx_gives_lines_not_their_vertices(tmp_path: Path) -> None:
    path = tmp_path / "a.gpx"
    path.write_text(
        '<gpx version="1.1" creator="x" xmlns="http://www.topografix.com/GPX/1/1">'
        '<wpt lat="12.0" lon="107.5"><name>Cầu</name></wpt>'
        '<trk><name>Tuyến</name><trkseg><trkpt lat="12.0" lon="107.5"/><trkpt lat="12.1" lon="107.6"/></trkseg></trk></gpx>',
        encoding="utf-8",
    )
    tables = read_file(path).tables
    assert [(table.sheet, len(table.rows)) for table in tables] == [("waypoints", 1), ("tracks", 1)]


def test_dxf_has_no_system(tmp_path: Path) -> None:
    path = tmp_path / "a.dxf"
    lines = [
        "0",
        "SECTION",
        "2",
        "ENTITIES",
        "0",
        "LINE",
        "8",
        "TIM_DUONG",
        "10",
        "391997",
        "20",
        "1327259",
        "11",
        "392997",
        "21",
        "1328259",
        "0",
        "ENDSEC",
        "0",
        "EOF",
    ]
    path.write_text("\n".join(lines) + "\n", encoding="ascii")
    table = read_file(path).tables[0]
    assert table.crs.origin is CrsOrigin.NONE
    assert table.rows[0].geometry is not None
    assert "TIM_DUONG" in table.rows[0].cells


def test_archive_names_are_no_paths(tmp_path: Path) -> None:
    path = tmp_path / "a.kmz"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("../../../escaped.kml", KML)
        archive.writestr("__MACOSX/._doc.kml", "x")
    assert read_file(path).row_count == 1
    assert not (tmp_path.parent / "escaped.kml").exists()
