"""Side panels, handing in, judging, who has not reported, closing of months."""

import html
import io
import re
import uuid
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select, text
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from gis.domain.ledger_codes import CompletionDateKind, ExtensionCause, ReviewState
from gis.domain.months import month_of, reported_day, working_month
from gis.domain.roles import Role
from gis.models import (
    AuditLog,
    ClearanceCount,
    CompletionDate,
    Contribution,
    Document,
    PeriodClosing,
    ProgressReport,
    Project,
    RestrictedView,
    ReviewStep,
    StoredFile,
    Unit,
    Voucher,
)
from gis.operations import summaries
from tests.factories import ProjectFactory, ProjectShareFactory
from tests.factories.ledgers import (
    CapitalPlanFactory,
    ClearanceCountFactory,
    CompletionDateFactory,
    ProgressReportFactory,
)
from tests.photos import photo
from tests.web.conftest import form_token
from webmap.clock import today

SignIn = Callable[..., FlaskClient]
MONTH = working_month(today())
DAY = reported_day(MONTH, today=today())
BEFORE = date(MONTH.year - 1, 12, 31)
LAST_MONTH = month_of(MONTH - timedelta(days=1))


@pytest.fixture
def project(session: Session, unit: Unit) -> Project:
    row = ProjectFactory(start_date=date(BEFORE.year, 1, 5), decision_date=date(BEFORE.year, 1, 2))
    ProjectShareFactory(project_id=row.id, unit_id=unit.id)
    ProgressReportFactory(project_id=row.id, effective_date=BEFORE, physical_progress_pct=Decimal(40))
    CapitalPlanFactory(
        project_id=row.id,
        effective_date=date(MONTH.year, 1, 1),
        fiscal_year=MONTH.year,
        amount_vnd=900_000_000,
    )
    CompletionDateFactory(project_id=row.id, effective_date=date(BEFORE.year, 1, 2), new_date=BEFORE)
    summaries.rebuild(session, as_of=today())
    return row


def query(unit: Unit, month: date = MONTH) -> str:
    return f"unit={unit.id}&month={month:%Y-%m}"


def post(
    client: FlaskClient, path: str, unit: Unit, *, month: date = MONTH, **fields: object
) -> TestResponse:
    token = form_token(client, f"/updates?{query(unit)}")
    return client.post(path, data={"csrf_token": token, "unit": unit.id, "month": f"{month:%Y-%m}"} | fields)


def enter(client: FlaskClient, ledger: str, unit: Unit, project: Project, **fields: object) -> TestResponse:
    values = {"project_id": project.id, "base_id": "", "entry_key": str(uuid.uuid4())}
    return post(client, f"/updates/records/{ledger}", unit, **(values | fields))


def only(session: Session, model: type) -> object:
    session.expire_all()
    return session.scalars(select(model).where(model.review_state != ReviewState.ACCEPTED)).one()


VOUCHER = {"kind": "completed_volume", "amount_vnd": "450.000.000", "plan_year": MONTH.year}


def test_a_panel_shows_what_is_left_beside_the_field(
    officer: FlaskClient, unit: Unit, project: Project
) -> None:
    page = officer.get(f"/updates/panels/voucher?project_id={project.id}&{query(unit)}").text
    assert "Không quá 900.000.000. Giải ngân trong năm không vượt kế hoạch năm" in page
    assert "Không quá 5.000.000.000. Tổng giải ngân không vượt tổng mức đầu tư" in page
    piece = officer.get(
        f"/updates/panels/voucher?project_id={project.id}&{query(unit)}", headers={"X-Piece": "panel"}
    )
    assert 'data-record="voucher/' in piece.json["html"]


def test_a_voucher_is_taken_in(officer: FlaskClient, unit: Unit, project: Project, session: Session) -> None:
    answer = enter(officer, "voucher", unit, project, effective_date=DAY.isoformat(), **VOUCHER)
    assert answer.status_code == 303
    row = only(session, Voucher)
    assert (row.amount_vnd, row.effective_date, row.plan_year) == (450_000_000, DAY, MONTH.year)
    assert "Chứng từ thanh toán" in officer.get(answer.location).text


def test_a_payment_out_of_its_window_is_refused_with_the_rule(
    officer: FlaskClient, unit: Unit, project: Project, session: Session
) -> None:
    answer = enter(
        officer, "voucher", unit, project, effective_date=DAY.isoformat(), **VOUCHER | {"plan_year": "2020"}
    )
    assert answer.status_code == 422
    assert "được thanh toán từ 01/01/N" in answer.text
    assert 'value="450.000.000"' in answer.text
    assert session.scalars(select(Voucher)).all() == []


