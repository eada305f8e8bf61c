"""Communes by sector in a fiscal year: the rows add up to the whole, every one opens, the file holds all of them."""

import csv
import html
import io
import re
from datetime import date
from decimal import Decimal

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from gis.models import Unit
from gis.queries import indicators, sector_years
from tests.factories import NewUnitFactory
from tests.factories.summaries import SummaryDayFactory, UnitMoneyFactory, UnitMonthFactory
from tests.web.test_project_page import text_of
from webmap.units import sector_views

pytestmark = pytest.mark.usefixtures("day_has_passed")
OCTOBER, DAY = date(2026, 10, 1), date(2026, 10, 20)


@pytest.fixture
def communes(session: Session) -> list[Unit]:
    """Give two communes with roads, and the second one with money of two years that has no sector."""
    SummaryDayFactory(as_of=DAY)
    found: list[Unit] = [NewUnitFactory(full_name=f"Xã {name}") for name in ("An", "Bình")]
    for number, unit in enumerate(found, start=1):
        UnitMonthFactory(
            unit_id=unit.id,
            month=OCTOBER,
            sector_id=1,
            project_ratio=Decimal("2.5") * number,
            on_time_ratio=Decimal(number),
            late_ratio=Decimal("0.5"),
            overdue_ratio=Decimal(number),
        )
        UnitMoneyFactory(
            unit_id=unit.id,
            month=OCTOBER,
            fiscal_year=2026,
            sector_id=1,
            plan_vnd=Decimal(400),
            paid_vnd=Decimal(300),
        )
    for year, paid in ((2026, 70), (2025, 11)):
        UnitMoneyFactory(
            unit_id=found[1].id,
            month=OCTOBER,
            fiscal_year=year,
            sector_id=0,
            plan_vnd=None,
            paid_vnd=Decimal(paid),
        )
    session.flush()
    return found


def test_every_commune_and_sector_has_a_row_and_they_add_up(
    client: FlaskClient, communes: list[Unit]
) -> None:
    told = text_of(client.get("/units/sectors?month=2026-10").text).replace("\u00a0", " ")
    assert "Xã An Giao thông 2,5 1,5 1 1 400 đồng 300 đồng 75 %" in told
    assert "Xã Bình Chưa phân lĩnh vực 0 0 0 0 – 70 đồng –" in told
    assert "Toàn địa bàn 7,5 4 3 3 800 đồng 670 đồng 83,8 %" in told
    assert "11 đồng" in text_of(client.get("/units/sectors?month=2026-10&year=2025").text).replace(
        "\u00a0", " "
    )
    page = client.get("/units/sectors?month=2026-10").text
    opened = re.findall(r'href="(/projects\?[^"]*)"', page)
    assert any(f"unit={communes[0].id}" in each and "schedule=overdue" in each for each in opened)
    assert {client.get(html.unescape(each)).status_code for each in opened} == {200}


def test_sums_are_those_of_the_indicators(session: Session, communes: list[Unit]) -> None:
    whole = sector_years.sums(session, month=OCTOBER, day=DAY, year=2026)
    figures = indicators.figures_of_set(
        session, month=OCTOBER, day=DAY, commune_ids=[each.id for each in communes]
    ).whole
    assert (whole.plan_vnd, whole.paid_vnd) == (figures.plan_vnd, figures.paid_vnd)
    assert (whole.project_ratio, whole.overdue_ratio) == (figures.project_ratio, figures.overdue_ratio)
    assert whole.row_count == 3


def test_the_file_holds_every_page(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch, communes: list[Unit]
) -> None:
    monkeypatch.setattr(sector_views, "PAGE_SIZE", 2)
    first, last = (client.get(f"/units/sectors?month=2026-10&page={page}").text for page in (1, 9))
    assert ("Dòng 1–2 trong 3" in text_of(first), "Dòng 3–3 trong 3" in text_of(last)) == (True, True)
    answer = client.get("/units/sectors.csv?month=2026-10")
    rows = list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig"))))
    assert [row[0] for row in rows] == ["Xã", "Xã An", "Xã Bình", "Xã Bình"]
    assert rows[1][2:] == ["2026", "2.5", "1.5", "1.0", "1.0", "400", "300", ""]
    assert rows[3][7:] == ["", "70", ""]


def test_without_figures_the_page_says_so_and_nonsense_is_refused(client: FlaskClient) -> None:
    assert "Chưa có số liệu của năm này" in client.get("/units/sectors").text
    assert client.get("/units/sectors?year=abc").status_code == 400
    assert client.get("/units/sectors.csv?month=2026-13").status_code == 400
