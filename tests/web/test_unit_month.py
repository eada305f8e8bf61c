"""A commune's six figures of a month, against target and last year, each opening into the rows it was computed from."""

import re
from datetime import date, timedelta
from decimal import Decimal

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from etl.demo.generate import Wish, fill
from gis.domain.indicators import Indicator, UnitFigures, remainder, total
from gis.domain.ledger_codes import CompletionDateKind, DelayCause
from gis.models import CompletionDate, ProgressReport, Unit, UnitTarget
from gis.operations import summaries, versions
from tests.demo_ledgers import add_communes
from tests.factories import (
    NewUnitFactory,
    OldUnitFactory,
    ProjectFactory,
    ProjectShareFactory,
    UnitSuccessionFactory,
)
from tests.factories.ledgers import CompletionDateFactory
from tests.factories.summaries import SummaryDayFactory, UnitMoneyFactory, UnitMonthFactory
from tests.web.test_project_page import text_of
from webmap.clock import today
from webmap.units import indicator_views

pytestmark = pytest.mark.usefixtures("day_has_passed")
OCTOBER, YEAR_BEFORE = date(2026, 10, 1), date(2025, 10, 1)
QUERIES = 12


def words(client: FlaskClient, address: str) -> str:
    return text_of(client.get(address).text).replace("\u00a0", " ")


def in_drawer(client: FlaskClient, path: str) -> str:
    return text_of(f"<main>{client.get(f'/map/drawer/{path}').text}</main>").replace("\u00a0", " ")


def asked(statements: list[str]) -> int:
    return len([sent for sent in statements if sent.lstrip().startswith(("SELECT", "WITH"))])


@pytest.fixture
def commune(session: Session) -> Unit:
    """Give a commune with money and a target: 80 of 100 paid in October, 30 of 60 a year before."""
    SummaryDayFactory()
    unit: Unit = NewUnitFactory(full_name="Xã Thử", household_count=100)
    for month, plan, paid, gifts in ((OCTOBER, 100, 80, 30_000_040), (YEAR_BEFORE, 60, 30, 19_999_960)):
        UnitMonthFactory(unit_id=unit.id, month=month)
        UnitMoneyFactory(
            unit_id=unit.id,
            month=month,
            fiscal_year=month.year,
            plan_vnd=Decimal(plan),
            paid_vnd=Decimal(paid),
            contribution_vnd=Decimal(gifts),
        )
    for indicator, amount in (("disbursement", "0.95"), ("contribution", "60000000")):
        session.add(
            UnitTarget(
                unit_id=unit.id,
                indicator=indicator,
                target_year=2026,
                target_ratio=Decimal(amount),
                source="12/KH-UBND",
                is_proposal=indicator == "contribution",
            )
        )
    session.flush()
    return unit


def test_figures_stand_against_target_and_the_same_month_of_last_year(
    client: FlaskClient, commune: Unit
) -> None:
    page = client.get(f"/units/{commune.id}").text
    told = text_of(page).replace("\u00a0", " ")
    assert "Sáu chỉ tiêu tháng 10/2026 (mới đến ngày 20/10/2026)" in told
    assert "Giải ngân kế hoạch năm 2026 80 % 80 đồng trong 100 đồng kế hoạch 2026 mục tiêu 95 %" in told
    assert "mục tiêu 95 % so với hết tháng 10/2025: 50 % (+30 điểm)" in told
    assert "Tháng chưa kết thúc, hạn báo cáo 05/11/2026." in told
    year_before = re.search(r'measure__before" href="([^"]+)">so với hết tháng 10/2025: 50', page)
    assert year_before
    assert "50 %" in words(client, year_before[1].replace("&amp;", "&"))
    assert "300.000 đồng/hộ 30 triệu của 100 hộ mục tiêu cả năm 60 triệu, đạt 50 % (đề xuất)" in told
    assert "300.000 đồng/hộ" in told
    assert "200.000 đồng/hộ (+100.000 đồng)" in told, "the difference is that of what is shown"
    assert "Dự án đúng hạn chưa có số liệu Chưa có dự án nào đến hạn chưa có mục tiêu" in told
    assert 'title="12/KH-UBND"' in page
    figures = [
        text_of(f"<main>{each}</main>") for each in page.partition('class="measures"')[2].split("</li>")[:6]
    ]
    assert all("mục tiêu" in each and ("cùng kỳ" in each or "so với" in each) for each in figures), (
        "or that there is none"
    )
    assert "Số liệu đến ngày 20/10/2026" in told
    assert 'aria-label="Từ 50\u00a0% (10/2025) đến 80\u00a0% (10/2026, tháng chưa kết thúc)"' in page
    assert "sparkline__last--open" in page


