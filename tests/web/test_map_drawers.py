"""The drawers of the map: a project and a commune in short."""

import re
from datetime import UTC, date, datetime
from decimal import Decimal
from html import unescape
from urllib.parse import urlencode

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from gis.operations import versions
from tests.factories import (
    AgencyFactory,
    NewUnitFactory,
    OldUnitFactory,
    ProjectFactory,
    ProjectLocationFactory,
    ProjectShareFactory,
    UnitFactory,
    UnitSuccessionFactory,
    square,
)
from tests.factories.projects import ODD_CODES
from tests.factories.summaries import SummaryDayFactory, UnitMoneyFactory, UnitMonthFactory

PIECE = {"HX-Request": "true"}


@pytest.fixture(autouse=True)
def fresh_counts(session: Session) -> None:
    """Make this test's state of the data one that no worker has counted yet."""
    versions.bump(session)


def piece(client: FlaskClient, path: str) -> str:
    answer = client.get(f"/map/drawer/{path}", headers=PIECE)
    assert answer.status_code == 200
    return " ".join(answer.text.split())


def test_a_project_is_told_in_short(client: FlaskClient) -> None:
    owner = AgencyFactory(name="UBND xã Nhân Cơ")
    project = ProjectFactory(
        code="DA-7",
        name="Đường <b>thôn 7</b>",
        owner_id=owner.id,
        budget_vnd=Decimal(14_800_000_000),
        first_completion_date=date(2020, 6, 30),
        is_located=True,
    )
    ProjectLocationFactory(
        project_id=project.id,
        geom="SRID=4326;MULTILINESTRING((107.5 12, 107.51 12))",
        length_m=Decimal("1089.4"),
    )
    unit = NewUnitFactory(name="Nhân Cơ")
    ProjectShareFactory(project_id=project.id, unit_id=unit.id)
    told = piece(client, "project?code=DA-7")
    assert "Đường &lt;b&gt;thôn 7&lt;/b&gt;" in told
    assert 'title="14.800.000.000 đồng">14,8' in told
    assert "Quá hạn" in told
    assert "UBND xã Nhân Cơ" in told
    assert "Dài 1,1" in told
    assert f'data-open-unit="{unit.id}">Xã Nhân Cơ' in told
    assert 'href="/projects/DA-7"' in told
    assert f'data-id="{project.id}" data-key="DA-7" data-place="' in told


def test_the_number_of_the_tiles_gives_the_same(client: FlaskClient) -> None:
    project = ProjectFactory(code="DA-7")
    assert piece(client, f"project/{project.id}") == piece(client, "project?code=DA-7")


@pytest.mark.parametrize("code", ODD_CODES)
def test_a_code_may_hold_any_sign(client: FlaskClient, code: str) -> None:
    ProjectFactory(code=code, name="Cầu thôn 3")
    told = piece(client, f"project?{urlencode({'code': code, 'units_on': '2026-01-01'})}")
    assert "Cầu thôn 3" in told
    page = unescape(re.search(r'href="(/projects/[^"]+)"', told)[1])
    assert "Cầu thôn 3" in client.get(page).text


@pytest.mark.parametrize(
    ("shape", "told"),
    [
        ("MULTILINESTRING((107.5 12, 107.51 12))", "Dài 1,1\u00a0km"),
        ("MULTIPOLYGON(((107.5 12, 107.501 12, 107.501 12.001, 107.5 12)))", "Diện tích 6.02"),
    ],
)
def test_a_place_whose_size_was_never_stored_is_measured_as_the_page_does(
    client: FlaskClient, shape: str, told: str
) -> None:
    project = ProjectFactory(code="DA-11", is_located=True)
    ProjectLocationFactory(project_id=project.id, geom=f"SRID=4326;{shape}", length_m=None, area_m2=None)
    assert told in piece(client, "project?code=DA-11").replace(" km", "\u00a0km")
    assert told.split(" ")[-1] in client.get("/projects/DA-11").text


def test_a_project_without_a_place_says_so(client: FlaskClient) -> None:
    ProjectFactory(code="DA-8", budget_vnd=None, stage=None)
    told = piece(client, "project?code=DA-8")
    assert "Chưa có vị trí trên bản đồ." in told
    assert "Hồ sơ chưa nêu xã." in told
    assert "data-place" not in told
    assert 'class="missing"' in told


