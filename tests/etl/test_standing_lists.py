"""Prices, conversions and targets from a file: what becomes of each row, what is told, and what never changes."""

import csv
import getpass
from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
import xlsxwriter
from click.testing import CliRunner
from sqlalchemy import create_engine, func, select
from sqlalchemy.orm import Session

from etl.cli import cli
from etl.findings import FileRefusedError
from etl.standing_lists.form import FILLED, recorded_rows, write_form
from etl.standing_lists.judging import Outcome
from etl.standing_lists.load import ListResult, take_list
from etl.standing_lists.reading import read_list
from etl.standing_lists.sheet import HEADINGS, OPTIONAL, REQUIRED, ListKind
from gis.domain.contribution import Contribution as Gift
from gis.domain.ledger_codes import ContributionKind, DonorKind, ReviewState
from gis.domain.units import UnitLevel
from gis.domain.valuation import value_of
from gis.models import AuditLog, Contribution, Document, PriceItem, UnitConversion, UnitResidents, UnitTarget
from gis.models.ledger.price_lists import Listed
from gis.operations.audit import Actor
from gis.queries.ledgers import price_lists
from tests import databases
from tests.factories import NewUnitFactory
from tests.factories.ledgers import ContributionFactory

Row = dict[str, object]
TODAY = date(2026, 11, 23)
SAND: Row = {
    "Loại đóng góp": "Vật liệu",
    "Danh mục": "Cát xây dựng",
    "Đơn vị tính": "m³",
    "Đơn giá (đồng)": "450.000",
    "Từ ngày": "01/01/2026",
    "Văn bản": "12/QĐ-UBND",
    "Đã ban hành": "x",
}
TONNES: Row = {
    "Danh mục": "Cát xây dựng",
    "Từ đơn vị": "tấn",
    "Sang đơn vị": "m³",
    "Hệ số": "0,75",
    "Từ ngày": date(2026, 1, 1),
    "Văn bản": "12/QĐ-UBND",
}
TARGET: Row = {
    "Mã xã": "24733",
    "Chỉ tiêu": "Giải ngân",
    "Năm": 2026,
    "Mục tiêu": "95 %",
    "Văn bản": "5/KH-UBND",
}
HOMES: Row = {
    "Mã xã": "24733",
    "Số hộ": "9.412",
    "Số dân": "38.928",
    "Ngày thống kê": "01/07/2025",
    "Văn bản": "Niên giám 2025",
}


def book(path: Path, rows: Iterable[Row]) -> Path:
    rows = list(rows)
    with xlsxwriter.Workbook(str(path), {"default_date_format": "dd/mm/yyyy"}) as workbook:
        sheet = workbook.add_worksheet()
        headings = list(dict.fromkeys(name for row in rows for name in row))
        sheet.write_row(0, 0, headings)
        for line, row in enumerate(rows, 1):
            for place, name in enumerate(headings):
                if row.get(name) is not None:
                    sheet.write(line, place, row[name])
    return path


def table(path: Path, rows: Iterable[Row]) -> Path:
    """Write the rows as a CSV file, which is read in a tenth of a workbook's time."""
    rows = list(rows)
    headings = list(dict.fromkeys(name for row in rows for name in row))
    with path.open("w", encoding="utf-8", newline="") as stream:
        lines = csv.DictWriter(stream, headings, delimiter=";")
        lines.writeheader()
        lines.writerows(
            {name: f"{cell:%d/%m/%Y}" if isinstance(cell, date) else cell for name, cell in row.items()}
            for row in rows
        )
    return path


def taken(session: Session, tmp_path: Path, kind: ListKind, *rows: Row, is_trial: bool = False) -> ListResult:
    return take_list(
        session, Actor("test"), table(tmp_path / "list.csv", rows), kind, as_of=TODAY, is_trial=is_trial
    )


def outcomes(result: ListResult) -> list[Outcome]:
    return list(result.outcomes.values())