@pytest.mark.parametrize(
    ("data_day", "before", "due"),
    [
        (
            date(2026, 10, 20),
            "so với hết tháng 10/2025: 90 %",
            "Tháng chưa kết thúc, hạn báo cáo 05/11/2026.",
        ),
        (date(2026, 11, 5), "cùng kỳ 90 %", "Chưa đến hạn báo cáo 05/11/2026."),
        (date(2026, 11, 6), "cùng kỳ 90 % (−90 điểm)", ""),
    ],
)
def test_reports_that_are_not_due_are_no_failure(
    client: FlaskClient, session: Session, data_day: date, before: str, due: str
) -> None:
    SummaryDayFactory(as_of=data_day)
    unit = NewUnitFactory()
    for month, reported in ((OCTOBER, "0"), (YEAR_BEFORE, "9")):
        UnitMonthFactory(
            unit_id=unit.id, month=month, active_ratio=Decimal(10), reported_ratio=Decimal(reported)
        )
    session.flush()
    page = client.get(f"/units/{unit.id}?month=2026-10").text
    figures = [
        text_of(f"<main>{each}</main>") for each in page.partition('class="measures"')[2].split("</li>")
    ]
    fresh = next(each for each in figures if "có báo cáo trong tháng" in each).replace("\u00a0", " ")
    assert fresh.partition("chưa có mục tiêu ")[2].startswith(before)
    assert ("điểm" in fresh) is (not due)
    assert ("hạn báo cáo" in text_of(page)) is bool(due)
    opened = [
        f"/units/{unit.id}/indicators/freshness?month=2026-10",
        "/units/indicators/freshness?month=2026-10",
    ]
    for told in (text_of(page), *(words(client, each) for each in (*opened, "/units?month=2026-10"))):
        assert due in told
        assert ("Tháng chưa kết thúc" in told) is ("Tháng chưa kết thúc" in due)


def test_what_nobody_knows_has_no_bar(client: FlaskClient, commune: Unit) -> None:
    page = client.get(f"/units/{commune.id}").text
    on_time = page[page.index("Dự án đúng hạn") :].split("</li>")[0]
    assert 'class="no-meter"' in on_time
    assert 'class="meter' not in on_time


def test_without_households_the_sum_stands_against_its_target(
    client: FlaskClient, session: Session, commune: Unit
) -> None:
    commune.household_count = None
    session.flush()
    told = words(client, f"/units/{commune.id}")
    assert "30 triệu tổng cả năm 30 triệu; chưa có số hộ nên chưa chia bình quân mục tiêu cả năm" in told
    assert "60 triệu, đạt 50 % (đề xuất)" in told


def test_another_month_is_asked_for_by_the_address(client: FlaskClient, commune: Unit) -> None:
    told = words(client, f"/units/{commune.id}?month=2025-10")
    assert "Giải ngân kế hoạch năm 2025 50 %" in told
    assert "Số liệu đến ngày 31/10/2025" in told
    assert "cùng kỳ năm trước chưa có số liệu" in told
    now = f"hôm nay, {today():%d/%m/%Y}"
    assert f"Số dự án, vốn ở trên là của {now}." in told, "what is not of the month says so"
    assert f"Dự án cần chú ý trước 0 dự án · {now}" in told
    assert f"Danh sách và bản đồ dưới đây là của {now}." in words(client, "/units?month=2025-10")
    assert client.get(f"/units/{commune.id}?month=2031-01").status_code == 400


def test_before_any_summary_a_commune_has_no_figures(client: FlaskClient) -> None:
    unit = NewUnitFactory()
    assert "Sáu chỉ tiêu" not in client.get(f"/units/{unit.id}").text
    page = words(client, f"/units/{unit.id}/indicators/progress")
    assert "Không có dòng số liệu nào" in page


def test_what_is_no_indicator_or_no_unit_is_404(client: FlaskClient, commune: Unit) -> None:
    assert client.get(f"/units/{commune.id}/indicators/speed").status_code == 404
    assert client.get("/units/999999/indicators/progress").status_code == 404


