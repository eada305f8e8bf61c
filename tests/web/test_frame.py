from collections.abc import Callable

from flask.testing import FlaskClient

from gis.domain.roles import Role
from webmap.navigation import NAVIGATION

SignIn = Callable[..., FlaskClient]


def test_the_bar_names_the_place_and_the_date_of_the_data(client: FlaskClient) -> None:
    page = client.get("/accounts/login").text
    assert "Huyện Thử (cũ)" in page
    assert '<time datetime="20' in page


def test_the_bar_leads_to_pages_that_exist_and_to_no_others(client: FlaskClient) -> None:
    page = client.get("/accounts/login").text
    for item in NAVIGATION:
        exists = item.endpoint in client.application.view_functions and item.permission is None
        assert (f">{item.label}</a>" in page) is exists


def test_the_bar_shows_who_updates_where_to(signed_in: SignIn) -> None:
    assert ">Cập nhật</a>" in signed_in(Role.UNIT_LEADER).get("/projects").text
    assert ">Cập nhật</a>" not in signed_in(Role.COUNCIL).get("/projects").text


def test_the_theme_of_the_cookie_is_in_the_page(client: FlaskClient) -> None:
    client.set_cookie("theme", "dark")
    assert 'data-theme="dark"' in client.get("/accounts/login").text
    client.set_cookie("theme", '"><script>')
    assert 'data-theme="auto"' in client.get("/accounts/login").text


def test_without_a_setting_the_place_is_the_unit_above_all(make_app) -> None:
    page = make_app(place_name="").test_client().get("/accounts/login").text
    assert "brand__place" not in page
