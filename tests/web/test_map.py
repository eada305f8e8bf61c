"""The map page and the figures, rows and filters that its scripts ask for."""

import json
import re
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from gis.models import Project, Unit
from gis.operations import versions
from tests.factories import (
    NewUnitFactory,
    OldUnitFactory,
    ProjectFactory,
    ProjectLocationFactory,
    ProjectShareFactory,
    UnitFactory,
    UnitSuccessionFactory,
    square,
)
from tests.factories.summaries import ProjectSummaryFactory, SummaryDayFactory, UnitMonthFactory

PIECE = {"HX-Request": "true"}
HERE = "107.4,11.9,107.6,12.1"


@pytest.fixture(autouse=True)
def fresh_counts(session: Session) -> None:
    """Make this test's state of the data one that no worker has counted yet."""
    versions.bump(session)


def located(lon: float = 107.5, lat: float = 12.0, **values: Any) -> Project:
    project: Project = ProjectFactory(is_located=True, **values)
    ProjectLocationFactory(project_id=project.id, geom=f"SRID=4326;POINT({lon} {lat})")
    return project


def reorganised() -> tuple[Unit, Unit]:
    """Give a commune until 30/06/2025 and the one that followed it on the same land."""
    old = OldUnitFactory(name="Đắk Wer", code="24750", geom=square(107.4, 11.9))
    new = NewUnitFactory(name="Nhân Cơ", code="24751", geom=square(107.4, 11.9))
    UnitSuccessionFactory(old_id=old.id, new_id=new.id)
    return old, new


def settings_of(page: str) -> dict[str, Any]:
    block = re.search(r'id="map-config"[^>]*>(.*?)</script>', page, re.DOTALL)
    assert block is not None
    found: dict[str, Any] = json.loads(block[1])
    return found


def summary(client: FlaskClient, query: str = "") -> dict[str, Any]:
    found: dict[str, Any] = client.get(f"/map/summary.json?{query}").get_json()
    return found


def features(client: FlaskClient, query: str = "") -> dict[str, Any]:
    found: dict[str, Any] = client.get(f"/map/features.json?{query}").get_json()
    return found


def test_the_map_of_an_empty_installation_opens(client: FlaskClient) -> None:
    page = client.get("/")
    assert page.status_code == 200
    assert settings_of(page.text)["extent"] == [102.1, 8.4, 109.5, 23.4]


def test_the_page_tells_its_scripts_territory_and_words(client: FlaskClient) -> None:
    reorganised()
    settings = settings_of(client.get("/").text)
    assert settings["extent"] == pytest.approx([107.4, 11.9, 107.5, 12.0])
    assert settings["unitsOn"] == "2025-07-01"
    assert {status["code"] for status in settings["statuses"] if status["isLate"]} == {"late", "overdue"}
    works = {stage["number"]: stage["works"] for stage in settings["stages"]}
    assert (works[4], works[6], works[9]) == ("planned", "under_way", "finished")


@pytest.mark.usefixtures("day_has_passed")
def test_the_page_tells_indicators_and_the_months_that_have_figures(client: FlaskClient) -> None:
    assert settings_of(client.get("/").text)["months"] == []
    SummaryDayFactory()
    unit = NewUnitFactory()
    for month in (date(2026, 8, 1), date(2026, 10, 1)):
        UnitMonthFactory(unit_id=unit.id, month=month)
    settings = settings_of(client.get("/").text)
    assert settings["months"] == [["2026-08", "08/2026"], ["2026-09", "09/2026"], ["2026-10", "10/2026"]]
    assert settings["indicators"][0] == "progress"
    assert settings_of(client.get("/?lang=en").text)["months"][0] == ["2026-08", "Aug 2026"]


def test_the_words_follow_the_language(client: FlaskClient) -> None:
    sectors = settings_of(client.get("/?lang=en").text)["sectors"]
    assert "Energy and power supply" in {sector["name"] for sector in sectors}


@pytest.mark.parametrize(
    ("query", "pressed"), [("", "1 xã hiện nay"), ("?units_on=2024-01-01", "1 xã trước 01/07/2025")]
)
def test_unit_sets_come_from_the_data(client: FlaskClient, query: str, pressed: str) -> None:
    reorganised()
    page = client.get(f"/{query}").text
    assert re.search(rf'aria-pressed="true">{pressed}</button>', page)
    assert page.count("data-units-on=") == 2


def test_a_territory_that_never_changed_offers_no_switch(client: FlaskClient) -> None:
    UnitFactory(geom=square(107.4, 11.9))
    assert "data-units-on=" not in client.get("/").text


def test_without_scripts_the_page_leads_to_the_list_with_the_same_filter(client: FlaskClient) -> None:
    page = client.get("/?sector=energy").text
    assert re.search(r"<noscript>.*?/projects\?sector=energy.*?</noscript>", page, re.DOTALL)


def test_a_filter_with_nonsense_is_refused_by_name(client: FlaskClient) -> None:
    answer = client.get("/map/summary.json?stage=13", headers={"Accept": "application/json"})
    assert answer.status_code == 400
    assert answer.get_json()["parameter"] == "stage"


def test_the_summary_counts_what_is_in_view(client: FlaskClient) -> None:
    located(budget_vnd=Decimal(1_500_000_000), stage=6)
    located(budget_vnd=Decimal(500_000_000), stage=None)
    located(lon=108.5)
    ProjectFactory()
    found = summary(client, f"bbox={HERE}")
    assert (found["count"], found["budget_text"], found["unlocated"]) == (2, "2 tỷ", 1)
    assert found["stage"] == {"implementation": "1", "unknown": "1"}
    assert found["sentence"].startswith("Trong khung nhìn có 2 dự án, tổng mức đầu tư 2")


