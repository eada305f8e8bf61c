"""One indicator for every commune of a day, as the map and other programs ask for it."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from gis.domain.units import UnitLevel
from gis.models import Unit
from gis.operations import versions
from tests.factories import NewUnitFactory, OldUnitFactory, UnitFactory, UnitSuccessionFactory
from tests.factories.summaries import SummaryDayFactory, UnitMoneyFactory, UnitMonthFactory

pytestmark = pytest.mark.usefixtures("day_has_passed")

SEPTEMBER = date(2026, 9, 1)
QUERIES = 11
"""Of a worker that remembers nothing yet; the next answers of the same data take three."""


def asked(client: FlaskClient, query: str = "indicator=disbursement") -> dict[str, Any]:
    found: dict[str, Any] = client.get(f"/api/v1/indicators?{query}").get_json()
    return found


def values(answer: dict[str, Any]) -> dict[str, float | None]:
    return {unit["name"]: unit["value"] for unit in answer["units"].values()}


@pytest.fixture
def communes(session: Session) -> tuple[Unit, Unit, Unit]:
    """Give three communes of today with plans; the last has none."""
    session.flush()
    SummaryDayFactory()
    made = tuple(NewUnitFactory(full_name=f"Xã {name}") for name in ("An", "Bình", "Cường"))
    for unit, paid in zip(made, (80, 20), strict=False):
        UnitMonthFactory(unit_id=unit.id)
        UnitMonthFactory(unit_id=unit.id, month=SEPTEMBER)
        UnitMoneyFactory(unit_id=unit.id, plan_vnd=Decimal(100), paid_vnd=Decimal(paid))
        UnitMoneyFactory(unit_id=unit.id, plan_vnd=Decimal(100), paid_vnd=Decimal(10), month=SEPTEMBER)
    return made


def test_before_any_summary_every_commune_is_without_figures(client: FlaskClient) -> None:
    NewUnitFactory(full_name="Xã An")
    found = asked(client)
    assert values(found) == {"Xã An": None}
    assert found["without_figures"]["count"] == 1
    assert [each["count"] for each in found["classes"]] == [0, 0, 0, 0, 0]
    assert found["total"]["text"] == "–"


def test_values_fall_into_classes_and_missing_is_no_class(
    client: FlaskClient, communes: tuple[Unit, Unit, Unit]
) -> None:
    found = asked(client)
    assert values(found) == {"Xã An": 80, "Xã Bình": 20, "Xã Cường": None}
    assert [each["count"] for each in found["classes"]] == [1, 0, 0, 1, 0]
    assert found["without_figures"] == {"label": "Chưa có số liệu", "count": 1, "count_text": "1"}
    an, _, missing = (found["units"][str(unit.id)] for unit in communes)
    assert (an["class"], an["part"], an["whole"]) == (4, 80, 100)
    assert (missing["class"], missing["text"]) == (None, "–")
    assert missing["more"] == "Chưa có kế hoạch vốn năm 2026"
    assert found["total"]["value"] == 50
    assert [(each["label"], each["text"]) for each in found["ends"]] == [
        ("Thấp nhất: Xã Bình", "20\u00a0%"),
        ("Cao nhất: Xã An", "80\u00a0%"),
    ]
    assert [found["units"][str(unit.id)]["mark"] for unit in communes] == ["", "thấp nhất", ""]
    assert (found["class_note"], found["note"]) == ("", "Tháng chưa kết thúc, hạn báo cáo 05/11/2026.")
    with_one = client.get(found["ends"][0]["address"]).text
    assert "Xã Bình" in with_one


@pytest.mark.usefixtures("communes")
def test_a_month_stands_on_its_last_day_and_the_last_one_on_the_day_of_the_data(client: FlaskClient) -> None:
    assert asked(client)["day_text"] == "Số liệu đến ngày 20/10/2026"
    before = asked(client, "indicator=disbursement&month=2026-09")
    assert before["day"] == "2026-09-30"
    assert values(before) == {"Xã An": 10, "Xã Bình": 10, "Xã Cường": None}
    assert (before["ends"], before["note"]) == ([], ""), "equal values are neither low nor high"


def test_sectors_and_years_narrow(client: FlaskClient, communes: tuple[Unit, Unit, Unit]) -> None:
    an = communes[0]
    UnitMoneyFactory(unit_id=an.id, sector_id=0, plan_vnd=Decimal(100), paid_vnd=Decimal(0))
    UnitMoneyFactory(unit_id=an.id, fiscal_year=2025, plan_vnd=Decimal(10), paid_vnd=Decimal(9))
    assert values(asked(client))["Xã An"] == 40
    assert values(asked(client, "indicator=disbursement&sector=none"))["Xã An"] == 0
    last_year = asked(client, "indicator=disbursement&year=2025")
    assert values(last_year)["Xã An"] == 90
    UnitMoneyFactory(unit_id=an.id, sector_id=0, fiscal_year=2024, plan_vnd=Decimal(10), paid_vnd=Decimal(1))
    for unit in communes[1:]:
        UnitMoneyFactory(unit_id=unit.id, fiscal_year=2024, plan_vnd=Decimal(10), paid_vnd=Decimal(2))
    low = asked(client, "indicator=disbursement&year=2024")
    assert low["class_note"] == "Các xã cùng một mức màu: so bằng con số."
    assert [each["label"] for each in low["ends"]] == ["Thấp nhất: Xã An", "Cao nhất: Xã Bình, Xã Cường"]


def test_what_no_old_commune_is_known_for_stands_by_itself_and_totals_agree(client: FlaskClient) -> None:
    SummaryDayFactory()
    district = UnitFactory(level=UnitLevel.DISTRICT, full_name="Huyện Thử", valid_to=date(2025, 6, 30))
    old, new = OldUnitFactory(parent_id=district.id, full_name="Xã Cũ"), NewUnitFactory(full_name="Xã Mới")
    UnitSuccessionFactory(old_id=old.id, new_id=new.id)
    for unit, plan in ((old, 70), (district, 30), (new, 100)):
        UnitMonthFactory(unit_id=unit.id)
        UnitMoneyFactory(unit_id=unit.id, plan_vnd=Decimal(plan), paid_vnd=Decimal(plan) / 2)
    before, now = asked(client, "indicator=disbursement&units_on=2025-06-30"), asked(client)
    assert [(each["id"], each["name"], each["whole"]) for each in before["unplaced"]] == [
        (district.id, "Huyện Thử", 30)
    ]
    assert sum(each["count"] for each in before["classes"]) == 1
    assert now["unplaced"] == []
    assert before["total"]["whole"] == now["total"]["whole"] == 100


def test_per_household_is_told_only_where_the_households_are(client: FlaskClient) -> None:
    SummaryDayFactory()
    counted = NewUnitFactory(full_name="Xã Có", household_count=200)
    other = NewUnitFactory(full_name="Xã Chưa")
    for unit in (counted, other):
        UnitMonthFactory(unit_id=unit.id)
        UnitMoneyFactory(unit_id=unit.id, contribution_vnd=Decimal(300_000_000))
    found = asked(client, "indicator=contribution")
    assert values(found) == {"Xã Có": 1_500_000, "Xã Chưa": None}
    assert found["units"][str(counted.id)]["text"] == "1,5 triệu/hộ"
    assert (
        found["units"][str(other.id)]["more"]
        == "tổng cả năm 300 triệu; chưa có số hộ nên chưa chia bình quân"
    )
    assert found["total"]["value"] is None
    assert found["classes"][0] | {"low": 0, "high": 0} == {
        "number": 1, "step": 3, "low": 0, "high": 0, "label": "mọi mức", "count": 1, "count_text": "1",
    }  # fmt: skip


@pytest.mark.usefixtures("communes")
def test_an_unchanged_answer_is_not_sent_again(client: FlaskClient, session: Session) -> None:
    etag = client.get("/api/v1/indicators?indicator=progress").headers["ETag"]
    again = client.get("/api/v1/indicators?indicator=progress", headers={"If-None-Match": etag})
    assert (again.status_code, again.data) == (304, b"")
    other = client.get("/api/v1/indicators?indicator=on_time", headers={"If-None-Match": etag})
    assert other.status_code == 200
    versions.bump(session)
    changed = client.get("/api/v1/indicators?indicator=progress", headers={"If-None-Match": etag})
    assert changed.status_code == 200


@pytest.mark.usefixtures("communes")
@pytest.mark.parametrize(
    ("query", "parameter", "words"),
    [
        ("", "indicator", "progress, disbursement"),
        ("indicator=speed", "indicator", "“speed”"),
        ("indicator=progress&month=10/2026", "month", "2026-10"),
        ("indicator=progress&month=2026-13", "month", "“2026-13”"),
        ("indicator=progress&month=2030-01", "month", "từ 2026-09 đến 2026-10"),
        ("indicator=progress&year=12", "year", "1976"),
        ("indicator=progress&sector=xyz", "sector", "xyz"),
        ("indicator=progress&units_on=hom-nay", "units_on", "hom-nay"),
    ],
)
def test_nonsense_is_refused_by_name(client: FlaskClient, query: str, parameter: str, words: str) -> None:
    answer = client.get(f"/api/v1/indicators?{query}")
    assert (answer.status_code, answer.mimetype) == (400, "application/problem+json")
    assert answer.get_json()["parameter"] == parameter
    assert words in answer.get_json()["detail"]


@pytest.mark.usefixtures("communes")
def test_few_questions_answer_it(client: FlaskClient, query_recorder: list[str]) -> None:
    asked(client)
    assert len(query_recorder) <= QUERIES
