from datetime import date, timedelta

from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from gis.domain.ledger_codes import CompletionDateKind
from gis.models import CompletionDate, ProjectMonth
from gis.operations import summaries
from gis.queries.indicators import data_day
from tests.factories import ProjectFactory
from webmap.clock import today
from webmap.day_change import SEEN_DAYS


def test_the_first_page_of_a_day_lets_the_days_pass(client: FlaskClient, session: Session) -> None:
    project = ProjectFactory(start_date=date(2025, 6, 1))
    due = today() - timedelta(days=1)
    session.add(
        CompletionDate(
            project_id=project.id,
            effective_date=date(2025, 1, 1),
            kind=CompletionDateKind.FIRST,
            new_date=due,
        )
    )
    summaries.rebuild(session, as_of=due)
    session.commit()
    client.application.extensions[SEEN_DAYS].clear()
    assert client.get("/projects").status_code == 200
    assert data_day(session) == today()
    session.expire_all()
    months = session.query(ProjectMonth).filter_by(project_id=project.id).order_by(ProjectMonth.month).all()
    assert months[-1].schedule == "overdue"


def test_without_summaries_there_is_nothing_to_pass(client: FlaskClient, session: Session) -> None:
    client.application.extensions[SEEN_DAYS].clear()
    assert client.get("/projects").status_code == 200
    assert data_day(session) is None
