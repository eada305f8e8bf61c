"""The page of prices and conversions: what holds on a day, with its paper, its state and what stood there before."""

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from gis.domain.ledger_codes import ContributionKind, ReviewState
from gis.domain.roles import Role
from gis.models import Document, PriceItem, Unit, UnitConversion
from tests.factories import NewUnitFactory, ProjectFactory
from tests.factories.ledgers import ContributionFactory
from webmap.prices import views

SignIn = Callable[..., FlaskClient]
DAY = "2026-06-30"
QUERIES = 6


@pytest.fixture
def lists(session: Session) -> PriceItem:
    """Save a price that was proposed, adopted and mended, one that was taken back, older ones, and a conversion."""
    paper = Document(
        kind="list_paper", number="12/QĐ-UBND", title="Bảng giá: 12/QĐ-UBND", issued_on=date(2026, 1, 5)
    )
    session.add(paper)
    session.flush()
    sand = {"kind": ContributionKind.MATERIAL, "item": "Cát", "quantity_unit": "m³"}
    since = {"valid_from": date(2026, 1, 1), "source": "Dự thảo", "recorded_as": "etl import prices (lan)"}

    def save(row: PriceItem) -> PriceItem:
        session.add(row)
        session.flush()
        return row

    proposed = save(PriceItem(price_vnd=450_000, **sand, **since))
    adopted = {"review_state": ReviewState.ACCEPTED, "document_id": paper.id, "source": "12/QĐ-UBND"}
    first = save(PriceItem(price_vnd=450_000, corrects_id=proposed.id, **sand, **since | adopted))
    mended = save(PriceItem(price_vnd=540_000, corrects_id=first.id, **sand, **since | adopted))
    save(PriceItem(price_vnd=380_000, **sand, **since | {"valid_from": date(2021, 1, 1)}))
    stone = {"kind": ContributionKind.MATERIAL, "item": "Đá", "quantity_unit": "m³", "price_vnd": 1}
    wrong = save(PriceItem(**stone, **since))
    save(PriceItem(**stone, **since, corrects_id=wrong.id, is_withdrawn=True))
    in_place = {"unit_id": NewUnitFactory(full_name="xã Nhân Cơ").id}
    save(PriceItem(price_vnd=600_000, **sand, **in_place, **since | {"valid_to": date(2026, 5, 31)}))
    session.add(
        UnitConversion(item="Cát", from_unit="tấn", to_unit="m³", factor_ratio=Decimal("0.75"), **since)
    )
    session.flush()
    return mended


def rows_of(client: FlaskClient, address: str, name: str = "prices") -> list[str]:
    card = client.get(address).text.split(f'id="{name}"')[1].split("</section>")[0]
    return [" ".join(re.sub(r"<[^>]+>", " ", row).split()) for row in card.split("<tr>")[2:]]


def test_each_row_says_what_holds_on_which_paper_and_what_stood_before(
    client: FlaskClient, lists: PriceItem, query_recorder: list[str]
) -> None:
    query_recorder.clear()
    sand, older, stone = rows_of(client, f"/prices?day={DAY}")
    selects = [sent for sent in query_recorder if sent.lstrip().startswith(("SELECT", "WITH"))]
    assert len(selects) <= QUERIES
    assert "540.000 đồng/m³" in sand
    assert "01/01/2026 – nay 12/QĐ-UBND 05/01/2026 đã ban hành" in sand
    assert "2 dòng trước đó 450.000 đồng/m³" in sand
    assert sand.index("đã ban hành 12/QĐ-UBND") < sand.index("đề xuất Dự thảo")
    assert "380.000 đồng/m³" in older
    assert "đã có mức mới hơn" in older
    assert "đã hủy" in stone
    assert "(lan)" not in sand, "authors are internal"
    [factor] = rows_of(client, f"/prices?day={DAY}", "conversions")
    assert "1 tấn = 0,75 m³" in factor
    assert "đề xuất" in factor
    assert any("xã Nhân Cơ" in row for row in rows_of(client, "/prices?day=31/05/2026"))


def test_staff_read_who_wrote_it_down(signed_in: SignIn, lists: PriceItem) -> None:
    assert "etl import prices (lan)" in rows_of(signed_in(Role.REVIEWER), f"/prices?day={DAY}")[0]


def test_a_long_list_has_pages_and_a_day_without_rows_says_so(
    client: FlaskClient, lists: PriceItem, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = client.get("/prices?day=1999-01-01&lang=vi").text
    assert "Chưa có đơn giá nào có hiệu lực ngày này" in page
    assert "Chưa có hệ số quy đổi nào có hiệu lực ngày này" in page
    monkeypatch.setattr(views, "PAGE_SIZE", 2)
    assert len(rows_of(client, f"/prices?day={DAY}&page=2")) == 1
    assert client.get("/prices?day=31/02/2026").status_code == 400


def test_a_gift_leads_to_the_price_it_was_valued_by(client: FlaskClient, lists: PriceItem) -> None:
    project = ProjectFactory()
    ContributionFactory(
        project_id=project.id,
        unit_id=NewUnitFactory().id,
        donor_kind="enterprise",
        price_item_id=lists.corrects_id,
        price_source="12/QĐ-UBND",
    )
    page = client.get(f"/projects/{project.code}").text
    assert f'href="/prices?day=2025-04-02#prices-{lists.corrects_id}">12/QĐ-UBND</a> ngày 05/01/2026' in page


def test_the_form_of_a_gift_tells_the_price_of_its_day(
    officer: FlaskClient, unit: Unit, lists: PriceItem
) -> None:
    asked = {"unit": unit.id, "month": "2026-06", "kind": "material", "item": "Cát"}
    form = officer.get("/updates/panels/contribution", query_string=asked).text
    assert "từ 1 đến 540.000" in form or "540.000 đồng/m³ (12/QĐ-UBND)" in form
    assert re.search(r'href="/prices\?day=2026-06-\d\d"', form)