def test_what_passes_the_plan_is_saved_with_a_reason_only(
    officer: FlaskClient, unit: Unit, project: Project, session: Session
) -> None:
    fields = VOUCHER | {"amount_vnd": "1.000.000.000", "effective_date": DAY.isoformat()}
    assert (
        "Giải ngân trong năm không vượt kế hoạch năm"
        in enter(officer, "voucher", unit, project, **fields).text
    )
    assert enter(officer, "voucher", unit, project, reason="Đã có QĐ bổ sung", **fields).status_code == 303
    assert session.scalars(select(ReviewStep)).one().remark == "Đã có QĐ bổ sung"


def test_a_day_to_come_is_refused_whatever_the_sender_says(
    officer: FlaskClient, unit: Unit, project: Project, session: Session
) -> None:
    ahead = (today() + timedelta(days=365)).isoformat()
    answer = enter(officer, "voucher", unit, project, effective_date=ahead, **VOUCHER)
    assert answer.status_code == 422
    assert "sau hôm nay" in answer.text


def test_land_given_back_is_asked_about(
    officer: FlaskClient, unit: Unit, project: Project, session: Session
) -> None:
    ClearanceCountFactory(project_id=project.id, unit_id=unit.id, effective_date=BEFORE)
    page = officer.get(f"/updates/panels/clearance_count?project_id={project.id}&{query(unit)}").text
    assert "Không dưới 5.000. Số đã bàn giao là số lũy kế" in page
    fields = {"effective_date": DAY.isoformat(), "area_total_m2": "10.000", "area_handed_over_m2": "4.000"}
    assert enter(officer, "clearance_count", unit, project, **fields).status_code == 422
    more = fields | {"area_handed_over_m2": "12.000", "reason": "x"}
    assert "không vượt tổng" in enter(officer, "clearance_count", unit, project, **more).text
    assert enter(officer, "clearance_count", unit, project, reason="Đo lại", **fields).status_code == 303
    assert only(session, ClearanceCount).unit_id == unit.id


def test_a_blank_total_is_the_last_one_known(
    officer: FlaskClient, unit: Unit, project: Project, session: Session
) -> None:
    ClearanceCountFactory(project_id=project.id, unit_id=unit.id, effective_date=BEFORE)
    fields = {"effective_date": DAY.isoformat(), "area_total_m2": "", "area_handed_over_m2": "10.001"}
    refused = enter(officer, "clearance_count", unit, project, reason="x", **fields)
    assert refused.status_code == 422
    assert "ghi gần nhất là 10.000" in refused.text
    fields |= {"area_total_m2": "11.000"}
    assert enter(officer, "clearance_count", unit, project, **fields).status_code == 303
    assert only(session, ClearanceCount).area_handed_over_m2 == 10_001


def test_a_gift_is_valued(officer: FlaskClient, unit: Unit, project: Project, session: Session) -> None:
    fields = {
        "effective_date": DAY.isoformat(),
        "kind": "labour",
        "quantity": "12",
        "unit_price_vnd": "200.000",
        "price_source": "Nghị quyết xã",
        "donor_kind": "community",
    }
    assert enter(officer, "contribution", unit, project, **fields).status_code == 303
    row = only(session, Contribution)
    assert (row.value_vnd, row.quantity_unit) == (2_400_000, "công")


def test_a_name_needs_consent(officer: FlaskClient, unit: Unit, project: Project, session: Session) -> None:
    fields = {
        "effective_date": DAY.isoformat(),
        "kind": "cash",
        "quantity": "500.000",
        "donor_kind": "household",
        "donor_name": "Nguyễn Văn A",
    }
    assert enter(officer, "contribution", unit, project, **fields).status_code == 422
    assert session.scalars(select(Contribution)).all() == []


def test_an_extension_signed_late_says_what_stays_late(
    officer: FlaskClient, unit: Unit, project: Project, session: Session
) -> None:
    fields = {
        "effective_date": DAY.isoformat(),
        "new_date": f"{MONTH.year + 1}-06-30",
        "decision_no": "12/QĐ-UBND",
        "cause": "contractor",
    }
    assert "vẫn tính là chậm" in enter(officer, "completion_date", unit, project, **fields).text
    assert enter(officer, "completion_date", unit, project, reason="Đã rà soát", **fields).status_code == 303
    assert only(session, CompletionDate).kind == "extension"


