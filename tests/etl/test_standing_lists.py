"""Lists from a file: what becomes of each row, what is told, and what never changes."""

import getpass
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlalchemy import create_engine, func, select
from sqlalchemy.orm import Session

from etl.cli import cli
from etl.findings import FileRefusedError
from etl.standing_lists.form import FILLED
from etl.standing_lists.judging import Outcome
from etl.standing_lists.load import take_list
from etl.standing_lists.reading import read_list
from etl.standing_lists.sheet import HEADINGS, OPTIONAL, REQUIRED, ListKind
from gis.domain.units import UnitLevel
from gis.models import AuditLog, PriceItem, UnitResidents, UnitTarget
from gis.operations.audit import Actor
from tests import databases
from tests.etl.list_samples import HOMES, SAND, TARGET, TODAY, TONNES, Row, book, outcomes, taken, told
from tests.factories import NewUnitFactory


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
