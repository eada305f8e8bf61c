"""The paper that a figure of the month names: a known one, a new one, the consent of a donor."""

from datetime import date

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from gis.models import AuditLog, Contribution, Document, Project, Unit, Voucher
from tests.web.months import DAY, MONTH, enter, only, project_under_way, query

VOUCHER = {"kind": "completed_volume", "amount_vnd": "450.000.000", "plan_year": MONTH.year}


@pytest.fixture
def project(session: Session, unit: Unit) -> Project:
    return project_under_way(session, unit)


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
