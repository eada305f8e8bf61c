"""The register of who looked at what is not public."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from gis.domain.ledger_codes import ReviewState
from gis.domain.roles import Role
from gis.models import Contribution, ProgressReport, Project, RestrictedView
from gis.operations import ledger
from gis.operations.audit import Actor
from tests.factories import DocumentFactory, NewUnitFactory, ProjectFactory
from tests.web.test_project_page import text_of
from webmap.clock import today

pytestmark = pytest.mark.usefixtures("day_has_passed")
SignIn = Callable[..., FlaskClient]


@pytest.fixture
def project(session: Session) -> Project:
    """Give a project with one report that waits to be accepted."""
    project = ProjectFactory(code="AB-1")
    session.add(
        ProgressReport(
            project_id=project.id,
            effective_date=date(2026, 3, 1),
            physical_progress_pct=Decimal(40),
            review_state=ReviewState.SUBMITTED,
        )
    )
    session.flush()
    return project


def noted(session: Session) -> list[tuple[str, str, int | None, int]]:
    rows = session.scalars(select(RestrictedView).order_by(RestrictedView.id))
    return [(row.field, row.subject, row.subject_id, row.row_count) for row in rows]


def test_rows_that_wait_are_noted_when_staff_see_them(
    client: FlaskClient, signed_in: SignIn, session: Session, project: Project
) -> None:
    client.get("/projects/AB-1")
    assert noted(session) == []
    reviewer = signed_in(Role.REVIEWER)
    assert reviewer.get("/projects/AB-1", headers={"X-Request-ID": "yeu-cau-0001"}).status_code == 200
    assert noted(session) == [("unreleased_rows", "project", project.id, 1)]
    assert session.scalars(select(RestrictedView.request_id)).one() == "yeu-cau-0001"


def test_a_project_without_such_rows_is_no_look(signed_in: SignIn, session: Session) -> None:
    ProjectFactory(code="AB-2")
    signed_in(Role.REVIEWER).get("/projects/AB-2")
    assert noted(session) == []


@pytest.mark.usefixtures("project")
def test_the_register_says_who_saw_what_when(signed_in: SignIn) -> None:
    administrator = signed_in(Role.ADMINISTRATOR)
    assert "Chưa có lượt xem nào" in text_of(administrator.get("/audit/looks").text)
    signed_in(Role.REVIEWER).get("/projects/AB-1")
    page = administrator.get("/audit/looks").text
    assert "Số liệu chưa duyệt" in page
    assert 'href="/projects/AB-1"' in page
    assert "Chưa có lượt xem nào" in text_of(administrator.get("/audit/looks?person=0").text)


def test_only_the_administrator_reads_the_register(client: FlaskClient, signed_in: SignIn) -> None:
    assert client.get("/audit/looks").status_code in (302, 401)
    assert signed_in(Role.REVIEWER).get("/audit/looks").status_code == 403


def test_a_withdrawn_name_is_in_no_part_of_the_public_page(client: FlaskClient, session: Session) -> None:
    project, unit = ProjectFactory(code="AB-3"), NewUnitFactory()
    gift = ledger.append(
        session,
        Contribution,
        {
            "project_id": project.id,
            "unit_id": unit.id,
            "effective_date": date(2026, 3, 1),
            "kind": "land",
            "quantity": Decimal(100),
            "quantity_unit": "m²",
            "donor_kind": "household",
            "is_name_public": True,
            "donor_name": "Nguyễn Thị Hiến",
            "document_id": DocumentFactory(project_id=project.id).id,
        },
        Actor("ai"),
        as_of=today(),
    )
    assert "Nguyễn Thị Hiến" in client.get("/projects/AB-3").text
    unnamed = {"donor_name": None, "is_name_public": False, "note": "đính chính"}
    ledger.correct(session, gift, unnamed, Actor("ai"), as_of=today())
    page = client.get("/projects/AB-3").text
    assert "100 m²" in page.replace("\u00a0", " ")
    assert "Hiến" not in page
    assert "Hiến" not in client.get("/projects/AB-3?as_of=2026-04-01").text
