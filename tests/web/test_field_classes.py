"""What the public reads of accepted facts: nothing internal on any public page or file, in words or numbers; staff read it."""

import zipfile
from collections.abc import Callable
from decimal import Decimal
from io import BytesIO

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Text
from sqlalchemy.orm import Session

from gis.domain.field_classes import CONSENT, FIELD_CLASSES, FieldClass, hidden_fields
from gis.domain.ledger_codes import DonorKind
from gis.domain.roles import Role
from gis.models import LEDGERS, Project, Unit
from gis.models.ledger.entry import table_of
from gis.operations import summaries
from tests.factories import NewUnitFactory, ProjectFactory, ProjectShareFactory
from tests.factories.ledgers import ContributionFactory
from tests.factories.of_ledgers import fact_in
from webmap.clock import today
from webmap.permissions import MARK, PUBLIC

SignIn = Callable[..., FlaskClient]
SHUT = "KÍN-"
ONE_HOUSEHOLD = ("73.931", "73931", "73,931", "913.577", "913577", "913,577")
"""Area and value of the land that one household gave, as pages and files may write them."""
ALL_HOUSEHOLDS, ENTERPRISE = "74.571 m²", "55.557 m²"


def test_every_column_of_every_ledger_has_a_class() -> None:
    tables = {ledger.__tablename__: set(table_of(ledger).c.keys()) for ledger in LEDGERS}
    assert {name: set(classes) for name, classes in FIELD_CLASSES.items()} == tables
    of = {
        name
        for classes in FIELD_CLASSES.values()
        for name, found in classes.items()
        if found is FieldClass.RESTRICTED
    }
    assert of == set(CONSENT)


@pytest.mark.parametrize(("is_given", "paper"), [(False, 1), (True, None), (True, 1)])
def test_a_name_is_public_by_consent_and_its_paper(*, is_given: bool, paper: int | None) -> None:
    values = {"donor_name": "Nguyễn Thị Hiến", "is_name_public": is_given, "document_id": paper}
    is_public = is_given and paper is not None
    assert ("donor_name" in hidden_fields("contribution", values)) != is_public


@pytest.fixture
def project(session: Session, unit: Unit) -> Project:
    """Give a project with a fact in each ledger, an own mark in each internal text."""
    row = ProjectFactory(code="AB-1")
    ProjectShareFactory(project_id=row.id, unit_id=unit.id)
    for ledger in LEDGERS:
        columns = table_of(ledger).c
        shut = [
            name for name in hidden_fields(ledger.__tablename__, {}) if isinstance(columns[name].type, Text)
        ]
        marks = {name: f"{SHUT}{ledger.__tablename__}-{name}" for name in shut if name not in CONSENT}
        fact_in(ledger, project_id=row.id, unit_id=unit.id, effective_date=today().replace(day=1), **marks)
    here = {"project_id": row.id, "unit_id": unit.id, "effective_date": today().replace(day=1)}
    ContributionFactory(
        **here, village="thôn 9", quantity=Decimal(73_931), value_vnd=913_577, household_count=1
    )
    ContributionFactory(
        **here,
        village="thôn 9",
        quantity=Decimal(55_557),
        donor_kind=DonorKind.ENTERPRISE,
        household_count=None,
    )
    summaries.rebuild(session, as_of=today())
    return row


def addresses(app: Flask, project: Project, unit: Unit) -> list[str]:
    """Return the address of every public page and file that a project or a unit has."""
    numbers = {"units": unit.id, "map": project.id}
    found = []
    with app.test_request_context():
        adapter = app.url_map.bind("localhost")
        for rule in app.url_map.iter_rules():
            view = app.view_functions[rule.endpoint]
            if (
                getattr(view, MARK) != PUBLIC
                or "GET" not in (rule.methods or ())
                or rule.endpoint == "static"
            ):
                continue
            known = {"code": project.code, "number": numbers.get(rule.endpoint.partition(".")[0], 0)}
            if rule.endpoint == "units.indicator":
                found += [
                    adapter.build(rule.endpoint, {"number": unit.id, "code": code})
                    for code in (
                        "progress",
                        "on_time",
                        "clearance",
                        "contribution",
                        "disbursement",
                        "freshness",
                    )
                ]
            elif set(rule.arguments) <= set(known):
                found.append(adapter.build(rule.endpoint, {name: known[name] for name in rule.arguments}))
    return found


def words(content: bytes) -> str:
    """Return what a page or file says, that of a workbook out of its parts."""
    if not content.startswith(b"PK"):
        return content.decode(errors="replace")
    with zipfile.ZipFile(BytesIO(content)) as book:
        return "".join(book.read(name).decode(errors="replace") for name in book.namelist())


def test_no_public_page_or_file_shows_what_is_internal(
    app: Flask, client: FlaskClient, signed_in: SignIn, project: Project, unit: Unit
) -> None:
    asked = addresses(app, project, unit)
    assert {f"/projects/{project.code}", f"/units/{unit.id}", "/projects.xlsx", "/projects.geojson"} <= set(
        asked
    )
    for address in asked:
        told = words(client.get(address, follow_redirects=True).data)
        assert SHUT not in told, (address, told[told.find(SHUT) :][:60])
        assert not any(each in told for each in ONE_HOUSEHOLD), address
    page = client.get(f"/projects/{project.code}").text
    assert "không công khai" in page
    rows = f"/units/{unit.id}/indicators/contribution"
    for address in (f"/projects/{project.code}", rows, f"{rows}?kind=land", f"{rows}?years=all"):
        told = client.get(address).text.replace("\u00a0", " ")
        assert ALL_HOUSEHOLDS in told, "land of 3 households and of 1, which no village tells apart"
        assert ENTERPRISE in told
        assert "không nêu từng hộ; thôn dưới 3 lượt hộ cộng chung vào xã (đề xuất)" in told
        assert not any(each in told for each in ONE_HOUSEHOLD), address
    staff = signed_in(Role.DATA_ENTRY, unit_id=unit.id)
    opened = next(address for address in asked if address.endswith("/progress"))
    assert f"{SHUT}progress_report-difficulty" in staff.get(opened).text
    assert ONE_HOUSEHOLD[0] in staff.get(rows).text
    told = staff.get(f"/projects/{project.code}").text
    assert "không nêu từng hộ" not in told
    assert ONE_HOUSEHOLD[0] in told
    for mark in (
        "progress_report-difficulty",
        "progress_report-note",
        "clearance_difficulty-description",
        "clearance_difficulty-proposal",
    ):
        assert SHUT + mark in told
    elsewhere = signed_in(Role.DATA_ENTRY, unit_id=NewUnitFactory().id)
    assert SHUT not in elsewhere.get(f"/projects/{project.code}").text
