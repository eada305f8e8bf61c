"""Words of SQL and HTML in every field of the forms of a project's place and files: kept as texts or refused, never run."""

import io
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from gis.domain.roles import Role
from gis.models import Project, StoredFile
from tests.factories.projects import ProjectFactory
from tests.photos import photo
from tests.web.conftest import form_token

HOSTILE = "'; DROP TABLE project; -- \"><script>alert(1)</script><img src=x onerror=alert(1)>{{ 7*7 }}"
BEYOND = (HOSTILE, "a\x00b", "9" * 40, "9" * 5_000, "x" * 60_000)


@pytest.fixture
def project() -> Project:
    return ProjectFactory(code="DA-2026-01")


@pytest.fixture
def editor(signed_in: Callable[..., FlaskClient]) -> FlaskClient:
    return signed_in(Role.UNIT_LEADER)


def is_harmless(page: str) -> bool:
    return "<script>alert" not in page and "onerror=alert(1)>" not in page


@pytest.mark.parametrize("hostile", BEYOND)
def test_no_field_of_a_place_runs_what_is_typed_into_it(
    editor: FlaskClient, project: Project, hostile: str
) -> None:
    address = f"/projects/{project.code}/location"
    token = form_token(editor, address)
    good = {"version": project.version, "kind": "point", "crs": 4326, "coordinates": "12.05, 107.05"}
    good |= {"accuracy_class": "gps", "source_note": "bản vẽ", "reason": "đo", "action": "save"}
    for fields in (dict.fromkeys(good, hostile), *(good | {name: hostile} for name in good)):
        answer = editor.post(address, data=fields | {"csrf_token": token})
        assert answer.status_code in (302, 400, 409, 422), fields
        assert is_harmless(answer.text)
    assert is_harmless(editor.get(address).text)
    assert is_harmless(editor.get(f"/projects/{project.code}").text)


@pytest.mark.parametrize("hostile", BEYOND)
def test_no_field_of_a_file_nor_of_its_publicity_does(
    editor: FlaskClient, project: Project, session: Session, hostile: str
) -> None:
    address = f"/projects/{project.code}/files"
    token = form_token(editor, address)
    good = {"paper": "0", "kind": "photo", "title": "Đổ bê tông", "number": "", "issued_on": "2026-01-05"}
    texts = {"title": hostile[:300], "number": hostile[:60]}
    tries = (good | texts, dict.fromkeys(good, hostile), *(good | {name: hostile} for name in good))
    for size, fields in enumerate(tries, 300):
        file = (io.BytesIO(photo(size=(size, 240))), f"{hostile[:200]}.jpg")
        answer = editor.post(
            address, data=fields | {"csrf_token": token, "file": file}, content_type="multipart/form-data"
        )
        assert answer.status_code in (302, 400, 422), fields
        assert is_harmless(answer.text)
    kept = session.scalar(select(func.max(StoredFile.id)))
    for row in (kept, hostile) if kept else ():
        for action in ("hide", "show", hostile):
            change = {"csrf_token": token, "action": action, "reason": hostile}
            told = editor.post(f"/files/{row}/publicity", data=change, follow_redirects=True)
            assert told.status_code in (200, 400, 404), (action, told.status_code)
            assert is_harmless(told.text)
    for page in (address, f"/projects/{project.code}"):
        assert is_harmless(editor.get(page).text)