def told(result: ListResult) -> list[tuple[int | None, str | None, str]]:
    return [(each.row, each.column, each.code) for each in result.findings]


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
    assert (log.before["source"], log.after["source"]) == ("Dự thảo", "12/QĐ-UBND")
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


@pytest.mark.parametrize("level", [UnitLevel.DISTRICT, UnitLevel.PROVINCE])
def test_prices_and_targets_are_a_communes(session: Session, tmp_path: Path, level: UnitLevel) -> None:
    NewUnitFactory(code="24733", level=level)
    result = taken(session, tmp_path, ListKind.TARGETS, TARGET)
    assert (outcomes(result), told(result)) == ([Outcome.REFUSED], [(2, "Mã xã", "list_not_commune")])
    result = taken(session, tmp_path, ListKind.PRICES, SAND | {"Mã xã": "24733"})
    assert told(result) == [(2, "Mã xã", "list_not_commune")]


@pytest.mark.parametrize(
    ("changes", "column", "code"),
    [
        ({"Loại đóng góp": "Tiền mặt"}, "Loại đóng góp", "list_kind_unknown"),
        ({"Loại đóng góp": "Vàng"}, "Loại đóng góp", "list_kind_unknown"),
        ({"Đơn giá (đồng)": "0"}, "Đơn giá (đồng)", "list_not_positive"),
        ({"Đơn giá (đồng)": "vài nghìn"}, "Đơn giá (đồng)", "number_unreadable"),
        ({"Từ ngày": "31/02/2026"}, "Từ ngày", "date_impossible"),
        ({"Đến hết ngày": "31/12/2025"}, "Đến hết ngày", "list_ends_first"),
        ({"Văn bản": None}, "Văn bản", "list_cell_missing"),
        ({"Văn bản": "x" * 501}, "Văn bản", "list_cell_long"),
        ({"Mã xã": "99999"}, "Mã xã", "list_commune_unknown"),
    ],
)
def test_a_wrong_row_is_told_and_stops_no_other(
    session: Session, tmp_path: Path, changes: Row, column: str, code: str
) -> None:
    result = taken(session, tmp_path, ListKind.PRICES, SAND | changes, SAND | {"Danh mục": "Đá 1x2"})
    assert outcomes(result) == [Outcome.REFUSED, Outcome.NEW]
    assert (2, column, code) in told(result)
    assert all(finding.remedy("vi") and finding.remedy("en") for finding in result.findings)


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


def test_a_proposed_target_is_replaced_an_adopted_one_stays(session: Session, tmp_path: Path) -> None:
    unit = NewUnitFactory(code="24733")
    money = TARGET | {"Chỉ tiêu": "Nhân dân đóng góp", "Mục tiêu": "1,2 tỷ"}
    land = TARGET | {"Chỉ tiêu": "Đất hiến", "Mục tiêu": "2.500"}
    assert outcomes(taken(session, tmp_path, ListKind.TARGETS, TARGET, money, land)) == [Outcome.NEW] * 3
    kept = {row.indicator: row.target_ratio for row in session.scalars(select(UnitTarget))}
    assert kept == {"disbursement": Decimal("0.95"), "contribution": 1_200_000_000, "land_given": 2500}
    assert outcomes(taken(session, tmp_path, ListKind.TARGETS, TARGET)) == [Outcome.UNCHANGED]
    adopted = TARGET | {"Mục tiêu": "100", "Đã ban hành": "x", "Văn bản": "9/QĐ-UBND"}
    assert outcomes(taken(session, tmp_path, ListKind.TARGETS, adopted)) == [Outcome.REPLACED]
    late = taken(session, tmp_path, ListKind.TARGETS, TARGET)
    assert told(late) == [(2, "Mục tiêu", "list_target_adopted")]
    row = session.get_one(UnitTarget, (unit.id, "disbursement", 2026))
    assert (row.target_ratio, row.is_proposal, row.source) == (1, False, "9/QĐ-UBND")
    log = session.scalars(select(AuditLog).where(AuditLog.action == "unit_target.replace_proposal")).one()
    assert (log.before["target_ratio"], log.after["target_ratio"]) == ("0.9500", 1)


