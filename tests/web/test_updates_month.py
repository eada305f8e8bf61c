"""Side panels of the month: what stands beside the fields, what is taken in, refused or asked about, photos."""

import html
import io
import re
from datetime import date, timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from gis.domain.ledger_codes import CompletionDateKind, ExtensionCause
from gis.models import (
    ClearanceCount,
    CompletionDate,
    Contribution,
    Project,
    ReviewStep,
    StoredFile,
    Unit,
    Voucher,
)
from tests.factories.ledgers import ClearanceCountFactory, CompletionDateFactory
from tests.photos import photo
from tests.web.conftest import form_token
from tests.web.months import BEFORE, DAY, MONTH, enter, only, post, project_under_way, query
from webmap.clock import today

VOUCHER = {"kind": "completed_volume", "amount_vnd": "450.000.000", "plan_year": MONTH.year}


@pytest.fixture
def project(session: Session, unit: Unit) -> Project:
    return project_under_way(session, unit)


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
        officer, action, unit, next=back, paper="0", kind="photo", title="Nền đường",
        file=(io.BytesIO(photo()), "a.jpg"),
    )  # fmt: skip
    assert answer.location == back
    assert session.scalars(select(StoredFile)).one().file_name == "a.jpg"


def test_a_photo_is_for_the_office_alone_unless_the_leader_says_so(
    officer: FlaskClient, leader: FlaskClient, unit: Unit, project: Project, session: Session
) -> None:
    address = f"/updates/panels/photo?project_id={project.id}&{query(unit)}"
    assert 'name="is_public"' not in officer.get(address).text
    page = leader.get(address).text
    box = re.search(r'<input type="checkbox" name="is_public"[^>]*>', page)[0]
    assert "checked" not in box
    assert "Không chọn thì ảnh chỉ dùng nội bộ" in page
    action = re.search(r'action="([^"]+/files)"', page)[1]
    post(leader, action, unit, paper="0", kind="photo", file=(io.BytesIO(photo()), "a.jpg"))
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


def test_a_draft_can_be_dropped(officer: FlaskClient, unit: Unit, project: Project, session: Session) -> None:
    enter(officer, "voucher", unit, project, effective_date=DAY.isoformat(), **VOUCHER)
    number = only(session, Voucher).id
    assert post(officer, f"/updates/records/voucher/{number}/discard", unit).status_code == 303
    assert "Chứng từ thanh toán" not in officer.get(f"/updates?{query(unit)}").text
