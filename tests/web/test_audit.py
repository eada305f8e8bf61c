"""The page of the log: who changed what, before and after, why, on which paper; filters, pages, files, scope."""

import json
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from io import BytesIO

import pytest
from flask.testing import FlaskClient
from python_calamine import CalamineWorkbook
from sqlalchemy.orm import Session

from gis.domain.roles import Role
from gis.models import Project
from gis.operations.audit import Actor, record
from tests.factories import AuditLogFactory, NewUnitFactory, ProjectFactory, ProjectShareFactory
from tests.factories.accounts import AccountFactory, RoleAssignmentFactory
from tests.factories.projects import DocumentFactory
from tests.web.test_project_page import text_of

QUERIES = 12
SignIn = Callable[..., FlaskClient]


@pytest.fixture
def administrator(signed_in: SignIn) -> FlaskClient:
    return signed_in(Role.ADMINISTRATOR)


@pytest.fixture
def project(session: Session) -> Project:
    project = ProjectFactory(code="AB-1", name="Đường thôn 2")
    paper = DocumentFactory(project_id=project.id, number="15/QĐ-UBND", title="Quyết định điều chỉnh")
    person = AccountFactory(login="nhap", display_name="Nguyễn Thị Nhập", roles=[])
    RoleAssignmentFactory(account_id=person.id, role=Role.DATA_ENTRY, unit_id=None)
    record(
        session,
        Actor(person.display_name, person.id, "yeu-cau-1"),
        action="voucher.correct",
        subject="project",
        subject_id=project.id,
        before={"amount_vnd": 1_000_000_000, "kind": "advance", "effective_date": "2026-03-01", "note": "cũ"},
        after={"amount_vnd": 1_200_000_000, "kind": "completed_volume", "effective_date": "2026-03-01"},
        reason="nhập nhầm <b>số</b>",
        document_id=paper.id,
    )
    return project


def test_a_review_says_how_many_rows_of_which_ledger_it_moved(
    administrator: FlaskClient, session: Session, project: Project
) -> None:
    record(
        session,
        Actor("Duyệt"),
        action="review.accepted",
        subject="project",
        subject_id=project.id,
        after={"rows": {"progress_report": [3733], "voucher": [11, 12]}},
    )
    session.flush()
    page = text_of(administrator.get("/audit").text)
    assert "Báo cáo tiến độ: 1" in page
    assert "Chứng từ thanh toán: 2" in page
    assert "3733" not in page


@pytest.mark.usefixtures("project")
def test_a_row_says_who_what_from_what_to_what_why_and_on_which_paper(administrator: FlaskClient) -> None:
    page = administrator.get("/audit")
    words = text_of(page.text).replace("\u00a0", " ")
    for told in (
        "Chứng từ thanh toán: đính chính",
        "AB-1 · Đường thôn 2",
        "Nguyễn Thị Nhập (Cán bộ nhập liệu)",
        "Lý do: nhập nhầm",
        "Văn bản: 15/QĐ-UBND · Quyết định điều chỉnh",
        "yêu cầu yeu-cau-1",
        "Số tiền 1 tỷ 1,2 tỷ",
        "Loại Tạm ứng",
        "Ghi chú cũ –",
    ):
        assert told in words
    assert "01/03/2026" not in words  # what stayed the same is no change
    assert "nhập nhầm &lt;b&gt;" in page.text


def test_a_long_row_is_folded(administrator: FlaskClient, session: Session) -> None:
    after = dict.fromkeys(("a", "b", "c", "d", "e", "f", "g"), 1)
    record(session, Actor("ai"), action="x", subject="y", subject_id=None, after=after)
    assert "<summary>7 thông tin" in administrator.get("/audit").text


def test_without_any_row_the_page_says_so(administrator: FlaskClient) -> None:
    assert "Nhật ký chưa có dòng nào" in text_of(administrator.get("/audit").text)


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("", 4),
        ("?project=AB-1", 2),
        ("?project=KHONG-CO", 0),
        ("?action=voucher.correct", 1),
        ("?from=2026-03-02&to=2026-03-02", 3),
        ("?to=2026-03-01", 0),
        ("?from=2026-03-03&to=2020-01-01", 3),
        ("?project=AB-1&from=2026-03-02&to=2026-03-03", 1),
    ],
)
def test_filters_narrow_the_page_and_the_files_alike(
    administrator: FlaskClient, project: Project, query: str, count: int
) -> None:
    AuditLogFactory(subject_id=project.id)
    AuditLogFactory(subject_id=None)
    AuditLogFactory(subject="unit", subject_id=None, recorded_at=datetime(2026, 3, 2, 16, 59, tzinfo=UTC))
    page = administrator.get(f"/audit{query}")
    assert page.text.count('class="log__entry"') == count
    lines = administrator.get(f"/audit.jsonl{query}").text.splitlines()
    assert len([json.loads(line) for line in lines]) == count
    assert len(administrator.get(f"/audit.csv{query}").text.splitlines()) == count + 1
    book = CalamineWorkbook.from_filelike(BytesIO(administrator.get(f"/audit.xlsx{query}").data))
    assert len(book.get_sheet_by_index(0).to_python()) == count + 1


