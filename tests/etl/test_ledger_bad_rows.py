"""Each kind of bad input of a ledger: named, with the rule quoted, refused or warned, and never in the way of the others."""

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from etl.findings import Finding, Severity
from etl.ledgers.catalogue import sheet_of
from etl.ledgers.load import LedgerResult
from gis.models import Project, Unit
from gis.models.ledger import CompletionDate, Contribution, ProgressReport, Voucher
from tests.etl.ledger_samples import (
    PLAN,
    PROJECT,
    VOUCHER,
    codes_of,
    count,
    load,
    make_projects,
    write_ledgers,
)

REFUSED, WARNED = Severity.ERROR, Severity.WARNING
COUNT = PROJECT | {"Xã, phường": "Nhân Cơ", "Số liệu đến ngày": date(2025, 8, 31)}
GIFT = PROJECT | {
    "Xã, phường": "Nhân Cơ",
    "Ngày đóng góp": date(2025, 8, 1),
    "Hình thức đóng góp": "Vật liệu",
    "Loại đất, vật liệu, máy": "cát",
    "Số lượng": 3,
    "Đơn vị tính": "m³",
    "Đối tượng đóng góp": "Hộ",
}
REPORT = PROJECT | {"Ngày báo cáo": date(2025, 5, 31), "Khối lượng thực hiện (%)": 40}
DUE = PROJECT | {"Ngày quyết định": date(2025, 1, 5), "Ngày hoàn thành được duyệt": date(2026, 6, 30)}
VOLUME = VOUCHER | {"Loại thanh toán": "KLHT", "Số chứng từ": "CT-KL"}


@pytest.fixture
def projects(session: Session, territory: dict[str, Unit]) -> dict[str, Project]:
    return make_projects()


def take(session: Session, tmp_path: Path, **ledgers: list[dict[str, Any]]) -> LedgerResult:
    return load(session, write_ledgers(tmp_path / "so.xlsx", **ledgers))


def only(result: LedgerResult, code: str) -> Finding:
    found = [finding for finding in result.findings if finding.code == code]
    assert len(found) == 1, codes_of(result)
    return found[0]


@pytest.mark.parametrize(
    ("row", "code", "severity", "column"),
    [
        ({"Ngày thanh toán": date(2026, 2, 1)}, "voucher_outside_advances", REFUSED, "Ngày thanh toán"),
        ({"Loại thanh toán": "KLHT", "Ngày thanh toán": date(2026, 2, 1)}, "voucher_outside_year", REFUSED, "Ngày thanh toán"),
        ({"Loại thanh toán": "KLHT", "Vốn kéo dài": "x", "Ngày thanh toán": date(2026, 1, 20)}, "voucher_outside_carried_over", REFUSED, "Ngày thanh toán"),
        ({"Loại thanh toán": "KLHT", "Ngày nghiệm thu khối lượng": date(2026, 1, 5), "Ngày thanh toán": date(2026, 1, 20)}, "voucher_volume_too_late", REFUSED, "Ngày nghiệm thu khối lượng"),
        ({"Loại thanh toán": "Thu hồi"}, "voucher_over_recovered", REFUSED, "Số tiền (đồng)"),
        ({"Ngày thanh toán": date(2026, 11, 23), "Số tiền (đồng)": 21_000_000_000}, "future_date", REFUSED, "Ngày thanh toán"),
        ({"Số tiền (đồng)": 0}, "voucher_not_positive", REFUSED, "Số tiền (đồng)"),
        ({"Ngày thanh toán": date(2025, 1, 3)}, "voucher_before_decision", WARNED, "Ngày thanh toán"),
        ({"Năm kế hoạch": 2026, "Ngày thanh toán": date(2026, 3, 1)}, "voucher_no_plan", WARNED, "Năm kế hoạch"),
        ({"Số tiền (đồng)": 6_000_000_000}, "voucher_over_year_plan", WARNED, "Số tiền (đồng)"),
        ({"Số tiền (đồng)": 21_000_000_000}, "voucher_over_budget", WARNED, "Số tiền (đồng)"),
    ],
)  # fmt: skip
def test_vouchers(
    session: Session,
    projects: dict[str, Project],
    tmp_path: Path,
    row: dict[str, Any],
    code: str,
    severity: Severity,
    column: str,
) -> None:
    good = VOUCHER | {"Mã dự án": "DA-2"}
    plans = [PLAN, PLAN | {"Mã dự án": "DA-2"}]
    result = take(session, tmp_path, capital_plan=plans, voucher=[VOUCHER | row, good])
    found = only(result, code)
    assert (found.severity, found.sheet, found.row, found.column) == (
        severity,
        "Chứng từ thanh toán",
        2,
        column,
    )
    assert "“" in found.message()
    assert found.remedy("en")
    assert count(session, "voucher") == (1 if severity is REFUSED else 2)
    if severity is REFUSED:
        ceilings = {"voucher_over_year_plan", "voucher_over_budget", "voucher_no_plan"}
        assert not ceilings & set(codes_of(result)), "what is refused is not paid, so it breaks no ceiling"


