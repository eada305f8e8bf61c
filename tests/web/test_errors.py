import json
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.exceptions import Forbidden

from gis.domain.errors import DomainError, NotFoundError, StaleVersionError
from gis.domain.roles import Role
from tests.web.conftest import NO_DATABASE
from webmap.permissions import public


@pytest.fixture
def faulty(make_app) -> FlaskClient:
    """Give a client of an application whose pages fail in every known way."""
    faults = {
        "missing": NotFoundError("project.missing"),
        "stale": StaleVersionError("project.stale"),
        "rule": DomainError("project.rule"),
        "forbidden": Forbidden(),
        "unforeseen": ZeroDivisionError("secret detail"),
    }

    app: Flask = make_app(testing=False, log_level="CRITICAL")

    @app.get("/fault/<name>")
    @app.get("/api/fault/<name>", endpoint="api_fault")
    @public
    def fault(name: str) -> str:
        raise faults[name]

    return app.test_client()


@pytest.mark.parametrize(
    ("name", "status"),
    [("missing", 404), ("stale", 409), ("rule", 422), ("forbidden", 403), ("unforeseen", 500)],
)
def test_every_failure_says_what_to_do(faulty: FlaskClient, name: str, status: int) -> None:
    response = faulty.get(f"/fault/{name}", headers={"X-Request-ID": "request-0001"})
    assert response.status_code == status
    assert "request-0001" in response.text
    assert "secret detail" not in response.text


def test_programs_get_problem_json(faulty: FlaskClient) -> None:
    response = faulty.get("/api/fault/stale?lang=en", headers={"X-Request-ID": "request-0001"})
    assert response.content_type == "application/problem+json"
    assert response.json["status"] == 409
    assert response.json["request_id"] == "request-0001"
    assert response.json["code"] == "project.stale"


def test_what_nobody_foresaw_is_logged_with_its_traceback(make_app, capfdbinary) -> None:
    app: Flask = make_app(testing=False)

    @app.get("/fault")
    @public
    def fault() -> str:
        raise ZeroDivisionError("secret detail")

    app.test_client().get("/fault", headers={"X-Request-ID": "request-0001"})
    line = json.loads(capfdbinary.readouterr().err.splitlines()[0])
    assert (line["event"], line["id"], line["path"]) == ("failure", "request-0001", "/fault")
    assert "ZeroDivisionError: secret detail" in line["exception"]


def test_a_reader_who_asks_for_json_gets_it(client: FlaskClient) -> None:
    response = client.get("/nothing", headers={"Accept": "application/json"})
    assert (response.status_code, response.content_type) == (404, "application/problem+json")


def test_a_page_that_does_not_exist_leads_on(client: FlaskClient) -> None:
    response = client.get("/không-có")
    assert response.status_code == 404
    assert "Không tìm thấy trang" in response.text


def test_a_wrong_method_says_which_are_right(client: FlaskClient) -> None:
    response = client.delete("/healthz")
    assert response.status_code == 405
    assert "GET" in response.headers["Allow"]


def test_without_a_database_pages_still_say_so(make_app) -> None:
    app = make_app(testing=False, database_url=NO_DATABASE, log_level="CRITICAL")
    assert app.test_client().get("/không-có").status_code == 404
    response = app.test_client().get("/accounts/login")
    assert response.status_code == 503
    assert "Cơ sở dữ liệu chưa sẵn sàng" in response.text


def test_a_refusal_names_the_right_who_carries_it_and_who_gives_it(
    signed_in: Callable[..., FlaskClient],
) -> None:
    page = signed_in(Role.DATA_ENTRY).get("/audit").text
    assert "Cần quyền xem nhật ký thay đổi, thuộc vai trò: Quản trị viên" in page
    assert "Vai trò của bạn: Cán bộ nhập liệu. Quản trị viên giao vai trò ở trang Người dùng" in page
    assert "/accounts/login" not in page.partition("<main")[2]
