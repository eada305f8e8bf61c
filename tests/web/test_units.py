import re
from datetime import date, timedelta
from decimal import Decimal

from flask.testing import FlaskClient

from gis.models import Unit
from tests.factories import (
    NewUnitFactory,
    OldUnitFactory,
    ProjectFactory,
    ProjectLocationFactory,
    ProjectShareFactory,
    UnitFactory,
    UnitSuccessionFactory,
    square,
)
from tests.web.test_project_page import text_of
from webmap.clock import today


def reorganised() -> tuple[list[Unit], list[Unit]]:
    """Give three communes that became two on 01/07/2025: A and B became X, C became Y."""
    old = [
        OldUnitFactory(name=name, full_name=f"Xã {name}", code=code, geom=square(west, 12.0))
        for name, code, west in (("An", "1", 107.0), ("Bình", "2", 107.1), ("Cường", "3", 107.2))
    ]
    new = [
        NewUnitFactory(
            name="Xuân", full_name="Xã Xuân", code="1", geom=square(107.0, 12.0, 0.2), population=9000
        ),
        NewUnitFactory(name="Yên", full_name="Xã Yên", code="3", geom=square(107.2, 12.0)),
    ]
    for former, later in zip(old, (new[0], new[0], new[1]), strict=True):
        UnitSuccessionFactory(old_id=former.id, new_id=later.id)
    return old, new


def project_in(*shares: tuple[Unit, str], **values: object) -> None:
    project = ProjectFactory(**values)
    for unit, ratio in shares:
        ProjectShareFactory(project_id=project.id, unit_id=unit.id, share_ratio=Decimal(ratio))


def fill() -> tuple[list[Unit], list[Unit]]:
    old, new = reorganised()
    a, b, c = old
    x, y = new
    project_in((a, "0.5"), (b, "0.25"), (c, "0.25"), (x, "0.75"), (y, "0.25"), budget_vnd=Decimal(1001))
    project_in((a, "1"), (x, "1"), budget_vnd=Decimal(500), first_completion_date=date(2020, 1, 1))
    project_in((y, "1"), budget_vnd=Decimal(70), name="Chỉ có ở xã mới")
    return old, new


def test_without_units_the_page_says_what_to_do(client: FlaskClient) -> None:
    assert "python -m etl import units" in client.get("/units").text


def test_parts_of_a_budget_sum_to_it_and_projects_count_once(client: FlaskClient) -> None:
    fill()
    page = text_of(client.get("/units").text)
    assert "Xã Xuân 2 1.251 đồng" in page
    assert "Xã Yên 2 320 đồng" in page
    assert "Toàn địa bàn, mỗi dự án tính một lần 3 1.571 đồng" in page


def test_the_old_set_names_what_it_can_not_place(client: FlaskClient) -> None:
    fill()
    page = text_of(client.get("/units?units_on=2025-06-30").text)
    assert "Xã An 2 1.001 đồng" in page
    assert "Xã Bình 1 250 đồng" in page
    assert "Chưa rõ thuộc xã nào trong bộ này 1 70 đồng" in page
    assert "Toàn địa bàn, mỗi dự án tính một lần 3 1.571 đồng" in page


def test_a_commune_tells_its_life_and_its_figures(client: FlaskClient) -> None:
    _, (x, _) = fill()
    page = text_of(client.get(f"/units/{x.id}").text)
    assert "từ 01/07/2025" in page
    assert "Dự án 2 Vốn trên địa bàn 1.251 đồng cả dự án 1.501 đồng" in page
    assert "Chậm hoặc quá hạn 1" in page
    assert "Xã An toàn bộ 2 1.001 đồng Xã Bình toàn bộ 1 250 đồng" in page
    assert "Xã Xuân, mỗi dự án tính một lần 2 1.251 đồng" in page
    assert "Dân số 9.000" in page


def test_every_number_of_the_tables_opens(client: FlaskClient) -> None:
    (a, _, _), (x, _) = fill()
    for address in ("/units", "/units?units_on=2025-06-30", f"/units/{x.id}", f"/units/{a.id}"):
        cells = re.findall(r'<td class="number"[^>]*>(.*?)</td>', client.get(address).text, re.S)
        told = [each for each in cells if re.search(r"[1-9]", re.sub(r"<[^>]+>", "", each))]
        assert told, address
        assert [each for each in told if "href=" not in each] == [], address


def test_the_capital_of_a_commune_opens_into_its_projects(client: FlaskClient) -> None:
    _, (x, _) = fill()
    assert f'href="/units/{x.id}/capital"' in client.get(f"/units/{x.id}").text
    page = client.get(f"/units/{x.id}/capital").text
    rows, foot = page.partition("<tbody>")[2].split("</tbody>")
    parts = re.findall(r'<data class="money" value="(\d+)"', rows)[1::2]
    assert parts == ["751", "500"]
    assert 'value="1251"' in foot
    assert "75 %" in text_of(page).replace("\u00a0", " ")
    assert client.get("/units/999999/capital").status_code == 404
    assert client.get(f"/units/{x.id}/capital?page=0").status_code == 400
    assert "Chưa có dự án nào" in client.get(f"/units/{NewUnitFactory().id}/capital").text


def test_a_commune_that_ended_leads_to_its_successor(client: FlaskClient) -> None:
    (a, _, _), (x, _) = fill()
    page = client.get(f"/units/{a.id}").text
    assert "(cũ)" in page
    assert f'Nay thuộc <a href="/units/{x.id}">' in " ".join(page.split())
    assert "đến hết 30/06/2025" in page