def test_a_photo_leads_back_to_the_month(
    officer: FlaskClient, unit: Unit, project: Project, session: Session
) -> None:
    page = officer.get(f"/updates/panels/photo?project_id={project.id}&{query(unit)}").text
    action = re.search(r'action="([^"]+/files)"', page)[1]
    back = f"/updates?{query(unit)}"
    answer = post(
        officer, action, unit, next=back, paper="0", kind="photo", title="Nền đường", is_public="y",
        file=(io.BytesIO(photo()), "a.jpg"),
    )  # fmt: skip
    assert answer.location == back
    assert session.scalars(select(StoredFile)).one().file_name == "a.jpg"


def test_a_photo_is_for_the_office_alone_unless_the_officer_says_so(
    officer: FlaskClient, unit: Unit, project: Project, session: Session
) -> None:
    page = officer.get(f"/updates/panels/photo?project_id={project.id}&{query(unit)}").text
    box = re.search(r'<input type="checkbox" name="is_public"[^>]*>', page)[0]
    assert "checked" not in box
    assert "Không chọn thì ảnh chỉ dùng nội bộ" in page
    action = re.search(r'action="([^"]+/files)"', page)[1]
    post(officer, action, unit, paper="0", kind="photo", file=(io.BytesIO(photo()), "a.jpg"))
    assert session.scalars(select(StoredFile)).one().public_sha256 is None


def test_a_photo_that_is_refused_is_told_in_its_panel(
    officer: FlaskClient, unit: Unit, project: Project, session: Session
) -> None:
    own_page = f"/updates/panels/photo?project_id={project.id}&{query(unit)}"
    page = officer.get(own_page).text
    action = re.search(r'action="([^"]+/files)"', page)[1]
    panel = html.unescape(re.search(r'name="panel" value="([^"]+)"', page)[1])
    fields = {"paper": "0", "kind": "photo", "panel": panel}
    told = officer.post(
        action,
        data=fields | {"csrf_token": form_token(officer, own_page), "file": (io.BytesIO(b"text"), "a.jpg")},
        headers={"X-Piece": "panel"},
    )
    assert told.status_code == 422
    assert told.json["messages"][0].startswith("Nội dung tệp không phải ảnh")
    answer = post(officer, action, unit, **fields, file=(io.BytesIO(b"text"), "a.jpg"))
    assert answer.location == panel
    assert "Nội dung tệp không phải ảnh" in officer.get(answer.location).text
    assert not session.scalars(select(StoredFile)).all()


def test_the_panel_of_extensions_shows_what_holds_what_was_decided_and_by_whom(
    officer: FlaskClient, unit: Unit, project: Project, session: Session
) -> None:
    extended, ends = date(MONTH.year, 1, 31), date(MONTH.year + 1, 2, 27)
    decided = {"decision_no": "7/QĐ-UBND", "decided_by": "UBND xã", "cause": ExtensionCause.CAPITAL_BY_OTHERS}
    for kind, day, new_date, more in (
        (CompletionDateKind.CONTRACT_END, date(BEFORE.year, 6, 1), ends, {}),
        (CompletionDateKind.EXTENSION, date(BEFORE.year, 9, 1), extended, decided | {"is_objective": True}),
    ):
        CompletionDateFactory(project_id=project.id, kind=kind, effective_date=day, new_date=new_date, **more)
    session.flush()
    page = officer.get(f"/updates/panels/completion_date?project_id={project.id}&{query(unit)}").text
    words = " ".join(re.sub(r"<[^>]+>", " ", page).split())
    assert (
        f"{extended:%d/%m/%Y} đang có hiệu lực; ban đầu {BEFORE:%d/%m/%Y}; hợp đồng đến {ends:%d/%m/%Y}"
        in words
    )
    assert (
        f"Gia hạn lần 1 đến {extended:%d/%m/%Y} Ai quyết định UBND xã Quyết định 7/QĐ-UBND, 01/09/" in words
    )
    assert "(khách quan)" in words
    assert f"Hạn hiện nay {extended:%d/%m/%Y}, đã gia hạn 1 lần" in words
    assert f"Không dưới 05/01/{BEFORE.year}" in words, "no day before the start"


