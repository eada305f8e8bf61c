"""The month as its people work on it: one way of counting, four eyes, taking back, gifts to the commune, looks noted."""

import re
import uuid
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from gis.domain.ledger_codes import ReviewState
from gis.domain.months import last_day, month_of, next_month
from gis.domain.roles import Role
from gis.models import Contribution, ProgressReport, Project, RestrictedView, ReviewStep, RoleAssignment, Unit
from gis.operations import summaries
from tests.factories import NewUnitFactory, ProjectFactory, ProjectShareFactory
from tests.factories.accounts import AccountFactory, RoleAssignmentFactory
from tests.factories.ledgers import ContributionFactory, ProgressReportFactory, VoucherFactory
from tests.web.months import BEFORE, DAY, MONTH, enter, only, post, query
from webmap.clock import today

SignIn = Callable[..., FlaskClient]
WAITING = (ReviewState.DRAFT, ReviewState.SUBMITTED, ReviewState.RETURNED)


@pytest.fixture
def projects(session: Session, unit: Unit) -> list[Project]:
    """Give five projects under way: one without a report of the month, one in each state."""
    found = []
    for state in (None, *WAITING, ReviewState.ACCEPTED):
        row = ProjectFactory(start_date=BEFORE, decision_date=BEFORE)
        ProjectShareFactory(project_id=row.id, unit_id=unit.id)
        if state is not None:
            ProgressReportFactory(project_id=row.id, effective_date=DAY, review_state=state)
        found.append(row)
    summaries.rebuild(session, as_of=today())
    return found


