import json
import os
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from sqlalchemy.orm import Session

from etl.writers.oc4ids import oc4ids_chunks
from etl.writers.words import Words
from gis.domain.lifecycle import Execution, PartyRole
from gis.queries.exports import export_rows
from gis.queries.filters import ProjectFilter
from gis.queries.projects import Order
from gis.queries.reference import reference_codes
from tests.factories import (
    AgencyFactory,
    NewUnitFactory,
    ProjectFactory,
    ProjectLocationFactory,
    ProjectPartyFactory,
    ProjectShareFactory,
    ProjectSourceFactory,
)

AS_OF = date(2026, 6, 30)
SHARED = Path(os.environ.get("HATANG_SHARED") or Path(__file__).parents[3] / "shared")
SCHEMA = SHARED / "data" / "import" / "oc4ids_project-schema.json"
LINE = "SRID=4326;MULTILINESTRING((107.41 12.01, 107.45 12.05))"


def package(session: Session) -> dict[str, Any]:
    rows = export_rows(session, ProjectFilter(as_of=AS_OF), order=Order(), units_on=AS_OF)
    words = Words("vi", reference_codes(session))
    stamp = datetime(2026, 6, 30, 8, tzinfo=UTC)
    chunks = oc4ids_chunks(rows, words, publisher="UBND xã", published_at=stamp)
    found: dict[str, Any] = json.loads(b"".join(chunks))
    return found


def fill() -> None:
    """Save a project with everything, one with nothing, and one at each stage."""
    owner, builder = AgencyFactory(name="UBND xã Nhân Cơ"), AgencyFactory(name="Công ty Tân Phát")
    full = ProjectFactory(
        code="DA-1",
        budget_code="7000001",
        old_codes=["CU-1"],
        description="Dài 2 km",
        is_located=True,
        acceptance_date=date(2026, 5, 1),
    )
    ProjectLocationFactory(project_id=full.id, geom=LINE)
    ProjectShareFactory(project_id=full.id, unit_id=NewUnitFactory(code="24751").id)
    for agency, role in ((owner, PartyRole.OWNER), (builder, PartyRole.CONTRACTOR)):
        ProjectPartyFactory(project_id=full.id, agency_id=agency.id, role=role)
    ProjectSourceFactory(project_id=full.id, amount_vnd=Decimal(5_000_000_000))
    ProjectFactory(
        code="DA-2",
        sector_id=None,
        type=None,
        stage=None,
        budget_vnd=None,
        decision_no=None,
        decision_date=None,
        start_date=None,
        first_completion_date=None,
    )
    for stage in range(1, 13):
        ProjectFactory(code=f"S-{stage:02}", stage=stage, sector_id=stage)
    ProjectFactory(code="X", execution=Execution.CANCELLED)


def test_a_project_is_named_as_the_standard_names_it(session: Session) -> None:
    fill()
    found = package(session)
    assert (found["version"], found["publisher"]) == ("0.9", {"name": "UBND xã"})
    full = found["projects"][0]
    assert full["id"] == "oc4ids-hatang-DA-1"
    assert full["status"] == "implementation"
    assert full["sector"] == ["transport.road"]
    assert full["budget"]["amount"] == {"amount": 5_000_000_000, "currency": "VND"}
    assert full["publicAuthority"]["name"] == "UBND xã Nhân Cơ"
    assert full["locations"][0]["gazetteer"] == {"scheme": "VN-COMMUNE", "identifiers": ["24751"]}
    assert full["milestones"][0]["status"] == "met"
    statuses = {each["id"]: each.get("status") for each in found["projects"]}
    assert statuses["oc4ids-hatang-X"] == "cancelled"
    assert statuses["oc4ids-hatang-DA-2"] is None


def test_nothing_is_empty_and_every_reference_resolves(session: Session) -> None:
    fill()
    for project in package(session)["projects"]:
        assert not [path for path, value in walk(project) if value in (None, "", [], {})]
        known = {party["id"] for party in project.get("parties", [])}
        assert set(referred(project)) <= known
        amounts = [value for _, value in walk(project) if isinstance(value, dict) and "amount" in value]
        assert all("currency" in value for value in amounts if isinstance(value["amount"], int))


@pytest.mark.skipif(not SCHEMA.exists(), reason="the schema of OC4IDS is not on this machine")
def test_the_package_keeps_to_the_schema(session: Session) -> None:
    fill()
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    validator = jsonschema.Draft4Validator(schema, format_checker=jsonschema.FormatChecker())
    for project in package(session)["projects"]:
        assert [error.message for error in validator.iter_errors(project)] == []


def walk(value: Any, path: str = "") -> Any:
    """Yield every value below `value` with its path."""
    children = (
        value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    )
    for key, child in children:
        yield f"{path}/{key}", child
        yield from walk(child, f"{path}/{key}")


def referred(project: dict[str, Any]) -> list[str]:
    return [
        value["id"] for path, value in walk(project) if path.endswith(("/publicAuthority", "/sourceParty"))
    ]
