import os

import pytest
from flask.testing import FlaskClient

from webmap.language import compile_translations

PO = """
msgid ""
msgstr "Content-Type: text/plain; charset=utf-8\\n"

msgid "Dự án"
msgstr "%s"
"""


def test_vietnamese_comes_first_whatever_the_browser_says(client: FlaskClient) -> None:
    page = client.get("/accounts/login", headers={"Accept-Language": "en"}).text
    assert '<html lang="vi"' in page
    assert "Tên đăng nhập" in page


def test_english_is_kept_for_the_next_page(client: FlaskClient) -> None:
    client.get("/accounts/login?lang=en")
    page = client.get("/accounts/login").text
    assert '<html lang="en"' in page
    assert "Login name" in page


@pytest.mark.parametrize(
    "path",
    [
        "/tiles/units/6/51/29.mvt?lang=en",
        "/tiles/projects/6/51/29.mvt?v=1&lang=en",
        "/tiles/projects.json?lang=en",
        "/tiles/projects/99/0/0.mvt?lang=en",
        "/static/old/css/base.css?lang=en",
        "/static/old/nothing.css?lang=en",
        "/api/v1/facets?lang=en",
    ],
)
def test_what_caches_share_obeys_the_address_and_sets_no_cookie(client: FlaskClient, path: str) -> None:
    answer = client.get(path)
    assert "Set-Cookie" not in answer.headers
    assert client.get("/accounts/login").text.count('<html lang="vi"') == 1


def test_a_tile_is_the_same_for_every_reader(client: FlaskClient) -> None:
    assert client.get("/tiles/units/6/51/29.mvt?lang=en").headers["Vary"] == "Accept-Encoding"


def test_facets_for_programs_speak_the_language_of_the_address(client: FlaskClient) -> None:
    english = client.get("/api/v1/facets?lang=en").get_json()
    assert english["facets"][0]["label"] == "Sector"


def test_nonsense_changes_nothing(client: FlaskClient) -> None:
    client.get("/accounts/login?lang=en")
    assert '<html lang="en"' in client.get("/accounts/login?lang=klingon").text


def test_the_switch_keeps_the_rest_of_the_address(client: FlaskClient) -> None:
    page = client.get("/accounts/login?next=/projects&lang=en").text
    assert 'href="/accounts/login?next=%2Fprojects&amp;lang=vi"' in page


def test_a_catalogue_is_compiled_anew_when_its_source_is_newer(tmp_path) -> None:
    po = tmp_path / "en" / "LC_MESSAGES" / "messages.po"
    po.parent.mkdir(parents=True)
    for translation, changed_ns in (("Projects", 10**18), ("Works", 2 * 10**18)):
        po.write_text(PO % translation, encoding="utf-8")
        os.utime(po, ns=(changed_ns, changed_ns))
        compile_translations(tmp_path)
        mo = po.with_suffix(".mo")
        os.utime(mo, ns=(changed_ns, changed_ns))
        assert translation.encode() in mo.read_bytes()