@pytest.mark.usefixtures("project")
def test_the_rows_of_one_person(administrator: FlaskClient, session: Session) -> None:
    AuditLogFactory()
    person = session.query(Project).first()
    assert person is not None
    found = [line for line in administrator.get("/audit").text.splitlines() if "(nhap)" in line]
    number = found[0].split('value="')[-1].split('"')[0]
    page = administrator.get(f"/audit?person={number}")
    assert page.text.count('class="log__entry"') == 1


def test_pages_follow_each_other_without_a_gap(administrator: FlaskClient) -> None:
    moments = [datetime(2026, 3, 2, 8, tzinfo=UTC) + timedelta(hours=n // 3) for n in range(95)]
    ids = [AuditLogFactory(recorded_at=moment).id for moment in reversed(moments)]
    seen: list[int] = []
    address = "/audit?from=2026-03-01"
    while address:
        page = administrator.get(address).text
        seen += [int(part.split('"')[0]) for part in page.split('id="row-')[1:]]
        older = page.split('rel="next" href="')
        address = older[1].split('"')[0].replace("&amp;", "&") if len(older) > 1 else ""
    assert len(seen) == len(set(seen)) == 95
    assert set(seen) == set(ids)


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ("?from=hôm qua", "from"),
        ("?person=ai", "person"),
        ("?before=x", "before"),
        ("?project=" + "x" * 300, "project"),
    ],
)
def test_an_address_that_makes_no_sense_is_told(administrator: FlaskClient, query: str, told: str) -> None:
    page = administrator.get(f"/audit{query}")
    assert page.status_code == 400
    assert f"“{told}”" in text_of(page.text)


@pytest.mark.parametrize("path", ["/audit", "/audit.csv", "/audit.jsonl", "/audit.xlsx"])
def test_who_may_read_it(client: FlaskClient, signed_in: SignIn, path: str) -> None:
    assert client.get(path).status_code in (302, 401)
    assert signed_in(Role.DATA_ENTRY).get(path).status_code == 403
    assert signed_in(Role.COMMUNITY_SUPERVISOR).get(path).status_code == 403


def test_a_leader_sees_the_rows_of_the_own_units_only(signed_in: SignIn, session: Session) -> None:
    units = [NewUnitFactory(name=name, valid_from=date(2025, 7, 1)) for name in ("Nhân Cơ", "Kiến Đức")]
    for unit in units:
        project = ProjectFactory(name=f"Đường {unit.name}")
        ProjectShareFactory(project_id=project.id, unit_id=unit.id)
        AuditLogFactory(subject_id=project.id)
        AuditLogFactory(subject="unit", subject_id=unit.id)
    AuditLogFactory(subject="account", subject_id=1)
    session.flush()
    leader = signed_in(Role.UNIT_LEADER, unit_id=units[0].id)
    page = leader.get("/audit").text
    assert page.count('class="log__entry"') == 2
    assert "Đường Nhân Cơ" in page
    assert "Đường Kiến Đức" not in page
    assert len(leader.get("/audit.jsonl").text.splitlines()) == 2


@pytest.mark.usefixtures("project")
def test_the_project_page_leads_to_its_rows(administrator: FlaskClient, client: FlaskClient) -> None:
    assert 'href="/audit?project=AB-1"' in administrator.get("/projects/AB-1").text
    assert "/audit" not in client.get("/projects/AB-1").text


@pytest.mark.usefixtures("project")
def test_the_page_asks_the_database_few_times(administrator: FlaskClient, query_recorder: list[str]) -> None:
    for _ in range(30):
        AuditLogFactory()
    administrator.get("/audit")
    query_recorder.clear()
    administrator.get("/audit")
    assert len(query_recorder) <= QUERIES, query_recorder