@pytest.fixture
def late(session: Session) -> Unit:
    """Give a commune with two projects by papers: one overdue for a cause, one under way and silent this month."""
    unit: Unit = NewUnitFactory(full_name="Xã Chậm")
    for code, due, cause in (
        ("QH-1", today() - timedelta(days=90), DelayCause.CLEARANCE),
        ("TH-1", today() + timedelta(days=90), None),
    ):
        project = ProjectFactory(code=code, first_completion_date=None, approved_completion_date=None)
        ProjectShareFactory(project_id=project.id, unit_id=unit.id)
        session.add(
            CompletionDate(
                project_id=project.id,
                effective_date=date(2025, 1, 5),
                kind=CompletionDateKind.FIRST,
                new_date=due,
                decision_no=f"{code}/QĐ",
            )
        )
        session.add(
            ProgressReport(
                project_id=project.id,
                effective_date=today() - timedelta(days=40),
                physical_progress_pct=Decimal(50),
                delay_cause=cause,
                difficulty="3 hộ chưa nhận tiền" if cause else None,
            )
        )
    session.flush()
    summaries.rebuild(session, as_of=today())
    versions.bump(session)
    return unit


def test_who_is_late_why_and_on_which_papers_stands_one_step_away(
    client: FlaskClient, session: Session, late: Unit
) -> None:
    page = client.get(f"/units/{late.id}").text
    address = re.search(r'href="(/units/\d+/indicators/on_time\?month=[\d-]+)"', page)
    assert address is not None
    told = words(client, address[1])
    assert "0 % 0 trong 1 dự án đã đến hạn" in told
    assert "QH-1" in told
    assert "chưa nghiệm thu, quá 90 ngày" in told
    assert "Giải phóng mặt bằng chậm" in told
    assert "3 hộ chưa nhận tiền" not in told, "a difficulty's words are for staff"
    assert "QH-1/QĐ" in told
    assert "TH-1" not in told
    causes = "Vì sao chậm : Giải phóng mặt bằng chậm 1 · chưa nêu nguyên nhân 1"
    unnamed = ProjectFactory(code="QH-2", approved_completion_date=None)
    ProjectShareFactory(project_id=unnamed.id, unit_id=late.id)
    CompletionDateFactory(project_id=unnamed.id, new_date=today() - timedelta(days=9))
    session.flush()
    summaries.rebuild(session, as_of=today())
    versions.bump(session)
    assert causes in in_drawer(client, f"unit/{late.id}")
    assert causes.replace(" :", ":") in words(client, address[1])
    drawer = in_drawer(client, "project?code=QH-1")
    report = f"báo cáo {today() - timedelta(days=40):%d/%m/%Y}"
    assert (
        f"Khối lượng thực hiện 50 % · {report} Nguyên nhân chậm Giải phóng mặt bằng chậm · {report}" in drawer
    )
    assert "Nguyên nhân chậm chưa nêu" in in_drawer(client, "project?code=QH-2")
    assert "Nguyên nhân chậm" not in in_drawer(client, "project?code=TH-1")


def test_who_has_not_reported_is_named(client: FlaskClient, late: Unit) -> None:
    told = words(client, f"/units/{late.id}")
    assert f"Chưa báo cáo trong tháng {today():%m/%Y} 2 trong 2 dự án đang làm" in told
    silent = f"báo cáo gần nhất {today() - timedelta(days=40):%d/%m/%Y}"
    assert told.count(silent) == 2
    rows = words(client, f"/units/{late.id}/indicators/freshness")
    assert "0 % 0 trong 2 dự án đang làm" in rows
    assert rows.count("chưa báo cáo") == 2


def test_predecessors_and_what_none_of_them_is_known_for_add_up(client: FlaskClient) -> None:
    SummaryDayFactory()
    former = [OldUnitFactory(full_name=f"Xã Cũ {n}") for n in range(2)]
    unit = NewUnitFactory(full_name="Xã Mới")
    for old in former:
        UnitSuccessionFactory(old_id=old.id, new_id=unit.id)
    for each, plan, paid in ((former[0], 50, 40), (former[1], 30, 15), (unit, 100, 60)):
        UnitMonthFactory(unit_id=each.id)
        UnitMoneyFactory(unit_id=each.id, plan_vnd=Decimal(plan), paid_vnd=Decimal(paid))
    page = client.get(f"/units/{unit.id}").text
    told = text_of(page).replace("\u00a0", " ").partition("Sáu chỉ tiêu theo xã cũ")[2]
    assert (
        re.findall(r'<a href="([^"]+)">(?:Chưa rõ xã cũ|25\xa0%)</a>', page)
        == [f"/projects?unit={unit.id}&amp;units_on=2025-06-30&amp;commune_known=no"] * 2
    )
    assert "Xã Cũ 0 – 80 %" in told
    assert "Xã Cũ 1 – 50 %" in told
    assert "Chưa rõ xã cũ – 25 %" in told
    assert "Xã Mới – 60 %" in told
    after = words(client, f"/units/{former[0].id}").partition("Sáu chỉ tiêu của đơn vị kế thừa")[2]
    assert "Xã Mới – 60 %" in after