def test_the_worked_year_of_the_rules(session: Session, projects: dict[str, Project], tmp_path: Path) -> None:
    def volume(day: date, amount: int, accepted: date, number: str, **more: object) -> dict[str, Any]:
        return (
            VOLUME
            | {
                "Ngày thanh toán": day,
                "Số tiền (đồng)": amount,
                "Ngày nghiệm thu khối lượng": accepted,
                "Số chứng từ": number,
            }
            | more
        )

    def recovery(day: date, amount: int, number: str) -> dict[str, Any]:
        return VOUCHER | {
            "Ngày thanh toán": day,
            "Số tiền (đồng)": amount,
            "Loại thanh toán": "Thu hồi",
            "Số chứng từ": number,
        }

    million = 1_000_000
    rows = [
        recovery(date(2026, 1, 25), 300 * million, "4"),
        VOUCHER,
        volume(date(2025, 12, 5), 3_000 * million, date(2025, 11, 28), "2"),
        recovery(date(2025, 12, 5), 1_200 * million, "2"),
        volume(date(2026, 1, 25), 800 * million, date(2025, 12, 28), "3"),
        volume(date(2026, 5, 15), 1_000 * million, date(2026, 5, 10), "5", **{"Vốn kéo dài": "x"}),
    ]
    extended = PLAN | {
        "Loại kế hoạch": "Kéo dài",
        "Số vốn (đồng)": 1_200 * million,
        "Ngày quyết định": date(2026, 2, 1),
        "Số quyết định": "9/QĐ",
    }
    result = take(session, tmp_path, capital_plan=[PLAN, extended], voucher=rows)
    assert (result.counts, codes_of(result)) == ({"new": 8}, [])


def test_rows_are_held_against_stored_and_earlier_ones(
    session: Session, projects: dict[str, Project], tmp_path: Path
) -> None:
    take(session, tmp_path, capital_plan=[PLAN], voucher=[VOUCHER])
    first = VOUCHER | {
        "Loại thanh toán": "Thu hồi",
        "Số chứng từ": "CT-02",
        "Số tiền (đồng)": 1_000_000_000,
        "Ngày thanh toán": date(2025, 6, 1),
    }
    second = first | {"Số chứng từ": "CT-03", "Ngày thanh toán": date(2025, 7, 1)}
    result = take(session, tmp_path, voucher=[second, first])
    assert only(result, "voucher_over_recovered").row == 2
    assert result.counts == {"new": 1, "refused": 1}
    lowered = VOUCHER | {"Số tiền (đồng)": 900_000_000}
    assert only(take(session, tmp_path, voucher=[lowered]), "voucher_over_recovered").row == 2
    assert [int(amount) for amount in session.scalars(select(Voucher.amount_vnd).order_by(Voucher.id))] == [
        1_500_000_000,
        1_000_000_000,
    ]


def test_works_that_fall(session: Session, projects: dict[str, Project], tmp_path: Path) -> None:
    lower = REPORT | {"Ngày báo cáo": date(2025, 6, 30), "Khối lượng thực hiện (%)": 35}
    explained = lower | {
        "Ngày báo cáo": date(2025, 7, 31),
        "Khối lượng thực hiện (%)": 30,
        "Ghi chú": "Đo lại",
    }
    result = take(session, tmp_path, progress_report=[REPORT, lower, explained])
    found = only(result, "progress_fell_without_reason")
    assert (found.severity, found.row, found.value) == (WARNED, 3, "35")
    assert session.scalars(select(ProgressReport.physical_progress_pct)).all() == [40, 35, 30]
    early = REPORT | {"Ngày báo cáo": date(2024, 12, 31), "Khối lượng thực hiện (%)": 0}
    assert only(take(session, tmp_path, progress_report=[early]), "before_project").severity is WARNED


