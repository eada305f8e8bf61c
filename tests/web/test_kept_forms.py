"""Forms beside the month that a device keeps while they are filled in: each has its record, and is told when it arrived."""

import re
import uuid
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from gis.domain.months import month_of
from gis.domain.roles import Role
from gis.models import Account, Project, RoleAssignment, Unit
from tests.factories.ledgers import StoredFileFactory
from tests.factories.projects import DocumentFactory, ProjectFactory
from tests.web.conftest import form_token
from webmap.clock import today

SignIn = Callable[..., FlaskClient]


@pytest.fixture
def project() -> Project:
    return ProjectFactory(code="DA-2026-01")


def records(client: FlaskClient, path: str) -> list[str]:
    """Return the records that the forms of a page are kept under, each with a key and the note of what came back."""
    page = client.get(path).text
    found = re.findall(r'<form[^>]*data-keep="([^"]+)" data-title="[^"]*" data-book="[^"]+"', page)
    assert page.count('name="entry_key"') == page.count("data-kept-note") == len(found)
    assert page.count("js/updates/kept_form.js") == 1
    return found


def arrived(client: FlaskClient, page: str, path: str, **fields: object) -> bool:
    """Tell whether the page after a form names the key that it was sent with."""
    key = str(uuid.uuid4())
    values = {"csrf_token": form_token(client, page), "entry_key": key}
    answer = client.post(path, data=values | fields, follow_redirects=True)
    return f'data-received="{key}"' in answer.text


def test_forms_of_a_project_are_kept(signed_in: SignIn, project: Project) -> None:
    editor = signed_in(Role.UNIT_LEADER)
    row = StoredFileFactory(document_id=DocumentFactory(project_id=project.id).id)
    files, place = (f"/projects/{project.code}/{name}" for name in ("files", "location"))
    assert records(editor, files) == [f"files/{project.id}", f"publicity/{row.id}"]
    assert records(editor, place) == [f"location/{project.id}"]
    assert not arrived(editor, files, f"/files/{row.id}/publicity", action="hide")
    assert arrived(editor, files, f"/files/{row.id}/publicity", action="hide", reason="có mặt người")


def test_forms_about_people_are_kept(signed_in: SignIn, account: Account, session: Session) -> None:
    manager, people = signed_in(Role.ADMINISTRATOR), "/accounts/people"
    own, held = f"{people}/{account.id}", session.query(RoleAssignment).filter_by(account_id=account.id).one()
    assert records(manager, f"{people}/new") == ["people/new"]
    names = [f"people/roles/{held.id}/end", f"people/{account.id}/role", f"people/{account.id}/name"]
    assert records(manager, own) == names
    assert not arrived(manager, own, f"{own}/name", display_name="")
    assert arrived(manager, own, f"{own}/name", display_name="Lan")
    day = today().isoformat()
    assert arrived(manager, own, f"{own}/roles/{held.id}/end", last_day=day, reason="chuyển công tác")
    given = {
        "role": "committee_leader",
        "everywhere": "y",
        "valid_from": (today() + timedelta(1)).isoformat(),
    }
    assert arrived(manager, own, f"{own}/roles", **given)
    person = given | {"display_name": "Minh", "login": "minh.tran"}
    assert arrived(manager, own, f"{people}/new", **person)


def test_the_remark_on_closing_a_month_is_kept(reviewer: FlaskClient, unit: Unit) -> None:
    month = f"{month_of(month_of(today()) - timedelta(1)):%Y-%m}"
    page = f"/updates/missing?unit={unit.id}&month={month}"
    asked = {"unit": unit.id, "month": month}
    for action, remark in (("close", "Đủ"), ("reopen", "Sửa số giải ngân")):
        assert records(reviewer, page) == [f"period/{unit.id}/{month}/{action}"]
        assert arrived(reviewer, page, "/updates/periods", action=action, remark=remark, **asked)
