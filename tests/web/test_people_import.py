"""The page that takes a list of people in."""

import io
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from etl.people.sheet import ROLE_WORDS
from gis.domain.roles import Role
from gis.models import Account
from tests.etl.test_people_import import book, person
from tests.factories import NewUnitFactory
from tests.factories.accounts import AccountFactory
from tests.web.conftest import form_token, open_for
from webmap.labels import label

PAGE = "/accounts/people/import"


@pytest.fixture
def manager(app: Flask, session: Session) -> FlaskClient:
    NewUnitFactory(code="24700", full_name="Xã Kiến Đức")
    return open_for(app, AccountFactory(roles=[Role.ADMINISTRATOR]))


def send(client: FlaskClient, content: bytes, name: str = "a.xlsx", **fields: str) -> TestResponse:
    form = {"csrf_token": form_token(client, PAGE), "file": (io.BytesIO(content), name), **fields}
    return client.post(PAGE, data=form, content_type="multipart/form-data")


def listed(tmp_path: Path, *rows: tuple[object, ...]) -> bytes:
    return book(tmp_path / "a.xlsx", rows).read_bytes()


def logins(session: Session) -> list[str]:
    return list(session.scalars(select(Account.login).where(Account.login.like("lan%"))))


def test_a_list_is_looked_at_and_then_taken(manager: FlaskClient, tmp_path: Path, session: Session) -> None:
    content = listed(tmp_path, person(), person(login="Lan Nguyễn"))
    trial = send(manager, content, is_trial="y")
    assert trial.status_code == 200
    assert "Xem thử: chưa ghi gì" in trial.text
    assert "Dòng 3" in trial.text
    assert "không dùng làm tên đăng nhập được" in trial.text
    assert logins(session) == []
    done = send(manager, content)
    assert done.text.count("/accounts/invitations/") == 1
    assert logins(session) == ["lan.nguyen"]
    again = send(manager, content)
    assert "/accounts/invitations/" not in again.text


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b"", "a.xlsx"),
        (b"<html><script>alert(1)</script>", "a.xlsx"),
        (b"PK\x03\x04 no zip", "../../etc/passwd.xlsx"),
        (b"a;b\n1;2\n", "a.csv"),
    ],
)
def test_what_is_no_list_is_refused_in_words(manager: FlaskClient, content: bytes, name: str) -> None:
    answer = send(manager, content, name)
    assert answer.status_code == 422
    assert "Cần xem lại" in answer.text
    assert "<script>alert" not in answer.text


def test_a_missing_file_is_said(manager: FlaskClient) -> None:
    answer = manager.post(PAGE, data={"csrf_token": form_token(manager, PAGE)})
    assert answer.status_code == 422
    assert "Chọn một tệp" in answer.text


def test_html_in_cells_is_text(manager: FlaskClient, tmp_path: Path) -> None:
    content = listed(tmp_path, person(display_name="<img src=x onerror=alert(1)>"))
    assert "<img src=x" not in send(manager, content).text


def test_the_form_is_downloaded(manager: FlaskClient) -> None:
    answer = manager.get("/accounts/people/template.xlsx")
    assert answer.data[:2] == b"PK"
    assert "nguoi-dung.xlsx" in answer.headers["Content-Disposition"]
    assert "no-store" in answer.headers["Cache-Control"]


def test_roles_are_called_alike_on_pages_and_in_lists(app: Flask) -> None:
    with app.app_context():
        assert {role: label(role) for role in Role} == dict(ROLE_WORDS)


def test_others_import_nobody(app: Flask, session: Session) -> None:
    client = open_for(app, AccountFactory(roles=[Role.UNIT_LEADER]))
    assert client.get(PAGE).status_code == 403
    assert client.get("/accounts/people/template.xlsx").status_code == 403
