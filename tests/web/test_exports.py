import csv
import io
import json
from collections.abc import Callable
from datetime import date
from decimal import Decimal

import openpyxl
import pytest
from flask import Flask
from flask.testing import FlaskClient
from openpyxl.worksheet.worksheet import Worksheet

from tests.factories import (
    AgencyFactory,
    NewUnitFactory,
    OldUnitFactory,
    ProjectFactory,
    ProjectLocationFactory,
    ProjectPartyFactory,
    ProjectShareFactory,
    ProjectSourceFactory,
    UnitSuccessionFactory,
)
from tests.factories.summaries import ProjectSummaryFactory
from webmap.database import db
from webmap.projects import exports

LINE = "SRID=4326;MULTILINESTRING((107.5 12, 107.6 12.1))"


def full_project() -> None:
    owner = AgencyFactory(name="UBND xã Kiến Đức")
    old, new = OldUnitFactory(full_name="Xã Đắk Wer"), NewUnitFactory(full_name="Xã Nhân Cơ")
    UnitSuccessionFactory(old_id=old.id, new_id=new.id)
    project = ProjectFactory(
        code="DA-7",
        name="Đường <b>A</b> & “B”",
        owner_id=owner.id,
        is_located=True,
        budget_vnd=Decimal(5_000_000_001),
        acceptance_date=date(2026, 11, 2),
        old_codes=["X1", "X2"],
    )
    ProjectPartyFactory(project_id=project.id, agency_id=owner.id)
    ProjectSourceFactory(project_id=project.id, source_id=3, amount_vnd=Decimal(5_000_000_001))
    ProjectLocationFactory(project_id=project.id, geom=LINE)
    ProjectSummaryFactory(project_id=project.id, plan_vnd=3_000_000_001, paid_vnd=1_000_000_000)
    for unit in (old, new):
        ProjectShareFactory(project_id=project.id, unit_id=unit.id)