@pytest.mark.parametrize(
    ("changes", "column", "code"),
    [
        ({"Chỉ tiêu": "Tốc độ"}, "Chỉ tiêu", "list_indicator_unknown"),
        ({"Năm": "năm nay"}, "Năm", "list_year_bad"),
        ({"Mục tiêu": "120"}, "Mục tiêu", "list_percent_range"),
        ({"Mục tiêu": "0,95"}, "Mục tiêu", "list_percent_range"),
        ({"Mã xã": "1"}, "Mã xã", "list_commune_unknown"),
        ({"Mục tiêu": "66,667 %"}, "Mục tiêu", "list_decimals"),
        ({"Chỉ tiêu": "Ngày công", "Mục tiêu": "-5"}, "Mục tiêu", "list_not_positive"),
    ],
)
def test_wrong_targets_are_told(
    session: Session, tmp_path: Path, changes: Row, column: str, code: str
) -> None:
    NewUnitFactory(code="24733")
    result = taken(session, tmp_path, ListKind.TARGETS, TARGET | changes)
    assert (outcomes(result), told(result)) == ([Outcome.REFUSED], [(2, column, code)])


def test_residents_are_taken_once_each_with_its_day(session: Session, tmp_path: Path) -> None:
    unit = NewUnitFactory(code="24733")
    assert outcomes(taken(session, tmp_path, ListKind.RESIDENTS, HOMES)) == [Outcome.NEW]
    later = HOMES | {"Số hộ": 9600, "Số dân": None, "Ngày thống kê": "01/01/2026"}
    assert outcomes(taken(session, tmp_path, ListKind.RESIDENTS, HOMES, later)) == [
        Outcome.UNCHANGED,
        Outcome.NEW,
    ]
    rows = session.scalars(select(UnitResidents).order_by(UnitResidents.counted_on)).all()
    assert [(row.unit_id, row.household_count, row.population, row.source) for row in rows] == [
        (unit.id, 9412, 38928, "Niên giám 2025"),
        (unit.id, 9600, None, "Niên giám 2025"),
    ]
    logged = session.scalars(select(AuditLog).where(AuditLog.action == "unit_residents.append")).all()
    assert [(log.subject_id, log.after["household_count"]) for log in logged] == [
        (unit.id, 9412),
        (unit.id, 9600),
    ]


@pytest.mark.parametrize(
    ("changes", "column", "code"),
    [
        ({"Số hộ": "rất đông"}, "Số hộ", "number_unreadable"),
        ({"Số hộ": "0"}, "Số hộ", "list_not_positive"),
        ({"Số hộ": "12,5"}, "Số hộ", "list_decimals"),
        ({"Số hộ": "40.000"}, "Số hộ", "list_households_above_people"),
        ({"Số hộ": "9.413"}, "Số hộ", "list_residents_otherwise"),
        ({"Số dân": "38.900"}, "Số dân", "list_residents_otherwise"),
        ({"Ngày thống kê": "24/11/2026"}, "Ngày thống kê", "list_day_to_come"),
        ({"Ngày thống kê": "01/06/2025"}, "Mã xã", "list_commune_unknown"),
        ({"Văn bản": None}, "Văn bản", "list_cell_missing"),
    ],
)
def test_wrong_residents_are_told(
    session: Session, tmp_path: Path, changes: Row, column: str, code: str
) -> None:
    NewUnitFactory(code="24733")
    result = taken(session, tmp_path, ListKind.RESIDENTS, HOMES, HOMES | changes)
    assert outcomes(result) == [Outcome.NEW, Outcome.REFUSED]
    assert (3, column, code) in told(result)
    assert all(finding.remedy("vi") and finding.remedy("en") for finding in result.findings)