def test_an_unknown_budget_is_not_nothing(client: FlaskClient) -> None:
    located(budget_vnd=None)
    found = summary(client)
    assert (found["budget_text"], found["without_budget"]) == ("–", 1)


def test_the_summary_counts_by_status(client: FlaskClient) -> None:
    located(first_completion_date=date(2020, 1, 1))
    located(first_completion_date=None)
    assert summary(client)["schedule"] == {"overdue": "1", "unknown": "1"}


def test_the_summary_counts_only_the_chosen_statuses(client: FlaskClient) -> None:
    located(first_completion_date=date(2020, 1, 1))
    located(first_completion_date=None)
    found = summary(client, "schedule=overdue&stage=6")
    assert (found["count"], found["schedule"], found["stage"]) == (
        1,
        {"overdue": "1"},
        {"implementation": "1"},
    )


def test_projects_that_wait_for_a_place_are_in_no_view(client: FlaskClient) -> None:
    located()
    ProjectFactory()
    found = summary(client, "located=no")
    assert (found["count"], found["located"], found["unlocated"]) == (0, 0, 1)
    assert (found["budget_text"], found["schedule"]) == ("–", {})
    assert summary(client, "located=yes")["unlocated"] == 0


def test_a_box_around_the_whole_territory_leaves_nothing_out(client: FlaskClient) -> None:
    reorganised()
    located(lon=107.45, lat=11.95)
    assert summary(client, "bbox=107,11,108,13")["count"] == 1
    assert summary(client, "bbox=107.41,11.91,107.44,11.94")["count"] == 0


def test_where_nothing_is_in_view_the_summary_says_where_to_look(client: FlaskClient) -> None:
    located(lon=108.5, lat=12.5)
    found = summary(client, f"bbox={HERE}")
    assert (found["count"], found["located"]) == (0, 1)
    assert found["extent"] == [108.5, 12.5, 108.5, 12.5]


def test_where_nothing_is_found_the_summary_says_so(client: FlaskClient) -> None:
    assert summary(client, "q=khongco")["sentence"] == "Không có dự án nào khớp với bộ lọc."


def test_the_table_has_the_rows_in_view_in_the_order_of_the_list(client: FlaskClient) -> None:
    road = located(code="A", name="Đường thôn 1")
    ProjectSummaryFactory(project_id=road.id, plan_vnd=3, paid_vnd=1)
    located(code="B", name="Trường mầm non", sector_id=10, first_completion_date=date(2020, 1, 1))
    located(code="C", lon=108.5)
    found = features(client, f"bbox={HERE}")
    assert [row["code"] for row in found["projects"]] == ["B", "A"]
    assert [row["code"] for row in features(client, f"bbox={HERE}&sort=code")["projects"]] == ["A", "B"]
    school = found["projects"][0]
    assert (school["sector"], school["sector_label"]) == ("education", "Giáo dục và đào tạo")
    assert school["schedule_label"].startswith("Quá hạn")
    assert school["mark"]["lon"] == 107.5
    assert found["words"] == "2 trong 2 dự án"
    assert [row["disbursed_text"] for row in found["projects"]] == ["–", "33,3\u00a0%"]
    assert [row["code"] for row in features(client, "disbursed_max=50")["projects"]] == ["A"]


def test_projects_without_a_place_are_found_but_not_marked(client: FlaskClient) -> None:
    ProjectFactory(name="Đường xã Đắk Wer", search_key="duong xa dak wer", sector_id=None, stage=None)
    (row,) = features(client, "q=Đăk+Wer")["projects"]
    assert row["mark"] is None
    assert (row["sector_label"], row["stage_label"]) == ("Chưa phân lĩnh vực", "Chưa rõ giai đoạn")


def test_the_table_names_the_communes_of_the_chosen_date(client: FlaskClient) -> None:
    project = located()
    for unit in reorganised():
        ProjectShareFactory(project_id=project.id, unit_id=unit.id)
    assert features(client)["projects"][0]["units"] == "Xã Nhân Cơ"
    assert features(client, "units_on=2025-06-30")["projects"][0]["units"] == "Xã Đắk Wer"


def test_the_table_comes_in_pages(client: FlaskClient) -> None:
    for code in "ABC":
        ProjectFactory(code=code)
    found = features(client, "size=2&page=2")
    assert [row["code"] for row in found["projects"]] == ["C"]
    assert (found["page"], found["pages"], found["total"]) == (2, 2, 3)


@pytest.mark.parametrize("query", ["size=201", "size=0", "page=0", "page=x", "bbox=1,2,3"])
def test_pages_that_cannot_be_are_refused(client: FlaskClient, query: str) -> None:
    assert client.get(f"/map/features.json?{query}").status_code == 400


@pytest.mark.parametrize("query", ["", "?sector=roads_transport&disbursed_max=50&schedule=late,overdue"])
def test_the_map_page_asks_few_questions(app: Flask, query_recorder: list[str], query: str) -> None:
    for unit in reorganised():
        ProjectShareFactory(project_id=located().id, unit_id=unit.id)
    reader = FlaskClient(app)
    reader.get(f"/{query}")
    query_recorder.clear()
    assert reader.get(f"/{query}").status_code == 200
    assert 0 < len(query_recorder) <= 12, query_recorder


def test_the_panel_renews_counts_and_says_what_is_filtered(client: FlaskClient) -> None:
    located(sector_id=2)
    located(sector_id=1)
    piece = client.get("/map/panel?sector=energy&q=duong", headers=PIECE).text
    assert "<html" not in piece
    assert 'data-count="sector=roads_transport">1<' in piece
    assert re.search(r'<a class="chip[^"]*" href="/\?q=duong">Năng lượng và cấp điện', piece)
    assert re.search(r'value="energy" checked', piece)
