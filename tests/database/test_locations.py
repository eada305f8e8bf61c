import json

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from gis.domain.errors import DomainError, NotFoundError, StaleVersionError
from gis.domain.lifecycle import AccuracyClass
from gis.models import AuditLog, Project, ProjectLocation, ProjectShare, Unit
from gis.operations.audit import Actor
from gis.operations.locations import Place, remove_location, set_location
from gis.queries import versions
from tests.factories.projects import ProjectFactory
from tests.factories.units import UnitFactory

ACTOR = Actor("Cán bộ thử")


def place(kind: str, coordinates: object) -> Place:
    return Place(json.dumps({"type": kind, "coordinates": coordinates}), AccuracyClass.DIGITISED)


POINT = place("Point", [107.05, 12.05])


@pytest.fixture
def commune(session: Session) -> Unit:
    unit = UnitFactory(geom="SRID=4326;MULTIPOLYGON(((107 12,107.1 12,107.1 12.1,107 12.1,107 12)))")
    session.execute(text("INSERT INTO unit_part (unit_id, geom) SELECT id, (ST_Dump(geom)).geom FROM unit"))
    return unit


@pytest.fixture
def project(session: Session, commune: Unit) -> Project:
    return ProjectFactory()


def locate(session: Session, project: Project, wanted: Place, *, version: int | None = None) -> Project:
    expected = project.version if version is None else version
    return set_location(
        session, ACTOR, project_id=project.id, place=wanted, expected_version=expected, reason="theo bản vẽ"
    )


def test_a_place_is_kept_with_its_history_and_its_log(session: Session, project: Project) -> None:
    before = versions.current(session).number
    locate(session, project, POINT)
    session.refresh(project)
    locate(session, project, place("LineString", [[107.01, 12.05], [107.09, 12.05]]))
    rows = session.scalars(
        select(ProjectLocation).where(ProjectLocation.project_id == project.id).order_by(ProjectLocation.id)
    ).all()
    assert [row.replaced_at is None for row in rows] == [False, True]
    assert session.scalar(select(func.GeometryType(rows[1].geom))) == "MULTILINESTRING"
    assert 8_600 < rows[1].length_m < 8_800
    log = session.scalars(
        select(AuditLog).where(AuditLog.subject_id == project.id).order_by(AuditLog.id)
    ).all()
    assert [entry.action for entry in log] == ["project.locate", "project.locate"]
    assert log[1].before["geometry"]["type"] == "Point"
    assert log[1].reason == "theo bản vẽ"
    assert versions.current(session).number > before


def test_what_follows_from_the_place_is_there_at_once(
    session: Session, project: Project, commune: Unit
) -> None:
    locate(session, project, POINT)
    session.refresh(project)
    assert project.is_located
    assert commune.name_key in project.search_key
    assert session.scalars(
        select(ProjectShare.unit_id).where(ProjectShare.project_id == project.id)
    ).all() == [commune.id]
    assert (
        session.scalar(text("SELECT count(*) FROM tile_symbol WHERE project_id = :id"), {"id": project.id})
        == 1
    )


@pytest.mark.parametrize(
    ("wanted", "code"),
    [
        (
            place("Polygon", [[[107, 12], [107.1, 12.1], [107.1, 12], [107, 12.1], [107, 12]]]),
            "location.invalid",
        ),
        (place("Point", [12.05, 107.05]), "location.not_degrees"),
        (place("Point", [106.0, 11.0]), "location.outside"),
        (place("GeometryCollection", []), "location.not_geojson"),
        (place("Point", ["107", "12"]), "location.not_geojson"),
        (place("Point", [[107, 12]]), "location.not_geojson"),
        (Place("khong phai json", AccuracyClass.GPS), "location.not_geojson"),
        (place("MultiPoint", [[107 + i / 1e6, 12.05] for i in range(20_001)]), "location.too_many_vertices"),
    ],
)
def test_a_bad_place_is_refused_and_nothing_is_written(
    session: Session, project: Project, wanted: Place, code: str
) -> None:
    with pytest.raises(DomainError) as refusal:
        locate(session, project, wanted)
    assert refusal.value.code == code
    assert session.scalar(select(func.count()).select_from(ProjectLocation)) == 0


def test_an_older_version_does_not_overwrite_a_newer_one(session: Session, project: Project) -> None:
    read_at = project.version
    locate(session, project, POINT)
    with pytest.raises(StaleVersionError):
        locate(session, project, POINT, version=read_at)


def test_a_place_can_be_taken_away_with_a_reason(session: Session, project: Project) -> None:
    locate(session, project, POINT)
    session.refresh(project)
    with pytest.raises(DomainError, match="reason_missing"):
        remove_location(session, ACTOR, project_id=project.id, expected_version=project.version, reason=" ")
    remove_location(session, ACTOR, project_id=project.id, expected_version=project.version, reason="sai chỗ")
    session.refresh(project)
    assert not project.is_located
    with pytest.raises(NotFoundError):
        remove_location(session, ACTOR, project_id=project.id, expected_version=project.version, reason="nữa")