def test_before_the_project_began_where_only_its_start_is_known(
    session: Session, projects: dict[str, Project], tmp_path: Path
) -> None:
    projects["DA-1"].decision_date = None
    blocked = PROJECT | {
        "Xã, phường": "Đắk Wer",
        "Ngày phát sinh": date(2025, 1, 31),
        "Loại vướng mắc": "Khác",
        "Nội dung vướng mắc": "Một hộ",
    }
    paid = VOUCHER | {"Ngày thanh toán": date(2025, 1, 31)}
    result = take(session, tmp_path, capital_plan=[PLAN], voucher=[paid], clearance_difficulty=[blocked])
    told = [(found.code, found.sheet, found.severity) for found in result.findings]
    assert sorted(told) == [
        ("before_project", "Chứng từ thanh toán", WARNED),
        ("before_project", "Kế hoạch vốn", WARNED),
        ("before_project", "Vướng mắc GPMB", WARNED),
    ]


def test_works_before_a_contract_and_plans_before_the_decision_are_told(
    session: Session, projects: dict[str, Project], tmp_path: Path
) -> None:
    idle = REPORT | {"Ngày báo cáo": date(2025, 4, 30), "Khối lượng thực hiện (%)": 0}
    signed = PROJECT | {
        "Số hợp đồng": "01/HĐ",
        "Ngày ký hợp đồng": date(2025, 6, 1),
        "Giá trị hợp đồng (đồng)": 1,
    }
    unsigned = REPORT | {"Mã dự án": "DA-2"}
    early = PLAN | {"Ngày quyết định": date(2025, 1, 4)}
    building = PROJECT | {
        "Loại trạng thái": "Giai đoạn",
        "Trạng thái mới": "Đang thi công",
        "Ngày chuyển trạng thái": date(2025, 5, 20),
        "Số văn bản kèm theo": "7/QĐ",
    }
    result = take(
        session,
        tmp_path,
        progress_report=[idle, REPORT | {"Khối lượng thực hiện (%)": 30}, unsigned],
        contract=[signed],
        capital_plan=[early],
        status_step=[building],
    )
    told = [(found.code, found.sheet, found.row, found.severity) for found in result.findings]
    assert told == [
        ("works_before_contract", "Trạng thái", 2, WARNED),
        ("works_before_contract", "Báo cáo tiến độ", 3, WARNED),
        ("plan_before_decision", "Kế hoạch vốn", 2, WARNED),
    ]
    assert "01/06/2025" in next(iter(result.findings)).message()


@pytest.mark.parametrize(
    ("row", "code", "severity"),
    [
        ({"Diện tích phải thu hồi (m²)": 100, "Diện tích đã bàn giao (m²)": 101}, "clearance_area_over_total", REFUSED),
        ({"Chiều dài tuyến (m)": 100, "Chiều dài đã bàn giao (m)": 101}, "clearance_length_over_total", REFUSED),
        ({"Tổng số hộ (hộ)": 5, "Đã kiểm đếm (hộ)": 6}, "clearance_households_over_total", WARNED),
        ({"Đã kiểm đếm (hộ)": 5, "Đã duyệt phương án (hộ)": 6}, "clearance_steps_out_of_order", WARNED),
        ({"Hộ tái định cư (hộ)": 1, "Đã bố trí tái định cư (hộ)": 2}, "clearance_resettled_over_total", WARNED),
        ({"Giá trị phương án bồi thường (đồng)": 10, "Đã chi trả lũy kế (đồng)": 11}, "clearance_paid_over_approved", WARNED),
        ({"Số liệu đến ngày": date(2026, 12, 31)}, "future_date", REFUSED),
        ({"Tổng số hộ (hộ)": -1}, "ledger_negative", REFUSED),
        ({"Tổng số hộ (hộ)": 1.5}, "ledger_not_whole", REFUSED),
    ],
)  # fmt: skip
def test_counts_of_land(
    session: Session,
    projects: dict[str, Project],
    tmp_path: Path,
    row: dict[str, Any],
    code: str,
    severity: Severity,
) -> None:
    other = COUNT | {"Mã dự án": "DA-2", "Diện tích phải thu hồi (m²)": 10}
    result = take(session, tmp_path, clearance_count=[COUNT | row, other])
    found = only(result, code)
    assert found.severity is severity
    english = found.message("en") + found.remedy("en")
    assert not [
        column.label_vi for column in sheet_of("clearance_count").columns if column.label_vi in english
    ]
    if "rule" in found.params:
        assert (str(found.params["rule"]) in found.message(), str(found.params["rule"]) in english) == (
            True,
            False,
        )
    assert count(session, "clearance_count") == (1 if severity is REFUSED else 2)


