"""The same record sent again: after midnight, after its receipt was lost, beside another one, with its key taken meanwhile."""

import uuid
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from gis.domain.ledger_codes import ContributionKind
from gis.domain.months import month_of
from gis.models import Contribution, PriceItem, ProgressReport, Project, Unit, Voucher
from tests.factories import ProjectFactory, ProjectShareFactory
from tests.factories.ledgers import CapitalPlanFactory, ProgressReportFactory
from tests.web.conftest import form_token
from webmap.clock import today

SignIn = Callable[..., FlaskClient]
NOW = today()


@pytest.fixture
def project(session: Session, unit: Unit) -> Project:
    begun = date(NOW.year - 1, 1, 5)
    row = ProjectFactory(start_date=begun, decision_date=begun)
    ProjectShareFactory(project_id=row.id, unit_id=unit.id)
    CapitalPlanFactory(
        project_id=row.id, effective_date=date(NOW.year, 1, 1), fiscal_year=NOW.year, amount_vnd=900_000_000
    )
    return row


def sent(client: FlaskClient, unit: Unit, ledger: str, **fields: object) -> TestResponse:
    values = {
        "csrf_token": form_token(client, f"/updates?unit={unit.id}"),
        "unit": unit.id,
        "month": f"{NOW:%Y-%m}",
        "base_id": "",
    }
    return client.post(
        f"/updates/records/{ledger}", data=values | fields, headers={"Accept": "application/json"}
    )


def test_a_record_sent_again_after_midnight_gets_its_receipt(
    officer: FlaskClient, unit: Unit, project: Project, session: Session
) -> None:
    """The row has no field for its day: it has the day of writing, which is another one now."""
    key = str(uuid.uuid4())
    yesterday = max(NOW - timedelta(days=1), month_of(NOW))
    row = ProgressReportFactory(
        project_id=project.id,
        effective_date=yesterday,
        physical_progress_pct=45,
        planned_progress_pct=None,
        review_state="draft",
        entry_key=key,
    )
    fields = {
        "project_id": project.id,
        "entry_key": key,
        "physical_progress_pct": "45",
        "planned_progress_pct": "",
    }
    answer = sent(officer, unit, "progress_report", **fields)
    assert (answer.status_code, answer.json["base_id"]) == (200, row.id)
    other = sent(officer, unit, "progress_report", **fields | {"physical_progress_pct": "54"})
    assert (other.status_code, other.json["newer"]["physical_progress_pct"]) == (409, "45")
    assert session.scalar(select(func.count()).select_from(ProgressReport)) == 1


def test_a_payment_whose_receipt_was_lost_is_not_held_against_itself(
    officer: FlaskClient, unit: Unit, project: Project, session: Session
) -> None:
    """With its first saving the plan is used up and the number taken: the second must not be told so."""
    fields = {
        "project_id": project.id,
        "entry_key": str(uuid.uuid4()),
        "effective_date": NOW.isoformat(),
        "kind": "completed_volume",
        "amount_vnd": "900.000.000",
        "plan_year": str(NOW.year),
        "voucher_no": "01/CT",
        "volume_accepted_on": NOW.isoformat(),
    }
    first, second = (sent(officer, unit, "voucher", **fields) for _ in "ab")
    assert (first.status_code, second.status_code) == (200, 200), second.json
    assert first.json["number"] == second.json["number"]
    assert session.scalar(select(func.count()).select_from(Voucher)) == 1


def test_a_gift_whose_receipt_was_lost_gets_it_again(
    officer: FlaskClient, unit: Unit, project: Project, session: Session
) -> None:
    """The panel leaves the unit and the price blank; what is written has both from the kind and the price list."""
    session.add(
        PriceItem(
            kind=ContributionKind.LABOUR,
            item="labour",
            quantity_unit="công",
            price_vnd=200_000,
            valid_from=date(2000, 1, 1),
            source="QĐ 12",
        )
    )
    session.commit()
    fields = {
        "project_id": project.id,
        "entry_key": str(uuid.uuid4()),
        "effective_date": NOW.isoformat(),
        "kind": "labour",
        "item": "",
        "quantity": "12",
        "quantity_unit": "",
        "unit_price_vnd": "",
        "price_source": "",
        "donor_kind": "community",
        "reason": "Đúng",
    }
    first, second = (sent(officer, unit, "contribution", **fields) for _ in "ab")
    assert (first.status_code, second.status_code) == (200, 200), second.json
    assert first.json["base_id"] == second.json["base_id"]
    row = session.scalars(select(Contribution)).one()
    assert (row.quantity_unit, row.unit_price_vnd) == ("công", 200_000)
    other = sent(officer, unit, "contribution", **fields | {"quantity": "21"})
    assert other.status_code == 409