def test_a_project_in_several_communes_names_their_parts(client: FlaskClient) -> None:
    project = ProjectFactory(code="DA-9")
    for name, share in (("Đắk Ru", "0.25"), ("Quảng Tín", "0.75")):
        unit = NewUnitFactory(name=name)
        ProjectShareFactory(project_id=project.id, unit_id=unit.id, share_ratio=Decimal(share))
    told = piece(client, "project?code=DA-9")
    assert told.index("Xã Quảng Tín") < told.index("Xã Đắk Ru")
    assert "75" in told
    assert "25" in told


def test_archived_and_unknown_projects_are_not_found(client: FlaskClient) -> None:
    ProjectFactory(code="DA-10", archived_at=datetime(2026, 1, 1, tzinfo=UTC))
    for path in ("project?code=DA-10", "project?code=KHONG-CO", "project", "project/999999", "unit/999999"):
        assert client.get(f"/map/drawer/{path}").status_code == 404


def test_a_commune_shows_its_figures_and_what_became_of_it(client: FlaskClient) -> None:
    old = OldUnitFactory(
        name="Đắk Wer",
        code="24750",
        geom=square(107.4, 11.9),
        population=7000,
        population_date=date(2019, 4, 1),
    )
    new = NewUnitFactory(name="Nhân Cơ", geom=square(107.4, 11.9))
    UnitSuccessionFactory(old_id=old.id, new_id=new.id)
    for budget in (Decimal(2_000_000_000), None):
        project = ProjectFactory(budget_vnd=budget, is_located=budget is not None)
        ProjectShareFactory(project_id=project.id, unit_id=old.id)
    told = piece(client, f"unit/{old.id}")
    assert "Xã Đắk Wer" in told
    assert "đến 30/06/2025" in told
    assert ">2 tỷ<" in told.replace("\u00a0", " ")
    assert "1 dự án chưa có vị trí" in told
    assert "7.000 người (01/04/2019)" in told
    assert f'data-open-unit="{new.id}">Xã Nhân Cơ' in told
    figures = told.partition("map-card__figures")[2].partition("map-card__body")[0]
    assert f'href="/projects?unit={old.id}&' in figures, "totals open into their rows"
    assert f'Vốn trên địa bàn</span><a class="map-card__figure" href="/units/{old.id}/capital">' in figures
    assert f'data-set-filter="unit={old.id}"' in told


def test_a_commune_without_projects_says_so(client: FlaskClient) -> None:
    unit = NewUnitFactory(geom=None)
    told = piece(client, f"unit/{unit.id}")
    assert "Chưa có dự án nào ở đây." in told
    assert "data-place" not in told
    assert 'class="missing"' in told


def words(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", unescape(html)).split())


@pytest.mark.usefixtures("day_has_passed")
def test_a_commune_tells_its_six_figures_of_the_month_asked_for(client: FlaskClient) -> None:
    SummaryDayFactory()
    unit = NewUnitFactory(household_count=100)
    for month, paid in ((date(2026, 9, 1), 10), (date(2026, 10, 1), 80)):
        UnitMonthFactory(unit_id=unit.id, month=month)
        UnitMoneyFactory(unit_id=unit.id, month=month, plan_vnd=Decimal(100), paid_vnd=Decimal(paid))
    page = words(client.get(f"/map/drawer/unit/{unit.id}").text)
    assert "Sáu chỉ tiêu tháng 10/2026 (mới đến ngày" in page
    assert "Giải ngân kế hoạch năm 2026 80 % 80 đồng trong 100 đồng kế hoạch 2026" in page
    assert "Dự án đúng hạn – Chưa có dự án nào đến hạn" in page
    assert "Số liệu đến ngày 20/10/2026" in page
    before = words(client.get(f"/map/drawer/unit/{unit.id}?month=2026-09").text)
    assert "Giải ngân kế hoạch năm 2026 10 %" in before
    assert "Số liệu đến ngày 30/09/2026" in before
    assert client.get(f"/map/drawer/unit/{unit.id}?month=2031-01").status_code == 400


@pytest.mark.usefixtures("day_has_passed")
def test_a_larger_unit_has_no_figures_of_its_own(client: FlaskClient) -> None:
    SummaryDayFactory()
    district = UnitFactory(level="district", kind="district", valid_to=date(2025, 6, 30))
    UnitMonthFactory(unit_id=district.id)
    assert "Sáu chỉ tiêu" not in client.get(f"/map/drawer/unit/{district.id}").text
