"""Prices and conversions from a file: adopted, ended, corrected, taken back, each by a row of its own."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from etl.standing_lists.form import recorded_rows, write_form
from etl.standing_lists.judging import Outcome
from etl.standing_lists.load import take_list
from etl.standing_lists.sheet import ListKind
from gis.domain.contribution import Contribution as Gift
from gis.domain.ledger_codes import ContributionKind, DonorKind, ReviewState
from gis.domain.valuation import value_of
from gis.models import AuditLog, Contribution, Document, PriceItem, UnitConversion
from gis.models.ledger.price_lists import Listed
from gis.operations.audit import Actor
from gis.queries.ledgers import price_lists
from tests.etl.list_samples import SAND, TODAY, TONNES, Row, outcomes, taken, told
from tests.factories import NewUnitFactory
from tests.factories.ledgers import ContributionFactory


def test_a_price_is_taken_once_and_values_gifts_of_its_days(session: Session, tmp_path: Path) -> None:
    first = taken(session, tmp_path, ListKind.PRICES, SAND)
    assert (outcomes(first), told(first)) == ([Outcome.NEW], [])
    row = session.scalars(select(PriceItem)).one()
    assert (row.price_vnd, row.valid_from, row.valid_to) == (450_000, date(2026, 1, 1), None)
    assert (row.source, row.review_state) == ("12/QĐ-UBND", ReviewState.ACCEPTED)
    assert outcomes(taken(session, tmp_path, ListKind.PRICES, SAND)) == [Outcome.UNCHANGED]
    assert session.scalar(select(func.count()).select_from(PriceItem)) == 1

    newer = SAND | {"Đơn giá (đồng)": 500_000, "Từ ngày": "01/07/2026", "Văn bản": "88/QĐ-UBND"}
    taken(session, tmp_path, ListKind.PRICES, newer)
    taken(session, tmp_path, ListKind.CONVERSIONS, TONNES)
    lists = price_lists(session)
    for day, unit, value in ((30, "m³", 900_000), (31, "m³", 1_000_000), (31, "tấn", 750_000)):
        given = Gift(
            effective_date=date(2026, 6, 30) if day == 30 else date(2026, 7, 1),
            unit_id=1,
            kind=ContributionKind.MATERIAL,
            item="Cát xây dựng",
            quantity=Decimal(2),
            quantity_unit=unit,
            donor_kind=DonorKind.HOUSEHOLD,
        )
        valued = value_of(given, prices=lists.prices, conversions=lists.conversions)
        assert valued.value_vnd == value, (day, unit)


def versions(session: Session, model: type[Listed] = PriceItem) -> list[Listed]:
    """Return all rows of a list in the order written, and prove that they are one chain."""
    rows = list(session.scalars(select(model).order_by(model.id)))
    assert [row.corrects_id for row in rows] == [None, *(row.id for row in rows[:-1])]
    return rows


def gift(**stated: object) -> None:
    """Save two m³ of sand of March 2026, valued at 450,000 đồng each."""
    valued = {"kind": "material", "item": "Cát xây dựng", "quantity": 2, "quantity_unit": "m³"}
    ContributionFactory(
        project_id=None,
        unit_id=NewUnitFactory().id,
        **{"effective_date": date(2026, 3, 1), "value_vnd": 900_000} | valued | stated,
    )


def test_what_is_recorded_is_never_overwritten(session: Session, tmp_path: Path) -> None:
    taken(session, tmp_path, ListKind.PRICES, SAND)
    other = taken(session, tmp_path, ListKind.PRICES, SAND | {"Đơn giá (đồng)": 1})
    assert told(other) == [(2, "Đơn giá (đồng)", "list_known_otherwise")]
    assert all("Đính chính" in each.remedy(language) for each in other.findings for language in ("vi", "en"))
    ended = SAND | {"Đến hết ngày": "31/12/2026"}
    assert outcomes(taken(session, tmp_path, ListKind.PRICES, ended)) == [Outcome.ENDED]
    for again in (ended, SAND):
        assert outcomes(taken(session, tmp_path, ListKind.PRICES, again)) == [Outcome.UNCHANGED]
    again = taken(session, tmp_path, ListKind.PRICES, SAND | {"Đến hết ngày": "30/06/2027"})
    assert told(again) == [(2, "Đến hết ngày", "list_ended_before")]
    rows = versions(session)
    assert [(row.price_vnd, row.valid_to) for row in rows] == [
        (450_000, None),
        (450_000, date(2026, 12, 31)),
    ]
    assert [price.id for price in price_lists(session).prices] == [rows[1].id]
    actions = session.scalars(select(AuditLog.action).order_by(AuditLog.id)).all()
    assert actions == ["price_item.append", "price_item.end"]


def test_a_proposed_price_is_adopted_once_with_its_paper(session: Session, tmp_path: Path) -> None:
    proposed = SAND | {"Đã ban hành": None, "Văn bản": "Dự thảo"}
    assert outcomes(taken(session, tmp_path, ListKind.PRICES, proposed)) == [Outcome.NEW]
    assert [price.is_proposal for price in price_lists(session).prices] == [True]
    adopted = taken(session, tmp_path, ListKind.PRICES, SAND)
    assert (outcomes(adopted), told(adopted)) == ([Outcome.REPLACED], [])
    first, row = versions(session)
    assert (first.review_state, first.source, first.document_id) == (ReviewState.SUBMITTED, "Dự thảo", None)
    assert (row.review_state, row.source) == (ReviewState.ACCEPTED, "12/QĐ-UBND")
    assert [price.is_proposal for price in price_lists(session).prices] == [False]
    log = session.scalars(select(AuditLog).where(AuditLog.action == "price_item.adopt")).one()
    assert log.before == {"source": "Dự thảo", "review_state": "submitted"}
    assert log.after == {"source": "12/QĐ-UBND", "review_state": "accepted"}
    assert (log.subject_id, log.document_id) == (row.id, row.document_id)
    assert outcomes(taken(session, tmp_path, ListKind.PRICES, SAND)) == [Outcome.UNCHANGED]
    late = taken(session, tmp_path, ListKind.PRICES, proposed)
    assert (outcomes(late), told(late)) == ([Outcome.UNCHANGED], [(2, "Văn bản", "list_source_kept")])
    assert len(versions(session)) == 2


def test_a_wrong_price_is_corrected_by_a_row_that_says_so(session: Session, tmp_path: Path) -> None:
    taken(session, tmp_path, ListKind.PRICES, SAND)
    [first] = versions(session)
    gift(price_item_id=first.id)
    gift(price_item_id=first.id, review_state="draft")
    gift(price_item_id=None)
    mended = SAND | {"Đơn giá (đồng)": 540_000, "Đính chính": "x"}
    result = taken(session, tmp_path, ListKind.PRICES, mended)
    assert (outcomes(result), told(result)) == (
        [Outcome.CORRECTED],
        [(2, "Văn bản", "list_gifts_keep_value")],
    )
    assert "2 " in next(iter(result.findings)).message("vi")
    assert outcomes(taken(session, tmp_path, ListKind.PRICES, mended)) == [Outcome.UNCHANGED]
    old = taken(session, tmp_path, ListKind.PRICES, SAND)
    assert (outcomes(old), told(old)) == (
        [Outcome.UNCHANGED],
        [(2, "Đơn giá (đồng)", "list_superseded")],
    )
    assert [(row.price_vnd, row.valid_to) for row in versions(session)] == [(450_000, None), (540_000, None)]
    assert [price.price_vnd for price in price_lists(session).prices] == [540_000]

    source = taken(session, tmp_path, ListKind.PRICES, mended | {"Văn bản": "12a/QĐ-UBND"})
    assert (outcomes(source), told(source)) == ([Outcome.CORRECTED], [])
    assert session.scalars(select(Contribution.value_vnd)).all() == [900_000] * 3


def test_a_price_taken_back_values_nothing_until_a_paper_says_so(session: Session, tmp_path: Path) -> None:
    taken(session, tmp_path, ListKind.PRICES, SAND)
    back = SAND | {"Hủy dòng": "x"}
    for outcome in (Outcome.WITHDRAWN, Outcome.UNCHANGED):
        assert outcomes(taken(session, tmp_path, ListKind.PRICES, back)) == [outcome]
    assert price_lists(session).prices == ()
    for mark, code in ((None, "list_taken_back"), ("x", "list_superseded")):
        same = taken(session, tmp_path, ListKind.PRICES, SAND | {"Đính chính": mark})
        assert (outcomes(same), told(same)) == ([Outcome.UNCHANGED], [(2, "Đơn giá (đồng)", code)])
    anew = SAND | {"Đính chính": "x", "Văn bản": "90/QĐ-UBND"}
    assert outcomes(taken(session, tmp_path, ListKind.PRICES, anew)) == [Outcome.CORRECTED]
    assert [price.source for price in price_lists(session).prices] == ["90/QĐ-UBND"]
    assert len(versions(session)) == 3


@pytest.mark.parametrize(
    ("marks", "code"),
    [
        ({"Đính chính": "x"}, "list_nothing_recorded"),
        ({"Hủy dòng": "x"}, "list_nothing_recorded"),
        ({"Đính chính": "x", "Hủy dòng": "x"}, "list_two_marks"),
    ],
)
def test_only_what_is_recorded_is_corrected(session: Session, tmp_path: Path, marks: Row, code: str) -> None:
    result = taken(session, tmp_path, ListKind.PRICES, SAND | marks)
    assert (outcomes(result), [each.code for each in result.findings]) == ([Outcome.REFUSED], [code])
    assert all(finding.remedy("vi") and finding.remedy("en") for finding in result.findings)


def test_rows_rest_on_one_paper_each_number_once(session: Session, tmp_path: Path) -> None:
    stone = SAND | {"Danh mục": "Đá 1x2", "Văn bản": "Quyết định 12/QĐ-UBND ngày 05/01/2026 của UBND tỉnh"}
    bare = SAND | {"Danh mục": "Xi măng", "Văn bản": "Bảng giá liên ngành"}
    titled = bare | {"Danh mục": "Gạch", "Trích yếu": "Giá vật liệu quý I/2026"}
    result = taken(session, tmp_path, ListKind.PRICES, SAND, stone, bare, titled)
    assert told(result) == [(4, "Văn bản", "list_source_without_number")]
    papers = {row.id: row for row in session.scalars(select(Document))}
    rests = [papers.get(row.document_id) for row in session.scalars(select(PriceItem).order_by(PriceItem.id))]
    assert rests[0] is rests[1] is not None
    assert (rests[0].number, rests[0].issued_on, rests[0].issuer) == (
        "12/QĐ-UBND",
        date(2026, 1, 5),
        "UBND tỉnh",
    )
    assert (rests[2], rests[3].title) == (None, "Giá vật liệu quý I/2026")
    assert [row.kind for row in papers.values()] == ["list_paper"] * 2
    late = taken(session, tmp_path, ListKind.PRICES, titled | {"Trích yếu": None, "Đính chính": "x"})
    assert outcomes(late) == [Outcome.UNCHANGED]


def test_conversions_keep_their_factor(session: Session, tmp_path: Path) -> None:
    proposed = TONNES | {"Văn bản": "Dự thảo"}
    assert outcomes(taken(session, tmp_path, ListKind.CONVERSIONS, proposed)) == [Outcome.NEW]
    adopted = TONNES | {"Đã ban hành": "x"}
    for outcome in (Outcome.REPLACED, Outcome.UNCHANGED):
        assert outcomes(taken(session, tmp_path, ListKind.CONVERSIONS, adopted)) == [outcome]
    other = taken(session, tmp_path, ListKind.CONVERSIONS, adopted | {"Hệ số": "0,8"})
    assert told(other) == [(2, "Hệ số", "list_known_otherwise")]
    wrong = taken(session, tmp_path, ListKind.CONVERSIONS, adopted | {"Hệ số": "-1"})
    assert told(wrong) == [(2, "Hệ số", "list_not_positive")]
    assert [row.factor_ratio for row in versions(session, UnitConversion)] == [Decimal("0.75")] * 2

    taken(session, tmp_path, ListKind.PRICES, SAND)
    gift(price_item_id=session.scalars(select(PriceItem.id)).one(), quantity_unit="tấn", value_vnd=675_000)
    mended = taken(session, tmp_path, ListKind.CONVERSIONS, adopted | {"Hệ số": "0,8", "Đính chính": "x"})
    assert (outcomes(mended), [each.code for each in mended.findings]) == (
        [Outcome.CORRECTED],
        ["list_gifts_keep_value"],
    )
    assert [each.factor_ratio for each in price_lists(session).conversions] == [Decimal("0.8")]


@pytest.mark.parametrize(
    ("kind", "rows"),
    [
        (
            ListKind.PRICES,
            (
                SAND | {"Mã xã": "24733", "Ngày văn bản": "05/01/2026"},
                SAND | {"Đã ban hành": None, "Văn bản": "Dự thảo", "Đến hết ngày": "31/12/2026"},
                SAND | {"Loại đóng góp": "Ngày công", "Danh mục": None, "Đơn vị tính": "công"},
            ),
        ),
        (ListKind.CONVERSIONS, (TONNES, TONNES | {"Danh mục": "Đá", "Hệ số": "1,5"})),
    ],
)
def test_a_filled_form_says_what_is_recorded(
    session: Session, tmp_path: Path, kind: ListKind, rows: tuple[Row, ...]
) -> None:
    NewUnitFactory(code="24733")
    taken(session, tmp_path, kind, *rows)
    path = tmp_path / "form.xlsx"
    write_form(path, kind, recorded_rows(session, kind))
    result = take_list(session, Actor("test"), path, kind, as_of=TODAY)
    assert (outcomes(result), told(result)) == ([Outcome.UNCHANGED] * len(rows), [])
