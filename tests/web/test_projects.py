import re
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from gis.domain.lifecycle import Execution
from gis.models import Project
from tests.factories import (
    AgencyFactory,
    NewUnitFactory,
    OldUnitFactory,
    ProjectFactory,
    ProjectShareFactory,
    UnitSuccessionFactory,
)
from tests.factories.summaries import ProjectSummaryFactory
from webmap.clock import today


def names(page: str) -> list[str]:
    """Return the projects of a list in their order."""
    return re.findall(r'class="table__main" href="[^"]*">([^<]*)<', page)


def listed(client: FlaskClient, query: str = "") -> list[str]:
    page = client.get(f"/projects?{query}")
    assert page.status_code == 200, page.text
    return names(page.text)


def overdue(days: int, **values: Any) -> Project:
    project: Project = ProjectFactory(first_completion_date=today() - timedelta(days=days), **values)
    return project


def test_an_empty_installation_says_what_to_do(client: FlaskClient) -> None:
    page = client.get("/projects").text
    assert "Chưa có dự án nào" in page
    assert "python -m etl import projects" in page


def test_what_needs_attention_comes_first(client: FlaskClient) -> None:
    ProjectFactory(name="Trong hạn", first_completion_date=today() + timedelta(days=90))
    overdue(10, name="Quá hạn ít")
    overdue(47, name="Quá hạn nhiều")
    ProjectFactory(name="Tạm dừng", execution=Execution.PAUSED, first_completion_date=date(2020, 1, 1))
    ProjectFactory(name="Thiếu mốc", first_completion_date=None)
    page = client.get("/projects").text
    assert names(page) == ["Quá hạn nhiều", "Quá hạn ít", "Tạm dừng", "Thiếu mốc", "Trong hạn"]
    assert "Quá hạn 47 ngày" in page


def test_names_are_found_without_accents(client: FlaskClient) -> None:
    for name in ("Đường Đắk Wer", "Chợ Quảng Tín"):
        ProjectFactory(name=name)
    assert [listed(client, f"q={q}") for q in ("dak wer", "Đăk Wer", "đắk wer")] == [["Đường Đắk Wer"]] * 3


def test_headings_sort_and_say_how(client: FlaskClient) -> None:
    for name, vnd in (("Nhỏ", 1), ("Lớn", 3), ("Vừa", 2), ("Chưa rõ", None)):
        ProjectFactory(name=name, budget_vnd=vnd and Decimal(vnd) * 10**9)
    assert listed(client, "sort=-budget") == ["Lớn", "Vừa", "Nhỏ", "Chưa rõ"]
    page = client.get("/projects?sort=budget").text
    assert names(page) == ["Nhỏ", "Vừa", "Lớn", "Chưa rõ"]
    assert page.count('aria-sort="') == 1
    assert 'aria-sort="ascending"' in page
    assert 'href="/projects?sort=-budget"' in page


def test_pages_follow_each_other_without_gap(client: FlaskClient) -> None:
    for number in range(60):
        ProjectFactory(name=f"Dự án {number:02}", budget_vnd=Decimal(10**9))
    seen = [name for page in (1, 2, 3) for name in listed(client, f"sort=budget&size=25&page={page}")]
    assert sorted(seen) == [f"Dự án {number:02}" for number in range(60)]
    assert "51–60 trong 60" in client.get("/projects?size=25&page=99").text


def test_filters_stand_as_chips_that_take_themselves_away(client: FlaskClient) -> None:
    owner = AgencyFactory(name="UBND xã Kiến Đức")
    ProjectFactory(owner_id=owner.id)
    page = client.get(f"/projects?stage=6&owner={owner.id}&sort=budget").text
    assert f'<a class="chip chip--on" href="/projects?owner={owner.id}&amp;sort=budget">Đang thi công' in page
    assert '<a class="chip chip--on" href="/projects?stage=6&amp;sort=budget">UBND xã Kiến Đức' in page
    assert '<a class="chip" href="/projects?sort=budget">' in page


def test_counts_ignore_their_own_choice(client: FlaskClient) -> None:
    ProjectFactory(stage=6, sector_id=1)
    ProjectFactory(stage=6, sector_id=2)
    ProjectFactory(stage=1, sector_id=2)
    page = client.get("/projects?sector=energy&stage=6").text
    counts = dict(re.findall(r'data-count="([^"]+)">([^<]+)<', page))
    assert (counts["sector=roads_transport"], counts["sector=energy"]) == ("1", "1")
    assert (counts["stage=6"], counts["stage=1"]) == ("1", "1")


def test_a_project_is_found_by_its_old_and_its_new_commune(client: FlaskClient) -> None:
    old, new = OldUnitFactory(full_name="Xã Đắk Wer"), NewUnitFactory(full_name="Xã Nhân Cơ")
    UnitSuccessionFactory(old_id=old.id, new_id=new.id)
    project = ProjectFactory(name="Cầu")
    for unit in (old, new):
        ProjectShareFactory(project_id=project.id, unit_id=unit.id)
    assert listed(client, f"unit={old.id}") == listed(client, f"unit={new.id}") == ["Cầu"]
    present = client.get("/projects").text
    former = client.get("/projects?units_on=2025-06-30").text
    assert '<span class="nowrap">Xã Nhân Cơ</span>' in present
    assert '<span class="nowrap">Xã Đắk Wer</span>' in former


def test_the_queue_of_projects_without_a_place(client: FlaskClient) -> None:
    ProjectFactory(name="Chờ", is_located=False)
    ProjectFactory(name="Có", is_located=True)
    page = client.get("/projects?located=no").text
    assert names(page) == ["Chờ"]
    assert "Hàng đợi: chờ vị trí" in page


