import json
import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.web.conftest import NO_DATABASE, form_token
from webmap.permissions import init_app
from webmap.security import POLICY

PLAIN_TILE = "/tiles/projects/3/6/3.mvt"


def test_pages_carry_every_guard(client: FlaskClient) -> None:
    headers = client.get("/accounts/login").headers
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
    assert "unsafe" not in headers["Content-Security-Policy"]


def test_the_policy_names_no_other_host() -> None:
    assert not re.search(r"https?:|//|\*", " ".join(POLICY.values()))


def test_each_answer_has_a_nonce_of_its_own(client: FlaskClient) -> None:
    first, second = (client.get("/accounts/login").headers["Content-Security-Policy"] for _ in range(2))
    assert first != second


def test_hsts_and_secure_cookies_come_with_https(make_app) -> None:
    app = make_app(https=True)
    response = app.test_client().get("/accounts/login", base_url="https://localhost")
    assert response.headers["Strict-Transport-Security"].startswith("max-age=31536000")
    tile = app.test_client().get(PLAIN_TILE, base_url="https://localhost")
    assert tile.headers["Strict-Transport-Security"] == response.headers["Strict-Transport-Security"]
    cookie = response.headers["Set-Cookie"]
    assert cookie.startswith("__Host-hatang=")
    assert {"Secure", "HttpOnly", "SameSite=Lax"} <= set(cookie.split("; "))


def test_plain_http_sends_no_hsts(client: FlaskClient) -> None:
    assert "Strict-Transport-Security" not in client.get("/healthz").headers


def test_a_form_without_its_token_is_refused(client: FlaskClient) -> None:
    response = client.post("/accounts/login", data={"login": "a", "password": "b"})
    assert response.status_code == 400
    assert "Biểu mẫu đã hết hạn" in response.text


def test_a_body_too_large_is_refused(make_app) -> None:
    app = make_app(max_upload_megabytes=1)
    response = app.test_client().post("/accounts/login", data={"login": "a" * 2_000_000})
    assert response.status_code == 413


def test_many_attempts_to_sign_in_are_slowed_down(make_app) -> None:
    app = make_app(rate_limits=True)
    client = app.test_client()
    form = {"csrf_token": form_token(client), "login": "a"}
    statuses = [client.post("/accounts/login", data=form).status_code for _ in range(12)]
    assert statuses[0] == 422
    assert statuses[-1] == 429
    assert int(client.post("/accounts/login", data=form).headers["Retry-After"]) > 0


@pytest.mark.parametrize(
    ("offered", "is_kept"),
    [
        ("abc-123_45.6", True),
        ("short", False),
        ("x" * 65, False),
        ("new\tline-abcdef", False),
        ("<b>12345678</b>", False),
    ],
)
def test_only_harmless_request_ids_are_taken_over(client: FlaskClient, offered: str, is_kept: bool) -> None:
    response = client.get("/healthz", headers={"X-Request-ID": offered})
    assert (response.headers["X-Request-ID"] == offered) is is_kept
    assert response.headers["X-Request-ID"]


def test_the_log_line_has_no_personal_data(make_app, capfdbinary) -> None:
    app = make_app(log_level="INFO")
    app.test_client().get("/nothing-here?q=Nguyễn+Văn+A", headers={"X-Request-ID": "request-0001"})
    line = json.loads(capfdbinary.readouterr().err.splitlines()[-1])
    assert line["path"] == "/nothing-here"
    assert (line["id"], line["method"], line["status"], line["account"]) == ("request-0001", "GET", 404, None)
    assert line["ms"] >= 0
    assert "Nguy" not in json.dumps(line, ensure_ascii=False)


def test_an_application_with_an_unguarded_route_does_not_start() -> None:
    careless = Flask("careless", static_folder=None)
    careless.add_url_rule("/open", "open", lambda: "")
    with pytest.raises(RuntimeError, match="open"):
        init_app(careless)


@pytest.mark.parametrize("path", [PLAIN_TILE, f"{PLAIN_TILE}?sector=energy"])
def test_tiles_keep_their_guards_and_their_line_on_both_ways(make_app, capfdbinary, path: str) -> None:
    app = make_app(log_level="INFO")
    response = app.test_client().get(path, headers={"X-Request-ID": "request-0001"})
    line = json.loads(capfdbinary.readouterr().err.splitlines()[-1])
    assert (response.status_code, response.headers["X-Content-Type-Options"]) == (200, "nosniff")
    assert response.headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert response.headers["X-Request-ID"] == line["id"] == "request-0001"
    assert (line["path"], line["status"], line["account"]) == (PLAIN_TILE, 200, None)
    assert (response.headers["Vary"], "Set-Cookie" in response.headers) == ("Accept-Encoding", False)


def test_a_tile_without_a_database_is_told_as_every_failure(make_app) -> None:
    app = make_app(testing=False, database_url=NO_DATABASE, log_level="CRITICAL")
    answer = app.test_client().get(PLAIN_TILE)
    assert (answer.status_code, answer.content_type) == (503, "application/problem+json")
