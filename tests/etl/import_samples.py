"""What tests of imports share: a small territory with its real names, lists written as files, and what a load left."""

import csv
import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from etl.load import LoadOptions, LoadResult, load_projects
from gis.domain.units import UnitLevel
from gis.models import Project, Unit
from gis.operations.audit import Actor
from tests.factories import NewUnitFactory, OldUnitFactory, UnitFactory, UnitSuccessionFactory, square

AS_OF = date(2026, 11, 22)
ACTOR = Actor("Cán bộ nhập liệu")
WEST, SOUTH, SIZE = 107.4, 11.9, 0.1

# name, code, column, row, successor
_OLD = (
    ("Xã Đắk Wer", "24750", 0, 0, "Nhân Cơ"),
    ("Xã Nhân Cơ", "24751", 1, 0, "Nhân Cơ"),
    ("Thị trấn Kiến Đức", "24733", 0, 1, "Kiến Đức"),
    ("Xã Kiến Thành", "24754", 1, 1, "Kiến Đức"),
)
_NEW = (("Nhân Cơ", "24751", 0), ("Kiến Đức", "24733", 1))

COUNTED = (
    "project",
    "project_location",
    "project_party",
    "project_share",
    "project_source",
    "project_stated_unit",
    "status_step",
    "agency",
    "import_batch",
    "audit_log",
    "unit",
)


def make_territory(session: Session) -> dict[str, Unit]:
    """Add four old communes in a square of 0.2°, south-west corner 107.4 11.9, and the two that followed; by full name.

    The new ones carry "(mới)" behind their names in the answer.
    """
    old_province = OldUnitFactory(
        name="Đắk Nông", full_name="Tỉnh Đắk Nông", code="67", level=UnitLevel.PROVINCE, kind="province"
    )
    province = NewUnitFactory(
        name="Lâm Đồng", full_name="Tỉnh Lâm Đồng", code="68", level=UnitLevel.PROVINCE, kind="province"
    )
    district = OldUnitFactory(
        name="Đắk R'Lấp",
        full_name="Huyện Đắk R'Lấp",
        code="666",
        level=UnitLevel.DISTRICT,
        kind="district",
        parent_id=old_province.id,
    )
    found = {"Huyện Đắk R'Lấp": district}
    for name, code, row in _NEW:
        found[f"Xã {name} (mới)"] = NewUnitFactory(
            name=name, code=code, parent_id=province.id, geom=_box(0, row, width=2)
        )
    for full_name, code, column, row, successor in _OLD:
        unit = OldUnitFactory(
            name=full_name.removeprefix("Xã ").removeprefix("Thị trấn "),
            full_name=full_name,
            code=code,
            parent_id=district.id,
            geom=square(WEST + column * SIZE, SOUTH + row * SIZE, SIZE),
        )
        found[full_name] = unit
        UnitSuccessionFactory(old_id=unit.id, new_id=found[f"Xã {successor} (mới)"].id)
    UnitSuccessionFactory(old_id=old_province.id, new_id=province.id)
    cut_into_parts(session)
    return found


def add_namesake(session: Session, name: str) -> Unit:
    """Add another old commune of this name in another district of another province, far away."""
    province = OldUnitFactory(name="Gia Lai", full_name="Tỉnh Gia Lai", code="64", level=UnitLevel.PROVINCE)
    district = OldUnitFactory(
        name="Chư Sê", full_name="Huyện Chư Sê", code="633", level=UnitLevel.DISTRICT, parent_id=province.id
    )
    return OldUnitFactory(name=name, parent_id=district.id, geom=square(108.0, 13.7, 0.1))


def add_current(name: str) -> Unit:
    """Add a commune that has no dates and no boundary."""
    return UnitFactory(name=name)


def cut_into_parts(session: Session) -> None:
    """Make the pieces of boundaries that overlaps are computed on."""
    session.execute(
        text(
            "INSERT INTO unit_part (unit_id, geom) SELECT id, (ST_Dump(geom)).geom FROM unit WHERE geom IS NOT NULL"
        )
    )


def write_csv(path: Path, headings: Sequence[str], *rows: Sequence[object]) -> Path:
    """Write a list as CSV."""
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(headings)
        writer.writerows(rows)
    return path


def write_geojson(
    path: Path,
    features: Iterable[tuple[Mapping[str, object], Mapping[str, Any] | None]],
    *,
    crs: str | None = None,
) -> Path:
    """Write features of (properties, geometry) as GeoJSON, with the old `crs` member where a name is given."""
    document: dict[str, Any] = {
        "type": "FeatureCollection",
        "features": [
            {"type": "Feature", "properties": dict(properties), "geometry": geometry}
            for properties, geometry in features
        ],
    }
    if crs is not None:
        document["crs"] = {"type": "name", "properties": {"name": crs}}
    path.write_text(json.dumps(document, ensure_ascii=False), encoding="utf-8")
    return path


def point(lon: float, lat: float) -> dict[str, Any]:
    """Return a GeoJSON point."""
    return {"type": "Point", "coordinates": [lon, lat]}


def load(session: Session, path: Path, **options: Any) -> LoadResult:
    """Take a file in as the command would, without the commit."""
    return load_projects(session, ACTOR, path, LoadOptions(**{"as_of": AS_OF, **options}))


def codes(result: LoadResult, row: int | None = None) -> set[str]:
    """Return the codes of findings, of one row where asked."""
    return {finding.code for finding in result.findings if row is None or finding.row == row}


def project(session: Session, code: str) -> Project:
    """Return a project by its code, read afresh."""
    session.expire_all()
    return session.query(Project).filter_by(code=code).one()


def counts(session: Session) -> dict[str, int]:
    """Return how many rows each table holds, and the version of the data."""
    found = {name: session.execute(text(f"SELECT count(*) FROM {name}")).scalar_one() for name in COUNTED}
    found["version"] = session.execute(text("SELECT version FROM data_version")).scalar_one()
    found["versions"] = session.execute(text("SELECT coalesce(sum(version), 0) FROM project")).scalar_one()
    return {name: int(count) for name, count in found.items()}


def stated_units(session: Session, code: str) -> set[str]:
    """Return the full names of the units that papers name for a project, new ones marked."""
    return _names(session, "project_stated_unit", code)


def share_units(session: Session, code: str) -> set[str]:
    """Return the full names of the units that a project has a share of, new ones marked."""
    return _names(session, "project_share", code)


def _names(session: Session, table: str, code: str) -> set[str]:
    statement = text(
        f"""SELECT unit.full_name || CASE WHEN unit.valid_from IS NULL THEN '' ELSE ' (mới)' END
        FROM {table} AS link JOIN unit ON unit.id = link.unit_id JOIN project ON project.id = link.project_id
        WHERE project.code = :code"""
    )
    return set(session.scalars(statement, {"code": code}))


def _box(column: int, row: int, *, width: int) -> str:
    west, south = WEST + column * SIZE, SOUTH + row * SIZE
    east, north = west + width * SIZE, south + SIZE
    return f"SRID=4326;MULTIPOLYGON((({west} {south}, {east} {south}, {east} {north}, {west} {north}, {west} {south})))"