def csv_rows(client: FlaskClient, query: str = "") -> list[dict[str, str]]:
    answer = client.get(f"/projects.csv?{query}")
    assert (answer.status_code, answer.mimetype) == (200, "text/csv")
    assert answer.headers["Content-Disposition"].startswith('attachment; filename="du-an_')
    assert answer.data.startswith("\ufeff".encode())
    return list(csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig"))))


def sheet(client: FlaskClient, query: str = "") -> Worksheet:
    answer = client.get(f"/projects.xlsx?{query}")
    assert (answer.status_code, answer.mimetype) == (200, exports.XLSX)
    found = openpyxl.load_workbook(io.BytesIO(answer.data)).worksheets[0]
    assert isinstance(found, Worksheet)
    return found


def features(client: FlaskClient, query: str = "") -> list[dict]:
    answer = client.get(f"/projects.geojson?{query}")
    assert (answer.status_code, answer.mimetype) == (200, "application/geo+json")
    return json.loads(answer.data)["features"]


def test_csv_says_everything_in_words(client: FlaskClient) -> None:
    full_project()
    (row,) = csv_rows(client)
    assert row["Mã dự án"] == "DA-7"
    assert row["Tên dự án"] == "Đường <b>A</b> & “B”"
    assert row["Mã cũ"] == "X1; X2"
    assert (row["Lĩnh vực"], row["Giai đoạn"], row["Nhóm dự án"]) == ("Giao thông", "Đang thi công", "C")
    assert (row["Xã trên địa bàn"], row["Chủ đầu tư"]) == ("Xã Nhân Cơ", "UBND xã Kiến Đức")
    assert (row["Tổng mức đầu tư (đồng)"], row["Nguồn vốn"]) == (
        "5000000001",
        "Ngân sách tỉnh (cân đối): 5.000.000.001 đồng",
    )
    assert (row["Ngày nghiệm thu hoàn thành"], row["So với hạn"]) == ("02/11/2026", "Vượt tiến độ")
    assert (row["Vĩ độ"], row["Chiều dài (m)"]) == ("", "15521.9")
    assert row["Kế hoạch vốn năm nay (đồng)"] == "3000000001"
    assert row["Giải ngân kế hoạch năm nay (đồng)"] == "1000000000"
    assert row["Tỷ lệ giải ngân kế hoạch năm nay (%)"] == "33.33"


def test_the_unit_set_of_the_address_names_the_communes(client: FlaskClient) -> None:
    full_project()
    assert csv_rows(client, "units_on=2025-06-30")[0]["Xã trên địa bàn"] == "Xã Đắk Wer"


def test_missing_is_empty_and_never_zero(client: FlaskClient) -> None:
    ProjectFactory(budget_vnd=None, stage=None, first_completion_date=None)
    (row,) = csv_rows(client)
    assert (row["Tổng mức đầu tư (đồng)"], row["Giai đoạn"], row["Số ngày chậm"]) == ("", "", "")
    (feature,) = features(client)
    assert feature["geometry"] is None
    assert feature["properties"]["budget_vnd"] is None
    assert (row["Tỷ lệ giải ngân kế hoạch năm nay (%)"], feature["properties"]["disbursed_pct"]) == ("", None)


FORMULAS = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1+1", "  =1+1"]


@pytest.mark.parametrize("name", FORMULAS)
def test_formulas_become_text(client: FlaskClient, name: str) -> None:
    ProjectFactory(name=name)
    assert csv_rows(client)[0]["Tên dự án"] == f"'{name.strip()}"
    cell = sheet(client).cell(2, 4)
    assert (cell.value, cell.data_type) == (name, "s")
    assert features(client)[0]["properties"]["name"] == name


def test_excel_holds_numbers_and_dates_as_such(client: FlaskClient) -> None:
    full_project()
    found = sheet(client)
    head = {cell.value: cell.column for cell in found[1]}
    assert found.cell(2, head["Tổng mức đầu tư (đồng)"]).value == 5_000_000_001
    assert found.cell(2, head["Ngày nghiệm thu hoàn thành"]).value.date() == date(2026, 11, 2)
    assert found.freeze_panes == "B2"


def test_geojson_carries_codes_and_the_whole_geometry(client: FlaskClient) -> None:
    full_project()
    (feature,) = features(client)
    assert feature["properties"]["code"] == "DA-7"
    assert feature["geometry"] == {
        "type": "MultiLineString",
        "coordinates": [[[107.5, 12], [107.6, 12.1]]],
    }
    properties = feature["properties"]
    assert (properties["sector"], properties["stage"], properties["schedule"]) == (
        "roads_transport",
        6,
        "early",
    )
    assert properties["approved_completion_date"] == "2026-12-31"


def test_files_hold_exactly_the_filtered_rows_in_the_order_of_the_list(client: FlaskClient) -> None:
    for number in (3, 1, 2):
        ProjectFactory(code=f"A-{number}", sector_id=1, budget_vnd=Decimal(number))
    ProjectFactory(code="B", sector_id=2)
    query = "sector=roads_transport&sort=-budget&page=7&size=25"
    wanted = ["A-3", "A-2", "A-1"]
    assert [row["Mã dự án"] for row in csv_rows(client, query)] == wanted
    assert [row[0].value for row in sheet(client, query).iter_rows(min_row=2)] == wanted
    assert [feature["properties"]["code"] for feature in features(client, query)] == wanted


def test_the_list_offers_its_own_rows(client: FlaskClient) -> None:
    ProjectFactory()
    page = client.get("/projects?stage=6&sort=budget").text
    for form in ("csv", "xlsx", "geojson"):
        assert f'href="/projects.{form}?stage=6&amp;sort=budget"' in page


def test_nothing_found_is_a_file_with_headings(client: FlaskClient) -> None:
    assert csv_rows(client) == []
    assert sheet(client).max_row == 1
    assert features(client) == []


def test_english_files_speak_english(client: FlaskClient) -> None:
    full_project()
    (row,) = csv_rows(client, "lang=en")
    assert (row["Sector"], row["Stage"]) == ("Roads and transport", "Under construction")
    assert row["Acceptance date"] == "2026-11-02"


@pytest.mark.parametrize("form", ["csv", "xlsx", "geojson"])
def test_too_many_rows_are_refused_with_the_way_out(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch, form: str
) -> None:
    monkeypatch.setitem(exports.MOST_ROWS, form, 1)
    ProjectFactory()
    assert client.get(f"/projects.{form}").status_code == 200
    ProjectFactory()
    answer = client.get(f"/projects.{form}")
    assert answer.status_code == 400
    assert "python -m etl export projects" in answer.text


@pytest.mark.parametrize("form", ["csv", "xlsx", "geojson"])
def test_nonsense_is_refused_before_any_byte(client: FlaskClient, form: str) -> None:
    assert client.get(f"/projects.{form}?stage=99").status_code == 400
    assert client.get(f"/projects.{form}?sort=x").status_code == 400
    assert client.get(f"/projects.{form}?unit=987654321").status_code == 400


@pytest.mark.parametrize("form", ["csv", "xlsx", "geojson"])
def test_a_file_gives_its_connection_back(make_app: Callable[..., Flask], form: str) -> None:
    app = make_app()
    assert app.test_client().get(f"/projects.{form}").status_code == 200
    with app.app_context():
        assert [engine.pool.checkedout() for engine in db.engines.values()] == [0, 0]