def test_bars_lead_to_their_rows(client: FlaskClient) -> None:
    _, (x, _) = fill()
    page = client.get(f"/units/{x.id}").text
    links = [link.replace("&amp;", "&") for link in re.findall(r'class="bars__bar" href="([^"]+)"', page)]
    overdue = next(link for link in links if "schedule=overdue" in link)
    assert "trong 1<" in client.get(overdue).text


def test_a_district_lists_its_communes_of_its_last_day(client: FlaskClient) -> None:
    district = UnitFactory(
        level="district", kind="district", full_name="Huyện Thử", valid_to=date(2025, 6, 30), code="666"
    )
    OldUnitFactory(parent_id=district.id, full_name="Xã Trong", geom=square(107.0, 12.0))
    page = text_of(client.get(f"/units/{district.id}").text)
    assert "Các xã trực thuộc 1 xã" in page
    assert "Xã Trong" in page


def test_the_map_of_a_commune_shows_projects_in_shape_and_colour(client: FlaskClient) -> None:
    unit = NewUnitFactory(geom=square(107.0, 12.0))
    project = ProjectFactory(is_located=True, first_completion_date=today() - timedelta(days=3))
    ProjectShareFactory(project_id=project.id, unit_id=unit.id)
    ProjectLocationFactory(project_id=project.id, geom="SRID=4326;POINT(107.05 12.05)")
    drawing = client.get(f"/units/{unit.id}").text.partition('class="mini-map"')[2].partition("</svg>")[0]
    assert "mini-map__home" in drawing
    assert "#shape-overdue" in drawing


def test_a_unit_that_is_not_there_is_404(client: FlaskClient) -> None:
    assert client.get("/units/999999").status_code == 404
    assert client.get("/units/x").status_code == 404


def test_names_of_units_are_escaped(client: FlaskClient) -> None:
    unit = NewUnitFactory(full_name="<b>Xã</b>", name="<b>", geom=square(107.0, 12.0))
    assert "<b>Xã" not in client.get(f"/units/{unit.id}").text + client.get("/units").text


def in_the_district(**values: object) -> tuple[Unit, Unit]:
    """Give a district of the old set and a commune of today with a project that papers place in it alone."""
    old, (x, _) = fill()
    district = UnitFactory(
        level="district", name="Thử", full_name="Huyện Thử", kind="district", valid_to=date(2025, 6, 30)
    )
    for unit in old:
        unit.parent_id = district.id
    project_in(
        (district, "1"), (x, "1"), budget_vnd=Decimal(30), is_located=False, name="Chỉ rõ huyện", **values
    )
    return district, x


def test_a_district_adds_up_with_what_is_known_of_no_commune(client: FlaskClient) -> None:
    district, _ = in_the_district()
    page = client.get(f"/units/{district.id}").text
    assert "Chưa rõ xã 1 30 đồng Huyện Thử, mỗi dự án tính một lần 3 1.531 đồng" in text_of(page)
    address = re.search(r'href="(/projects\?[^"]*commune_known=no[^"]*)"', page)
    assert address
    listed = text_of(client.get(address[1].replace("&amp;", "&")).text)
    assert "Chỉ rõ huyện" in listed
    assert "Huyện Thử chưa rõ xã" in listed
    assert "Chỉ có ở xã mới" not in listed


def test_a_commune_adds_up_with_what_no_old_one_had(client: FlaskClient) -> None:
    _, x = in_the_district()
    page = text_of(client.get(f"/units/{x.id}").text)
    assert "Chưa rõ xã cũ 1 30 đồng Xã Xuân, mỗi dự án tính một lần 3 1.281 đồng" in page


def test_the_old_set_s_rows_and_the_unknown_add_up_to_the_whole(client: FlaskClient) -> None:
    in_the_district()
    page = client.get("/units?units_on=2025-06-30").text
    assert "Chưa rõ thuộc xã nào trong bộ này 2 100 đồng 2" in text_of(page)
    assert "Toàn địa bàn, mỗi dự án tính một lần 4 1.601 đồng" in text_of(page)
    choices = text_of(client.get("/projects?units_on=2025-06-30").text)
    assert "Tất cả 4 Đã rõ xã 2 Chưa rõ xã 2" in choices
    assert "Đã rõ xã" not in text_of(client.get("/projects").text), "today every commune is known"


def test_estimated_shares_are_marked_wherever_they_are_shown(client: FlaskClient) -> None:
    _, (x, y) = reorganised()
    divided = OldUnitFactory(name="Dũng", full_name="Xã Dũng", code="9", geom=square(107.3, 12.0))
    for later, ratio in ((x, "0.4"), (y, "0.6")):
        UnitSuccessionFactory(
            old_id=divided.id, new_id=later.id, share_ratio=Decimal(ratio), is_estimated=True
        )
    project = ProjectFactory(code="UT-1", budget_vnd=Decimal(1000))
    for unit, ratio, is_estimated in ((divided, "1", False), (x, "0.4", True), (y, "0.6", True)):
        ProjectShareFactory(
            project_id=project.id, unit_id=unit.id, share_ratio=Decimal(ratio), is_estimated=is_estimated
        )
    mark = "≈ ước tính "
    assert f"Xã Xuân 1 {mark}400 đồng" in text_of(client.get("/units").text)
    assert mark not in text_of(client.get("/units?units_on=2025-06-30").text)
    commune = text_of(client.get(f"/units/{x.id}").text)
    assert f"Vốn trên địa bàn {mark}400 đồng" in commune
    assert f"Xã Dũng {mark}40 % 1 1.000 đồng" in commune
    own = text_of(client.get("/projects/UT-1").text)
    assert f"Xã Xuân {mark}40 % {mark}400 đồng" in own
    assert "Xã Dũng 100 % 1.000 đồng" in own
    assert "1 dự án tính vào đây theo tỷ lệ ước tính" in client.get(f"/map/drawer/unit/{x.id}").text