def test_what_is_left_and_the_parts_make_the_whole_again() -> None:
    whole = UnitFigures(project_ratio=Decimal(5), plan_vnd=100, paid_vnd=60, resident_household_count=9)
    parts = [
        UnitFigures(project_ratio=Decimal(2), plan_vnd=50, paid_vnd=60),
        UnitFigures(project_ratio=Decimal(2), plan_vnd=30, resident_household_count=4),
    ]
    rest = remainder(whole, parts)
    assert (rest.project_ratio, rest.plan_vnd, rest.paid_vnd, rest.resident_household_count) == (
        1,
        20,
        None,
        None,
    )
    again = total([*parts, rest])
    assert (again.project_ratio, again.plan_vnd, again.paid_vnd) == (5, 100, 60)


@pytest.fixture
def demo(session: Session) -> list[Unit]:
    """Give the communes of today with demonstration projects."""
    add_communes(session)
    fill(session, Wish(projects=60, seed=4, as_of=today()))
    summaries.rebuild(session, as_of=today())
    versions.bump(session)
    return list(session.scalars(select(Unit).where(Unit.valid_to.is_(None)).order_by(Unit.id)))


def test_the_rows_shown_add_up_to_the_figure_shown(
    client: FlaskClient, demo: list[Unit], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(indicator_views, "PAGE_SIZE", 7)
    for indicator in (Indicator.DISBURSEMENT, Indicator.CONTRIBUTION):
        address = f"/units/{demo[0].id}/indicators/{indicator.value}"
        pages = int((re.findall(r"page=(\d+)", client.get(address).text) or ["1"])[-2:][0])
        shown = [client.get(f"{address}?page={page}").text for page in range(1, pages + 1)]
        bodies = [page.partition("<tbody>")[2].partition("</tbody>")[0] for page in shown]
        foot = shown[0].partition("<tfoot>")[2]
        column = slice(0, None, 2) if indicator is Indicator.DISBURSEMENT else slice(0, None)
        parts = [
            int(each) for body in bodies for each in re.findall(r'<data class="money" value="(-?\d+)"', body)
        ]
        sums = [int(each) for each in re.findall(r'<data class="money" value="(-?\d+)"', foot)]
        assert len(shown) > 1
        assert (
            sum(parts) == sum(sums) if indicator is Indicator.DISBURSEMENT else sum(parts[column]) == sums[0]
        )


def test_larger_units_open_into_their_communes(
    client: FlaskClient, session: Session, demo: list[Unit]
) -> None:
    district = OldUnitFactory(level="district", kind="district", full_name="Huyện Thử")
    for unit in session.scalars(select(Unit).where(Unit.valid_to.is_not(None), Unit.level == "commune")):
        unit.parent_id = district.id
    session.flush()
    versions.bump(session)
    page = words(client, f"/units/{district.id}/indicators/progress")
    assert "Theo xã 4 xã" in page
    assert "Sáu chỉ tiêu " in words(client, f"/units/{district.id}")


def test_the_whole_of_a_set_opens_into_its_communes(client: FlaskClient, demo: list[Unit]) -> None:
    page = client.get("/units?units_on=2025-06-30").text
    whole = page[page.index('id="figures"') :].partition("Toàn địa bàn")[2].partition("</tfoot>")[0]
    opened = re.findall(r'<td class="number"[^>]*><a href="([^"]+)">([^<]+)</a>', whole)
    assert len(opened) == len(Indicator)
    for address, value in opened:
        told = words(client, address.replace("&amp;", "&"))
        assert "– Toàn địa bàn" in told
        assert value.replace("\u00a0", " ") in told
        assert told.count("Xã") > 4
    assert client.get("/units/indicators/beauty").status_code == 404


def test_few_questions_answer_each_page(app: Flask, demo: list[Unit], query_recorder: list[str]) -> None:
    reader = FlaskClient(app, app.response_class)
    for path in (
        f"/units/{demo[0].id}",
        *(f"/units/{demo[0].id}/indicators/{each.value}" for each in Indicator),
    ):
        assert reader.get(path).status_code == 200
        query_recorder.clear()
        reader.get(path)
        assert 0 < asked(query_recorder) <= QUERIES, path
