"""The still picture of the map inside its page: who stands on it, where it leads, in which words."""

import re
from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from html import unescape

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from gis.models import Project, Unit
from gis.operations import unit_tiles, versions
from gis.operations.refresh import after_change
from tests.factories import NewUnitFactory, OldUnitFactory, UnitSuccessionFactory, square
from tests.factories.summaries import SummaryDayFactory, UnitMoneyFactory, UnitMonthFactory
from tests.map_tiles import TODAY, located
from webmap.map import picture, shades
from webmap.map.picture_marks import RING_RADII
from webmap.memory import EXTENSION

HOSTILE = "</title></svg><script>alert(1)</script>\"'&"


@pytest.fixture(autouse=True)
def land(session: Session) -> None:
    """Give a commune of today and one before it on the same land; make this state one that no worker has drawn."""
    old = OldUnitFactory(name="Đắk Wer", geom=square(107.4, 11.9))
    new = NewUnitFactory(name="Nhân Cơ", geom=square(107.4, 11.9))
    UnitSuccessionFactory(old_id=old.id, new_id=new.id)
    unit_tiles.rebuild(session)
    versions.bump(session)


def placed(session: Session, name: str, lon: float = 107.45, lat: float = 11.95, **values: object) -> Project:
    project = located(f"SRID=4326;POINT({lon} {lat})", name=name, **values)
    after_change(session, [project.id])
    return project


def drawn(client: FlaskClient, query: str = "") -> str:
    """Return the picture of the page, without the page."""
    page = client.get(f"/{query}").text
    found = re.search(r'<div class="map-picture".*?(<svg.*</svg>).*?<div class="map-canvas"', page, re.DOTALL)
    assert found is not None
    return found[1]


def led_to(svg: str) -> set[str]:
    return set(re.findall(r'href="(/projects/[^"?]+)"', svg))


def test_the_page_carries_symbols_and_communes_that_are_links(client: FlaskClient, session: Session) -> None:
    project = placed(session, "Đường vào bon", sector_id=1)
    svg = drawn(client)
    assert led_to(svg) == {f"/projects/{project.code}"}
    assert "<title>Đường vào bon · Giao thông" in svg
    assert re.search(r'<a href="/units/\d+" tabindex="-1"><title>Nhân Cơ</title>', svg)
    assert "Đắk Wer" not in svg


@pytest.mark.parametrize(
    ("query", "shade"),
    [
        ("?color=disbursement", "s5"),
        ("?color=disbursement&month=2026-10", "s5"),
        ("?color=on_time", "none"),
        ("?color=disbursement&sector=health", "none"),
        ("", None),
        ("?color=beauty", None),
        ("?color=disbursement&month=1999-01", None),
    ],
)
def test_communes_are_shaded_as_the_address_asks(
    client: FlaskClient, session: Session, query: str, shade: str | None
) -> None:
    commune = session.scalars(select(Unit).where(Unit.name == "Nhân Cơ")).one()
    SummaryDayFactory()
    UnitMonthFactory(unit_id=commune.id)
    UnitMoneyFactory(unit_id=commune.id, plan_vnd=Decimal(100), paid_vnd=Decimal(98))
    session.flush()
    found = re.findall(r'map-picture__unit--(s\d|none)"', drawn(client, query))
    assert found == ([shade] if shade else [])


def test_shades_of_few_addresses_are_kept(
    session: Session, monkeypatch: pytest.MonkeyPatch, app: Flask
) -> None:
    SummaryDayFactory()
    UnitMonthFactory(unit_id=session.scalars(select(Unit.id)).first())
    monkeypatch.setattr(shades, "MOST_KEPT", 2)
    with app.test_request_context("/?color=on_time"):
        for sector in range(5):
            assert shades.requested_shades(units_on=TODAY, sectors={sector})
        assert len(app.extensions[EXTENSION].values["shades"]) == 2


def test_nothing_of_the_picture_is_met_twice_by_keyboard_or_reader(
    client: FlaskClient, session: Session
) -> None:
    placed(session, "Đường vào bon")
    assert 'id="map-picture" aria-hidden="true"' in client.get("/").text
    svg = drawn(client)
    assert svg.count("<a ") == svg.count('tabindex="-1"') > 1


