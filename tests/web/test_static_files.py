import os
import re
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from flask import url_for
from flask.testing import FlaskClient

from tests.web.conftest import make_settings
from webmap import static_files
from webmap.config import Settings
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


def folders(settings: Settings) -> set[str]:
    return {path.name for path in (settings.var_folder / "static").iterdir() if path.is_dir()}


def test_workers_that_start_at_once_publish_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = make_settings(database_url="x", var_folder=tmp_path)
    made: list[Path] = []
    make = static_files._make
    monkeypatch.setattr(static_files, "_make", lambda target: (made.append(target), make(target)))
    with ThreadPoolExecutor(max_workers=4) as workers:
        found = {each.result() for each in [workers.submit(publish, settings) for _ in range(4)]}
    assert found == {tmp_path / "static" / content_version()}
    assert len(made) == 1
    assert folders(settings) == {content_version()}
    assert (found.pop() / "css" / "base.css.br").is_file()


def test_what_a_broken_start_left_and_old_versions_go(tmp_path: Path) -> None:
    settings = make_settings(database_url="x", var_folder=tmp_path)
    for age, name in enumerate(("d", "c", "b", "a", f"{content_version()}.draft")):
        folder = tmp_path / "static" / name
        folder.mkdir(parents=True)
        os.utime(folder, (10**9 + age, 10**9 + age))
    publish(settings)
    assert folders(settings) == {"a", "b", "c", content_version()}


def test_the_icon_is_found_by_its_old_name(client: FlaskClient) -> None:
    icon = client.get("/favicon.ico", follow_redirects=True)
    assert (icon.status_code, icon.mimetype) == (200, "image/svg+xml")


def test_robots_are_kept_from_what_computes(client: FlaskClient) -> None:
    told = client.get("/robots.txt")
    assert told.mimetype == "text/plain"
    assert "Disallow: /tiles/" in told.text


def test_modules_import_files_that_exist() -> None:
    for path in (SOURCE / "js").rglob("*.js"):
        for imported in re.findall(r'from "(\.[^"]+)"', path.read_text(encoding="utf-8")):
            if "/vendor/" not in imported:
                assert (path.parent / imported).resolve().is_file(), f"{path.name} imports {imported}"