def test_a_figure_names_its_paper_a_known_one_or_a_new_one(
    officer: FlaskClient,
    leader: FlaskClient,
    client: FlaskClient,
    unit: Unit,
    project: Project,
    session: Session,
) -> None:
    named = {
        "document": "12/GĐN",
        "document_date": "2026-01-05",
        "document_issuer": "Kho bạc",
        "document_title": "",
    }
    fields = VOUCHER | {"effective_date": DAY.isoformat()}
    enter(officer, "voucher", unit, project, **fields | named)
    row, paper = only(session, Voucher), session.scalars(select(Document)).one()
    assert row.document_id == paper.id
    assert (paper.project_id, paper.number, paper.issuer) == (project.id, "12/GĐN", "Kho bạc")
    assert paper.issued_on == date(2026, 1, 5)
    assert (
        session.scalars(select(AuditLog.document_id).where(AuditLog.action == "voucher.append")).one()
        == paper.id
    )
    handing_in = leader.get(f"/updates/submit?{query(unit)}").text
    assert "<strong>12/GĐN</strong>" in handing_in
    assert "<strong>05/01/2026</strong>" in handing_in
    public = f"/projects/{project.code}"
    assert "12/GĐN" not in client.get(public).text, "nobody accepted the fact that it is of"
    session.execute(text("UPDATE voucher SET review_state = 'accepted'"))
    assert "12/GĐN" in client.get(public).text
    session.execute(text("UPDATE voucher SET review_state = 'draft'"))
    address = f"/updates/panels/voucher?project_id={project.id}&{query(unit)}"
    page = officer.get(address).text
    assert '<option value="12/GĐN">' in page
    assert '<option value="Kho bạc">' in page
    assert 'value="Kho bạc"' in officer.get(f"{address}&row={row.id}").text
    second = fields | {"amount_vnd": "1.000", "document": "12/gđn"}
    assert enter(officer, "voucher", unit, project, **second).status_code == 303
    other = named | {"document_issuer": "Ngân hàng", "amount_vnd": "2.000"}
    answer = enter(officer, "voucher", unit, project, **fields | other)
    assert answer.status_code == 422
    assert "ghi “Kho bạc”" in answer.text
    nameless = {"document": "", "document_issuer": "Kho bạc", "amount_vnd": "3.000"}
    assert "Ghi số văn bản" in enter(officer, "voucher", unit, project, **fields | nameless).text
    assert session.scalars(select(Voucher.document_id)).all() == [paper.id, paper.id]
    assert len(session.scalars(select(Document)).all()) == 1
    paper.kind, paper.issuer = "Quyết định", None
    session.flush()
    more = enter(officer, "voucher", unit, project, **fields | named | {"amount_vnd": "4.000"})
    assert more.status_code == 422
    assert "Văn bản này đang công khai" in more.text
    assert "Kho bạc" not in client.get(public).text


def test_a_donor_is_named_with_the_paper_of_the_consent(
    officer: FlaskClient, unit: Unit, project: Project, session: Session
) -> None:
    gift = {
        "effective_date": DAY.isoformat(),
        "kind": "cash",
        "quantity": "5.000.000",
        "donor_kind": "household",
    }
    gift |= {"donor_name": "Nguyễn Văn A", "is_name_public": "true", "project_id": ""}
    answer = enter(officer, "contribution", unit, project, reason="Đúng", **gift)
    assert answer.status_code == 422, "no reason makes up for the paper"
    assert "kèm văn bản họ đồng ý công khai tên" in answer.text
    assert session.scalars(select(Contribution)).all() == []
    paper = {"document": "", "document_title": "Đơn đồng ý nêu tên", "document_date": DAY.isoformat()}
    assert enter(officer, "contribution", unit, project, **gift | paper).status_code == 303
    row, kept = only(session, Contribution), session.scalars(select(Document)).one()
    assert row.document_id == kept.id
    assert (kept.project_id, kept.unit_id, kept.title) == (None, unit.id, "Đơn đồng ý nêu tên")


def test_a_draft_can_be_dropped(officer: FlaskClient, unit: Unit, project: Project, session: Session) -> None:
    enter(officer, "voucher", unit, project, effective_date=DAY.isoformat(), **VOUCHER)
    number = only(session, Voucher).id
    assert post(officer, f"/updates/records/voucher/{number}/discard", unit).status_code == 303
    assert "Chứng từ thanh toán" not in officer.get(f"/updates?{query(unit)}").text