def text_of(piece: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", piece).split())


def chips(client: FlaskClient, unit: Unit) -> list[str]:
    page = client.get(f"/updates?{query(unit)}").text
    return [text_of(each) for each in re.findall(r'<li class="tasks__item[^"]*">(.*?)</li>', page, re.S)]


def test_the_month_counts_projects_as_the_list_of_units_does(
    officer: FlaskClient, reviewer: FlaskClient, unit: Unit, projects: list[Project]
) -> None:
    for state in WAITING * 2:
        VoucherFactory(project_id=projects[0].id, effective_date=DAY, review_state=state)
    assert chips(officer, unit) == [
        "5 dự án đang làm",
        "1 chưa nhập",
        "1 bị trả lại",
        "1 nháp, chưa gửi",
        "1 chờ duyệt",
        "1 đã duyệt",
        f"hạn nộp {next_due()}",
        "1 dự án có số bị trả lại",
        "1 dự án có số nháp, chưa gửi",
        "1 dự án có số chờ duyệt",
    ]
    page = reviewer.get(f"/updates/units?month={MONTH:%Y-%m}").text
    row = next(each for each in page.split("<tr>") if unit.full_name in each)
    assert re.findall(r'<td class="number[^>]*>(?:<a [^>]*>)?(\d+)', row)[:6] == [
        "5",
        "1",
        "1",
        "1",
        "1",
        "1",
    ]
    for text in (page, officer.get(f"/updates?{query(unit)}").text):
        assert "mỗi dự án một lần theo báo cáo tiến độ của tháng" in text


def next_due() -> str:
    return f"05/{last_day(MONTH).month % 12 + 1:02}/{MONTH.year + (MONTH.month == 12)}"


def test_an_accepted_voucher_stays_in_its_row(
    officer: FlaskClient, unit: Unit, projects: list[Project], session: Session
) -> None:
    VoucherFactory(project_id=projects[0].id, effective_date=DAY, review_state=ReviewState.ACCEPTED)
    done = ProjectFactory(name="Cầu đã xong")
    ProjectShareFactory(project_id=done.id, unit_id=unit.id)
    VoucherFactory(project_id=done.id, effective_date=DAY, recorded_by=AccountFactory().id)
    imported = ProjectFactory(name="Cầu cũ đã quyết toán")
    ProjectShareFactory(project_id=imported.id, unit_id=unit.id)
    VoucherFactory(project_id=imported.id, effective_date=DAY)
    page = officer.get(f"/updates?{query(unit)}").text
    row = page.split(f'id="row-{projects[0].id}"')[1].split("</tr>")[0]
    assert f"Chứng từ thanh toán {DAY:%d/%m/%Y} Đã duyệt" in text_of(row)
    assert page.index("Cầu đã xong") > max(page.index(f'id="row-{each.id}"') for each in projects)
    assert "1 dự án không còn phải báo cáo" in text_of(page)
    assert imported.name not in page


def test_a_reviewer_does_not_accept_an_own_row(
    signed_in: SignIn, unit: Unit, projects: list[Project], session: Session
) -> None:
    both = signed_in(Role.DATA_ENTRY, unit_id=unit.id)
    account_id = session.scalars(select(RoleAssignment.account_id).order_by(RoleAssignment.id.desc())).first()
    RoleAssignmentFactory(account_id=account_id, role=Role.REVIEWER)
    own = ProgressReportFactory(
        project_id=projects[0].id,
        effective_date=DAY,
        review_state=ReviewState.SUBMITTED,
        recorded_by=account_id,
    )
    page = both.get(f"/updates/review?{query(unit)}").text
    assert "Bạn ghi số này: người khác duyệt" in page
    assert f'value="progress_report:{own.id}" data-own>' in page  # not ticked
    answer = post(both, "/updates/review", unit, rows=[f"progress_report:{own.id}"], verdict="accept")
    assert answer.status_code == 422
    assert "1 số liệu đã chọn do chính bạn ghi" in answer.text
    session.expire_all()
    assert own.review_state is ReviewState.SUBMITTED


def test_what_was_warned_of_is_not_ticked(reviewer: FlaskClient, unit: Unit, session: Session) -> None:
    project = ProjectFactory()
    ProjectShareFactory(project_id=project.id, unit_id=unit.id)
    row = ProgressReportFactory(project_id=project.id, effective_date=DAY, review_state=ReviewState.SUBMITTED)
    told = {"code": "progress_jumped", "rule": "Tăng nhiều.", "params": {"points": "50"}}
    names = ("before_pct", "value_pct", "reported_on", "limit_points")
    told["params"] |= dict(zip(names, ("40", "90", "2026-09-30", "40"), strict=True))
    session.add(ReviewStep(ledger="progress_report", row_id=row.id, state=ReviewState.DRAFT, warnings=[told]))
    session.flush()
    page = reviewer.get(f"/updates/review?{query(unit)}").text
    assert re.search(rf'value="progress_report:{row.id}"( checked)?', page)[1] is None
    assert "Khối lượng tăng 50 điểm" in page
    assert "Số có cảnh báo, số do chính bạn ghi thì không" in page


def test_the_leader_takes_back_what_nobody_judged(
    leader: FlaskClient, officer: FlaskClient, unit: Unit, projects: list[Project], session: Session
) -> None:
    row = session.scalars(
        select(ProgressReport).where(ProgressReport.review_state == ReviewState.SUBMITTED)
    ).one()
    rows = [f"progress_report:{row.id}"]
    assert "Đã gửi, chờ duyệt" in leader.get(f"/updates/submit?{query(unit)}").text
    assert post(officer, "/updates/recall", unit, rows=rows, remark="x").status_code == 403
    assert post(leader, "/updates/recall", unit, rows=rows, remark=" ").status_code == 422
    for _ in range(2):  # the answer to the first was lost
        answer = post(leader, "/updates/recall", unit, rows=rows, remark="Nhầm tháng")
        assert "Đã rút lại 1 số liệu về nháp" in leader.get(answer.location).text
    session.expire_all()
    assert row.review_state is ReviewState.DRAFT
    assert session.scalars(select(ReviewStep)).one().remark == "Nhầm tháng"
    again = post(leader, "/updates/recall", unit, rows=rows, remark="Nữa")
    assert "không rút lại được nữa" in leader.get(again.location).text


GIFT = {
    "effective_date": DAY.isoformat(),
    "kind": "labour",
    "quantity": "12",
    "unit_price_vnd": "200.000",
    "price_source": "Nghị quyết xã",
    "donor_kind": "community",
}


def give(client: FlaskClient, unit: Unit, **fields: object) -> TestResponse:
    values = {"project_id": "", "base_id": "", "entry_key": str(uuid.uuid4())}
    return post(client, "/updates/records/contribution", unit, **(values | GIFT | fields))


def test_a_gift_to_the_commune_needs_no_project(
    officer: FlaskClient, leader: FlaskClient, reviewer: FlaskClient, unit: Unit, session: Session
) -> None:
    page = officer.get(f"/updates?{query(unit)}").text
    address = re.search(r'href="(/updates/panels/contribution[^"]+)"', page.split('id="row-general"')[1])[1]
    assert "không gắn với dự án" in officer.get(address.replace("&amp;", "&")).text
    assert give(officer, unit).location.endswith("#row-general")
    gift = only(session, Contribution)
    assert (gift.project_id, gift.unit_id, gift.value_vnd) == (None, unit.id, 2_400_000)
    general = officer.get(f"/updates?{query(unit)}").text.split('id="row-general"')[1]
    assert f"Đóng góp {DAY:%d/%m/%Y} Nháp" in text_of(general)
    rows = [f"contribution:{gift.id}"]
    assert "Đóng góp không gắn với dự án" in leader.get(f"/updates/submit?{query(unit)}").text
    post(leader, "/updates/submit", unit, rows=rows)
    post(reviewer, "/updates/review", unit, rows=rows, verdict="accept")
    general = officer.get(f"/updates?{query(unit)}").text.split('id="row-general"')[1]
    assert f"Đóng góp {DAY:%d/%m/%Y} Đã duyệt" in text_of(general)


def test_a_gift_of_the_commune_is_changed_and_dropped_by_its_own_officers(
    officer: FlaskClient, signed_in: SignIn, unit: Unit, session: Session
) -> None:
    give(officer, unit)
    first = only(session, Contribution)
    other = NewUnitFactory()
    stranger = signed_in(Role.DATA_ENTRY, unit_id=other.id)
    path = f"/updates/records/contribution/{first.id}/discard"
    assert post(stranger, path, other).status_code == 404
    assert give(officer, unit, base_id=first.id, quantity="15").status_code == 303
    newest = session.scalars(select(Contribution).order_by(Contribution.id.desc())).first()
    assert newest.quantity == Decimal(15)
    edited = officer.get(f"/updates/panels/contribution?project_id=&row={newest.id}&{query(unit)}").text
    assert 'value="15"' in edited
    assert post(officer, f"/updates/records/contribution/{newest.id}/discard", unit).status_code == 303
    assert "Tháng này chưa ghi khoản nào" in officer.get(f"/updates?{query(unit)}").text


@pytest.mark.parametrize("ledger", ["voucher", "clearance_count", "progress_report"])
def test_other_facts_need_a_project(officer: FlaskClient, unit: Unit, ledger: str) -> None:
    fields = {"project_id": "", "base_id": "", "entry_key": str(uuid.uuid4())}
    assert post(officer, f"/updates/records/{ledger}", unit, **fields).status_code == 404
    assert officer.get(f"/updates/panels/{ledger}?project_id=&{query(unit)}").status_code == 404


def test_usual_measures_name_the_kind_of_gift(
    officer: FlaskClient, unit: Unit, projects: list[Project]
) -> None:
    address = f"/updates/panels/contribution?project_id={projects[0].id}&{query(unit)}"
    page = text_of(officer.get(address).text)
    assert "Đất hiến: không quá 5.000 mỗi hộ" in page
    assert "Ngày công: từ 150.000 đến 300.000" in page
    refused = enter(officer, "contribution", unit, projects[0], **GIFT | {"quantity": "x"})
    assert "Đất hiến: không quá" not in text_of(refused.text)
    assert "từ 150.000 đến 300.000" in text_of(refused.text)


def looks(session: Session) -> list[tuple[str, str, int | None, int]]:
    rows = session.scalars(select(RestrictedView).order_by(RestrictedView.id))
    return [(row.field, row.subject, row.subject_id, row.row_count) for row in rows]


def test_rows_of_others_that_wait_are_noted_where_they_are_seen(
    reviewer: FlaskClient, officer: FlaskClient, unit: Unit, projects: list[Project], session: Session
) -> None:
    ContributionFactory(
        project_id=projects[0].id,
        unit_id=unit.id,
        effective_date=DAY,
        review_state=ReviewState.SUBMITTED,
        donor_name="Nguyễn Thị Hiến",
        is_name_public=True,
    )
    reviewer.get(f"/updates?{query(unit)}")
    name = ("donor_names", "unit", unit.id, 1)
    assert looks(session) == [("unreleased_rows", "unit", unit.id, 4), name]
    reviewer.get(f"/updates/review?{query(unit)}")
    assert looks(session)[2:] == [("unreleased_rows", "unit", unit.id, 2), name]
    reviewer.get(f"/updates/panels/contribution?project_id={projects[0].id}&{query(unit)}")
    of_project = [(field, "project", projects[0].id, 1) for field in ("unreleased_rows", "donor_names")]
    assert looks(session)[4:] == of_project


def test_own_rows_are_no_look(officer: FlaskClient, unit: Unit, session: Session) -> None:
    give(officer, unit)
    before = len(looks(session))
    officer.get(f"/updates?{query(unit)}")
    assert len(looks(session)) == before == 0


def test_the_list_of_who_has_not_reported_asks_once_for_all(
    reviewer: FlaskClient, projects: list[Project], query_recorder: list[str]
) -> None:
    path = f"/updates/missing?month={MONTH:%Y-%m}"
    reviewer.get(path)
    query_recorder.clear()
    reviewer.get(path)
    alone = len(query_recorder)
    for _ in range(3):
        other = NewUnitFactory()
        ProjectShareFactory(project_id=projects[0].id, unit_id=other.id)
    query_recorder.clear()
    assert reviewer.get(path).text.count("chưa gửi số liệu tháng") == 4
    assert len(query_recorder) == alone


def test_a_month_to_come_is_called_that(officer: FlaskClient, unit: Unit) -> None:
    coming = next_month(month_of(today()))
    answer = officer.get(f"/updates?{query(unit, coming)}")
    assert answer.status_code == 400
    assert "Tháng này chưa bắt đầu" in answer.text
    assert f"Tháng {coming:%m/%Y} chưa bắt đầu" in answer.text
    assert "Bộ lọc chưa hợp lệ" not in answer.text


def test_a_returned_report_of_an_earlier_month_leads_to_that_month(
    officer: FlaskClient, unit: Unit, projects: list[Project]
) -> None:
    day = DAY.replace(day=1) - timedelta(days=3)
    ProgressReportFactory(project_id=projects[0].id, effective_date=day, review_state=ReviewState.RETURNED)
    page = officer.get(f"/updates?{query(unit)}").text
    assert f'href="/updates?unit={unit.id}&amp;month={day:%Y-%m}"' in page
