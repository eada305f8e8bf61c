import re
from pathlib import Path

from flask import url_for
from flask.testing import FlaskClient

from webmap.static_files import SOURCE, content_version, publish


def address(client: FlaskClient, filename: str) -> str:
    with client.application.test_request_context():
        return url_for("static", filename=filename)


def test_files_are_cached_for_good_under_their_version(client: FlaskClient) -> None:
    response = client.get(address(client, "js/main.js"))
    assert response.status_code == 200
    assert "immutable" in response.headers["Cache-Control"]
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.mimetype == "text/javascript"


def test_a_page_from_before_an_update_finds_the_present_file(client: FlaskClient) -> None:
    response = client.get("/static/0123456789ab/js/main.js")
    assert (response.status_code, response.location) == (302, address(client, "js/main.js"))


def test_nothing_outside_the_folder_is_served(client: FlaskClient) -> None:
    for path in (
        "/static/x/../config.py",
        "/static/x/%2e%2e/config.py",
        "/static/x/..%2fconfig.py",
        "/static/x/none.js",
    ):
        assert client.get(path).status_code == 404


def test_a_missing_file_of_this_version_is_not_found(client: FlaskClient) -> None:
    assert client.get(address(client, "js/none.js")).status_code == 404


def test_the_version_follows_contents_and_names(tmp_path: Path) -> None:
    (tmp_path / "a.css").write_text("a", encoding="utf-8")
    first = content_version(tmp_path)
    (tmp_path / "a.css").write_text("b", encoding="utf-8")
    second = content_version(tmp_path)
    (tmp_path / "a.css").rename(tmp_path / "b.css")
    assert len({first, second, content_version(tmp_path)}) == 3


def test_published_files_come_compressed(make_app, settings) -> None:
    published = publish(settings)
    assert publish(settings) == published
    app = make_app(var_folder=settings.var_folder)
    response = app.test_client().get(
        address(app.test_client(), "css/base.css"), headers={"Accept-Encoding": "br, gzip"}
    )
    assert response.headers["Content-Encoding"] == "br"
    assert len(response.data) < (SOURCE / "css/base.css").stat().st_size / 2


def test_modules_import_files_that_exist() -> None:
    for path in (SOURCE / "js").rglob("*.js"):
        for imported in re.findall(r'from "(\.[^"]+)"', path.read_text(encoding="utf-8")):
            if "/vendor/" not in imported:
                assert (path.parent / imported).resolve().is_file(), f"{path.name} imports {imported}"
