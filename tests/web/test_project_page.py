import re
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from html import unescape
from urllib.parse import parse_qsl, urlsplit

import pytest
from flask import Flask, url_for
from flask.testing import FlaskClient

from gis.domain.lifecycle import AccuracyClass, DatePrecision, Execution, PartyRole, StatusAxis
from gis.domain.roles import Role
from gis.models import Project, Unit
from tests.factories import (
    AgencyFactory,
    AuditLogFactory,
    DocumentFactory,
    ImportBatchFactory,
    NewUnitFactory,
    OldUnitFactory,
    ProjectFactory,
    ProjectLocationFactory,
    ProjectPartyFactory,
    ProjectShareFactory,
    ProjectSourceFactory,
    ProjectStatedUnitFactory,
    StatusStepFactory,
    UnitSuccessionFactory,
    square,
)
from tests.factories.projects import ODD_CODES
from webmap.clock import today

LINE = "SRID=4326;MULTILINESTRING((107.41 12.01, 107.45 12.05, 107.58 12.06))"


def text_of(page: str) -> str:
    """Return what a reader sees of a page, tags and repeated spaces left out."""
    return " ".join(re.sub(r"<[^>]+>", " ", page.partition("<main")[2].partition("</main>")[0]).split())


def shown(client: FlaskClient, project: Project, query: str = "") -> str:
    page = client.get(f"/projects/{project.code}?{query}")
    assert page.status_code == 200
    return page.text


def split_project() -> tuple[Project, list[Unit]]:
    """Give a road through two communes of today that were one before."""
    old = OldUnitFactory(full_name="Xã Cũ", geom=square(107.4, 12.0, 0.2))
    units = [
        NewUnitFactory(full_name="Xã Một", name="Một", geom=square(107.4, 12.0)),
        NewUnitFactory(full_name="Xã Hai", name="Hai", geom=square(107.5, 12.0)),
    ]
    project = ProjectFactory(code="DA-1", name="Đường", budget_vnd=Decimal(100), is_located=True)
    ProjectLocationFactory(project_id=project.id, geom=LINE, accuracy_class=AccuracyClass.DIGITISED)
    for unit, ratio in zip((*units, old), ("0.6666666667", "0.3333333333", "1"), strict=True):
        ProjectShareFactory(
            project_id=project.id, unit_id=unit.id, share_ratio=Decimal(ratio), basis="length"
        )
    for unit in units:
        UnitSuccessionFactory(old_id=old.id, new_id=unit.id)
    return project, units


def test_a_late_project_says_how_late_and_why(client: FlaskClient) -> None:
    due = today() - timedelta(days=47)
    owner = AgencyFactory(name="Ban quản lý dự án")
    unit = NewUnitFactory(full_name="Xã Một")
    project = ProjectFactory(first_completion_date=due, owner_id=owner.id, stage=6)
    ProjectShareFactory(project_id=project.id, unit_id=unit.id)
    page = shown(client, project)
    head = page[
        page.index('<header class="head') : page.index("</header>", page.index('<header class="head'))
    ]
    assert f'<a href="/units/{unit.id}">Xã Một</a>' in head
    assert f'<a href="/projects?owner={owner.id}">Ban quản lý dự án</a>' in head
    assert '<a href="#status">Đang thi công</a>' in head
    assert "<summary>Cách xác định</summary><p>So ngày nghiệm thu" in head
    assert f"Quá hạn 47 ngày so với {due:%d/%m/%Y}" in text_of(page)
    assert "Sớm từ 15 ngày trở lên là vượt tiến độ" in page


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"acceptance_date": date(2026, 2, 16)}, "Hoàn thành chậm 47 ngày so với 31/12/2025"),
        ({"acceptance_date": date(2025, 12, 1)}, "Hoàn thành sớm 30 ngày so với 31/12/2025"),
        ({"acceptance_date": date(2025, 12, 31)}, "Hoàn thành đúng hạn 31/12/2025"),
        ({"execution": Execution.PAUSED}, "Tạm dừng; hạn hoàn thành 31/12/2025"),
        ({"first_completion_date": None}, "Thiếu mốc thời gian: chưa có ngày hoàn thành được duyệt"),
    ],
)
def test_every_status_has_its_sentence(client: FlaskClient, values: dict[str, object], words: str) -> None:
    project = ProjectFactory(**({"first_completion_date": date(2025, 12, 31)} | values))
    assert words in text_of(shown(client, project))


def test_a_date_shows_how_exactly_it_was_given(client: FlaskClient) -> None:
    project = ProjectFactory(
        first_completion_date=date(2026, 6, 30), first_completion_precision=DatePrecision.QUARTER
    )
    assert "Quý II/2026 (30/06/2026)" in text_of(shown(client, project))