def handed_in(officer: FlaskClient, leader: FlaskClient, unit: Unit, project: Project) -> ProgressReport:
    enter(officer, "progress_report", unit, project, physical_progress_pct="55")
    page = leader.get(f"/updates/submit?{query(unit)}").text
    answer = post(leader, "/updates/submit", unit, rows=re.findall(r'name="rows" value="([^"]+)"', page))
    assert answer.status_code == 303


def test_a_month_goes_its_way_to_the_public(
    officer: FlaskClient,
    leader: FlaskClient,
    reviewer: FlaskClient,
    client: FlaskClient,
    unit: Unit,
    project: Project,
    session: Session,
) -> None:
    handed_in(officer, leader, unit, project)
    assert "Chờ duyệt" in officer.get(f"/updates?{query(unit)}").text
    assert "55\u00a0%" not in client.get(f"/projects/{project.code}").text
    page = reviewer.get(f"/updates/review?{query(unit)}").text
    assert "40</span>" in page
    assert "<strong>55</strong>" in page
    rows = re.findall(r'name="rows" value="([^"]+)" checked', page)
    answer = post(reviewer, "/updates/review", unit, rows=rows, verdict="accept")
    assert "Đã duyệt 1 số liệu" in reviewer.get(answer.location).text
    assert "55\u00a0%" in client.get(f"/projects/{project.code}").text


def test_rows_to_judge_are_ticked_and_unticked_all_at_once(
    officer: FlaskClient, leader: FlaskClient, reviewer: FlaskClient, unit: Unit, project: Project
) -> None:
    other = ProjectFactory(start_date=date(BEFORE.year, 1, 5), decision_date=date(BEFORE.year, 1, 2))
    ProjectShareFactory(project_id=other.id, unit_id=unit.id)
    ProgressReportFactory(project_id=other.id, effective_date=BEFORE, physical_progress_pct=Decimal(40))
    fallen = enter(
        officer, "progress_report", unit, other, physical_progress_pct="30", reason="Đo lại hiện trường"
    )
    assert fallen.status_code == 303
    handed_in(officer, leader, unit, project)
    for asked_for, ticked in (("", 1), ("&chosen=none", 0), ("&chosen=all", 2)):
        page = reviewer.get(f"/updates/review?{query(unit)}{asked_for}").text
        assert len(re.findall(r'name="rows" value="[^"]+" checked', page)) == ticked
    assert "chosen=none" in page
    assert "Khối lượng 30 % thấp hơn 40 % của báo cáo" in page
    assert "Đo lại hiện trường" in page
    assert "không nêu lý do" not in page


def test_what_is_returned_stands_at_its_row_with_the_remark(
    officer: FlaskClient,
    leader: FlaskClient,
    reviewer: FlaskClient,
    unit: Unit,
    project: Project,
    session: Session,
) -> None:
    handed_in(officer, leader, unit, project)
    rows = [f"progress_report:{only(session, ProgressReport).id}"]
    assert (
        post(reviewer, "/updates/review", unit, rows=rows).status_code == 422
    )  # neither accepted nor returned
    without = post(reviewer, "/updates/review", unit, rows=rows, verdict="return")
    assert without.status_code == 422
    assert "data-received" not in without.text
    key = "0b9f4a52-6d1e-4c0e-9d55-5a8f0f0c7a11"
    told = {"verdict": "return", "remark": "Kiểm tra lại khối lượng", "entry_key": key}
    for _ in range(2):  # the answer to the first was lost
        answer = post(reviewer, "/updates/review", unit, rows=rows, **told)
        shown = reviewer.get(answer.location).text
        assert "Đã trả lại 1 số liệu" in shown
        assert f'data-received="{key}"' in shown
    other = post(reviewer, "/updates/review", unit, rows=rows, verdict="return", remark="Khác")
    assert "vừa được người khác xử lý" in reviewer.get(other.location).text
    page = officer.get(f"/updates?{query(unit)}").text
    assert "Kiểm tra lại khối lượng" in page
    base = only(session, ProgressReport).id
    assert (
        enter(officer, "progress_report", unit, project, base_id=base, physical_progress_pct="52").status_code
        == 303
    )
    assert "Kiểm tra lại khối lượng" not in officer.get(f"/updates?{query(unit)}").text


