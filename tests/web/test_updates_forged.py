"""Forms of the month's work as nobody's page sends them: keys used twice, rows of another commune, numbers past any id."""

import uuid
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from gis.domain.ledger_codes import ReviewState
from gis.domain.months import reported_day, working_month
from gis.models import ClearanceCount, ProgressReport, Project, Unit, Voucher
from tests.factories import NewUnitFactory, ProjectFactory, ProjectShareFactory
from tests.factories.ledgers import ClearanceCountFactory, ContractFactory
from tests.web.conftest import form_token
from webmap.clock import today

SignIn = Callable[..., FlaskClient]
MONTH = working_month(today())
DAY = reported_day(MONTH, today=today())


@pytest.fixture
def neighbour(session: Session) -> Unit:
    return NewUnitFactory()


@pytest.fixture
def project(session: Session, unit: Unit, neighbour: Unit) -> Project:
    """A project that lies in both communes."""
    row = ProjectFactory()
    for each in (unit, neighbour):
        ProjectShareFactory(project_id=row.id, unit_id=each.id)
    return row


def sent(client: FlaskClient, place: Unit, ledger: str, **fields: object) -> TestResponse:
    values = {
        "csrf_token": form_token(client, f"/updates?unit={place.id}&month={MONTH:%Y-%m}"),
        "unit": place.id,
        "month": f"{MONTH:%Y-%m}",
        "base_id": "",
        "entry_key": str(uuid.uuid4()),
    }
    headers = {"Accept": "application/json"}
    return client.post(f"/updates/records/{ledger}", data=values | fields, headers=headers)


def test_a_key_with_another_figure_is_no_receipt_for_it(
    officer: FlaskClient, unit: Unit, project: Project, session: Session
) -> None:
    key = str(uuid.uuid4())
    same = {"project_id": project.id, "entry_key": key, "reason": "Đúng"}
    assert sent(officer, unit, "progress_report", physical_progress_pct="45", **same).status_code == 200
    assert sent(officer, unit, "progress_report", physical_progress_pct="45", **same).status_code == 200
    other = sent(officer, unit, "progress_report", physical_progress_pct="54", **same)
    assert (other.status_code, other.json["newer"]["physical_progress_pct"]) == (409, "45")
    assert session.scalar(select(func.count()).select_from(ProgressReport)) == 1


def test_a_count_of_the_neighbour_is_neither_taken_over_nor_dropped(
    officer: FlaskClient, unit: Unit, neighbour: Unit, project: Project, session: Session
) -> None:
    count = ClearanceCountFactory(
        project_id=project.id, unit_id=neighbour.id, effective_date=DAY, review_state=ReviewState.DRAFT
    )
    fields = {"project_id": project.id, "base_id": count.id, "household_total_count": "1", "reason": "Đúng"}
    taken = sent(officer, unit, "clearance_count", effective_date=DAY.isoformat(), **fields)
    dropped = sent(officer, unit, f"clearance_count/{count.id}/discard")
    assert (taken.status_code, dropped.status_code) == (422, 404)
    assert session.scalar(select(func.count()).select_from(ClearanceCount)) == 1


@pytest.mark.parametrize("number", ["99999", "9" * 20, "9" * 5_000, str(2**62)])
@pytest.mark.parametrize("field", ["project_id", "contract_id", "source_id"])
def test_a_number_past_any_id_is_told_as_such(
    officer: FlaskClient, unit: Unit, project: Project, session: Session, field: str, number: str
) -> None:
    fields = {
        "project_id": project.id,
        "effective_date": DAY.isoformat(),
        "kind": "completed_volume",
        "amount_vnd": "1000000",
        "plan_year": str(MONTH.year),
        "voucher_no": "01",
        "reason": "Đúng",
    }
    answer = sent(officer, unit, "voucher", **(fields | {field: number}))
    assert answer.status_code == (404 if field == "project_id" else 422)
    assert session.scalar(select(func.count()).select_from(Voucher)) == 0


def test_a_voucher_names_a_contract_of_its_own_project(
    officer: FlaskClient, unit: Unit, project: Project, session: Session
) -> None:
    own, foreign = ContractFactory(project_id=project.id), ContractFactory(project_id=ProjectFactory().id)
    fields = {
        "project_id": project.id,
        "effective_date": DAY.isoformat(),
        "kind": "completed_volume",
        "amount_vnd": "1000000",
        "plan_year": str(MONTH.year),
        "voucher_no": "01",
        "reason": "Đúng",
    }
    refused = sent(officer, unit, "voucher", **fields, contract_id=foreign.id)
    assert (refused.status_code, set(refused.json["fields"])) == (422, {"contract_id"})
    assert sent(officer, unit, "voucher", **fields, contract_id=own.id).status_code == 200
    assert session.scalar(select(func.count()).select_from(Voucher)) == 1