@pytest.mark.parametrize("query", ["?sector=energy", "?q=truong", "?min_vnd=5000000000"])
def test_filters_of_the_address_hold_for_the_picture(
    client: FlaskClient, session: Session, query: str
) -> None:
    placed(session, "Đường vào bon", sector_id=1, budget_vnd=10**9)
    school = placed(session, "Điện cho trường", 107.48, 11.98, sector_id=2, budget_vnd=6 * 10**9)
    sector = client.get("/map/features.json?sector=energy").get_json()["projects"]
    assert [row["name"] for row in sector] == [school.name]
    assert led_to(drawn(client, query)) == {f"/projects/{school.code}"}
    assert led_to(client.get(f"/map/picture{query}").text) == {f"/projects/{school.code}"}


def test_the_unit_set_and_the_colours_of_the_address_hold_too(client: FlaskClient, session: Session) -> None:
    placed(session, "Đường vào bon", stage=6)
    old = drawn(client, "?units_on=2024-01-01&colour=stage")
    assert "<title>Đắk Wer</title>" in old
    assert "map-picture--implementation" in old
    assert "map-picture--implementation" not in drawn(client)


def test_words_follow_the_language(client: FlaskClient, session: Session) -> None:
    placed(session, "Đường vào bon", sector_id=1, stage=6)
    assert "Roads and transport" in drawn(client, "?lang=en")


def test_projects_of_one_place_are_a_group_that_leads_to_its_list(
    client: FlaskClient, session: Session
) -> None:
    for number in range(3):
        placed(session, f"Đường số {number}", sector_id=1)
    svg = drawn(client, "?sector=roads_transport")
    address = unescape(re.search(r'href="(/projects\?[^"]+)"', svg)[1])  # type: ignore[index]
    assert "sector=roads_transport" in address
    assert f'r="{RING_RADII[0] - 1.75}"' in svg
    rows = client.get(address).text
    assert all(f"Đường số {number}" in rows for number in range(3))


def test_a_hostile_name_is_only_text(client: FlaskClient, session: Session) -> None:
    project = placed(session, HOSTILE)
    svg = drawn(client)
    assert "<script" not in svg
    assert unescape(re.search(rf'{project.code}" tabindex="-1"><title>(.*?)</title>', svg)[1]).startswith(
        HOSTILE
    )  # type: ignore[index]


def test_a_district_without_projects_shows_its_communes(client: FlaskClient) -> None:
    svg = drawn(client)
    assert "Nhân Cơ" in svg
    assert led_to(svg) == set()


def test_who_is_signed_in_sees_what_the_public_sees(
    client: FlaskClient, session: Session, signed_in: Callable[..., FlaskClient]
) -> None:
    placed(session, "Đường vào bon")
    archived = placed(session, "Đường đã lưu trữ", archived_at=datetime(2026, 1, 1, tzinfo=UTC))
    for_all = drawn(client)
    assert archived.name not in for_all
    assert drawn(signed_in()) == for_all


def test_a_changed_project_is_drawn_anew(client: FlaskClient, session: Session) -> None:
    project = placed(session, "Đường vào bon")
    assert "Đường vào bon" in drawn(client)
    project.name = "Đường vào buôn"
    after_change(session, [project.id])
    assert "Đường vào buôn" in drawn(client)


def test_too_many_for_a_filter_that_no_copy_knows_are_told_and_not_drawn(
    client: FlaskClient, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(picture, "MOST_MARKS", 1)
    for number in range(3):
        placed(session, f"Đường số {number}", 107.42 + number / 50)
    assert "map-picture__partial" in client.get("/?q=duong").text
    assert led_to(drawn(client, "?q=duong")) == set()
    assert len(led_to(drawn(client))) == 3


def test_an_installation_without_boundaries_has_no_picture(client: FlaskClient, session: Session) -> None:
    for unit in session.query(type(NewUnitFactory.build())).all():
        unit.geom = None
    versions.bump(session)
    assert 'id="map-picture"' not in client.get("/").text
    assert client.get("/map/picture").text == ""