def test_the_budget_is_split_exactly_in_every_unit_set(client: FlaskClient) -> None:
    project, _ = split_project()
    page = text_of(shown(client, project))
    assert "2 xã hiện nay Xã Phần trong xã Phần vốn Xã Một 66,7 % 67 đồng Xã Hai 33,3 % 33 đồng" in page
    assert "1 xã trước 01/07/2025 Xã Phần trong xã Phần vốn Xã Cũ 100 % 100 đồng" in page


def test_a_small_map_needs_no_script(client: FlaskClient) -> None:
    project, units = split_project()
    page = shown(client, project)
    drawing = page.partition('class="mini-map"')[2].partition("</svg>")[0]
    assert 'class="mini-map__line tone--' in drawing
    assert drawing.count("mini-map__unit--unit") == len(units)
    assert re.search(r'<path class="mini-map__line[^"]*" d="M [\d. -]+', drawing)
    assert "Số hóa trên bản đồ" in page


def test_a_project_without_a_place_says_so(
    client: FlaskClient, signed_in: Callable[[Role], FlaskClient]
) -> None:
    project = ProjectFactory()
    unit = OldUnitFactory(full_name="Xã Đắk Wer")
    ProjectStatedUnitFactory(project_id=project.id, unit_id=unit.id)
    page = shown(client, project)
    assert "Chưa có vị trí" in page
    assert "Hồ sơ ghi: Xã Đắk Wer" in text_of(page)
    assert "/location" not in page
    assert f"/projects/{project.code}/location" in shown(signed_in(Role.DATA_ENTRY), project)


def test_parties_of_today_stand_before_former_ones_and_a_past_day_has_its_owner(client: FlaskClient) -> None:
    past, present = AgencyFactory(name="UBND huyện"), AgencyFactory(name="UBND xã")
    project = ProjectFactory(owner_id=present.id, is_awaiting_takeover=True)
    ProjectPartyFactory(
        project_id=project.id,
        agency_id=past.id,
        role=PartyRole.OWNER,
        valid_from=date(2024, 1, 1),
        valid_to=date(2025, 6, 30),
    )
    ProjectPartyFactory(
        project_id=project.id, agency_id=present.id, valid_from=date(2025, 7, 1), decision_no="12/QĐ-UBND"
    )
    page = text_of(shown(client, project))
    assert (
        "Chủ đầu tư UBND xã từ 01/07/2025 12/QĐ-UBND Chủ đầu tư UBND huyện 01/01/2024 – 30/06/2025 –" in page
    )
    for day, owner in (
        ("2025-07-01", "UBND xã"),
        ("2025-06-30", "UBND huyện"),
        ("2024-01-01", "UBND huyện"),
        ("2023-12-31", "–"),
    ):
        words = text_of(shown(client, project, f"as_of={day}"))
        assert f"Chủ đầu tư {owner} Giai đoạn" in words, day
        assert ("Chưa nhận bàn giao từ chủ đầu tư cũ" in words) == (owner == "UBND xã"), day


def test_sources_that_do_not_add_up_are_named(client: FlaskClient) -> None:
    project = ProjectFactory(budget_vnd=Decimal(10_000_000_000))
    ProjectSourceFactory(project_id=project.id, source_id=3, amount_vnd=Decimal(4_000_000_000))
    ProjectSourceFactory(project_id=project.id, source_id=7, amount_vnd=Decimal(5_000_000_000))
    page = text_of(shown(client, project))
    assert "Cộng các nguồn được 9.000.000.000 đồng, khác tổng mức đầu tư." in page


def test_an_unknown_amount_is_not_zero(client: FlaskClient) -> None:
    project = ProjectFactory(budget_vnd=None)
    ProjectSourceFactory(project_id=project.id)
    page = text_of(shown(client, project))
    assert "chưa rõ số tiền" in page
    assert "0 đồng" not in page


