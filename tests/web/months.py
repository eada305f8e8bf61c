"""A project under way in the month that its officers work on, and what they send to the server about it."""

import uuid
from datetime import date
from decimal import Decimal

from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from gis.domain.ledger_codes import ReviewState
from gis.domain.months import reported_day, working_month
from gis.models import Project, Unit
from gis.operations import summaries
from tests.factories import ProjectFactory, ProjectShareFactory
from tests.factories.ledgers import CapitalPlanFactory, CompletionDateFactory, ProgressReportFactory
from tests.web.conftest import form_token
from webmap.clock import today

MONTH = working_month(today())
DAY = reported_day(MONTH, today=today())
BEFORE = date(MONTH.year - 1, 12, 31)


def project_under_way(session: Session, unit: Unit) -> Project:
    """Give a project of a commune with a plan, a deadline and a report of the year before, the summaries up to date."""
    row = ProjectFactory(start_date=date(BEFORE.year, 1, 5), decision_date=date(BEFORE.year, 1, 2))
    ProjectShareFactory(project_id=row.id, unit_id=unit.id)
    ProgressReportFactory(project_id=row.id, effective_date=BEFORE, physical_progress_pct=Decimal(40))
    CapitalPlanFactory(
        project_id=row.id,
        effective_date=date(MONTH.year, 1, 1),
        fiscal_year=MONTH.year,
        amount_vnd=900_000_000,
    )
    CompletionDateFactory(project_id=row.id, effective_date=date(BEFORE.year, 1, 2), new_date=BEFORE)
    summaries.rebuild(session, as_of=today())
    return row


def query(unit: Unit, month: date = MONTH) -> str:
    return f"unit={unit.id}&month={month:%Y-%m}"


def post(
    client: FlaskClient, path: str, unit: Unit, *, month: date = MONTH, **fields: object
) -> TestResponse:
    token = form_token(client, f"/updates?{query(unit)}")
    return client.post(path, data={"csrf_token": token, "unit": unit.id, "month": f"{month:%Y-%m}"} | fields)


def enter(client: FlaskClient, ledger: str, unit: Unit, project: Project, **fields: object) -> TestResponse:
    values = {"project_id": project.id, "base_id": "", "entry_key": str(uuid.uuid4())}
    return post(client, f"/updates/records/{ledger}", unit, **(values | fields))


def only(session: Session, model: type) -> object:
    session.expire_all()
    return session.scalars(select(model).where(model.review_state != ReviewState.ACCEPTED)).one()
