"""The page of a commune tells what people gave and what land was handed over; every figure opens into its rows."""

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from gis.domain.contribution import GiftAim
from gis.models import Unit, UnitResidents, UnitTarget
from tests.factories import (
    NewUnitFactory,
    OldUnitFactory,
    ProjectFactory,
    ProjectShareFactory,
    UnitSuccessionFactory,
)
from tests.factories.ledgers import ClearanceCountFactory, ClearanceDifficultyFactory, ContributionFactory
from tests.factories.summaries import SummaryDayFactory, UnitMonthFactory
from tests.web.test_project_page import text_of

pytestmark = pytest.mark.usefixtures("day_has_passed")
CENSUS, GIVEN = date(2019, 4, 1), date(2026, 5, 4)


def words(client: FlaskClient, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return text_of(answer.text).replace("\u00a0", " ")


@pytest.fixture
def commune(session: Session) -> Unit:
    """Give a commune of two old ones with 1,000 households, gifts of two years and one count of land clearance."""
    SummaryDayFactory()
    unit: Unit = NewUnitFactory(full_name="Xã Mới")
    UnitMonthFactory(unit_id=unit.id)
    for name, households in (("Xã Cũ A", 600), ("Xã Cũ B", 400)):
        old = OldUnitFactory(full_name=name)
        UnitSuccessionFactory(old_id=old.id, new_id=unit.id)
        session.add(
            UnitResidents(
                unit_id=old.id, counted_on=CENSUS, household_count=households, source="Tổng điều tra"
            )
        )
    project = ProjectFactory(code="GIFT-1")
    ProjectShareFactory(project_id=project.id, unit_id=unit.id)
    here = {"unit_id": unit.id, "project_id": project.id}
    for kind, item, day, quantity, measure, value, households in (
        ("cash", None, GIVEN, 60_000_000, "đồng", 60_000_000, 30),
        ("land", "CLN", GIVEN, 900, "m²", 54_000_000, 4),
        ("land", None, date(2025, 3, 1), 1100, "m²", 1, 5),
        ("material", None, GIVEN, 12, "m³", None, None),
        ("asset", "cây keo", GIVEN, 20, "cây", None, None),
        ("asset", "cây cà phê", GIVEN, 30, "cây", None, None),
    ):
        ContributionFactory(
            **here,
            kind=kind,
            item=item,
            effective_date=day,
            quantity=Decimal(quantity),
            quantity_unit=measure,
            value_vnd=value,
            household_count=households,
        )
    ClearanceCountFactory(
        **here,
        effective_date=GIVEN,
        area_total_m2=Decimal(10_000),
        area_handed_over_m2=Decimal(8_000),
        household_total_count=40,
        household_handed_over_count=30,
        length_total_m=None,
        length_handed_over_m=Decimal(500),
        resettlement_total_count=4,
        resettlement_done_count=1,
    )
    ClearanceDifficultyFactory(**here, effective_date=GIVEN)
    for aim, amount in ((GiftAim.CASH, 80_000_000), (GiftAim.LABOUR, 50)):
        session.add(
            UnitTarget(
                unit_id=unit.id, indicator=aim, target_year=2026, target_ratio=Decimal(amount), source="5/KH"
            )
        )
    session.flush()
    return unit


def test_gifts_stand_by_kind_beside_plan_and_households(client: FlaskClient, commune: Unit) -> None:
    told = words(client, f"/units/{commune.id}")
    assert "Nhân dân đóng góp năm 2026 5 lần đóng góp" in told
    assert "Tiền mặt 60 triệu 60 triệu 75 % kế hoạch 80 triệu (đề xuất) 60.000 đồng" in told
    assert "Đất hiến 900 m² 54 triệu chưa có kế hoạch 54.000 đồng" in told
    assert "Ngày công – – chưa có số liệu kế hoạch 50 công (đề xuất) –" in told, "nothing given is not zero"
    assert "Vật liệu 12 m³ 1 lần chưa quy đổi chưa có kế hoạch –" in told
    assert "cây cà phê: 30 cây cây keo: 20 cây 2 lần chưa quy đổi" in told, "two things do not add up"
    assert "Cộng giá trị quy đổi 114 triệu 3 lần chưa quy đổi 114.000 đồng" in told
    assert "Lượt hộ tham gia 34 lượt hộ (3,4 % số hộ của xã)" in told
    assert "Số hộ của xã 1.000 (01/04/2019, cộng từ 2 xã cũ)" in told
    assert "Đất hiến các năm so với đất phải thu hồi 20 %" in told


def test_land_clearance_tells_what_nobody_counted(client: FlaskClient, commune: Unit) -> None:
    told = words(client, f"/units/{commune.id}")
    assert "Diện tích đã bàn giao 80 % 8.000 m² trong 1 ha" in told
    assert "Hộ đã bàn giao mặt bằng 75 % 30 hộ trong 40 hộ" in told
    assert "Chiều dài tuyến đã bàn giao – chưa đếm" in told
    assert "Hộ đã bố trí tái định cư 25 % 1 hộ trong 4 hộ" in told


def test_every_figure_of_both_blocks_opens_into_its_rows(client: FlaskClient, commune: Unit) -> None:
    page = client.get(f"/units/{commune.id}").text
    blocks = page.partition('id="giving"')[2].partition('class="bars-grid"')[0]
    addresses = {each.replace("&amp;", "&") for each in re.findall(r'href="(/units/[^"#]+)', blocks)}
    assert {each.partition("&")[2] for each in addresses} >= {
        "", "kind=cash", "kind=land", "kind=land&years=all", "kind=material", "kind=material&valued=no", "valued=no",
        "of=area", "of=households", "of=length", "of=resettlement",
    }  # fmt: skip
    own = f"/units/{commune.id}/indicators"
    land = words(client, f"{own}/contribution?month=2026-10&kind=land&years=all")
    assert "Nhân dân đóng góp các năm – Đất hiến" in land
    assert "2.000 m² 2 lần đóng góp" in land
    trees = words(client, f"{own}/contribution?month=2026-10&kind=asset")
    assert "50 cây" not in trees
    waiting = words(client, f"{own}/contribution?month=2026-10&kind=material&valued=no")
    assert "Vật liệu – chưa quy đổi – Xã Mới" in waiting
    assert "12 m³ 1 lần đóng góp; 1 lần chưa quy đổi" in waiting
    assert "Vật liệu Hộ gia đình, cá nhân · Xã Mới" in waiting
    assert "Tiền mặt" not in waiting.partition("Đã nhận được gì")[2]
    resettled = words(client, f"{own}/clearance?month=2026-10&of=resettlement")
    assert "25 % 1 hộ trong 4 hộ" in resettled
    assert "GIFT-1" in resettled
    assert "Đang vướng mắc (UBND xã)" in resettled
    assert "Không có dòng số liệu nào" in words(client, f"{own}/clearance?month=2026-10&of=length")


def test_the_households_that_divide_open_into_their_counts(client: FlaskClient, commune: Unit) -> None:
    told = words(client, f"/units/{commune.id}/indicators/contribution")
    counts = told.partition("Số hộ dùng để chia")[2]
    assert "1.000" in counts
    assert "Xã Cũ A 600 01/04/2019 Tổng điều tra" in counts
    assert "Xã Cũ B 400 01/04/2019 Tổng điều tra" in counts
    assert "lấy số của các xã cũ hợp thành" in counts


@pytest.mark.parametrize("query", ["kind=gold", "valued=yes", "years=2025", "kind=land&kind=cash"])
def test_rows_that_make_no_sense_are_refused(client: FlaskClient, commune: Unit, query: str) -> None:
    assert client.get(f"/units/{commune.id}/indicators/contribution?{query}").status_code == 400
    assert client.get(f"/units/{commune.id}/indicators/clearance?of=gold").status_code == 400


def test_a_commune_without_any_says_so(client: FlaskClient, signed_in: Callable[..., FlaskClient]) -> None:
    SummaryDayFactory()
    unit = NewUnitFactory()
    UnitMonthFactory(unit_id=unit.id)
    told = words(client, f"/units/{unit.id}")
    assert "Chưa ghi nhận đóng góp nào trong năm 2026" in told
    assert "Chưa có số đếm mặt bằng" in told
    told = words(client, f"/units/{unit.id}/indicators/contribution")
    assert "Chưa có số hộ Chưa có số hộ thì không chia bình quân, không coi là 0." in told
    assert "etl import" not in told, "a command is of no use to the public"
    assert "etl import residents" in words(signed_in(), f"/units/{unit.id}/indicators/contribution")