def test_the_history_tells_steps_and_changes(
    client: FlaskClient, signed_in: Callable[[Role], FlaskClient]
) -> None:
    project = ProjectFactory()
    paper = DocumentFactory(project_id=project.id, number="45/BB", title="Biên bản bàn giao mặt bằng")
    wrong = StatusStepFactory(project_id=project.id, axis=StatusAxis.CLEARANCE, value="done")
    StatusStepFactory(
        project_id=project.id,
        axis=StatusAxis.CLEARANCE,
        value="in_progress",
        document_id=paper.id,
        corrects_id=wrong.id,
    )
    AuditLogFactory(
        subject_id=project.id,
        action="project.update",
        before={"budget_vnd": 5_000_000_000, "approved_completion_date": "2026-06-30", "stage": None},
        after={
            "budget_vnd": 6_500_000_000,
            "approved_completion_date": "2026-09-30",
            "stage": 6,
            "pmu_since": "2026-08-01",
            "place": {"type": "MULTILINESTRING", "lon": 107.5, "lat": 12.003, "accuracy_class": "digitised"},
            "units": ["Xã Nhân Cơ"],
            "source:district": "unknown",
        },
        reason="Điều chỉnh dự án",
    )
    page = text_of(shown(client, project))
    assert "Tổng mức đầu tư: 5 tỷ → 6,5 tỷ" in page
    assert "Ngày hoàn thành được duyệt: 30/06/2026 → 30/09/2026" in page
    assert "Giai đoạn: – → Đang thi công" in page
    assert "Ban quản lý dự án từ ngày: – → 01/08/2026" in page
    assert "Vị trí: – → đường 12.00300, 107.50000 (số hóa trên bản đồ)" in page
    assert "Xã: – → Xã Nhân Cơ" in page
    assert "→ chưa rõ số tiền" in page
    assert "Đang giải phóng mặt bằng 45/BB · Biên bản bàn giao mặt bằng" in page
    assert "Hoàn thành giải phóng mặt bằng đã đính chính" in page
    assert "Nguyễn Thị Biên Tập" not in page, "names of staff are not for the public"
    assert "Nguyễn Thị Biên Tập" in text_of(shown(signed_in(Role.DATA_ENTRY), project))


def test_the_page_says_where_the_data_came_from(client: FlaskClient) -> None:
    batch = ImportBatchFactory(file_name="danh-muc.xlsx")
    imported = ProjectFactory(import_batch_id=batch.id)
    assert "Nhập từ tệp danh-muc.xlsx ngày" in text_of(shown(client, imported))
    assert "Dữ liệu minh họa" in shown(client, ProjectFactory(is_demo=True))
    assert "Dữ liệu minh họa" not in shown(client, imported)


def test_an_old_code_leads_to_the_project(client: FlaskClient) -> None:
    ProjectFactory(code="NEW-1", old_codes=["OLD-1"])
    answer = client.get("/projects/OLD-1")
    assert (answer.status_code, answer.location) == (302, "/projects/NEW-1")


@pytest.mark.parametrize("code", ODD_CODES)
def test_a_code_may_hold_any_sign(
    client: FlaskClient, signed_in: Callable[..., FlaskClient], code: str
) -> None:
    ProjectFactory(code=code, name="Cầu thôn 3", old_codes=[f"cũ {code}"])
    with client.application.test_request_context():
        address, old_address = (url_for("projects.show", code=each) for each in (code, f"cũ {code}"))
        editor_address = url_for("locations.edit", code=code)
    assert client.get(old_address).location == address
    page = client.get(address).text
    assert "Cầu thôn 3" in page
    english = re.findall(r'href="([^"]+lang=en)"', page)
    assert "Cầu thôn 3" in client.get(unescape(english[0])).text
    assert "Cầu thôn 3" in signed_in(Role.DATA_ENTRY).get(editor_address).text
    to_login = client.get(editor_address).location
    assert dict(parse_qsl(urlsplit(to_login).query))["next"] == editor_address


@pytest.mark.parametrize("code", ["KHÔNG-CÓ", "<script>", "a/b/c", "%00"])
def test_what_is_not_there_is_404(client: FlaskClient, code: str) -> None:
    page = client.get(f"/projects/{code}")
    assert page.status_code == 404
    assert "<script>alert" not in page.text


def test_an_archived_project_is_gone(client: FlaskClient) -> None:
    project = ProjectFactory(archived_at="2026-01-01T00:00:00Z")
    assert client.get(f"/projects/{project.code}").status_code == 404


def test_text_of_files_is_escaped_and_links_lead_to_the_web_only(client: FlaskClient) -> None:
    project = ProjectFactory(name="<b>Đường</b>", description="<img src=x onerror=alert(1)>")
    DocumentFactory(project_id=project.id, number="1/QĐ", url="javascript:alert(1)")
    DocumentFactory(project_id=project.id, number="2/QĐ", url="https://vanban.example.vn/2")
    page = shown(client, project)
    assert "<b>Đường" not in page
    assert "<img src=x" not in page
    assert "javascript:" not in page
    assert 'href="https://vanban.example.vn/2" rel="noopener noreferrer"' in page


def test_the_page_speaks_english(client: FlaskClient) -> None:
    project, _ = split_project()
    page = text_of(shown(client, project, "lang=en"))
    assert "Trong hạn" not in page
    assert "Roads and transport" in page


def test_the_page_asks_few_questions(app: Flask, query_recorder: list[str]) -> None:
    project, _ = split_project()
    query_recorder.clear()
    FlaskClient(app).get(f"/projects/{project.code}")
    selects = [sent for sent in query_recorder if sent.lstrip().startswith(("SELECT", "WITH"))]
    assert 0 < len(selects) <= 13  # one of them, the closings of months, once a version of the data