def test_land_handed_over_does_not_shrink(
    session: Session, projects: dict[str, Project], tmp_path: Path
) -> None:
    rows = [
        COUNT | {"Số liệu đến ngày": date(2025, month, 28), "Diện tích đã bàn giao (m²)": area}
        for month, area in ((9, 400), (8, 500))
    ]
    found = only(take(session, tmp_path, clearance_count=rows), "clearance_handed_over_fell")
    assert (found.row, found.column) == (2, "Diện tích đã bàn giao (m²)")


def test_gifts_without_price_are_not_zero(
    session: Session, projects: dict[str, Project], tmp_path: Path
) -> None:
    priced = GIFT | {"Số lượng": 2, "Đơn giá (đồng)": 350_000, "Căn cứ đơn giá": "Báo giá 5/2025"}
    valued = priced | {"Số lượng": 4, "Giá trị quy đổi (đồng)": 1}
    result = take(session, tmp_path, contribution=[GIFT, priced, valued])
    open_gift = only(result, "contribution_not_converted")
    assert open_gift.severity is WARNED
    assert "(Vật liệu, m³: chưa có đơn giá)" in open_gift.message()
    assert "(Materials, m³: no unit price)" in open_gift.message("en")
    assert only(result, "contribution_value_differs").row == 4
    values = session.scalars(select(Contribution.value_vnd).order_by(Contribution.id)).all()
    assert values == [None, Decimal(700_000), Decimal(1)]
    named = GIFT | {"Số lượng": 7, "Tên người đóng góp": "Hộ A"}
    assert (
        only(take(session, tmp_path, contribution=[named]), "contribution_name_without_consent").severity
        is REFUSED
    )


def test_land_of_a_commune_in_a_year_is_asked_about_once(
    session: Session, projects: dict[str, Project], tmp_path: Path
) -> None:
    land = GIFT | {"Hình thức đóng góp": "Đất", "Đơn vị tính": "m²", "Số hộ tham gia (hộ)": 50}
    stored = land | {"Mã dự án": "DA-2", "Số lượng": 60_000}
    take(session, tmp_path, contribution=[stored])
    rows = [land | {"Số lượng": amount} for amount in (39_000, 2_000, 3_000)]
    result = take(session, tmp_path, contribution=rows)
    found = only(result, "contribution_land_per_year")
    assert (found.severity, found.row, found.column) == (WARNED, 3, "Số lượng")
    assert "101.000 m²" in found.message()


def test_dates_and_their_papers(session: Session, projects: dict[str, Project], tmp_path: Path) -> None:
    first = DUE | {"Loại mốc": "Theo quyết định đầu tiên"}
    late = DUE | {
        "Loại mốc": "Gia hạn",
        "Ngày quyết định": date(2026, 7, 20),
        "Ngày hoàn thành được duyệt": date(2026, 12, 31),
        "Số quyết định": "7/QĐ",
        "Nguyên nhân gia hạn": "Nhà thầu",
        "Khách quan": "x",
    }
    result = take(session, tmp_path, completion_date=[first, late])
    assert sorted(codes_of(result)) == ["cause_is_subjective", "extension_too_late"]
    again = first | {"Ngày hoàn thành được duyệt": date(2026, 9, 30)}
    refused = take(session, tmp_path, completion_date=[again])
    assert only(refused, "first_date_changed").severity is REFUSED
    assert count(session, "completion_date") == 2
    assert session.scalars(select(CompletionDate.new_date)).first() == date(2026, 6, 30)


def test_handover_needs_acceptance(session: Session, projects: dict[str, Project], tmp_path: Path) -> None:
    handover = PROJECT | {
        "Loại biên bản": "Bàn giao",
        "Ngày biên bản": date(2026, 5, 1),
        "Số biên bản": "2/BB",
    }
    result = take(session, tmp_path, acceptance=[handover])
    assert (codes_of(result), result.counts) == (["handover_without_acceptance"], {"refused": 1})
    final = handover | {
        "Loại biên bản": "Nghiệm thu hoàn thành",
        "Ngày biên bản": date(2026, 4, 1),
        "Số biên bản": None,
    }
    result = take(session, tmp_path, acceptance=[handover, final])
    assert (codes_of(result), result.counts) == (["minutes_without_number"], {"new": 2})
    stop = PROJECT | {"Dừng từ ngày": date(2025, 6, 1), "Thi công trở lại từ ngày": date(2025, 5, 1)}
    result = take(session, tmp_path, suspension=[stop])
    assert codes_of(result) == ["resumed_before_suspended", "suspension_without_decision"]