def test_forged_rows_move_nothing(
    officer: FlaskClient,
    leader: FlaskClient,
    reviewer: FlaskClient,
    unit: Unit,
    project: Project,
    session: Session,
) -> None:
    foreign = ProgressReportFactory(
        project_id=ProjectFactory().id, effective_date=DAY, review_state=ReviewState.SUBMITTED
    )
    for rows in ([f"progress_report:{foreign.id}"], ["account:1"], ["progress_report:x"]):
        answer = post(reviewer, "/updates/review", unit, rows=rows, verdict="accept")
        assert "vừa được người khác xử lý" in reviewer.get(answer.location).text
    session.expire_all()
    assert foreign.review_state is ReviewState.SUBMITTED


@pytest.mark.parametrize(("role", "path"), [(Role.DATA_ENTRY, "submit"), (Role.UNIT_LEADER, "review")])
def test_each_does_only_its_part(signed_in: SignIn, unit: Unit, role: Role, path: str) -> None:
    client = signed_in(role, unit_id=unit.id)
    assert client.get(f"/updates/{path}?{query(unit)}").status_code == 403


def test_who_has_not_reported_is_listed_to_be_reminded(
    officer: FlaskClient, leader: FlaskClient, reviewer: FlaskClient, unit: Unit, project: Project
) -> None:
    page = reviewer.get(f"/updates/missing?{query(unit)}").text
    assert f"{unit.full_name}: 1 trong 1 dự án chưa gửi số liệu" in page
    table = reviewer.get(f"/updates/missing.csv?{query(unit)}").text
    assert project.code in table
    handed_in(officer, leader, unit, project)
    assert "Mọi dự án đang làm đều đã gửi số liệu" in reviewer.get(f"/updates/missing?{query(unit)}").text
    assert project.code not in reviewer.get(f"/updates/missing.csv?{query(unit)}").text


def test_all_units_stand_in_one_list(reviewer: FlaskClient, unit: Unit, project: Project) -> None:
    for path in ("/updates", "/updates/units", "/updates/missing"):
        page = reviewer.get(path).text
        assert f'href="/updates?unit={unit.id}&amp;month={MONTH:%Y-%m}">{unit.full_name}</a>' in page


def test_a_closed_month_takes_more_and_marks_it(
    officer: FlaskClient,
    leader: FlaskClient,
    reviewer: FlaskClient,
    signed_in: SignIn,
    unit: Unit,
    project: Project,
    session: Session,
) -> None:
    values = {"month": LAST_MONTH, "action": "close"}
    assert post(signed_in(Role.UNIT_LEADER), "/updates/periods", unit, **values).status_code == 403
    post(reviewer, "/updates/periods", unit, **values)
    assert "đã khóa sổ" in officer.get(f"/updates?{query(unit, LAST_MONTH)}").text
    for table in ("progress_report", "audit_log"):
        session.execute(text(f"ALTER TABLE {table} ALTER recorded_at SET DEFAULT clock_timestamp()"))
    answer = enter(officer, "progress_report", unit, project, month=LAST_MONTH, physical_progress_pct="55")
    assert answer.status_code == 303
    closed = query(unit, LAST_MONTH)
    panel = f"/updates/panels/progress_report?project_id={project.id}&{closed}"
    for path in (
        f"/projects/{project.code}",
        f"/updates/submit?{closed}",
        f"/updates?{closed}",
        panel,
        "/audit",
    ):
        assert leader.get(path).text.count('<span class="tag">bổ sung sau khóa sổ</span>') == 1, path
    for path, mark in (("/audit.csv", ",bổ sung sau khóa sổ,"), ("/audit.jsonl", '"is_supplement": true')):
        assert reviewer.get(path).text.count(mark) == 1, path
    noted = session.scalars(select(RestrictedView.row_count).where(RestrictedView.subject == "audit_log"))
    assert noted.all() == [1, 1, 1], "the page and both files show what waits"
    refused = post(reviewer, "/updates/periods", unit, month=LAST_MONTH, action="reopen", remark=" ")
    assert "Nêu lý do mở lại sổ" in reviewer.get(refused.location).text
    post(reviewer, "/updates/periods", unit, month=LAST_MONTH, action="reopen", remark="Sửa số giải ngân")
    assert [row.is_closed for row in session.scalars(select(PeriodClosing).order_by(PeriodClosing.id))] == [
        True,
        False,
    ]


def test_a_month_that_lasts_is_not_closed(reviewer: FlaskClient, unit: Unit, session: Session) -> None:
    now = month_of(today())
    answer = post(reviewer, "/updates/periods", unit, month=now, action="close")
    assert "Tháng chưa hết" in reviewer.get(answer.location).text
    assert session.scalars(select(PeriodClosing)).all() == []