def test_a_queue_that_is_empty_says_so(client: FlaskClient) -> None:
    ProjectFactory(is_located=True)
    assert "Mọi dự án đều đã có vị trí" in client.get("/projects?located=no").text
    nothing = client.get("/projects?q=khongco").text
    assert "Không có dự án nào khớp" in nothing
    assert "/projects.csv" not in nothing


@pytest.mark.parametrize(
    ("query", "named"),
    [
        ("stage=99", "stage"),
        ("sector=x", "sector"),
        ("sort=x", "sort"),
        ("page=0", "page"),
        ("size=7", "size"),
        ("units_on=mai", "units_on"),
        ("unit=987654321", "unit"),
        ("owner=987654321", "owner"),
        ("bbox=1,2", "bbox"),
        ("min_vnd=x", "min_vnd"),
        ("disbursed_max=x", "disbursed_max"),
        ("disbursed_min=50&disbursed_max=50", "disbursed_max"),
        ("as_of=mai", "as_of"),
        ("as_of=2025-06-30", "as_of"),
    ],
)
def test_nonsense_is_refused_by_name(client: FlaskClient, query: str, named: str) -> None:
    page = client.get(f"/projects?{query}")
    assert page.status_code == 400
    assert "Bộ lọc chưa hợp lệ" in page.text
    assert f"“{named}”" in page.text
    problem = client.get(f"/projects?{query}", headers={"Accept": "application/json"})
    assert problem.mimetype == "application/problem+json"
    assert problem.get_json()["parameter"] == named


def test_refusals_speak_english_too(client: FlaskClient) -> None:
    page = client.get("/projects?stage=99&lang=en").text
    assert "Bộ lọc" not in page


def paid(vnd: int | None, plan_vnd: int | None, **values: Any) -> Project:
    project: Project = ProjectFactory(**values)
    ProjectSummaryFactory(project_id=project.id, plan_vnd=plan_vnd, paid_vnd=vnd)
    return project


def test_projects_are_found_by_the_disbursed_part_of_the_years_plan(client: FlaskClient) -> None:
    late = {"first_completion_date": today() - timedelta(days=5)}
    paid(499, 1000, name="Chậm, ít", **late)
    paid(500, 1000, name="Chậm, nửa", **late)
    paid(0, 1000, name="Chưa trả")
    paid(None, None, name="Không có kế hoạch", **late)
    ProjectFactory(name="Chưa có sổ")
    assert set(listed(client, "disbursed_max=50")) == {"Chậm, ít", "Chưa trả"}
    assert set(listed(client, "disbursed_min=49,9&disbursed_max=80")) == {"Chậm, ít", "Chậm, nửa"}
    page = client.get("/projects?disbursed_max=45").text
    assert re.findall(r'id="quick-(\S+)" href="([^"]*)"[^>]*>.*?count">(\d+)<', page) == [
        ("late", "/projects?schedule=late&amp;schedule=overdue&amp;disbursed_max=45", "0"),
        ("low", "/projects?disbursed_max=50", "2"),
        ("late-low", "/projects?schedule=late&amp;schedule=overdue&amp;disbursed_max=50", "1"),
    ]
    assert 'value="45" checked' in page
    assert 'href="/projects">Giải ngân dưới 45\u00a0%' in page
    asked = client.get("/projects?schedule=late,overdue&disbursed_max=50").text
    assert re.search(r'id="quick-late-low" href="/projects" aria-current="true"', asked)
    assert ">49,9\u00a0%<" in asked
    assert re.search(r"Chậm, ít.*?title=\"499 đồng trên kế hoạch 1.000 đồng\"", asked, re.DOTALL)
    everything = client.get("/projects").text
    assert everything.count("Chưa giao kế hoạch vốn năm nay") == 2


def test_every_owner_can_be_looked_for(client: FlaskClient) -> None:
    for number in range(14):
        owner = AgencyFactory(name=f"Ban quản lý số {number}")
        for _ in range(14 - number):
            ProjectFactory(owner_id=owner.id)
    offered = '<input type="checkbox" name="owner"'
    page = client.get("/projects").text
    assert (page.count(offered), "12 trong 14 chủ đầu tư" in page) == (12, True)
    found = client.get("/projects?owner_words=so+13+QUAN").text
    assert (found.count(offered), "Ban quản lý số 13" in found) == (1, True)
    assert "Không có chủ đầu tư nào khớp." in client.get("/projects?owner_words=khongco").text


def test_names_are_escaped(client: FlaskClient) -> None:
    ProjectFactory(name="<script>alert(1)</script>", code="A<b>")
    page = client.get("/projects?q=%3Cimg%20src%3Dx%3E").text + client.get("/projects").text
    assert "<script>alert" not in page
    assert "<img" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page


def test_archived_projects_are_not_listed(client: FlaskClient) -> None:
    ProjectFactory(name="Cũ", archived_at="2026-01-01T00:00:00Z")
    assert listed(client) == []


def test_the_list_asks_few_questions(app: Flask, query_recorder: list[str]) -> None:
    old, unit, owner = OldUnitFactory(), NewUnitFactory(), AgencyFactory()
    UnitSuccessionFactory(old_id=old.id, new_id=unit.id)
    for _ in range(30):
        project = ProjectFactory(owner_id=owner.id)
        ProjectShareFactory(project_id=project.id, unit_id=unit.id)
    reader = FlaskClient(app)
    address = f"/projects?q=duong&sector=roads_transport&unit={unit.id}&owner={owner.id}&stage=6"
    assert names(reader.get(address).text), "the first reader after a change loads the columns"
    query_recorder.clear()
    reader.get(address)
    selects = [sent for sent in query_recorder if sent.startswith(("SELECT", "WITH"))]
    assert 0 < len(selects) <= 12
