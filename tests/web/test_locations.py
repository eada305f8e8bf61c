import re
from collections.abc import Callable
from html import unescape

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from gis.crs import VN2000_TM3_108_30, WGS84, grid_xy
from gis.domain.roles import Role
from gis.models import AuditLog, Project, ProjectLocation
from tests.factories.projects import ProjectFactory
from tests.factories.units import UnitFactory
from tests.web.conftest import form_token

SignIn = Callable[..., FlaskClient]


@pytest.fixture
def project(session: Session) -> Project:
    UnitFactory(geom="SRID=4326;MULTIPOLYGON(((107 12,107.1 12,107.1 12.1,107 12.1,107 12)))")
    session.execute(text("INSERT INTO unit_part (unit_id, geom) SELECT id, (ST_Dump(geom)).geom FROM unit"))
    return ProjectFactory(code="DA-2026-01")


@pytest.fixture
def editor(signed_in: SignIn) -> FlaskClient:
    return signed_in(Role.DATA_ENTRY)


def address(project: Project) -> str:
    return f"/projects/{project.code}/location"


def values(client: FlaskClient, project: Project, **changes: object) -> dict[str, object]:
    return {
        "csrf_token": form_token(client, address(project)),
        "version": project.version,
        "kind": "point",
        "crs": WGS84,
        "coordinates": "12.05, 107.05",
        "accuracy_class": "gps",
        "source_note": "",
        "reason": "đo ngoài thực địa",
        "action": "save",
    } | changes


def place_of(session: Session, project: Project) -> str | None:
    return session.scalar(
        select(func.ST_AsText(ProjectLocation.geom, 5)).where(
            ProjectLocation.project_id == project.id, ProjectLocation.replaced_at.is_(None)
        )
    )


def test_the_public_is_led_to_the_login_page(client: FlaskClient, project: Project) -> None:
    answer = client.get(address(project))
    assert answer.status_code == 302
    assert answer.location.startswith("/accounts/login")


def test_a_reader_without_the_right_is_refused(signed_in: SignIn, project: Project) -> None:
    assert signed_in(Role.COMMUNITY_SUPERVISOR).get(address(project)).status_code == 403


def test_an_editor_types_a_place_and_it_is_logged(
    session: Session, editor: FlaskClient, project: Project
) -> None:
    answer = editor.post(address(project), data=values(editor, project))
    assert answer.status_code == 302
    assert place_of(session, project) == "POINT(107.05 12.05)"
    entry = session.scalars(select(AuditLog).where(AuditLog.subject_id == project.id)).one()
    assert (entry.action, entry.reason) == ("project.locate", "đo ngoài thực địa")
    assert entry.actor_id is not None
    assert "12.0500000, 107.0500000" in editor.get(address(project)).text


def test_metres_of_a_vn2000_drawing_are_taken(
    session: Session, editor: FlaskClient, project: Project
) -> None:
    corners = [(107.02, 12.02), (107.03, 12.02), (107.03, 12.03)]
    lines = (grid_xy(VN2000_TM3_108_30, lon=lon, lat=lat) for lon, lat in corners)
    typed = "\n".join(f"{north:.2f} {east:.2f}" for east, north in lines)
    form = values(editor, project, kind="area", crs=VN2000_TM3_108_30, coordinates=typed)
    assert editor.post(address(project), data=form).status_code == 302
    assert (
        place_of(session, project) == "MULTIPOLYGON(((107.02 12.02,107.03 12.02,107.03 12.03,107.02 12.02)))"
    )


def test_a_hole_is_kept_and_can_be_added(session: Session, editor: FlaskClient, project: Project) -> None:
    ring = "12.02, 107.02\n12.02, 107.08\n12.08, 107.08\n12.08, 107.02"
    hole = "12.04, 107.04\n12.04, 107.06\n12.06, 107.06\n12.06, 107.04"
    form = values(editor, project, kind="area", coordinates=f"{hole}\n\n{ring}")
    assert editor.post(address(project), data=form).status_code == 302
    with_hole = place_of(session, project)
    assert with_hole is not None
    assert with_hole.count("),(") == 1
    session.refresh(project)
    page = editor.get(address(project)).text
    shown = unescape(re.search(r"<textarea[^>]*>\s*([^<]+)</textarea>", page)[1])
    form = values(editor, project, kind="area", coordinates=shown, reason="lưu lại như cũ")
    assert editor.post(address(project), data=form).status_code == 302
    assert place_of(session, project) == with_hole


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"coordinates": "12.05, 107.05\nxã Đắk Wer", "kind": "line"}, "Dòng 2"),
        ({"coordinates": "11, 106"}, "nằm ngoài mọi đơn vị hành chính"),
        ({"coordinates": ""}, "Vẽ trên bản đồ hoặc nhập tọa độ."),
        ({"reason": ""}, "Nêu lý do"),
        ({"kind": "area", "coordinates": "12,107\n12.1,107.1\n12,107.1\n12.1,107"}, "Hình tự cắt"),
        ({"action": "remove"}, "chưa có vị trí để gỡ"),
        ({"kind": "ellipse"}, "Chọn loại hình"),
        ({"crs": "WGS"}, "Chọn một hệ tọa độ"),
        ({"accuracy_class": "schematic"}, "Chọn nguồn gốc"),
    ],
)
def test_a_refusal_says_what_to_mend_and_keeps_what_was_typed(
    session: Session, editor: FlaskClient, project: Project, changes: dict[str, str], sentence: str
) -> None:
    answer = editor.post(address(project), data=values(editor, project, **changes))
    assert answer.status_code == 422
    assert sentence in answer.text
    assert "error-summary" in answer.text
    assert changes.get("coordinates", "12.05, 107.05") in answer.text
    assert place_of(session, project) is None


def test_two_people_on_one_project_do_not_overwrite_each_other(
    session: Session, editor: FlaskClient, project: Project
) -> None:
    first, second = values(editor, project), values(editor, project, coordinates="12.06, 107.06")
    assert editor.post(address(project), data=first).status_code == 302
    answer = editor.post(address(project), data=second)
    assert answer.status_code == 409
    assert "12.06, 107.06" in answer.text
    assert place_of(session, project) == "POINT(107.05 12.05)"


def test_a_form_from_elsewhere_is_refused(session: Session, editor: FlaskClient, project: Project) -> None:
    form = values(editor, project, csrf_token="x")
    assert editor.post(address(project), data=form).status_code == 400
    assert place_of(session, project) is None


def test_a_place_is_taken_away_only_with_a_reason(
    session: Session, editor: FlaskClient, project: Project
) -> None:
    editor.post(address(project), data=values(editor, project))
    session.refresh(project)
    form = values(editor, project, action="remove", reason="vẽ nhầm dự án", coordinates="")
    assert editor.post(address(project), data=form).status_code == 302
    assert place_of(session, project) is None


def test_an_unknown_project_is_not_found(editor: FlaskClient) -> None:
    assert editor.get("/projects/khong-co/location").status_code == 404


def test_the_editor_stands_below_the_projects(editor: FlaskClient, project: Project) -> None:
    (current,) = re.findall(
        r'<a class="bar__link"[^>]*aria-current[^>]*>([^<]+)', editor.get(address(project)).text
    )
    assert current.strip() == "Dự án"
