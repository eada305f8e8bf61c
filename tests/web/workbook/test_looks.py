"""The register of looks: a workbook shows others' figures that are not released yet, like the pages do."""

import pytest
from flask.testing import FlaskClient
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from gis.domain.ledger_codes import ReviewState
from gis.models import Project, RestrictedView, Unit
from tests.factories.ledgers import ContributionFactory
from tests.web.workbook.samples import DAY, downloaded, handed_in, query

pytestmark = pytest.mark.usefixtures("day_has_passed")


@pytest.fixture
def gift(session: Session, project: Project, unit: Unit) -> None:
    """Let another one's gift wait."""
    ContributionFactory(
        project_id=project.id,
        unit_id=unit.id,
        effective_date=DAY,
        review_state=ReviewState.DRAFT,
    )


def noted(session: Session) -> set[tuple[str, str, int | None, int]]:
    session.expire_all()
    rows = list(session.scalars(select(RestrictedView)))
    return {(row.field, row.subject, row.subject_id, row.row_count) for row in rows}


@pytest.mark.usefixtures("gift")
def test_a_workbook_with_others_drafts_is_noted(officer: FlaskClient, unit: Unit, session: Session) -> None:
    downloaded(officer, unit)
    assert noted(session) == {("unreleased_rows", "unit", unit.id, 1)}


def test_a_workbook_without_such_rows_is_no_look(
    officer: FlaskClient, unit: Unit, project: Project, session: Session
) -> None:
    downloaded(officer, unit)
    assert noted(session) == set()


@pytest.mark.usefixtures("gift")
@pytest.mark.parametrize("ending", ["", "/findings.xlsx"])
def test_a_look_at_a_workbook_and_its_findings_are_noted(
    officer: FlaskClient, unit: Unit, session: Session, ending: str
) -> None:
    address = handed_in(officer, unit, downloaded(officer, unit)).location.partition("?")[0]
    session.execute(delete(RestrictedView))
    session.commit()
    assert officer.get(f"{address}{ending}?{query(unit)}").status_code == 200
    assert noted(session) == {("unreleased_rows", "unit", unit.id, 1)}
