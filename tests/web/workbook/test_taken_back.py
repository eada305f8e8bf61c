"""Figures that the same file states otherwise later: what it wrote is changed back, what followed from it follows anew."""

from datetime import date
from decimal import Decimal

import pytest
from flask.testing import FlaskClient
from openpyxl import Workbook
from sqlalchemy import select
from sqlalchemy.orm import Session

from gis.domain.ledger_codes import ContributionKind, ReviewState
from gis.models import Contribution, PriceItem, ProgressReport, Project, Unit
from tests.factories.ledgers import ProgressReportFactory
from tests.web.workbook.samples import (
    DAY,
    FIRST_ROW,
    MONTH,
    changed,
    confirmed,
    downloaded,
    fill,
    looked_at,
    reported,
)


def reports(session: Session) -> list[ProgressReport]:
    session.expire_all()
    statement = select(ProgressReport).where(ProgressReport.effective_date >= MONTH)
    return list(session.scalars(statement.order_by(ProgressReport.id)))


def gifts(session: Session) -> list[Contribution]:
    session.expire_all()
    return list(session.scalars(select(Contribution).order_by(Contribution.id)))


def gift(book: Workbook, **cells: object) -> None:
    named = {"Dự án": "DA-01", "Ngày đóng góp": DAY, "Hình thức đóng góp": "Ngày công", "Số lượng": 12}
    fill(book["Đóng góp"], FIRST_ROW, **named | {"Đối tượng đóng góp": "Cộng đồng", "reason": "Đúng"} | cells)


@pytest.fixture
def prices(session: Session) -> None:
    """Set a day's work at 200 000 đồng."""
    listed = {"kind": ContributionKind.LABOUR, "item": "labour", "quantity_unit": "công", "source": "QĐ 12"}
    price = PriceItem(price_vnd=Decimal(200_000), valid_from=date(2000, 1, 1), **listed)
    session.add(price)
    session.commit()


def test_a_figure_typed_back_to_what_the_file_showed_first_is_a_change(
    officer: FlaskClient, unit: Unit, project: Project, session: Session
) -> None:
    draft = {"review_state": ReviewState.DRAFT, "planned_progress_pct": None}
    ProgressReportFactory(
        project_id=project.id, effective_date=DAY, physical_progress_pct=Decimal(45), **draft
    )
    base = downloaded(officer, unit)
    confirmed(officer, looked_at(officer, unit, reported(base, "DA-01", works=50)))
    back = looked_at(officer, unit, reported(base, "DA-01", works=45, reason="Đo lại"))
    assert "<strong>1</strong> thay đổi" in back.text
    assert (">50</span>" in back.text, "<strong>45</strong>" in back.text) == (True, True), back.text
    confirmed(officer, back)
    assert [row.physical_progress_pct for row in reports(session)] == [45, 50, 45]
    assert "0 thay đổi" in looked_at(officer, unit, base).text


def test_one_cell_that_was_emptied_is_a_change(
    officer: FlaskClient, unit: Unit, project: Project, session: Session
) -> None:
    base = downloaded(officer, unit)
    confirmed(officer, looked_at(officer, unit, reported(base, "DA-01", works=50, next="Rải thảm")))
    look = looked_at(officer, unit, reported(base, "DA-01", works=50))
    assert "<strong>1</strong> thay đổi" in look.text
    confirmed(officer, look)
    assert [row.next_step for row in reports(session)] == ["Rải thảm", None]


def test_what_another_one_wrote_beside_is_not_taken_back_by_the_same_file(
    officer: FlaskClient, unit: Unit, project: Project, session: Session
) -> None:
    content = reported(downloaded(officer, unit), "DA-01", works=50)
    draft = {"review_state": ReviewState.DRAFT, "planned_progress_pct": None}
    ProgressReportFactory(
        project_id=project.id, effective_date=DAY, physical_progress_pct=Decimal(46), note="Mưa", **draft
    )
    confirmed(officer, looked_at(officer, unit, content), **{"choice-progress_report-1": "mine"})
    assert [row.note for row in reports(session)] == ["Mưa", "Mưa"]
    assert "0 thay đổi" in looked_at(officer, unit, content).text


@pytest.mark.usefixtures("prices")
def test_a_gift_as_handed_in_changes_nothing_though_its_price_was_filled_in(
    officer: FlaskClient, unit: Unit, project: Project, session: Session
) -> None:
    content = changed(downloaded(officer, unit), gift)
    confirmed(officer, looked_at(officer, unit, content))
    assert [(row.quantity_unit, row.unit_price_vnd) for row in gifts(session)] == [("công", 200_000)]
    assert "0 thay đổi" in looked_at(officer, unit, content).text


@pytest.mark.usefixtures("prices")
@pytest.mark.parametrize("is_fresh", [False, True])
def test_a_gift_of_another_kind_gets_the_unit_and_price_of_that_kind(
    officer: FlaskClient, unit: Unit, project: Project, session: Session, is_fresh: bool
) -> None:
    """In a fresh file the unit and the price stand in the row; nobody typed them."""
    base = downloaded(officer, unit)
    confirmed(officer, looked_at(officer, unit, changed(base, gift)))
    base = downloaded(officer, unit) if is_fresh else base
    land = {"Hình thức đóng góp": "Hiến đất", "Dự án": "DA-01 · =Đường liên thôn"}
    look = looked_at(officer, unit, changed(base, lambda book: gift(book, **land)))
    assert confirmed(officer, look).status_code == 303, look.text
    row = gifts(session)[-1]
    assert (row.kind, row.quantity_unit, row.unit_price_vnd) == (ContributionKind.LAND, "m²", None)
    assert (row.price_source, row.price_item_id) == (None, None)


@pytest.mark.usefixtures("prices")
def test_a_price_that_the_file_states_is_kept(
    officer: FlaskClient, unit: Unit, project: Project, session: Session
) -> None:
    base = downloaded(officer, unit)
    confirmed(officer, looked_at(officer, unit, changed(base, gift)))
    price = {"Đơn giá (đồng)": 250_000, "Căn cứ đơn giá": "Nghị quyết thôn"}
    confirmed(officer, looked_at(officer, unit, changed(base, lambda book: gift(book, **price))))
    row = gifts(session)[-1]
    assert (row.unit_price_vnd, row.price_source, row.price_item_id) == (250_000, "Nghị quyết thôn", None)