def test_unusual_residents_are_taken_and_asked_about(session: Session, tmp_path: Path) -> None:
    NewUnitFactory(code="24733")
    result = taken(session, tmp_path, ListKind.RESIDENTS, HOMES | {"Số hộ": "3.000"})
    assert (outcomes(result), told(result)) == ([Outcome.NEW], [(2, "Số dân", "list_household_size")])
    other = taken(session, tmp_path, ListKind.RESIDENTS, HOMES | {"Số hộ": "3.000", "Văn bản": "Khác"})
    assert (outcomes(other), told(other)) == (
        [Outcome.UNCHANGED],
        [(2, "Số dân", "list_household_size"), (2, "Văn bản", "list_source_kept")],
    )


def test_a_trial_writes_nothing(session: Session, tmp_path: Path) -> None:
    assert outcomes(taken(session, tmp_path, ListKind.PRICES, SAND, is_trial=True)) == [Outcome.NEW]
    assert session.scalar(select(func.count()).select_from(PriceItem)) == 0


def test_another_file_is_refused_with_the_columns_it_lacks(session: Session, tmp_path: Path) -> None:
    with pytest.raises(FileRefusedError) as refused:
        taken(session, tmp_path, ListKind.PRICES, TONNES)
    assert "Đơn giá (đồng)" in refused.value.finding.message("vi")
    shape = tmp_path / "a.geojson"
    shape.write_text('{"type": "FeatureCollection", "features": []}', encoding="utf-8")
    with pytest.raises(FileRefusedError):
        take_list(session, Actor("test"), shape, ListKind.PRICES, as_of=TODAY)


@pytest.fixture
def own_database(monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> Iterator[str]:
    """Give the address of a database that commands may commit to."""
    with databases.copy_of(databases.template_of(request.config)) as url:
        monkeypatch.setenv("HATANG_DATABASE_URL", url)
        yield url


def test_the_command_looks_first_then_writes(own_database: str, tmp_path: Path) -> None:
    listed, report = book(tmp_path / "a.xlsx", [SAND]), tmp_path / "report.json"
    looked = CliRunner().invoke(cli, ["import", "prices", str(listed), "--dry-run"])
    assert (looked.exit_code, "chưa ghi gì: 1 dòng mới" in looked.output) == (0, True), looked.output
    for words in ("Đã ghi: 1 dòng mới", "Đã ghi: 0 dòng mới"):
        done = CliRunner().invoke(cli, ["import", "prices", str(listed)])
        assert (done.exit_code, words in done.output) == (0, True), done.output
    wrong = book(tmp_path / "b.xlsx", [SAND | {"Đơn giá (đồng)": 7}])
    refused = CliRunner().invoke(cli, ["import", "prices", str(wrong), "--report", str(report)])
    assert refused.exit_code == 3
    assert "list_known_otherwise" in report.read_text(encoding="utf-8")
    engine = create_engine(own_database)
    with Session(engine) as kept:
        assert kept.execute(select(PriceItem.price_vnd, PriceItem.recorded_as)).all() == [
            (450_000, f"etl import prices ({getpass.getuser()})")
        ]
    engine.dispose()


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


def test_the_command_writes_the_form_of_every_list(own_database: str, tmp_path: Path) -> None:
    path = tmp_path / "form.xlsx"
    for kind in ListKind:
        filled = ["--filled"] if kind in FILLED else []
        done = CliRunner().invoke(cli, ["template", kind.value, "-o", str(path), *filled])
        assert done.exit_code == 0, done.output
        with pytest.raises(FileRefusedError) as refused:
            read_list(path, kind)
        assert refused.value.finding.code == "table_without_rows", "the headings are known, nothing is below"
    for options in (
        ["targets", "-o", str(path), "--filled"],
        ["prices", "-o", str(path.with_suffix(".csv"))],
    ):
        assert CliRunner().invoke(cli, ["template", *options]).exit_code == 2


def test_every_column_has_a_heading() -> None:
    used = {column for lists in (REQUIRED, OPTIONAL) for columns in lists.values() for column in columns}
    assert used == set(HEADINGS)
