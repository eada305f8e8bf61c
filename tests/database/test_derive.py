"""What follows from a project's own rows."""

from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from gis.domain.groups import derive_group
from gis.domain.lifecycle import ProjectGroup
from gis.models import GroupThresholdRow, Project, Sector
from gis.models.reference import threshold_of
from gis.operations import derive
from gis.queries.project_details import project_by_code
from tests.factories.projects import ProjectFactory

BILLION = 1_000_000_000


def sector_id(session: Session, code: str) -> int:
    return session.scalars(select(Sector.id).where(Sector.code == code)).one()


@pytest.mark.parametrize(
    ("sector", "budget_billion", "decided", "group"),
    [
        ("education", 89, date(2025, 3, 1), ProjectGroup.C),
        ("education", 90, date(2025, 3, 1), ProjectGroup.B),
        ("education", 89, date(2024, 3, 1), ProjectGroup.B),  # the old law's numbers were half as high
        ("roads_transport", 3_000, date(2026, 1, 1), ProjectGroup.A),
        ("roads_transport", 30_000, date(2026, 1, 1), ProjectGroup.NATIONAL),
        ("education", 1, date(2019, 1, 1), None),  # no law at hand for that day
    ],
)
def test_the_group_follows_from_budget_and_law(
    session: Session, sector: str, budget_billion: int, decided: date, group: ProjectGroup | None
) -> None:
    project = ProjectFactory(
        project_group=None,
        sector_id=sector_id(session, sector),
        budget_vnd=Decimal(budget_billion * BILLION),
        decision_date=decided,
    )
    derive.refresh(session, [project.id])
    session.refresh(project)
    assert project.project_group == group
    laws = [threshold_of(row) for row in session.scalars(select(GroupThresholdRow))]
    ladder = session.get_one(Sector, project.sector_id).group_ladder
    ruled = derive_group(budget_vnd=budget_billion * BILLION, ladder=ladder, on=decided, thresholds=laws)
    assert ruled == group


@pytest.mark.parametrize("unknown", [{"budget_vnd": None}, {"decision_date": None}, {"sector_id": None}])
def test_without_budget_day_or_sector_no_group_is_made_up(session: Session, unknown: dict[str, None]) -> None:
    project = ProjectFactory(project_group=None, **unknown)
    derive.refresh(session, [project.id])
    session.refresh(project)
    assert project.project_group is None


def test_a_stated_group_stays(session: Session) -> None:
    project = ProjectFactory(project_group=ProjectGroup.A, budget_vnd=Decimal(BILLION))
    derive.refresh(session, [project.id])
    session.refresh(project)
    assert project.project_group == ProjectGroup.A


def lead_on(session: Session, project: Project, day: date) -> tuple[str | None, bool | None]:
    found = project_by_code(session, project.code, as_of=day)
    assert found is not None
    return found[1].lead_name, found[1].lead_is_proposal


def test_the_lead_agency_of_a_sector_is_dated(session: Session) -> None:
    project = ProjectFactory(sector_id=sector_id(session, "energy"))
    assert lead_on(session, project, date(2025, 6, 30)) == ("Phòng Kinh tế và Hạ tầng", False)
    assert lead_on(session, project, date(2025, 7, 1)) == ("Phòng Kinh tế xã", True)
    assert lead_on(session, ProjectFactory(sector_id=None), date(2025, 7, 1)) == (None, None)
