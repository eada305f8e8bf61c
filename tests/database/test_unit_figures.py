from datetime import date
from decimal import Decimal

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from gis.domain.units import UnitLevel, split_exact
from gis.models import Project
from gis.queries.filters import CommuneKnown, ProjectFilter, conditions
from gis.queries.unit_figures import capital_rows, figures_and_rest, figures_on, together
from tests.factories import (
    NewUnitFactory,
    OldUnitFactory,
    ProjectFactory,
    ProjectShareFactory,
    UnitFactory,
    UnitSuccessionFactory,
)

DAY = date(2026, 6, 30)
RATIOS = st.lists(st.integers(0, 10**6), min_size=1, max_size=4).filter(any)
PROJECTS = st.lists(st.tuples(st.none() | st.integers(0, 10**13), RATIOS), max_size=6)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(projects=PROJECTS)
def test_sql_splits_budgets_as_the_domain_does(
    session: Session, projects: list[tuple[int | None, list[int]]]
) -> None:
    with session.begin_nested() as savepoint:
        units = [NewUnitFactory().id for _ in range(4)]
        expected: dict[int, int] = {}
        for budget, weights in projects:
            project = ProjectFactory(budget_vnd=None if budget is None else Decimal(budget))
            ratios = [Decimal(weight).scaleb(-6) for weight in weights]
            for unit, ratio in zip(units, ratios, strict=False):
                ProjectShareFactory(project_id=project.id, unit_id=unit, share_ratio=ratio)
            if budget is not None:
                for unit, part in zip(units, split_exact(budget, ratios), strict=False):
                    expected[unit] = expected.get(unit, 0) + part
        found = figures_on(session, DAY)
        alone = {unit: figures_on(session, DAY, unit_ids=[unit]).get(unit) for unit in found}
        rows = {unit: capital_rows(session, unit, day=DAY, first=0, limit=99) for unit in found}
        savepoint.rollback()
    for unit, figures in found.items():
        known = [row.part_vnd for row in rows[unit] if row.part_vnd is not None]
        assert (len(rows[unit]), sum(known) if known else None) == (figures.project_count, figures.budget_vnd)
    assert {unit: each.budget_vnd for unit, each in found.items() if each.budget_vnd is not None} == expected
    assert alone == found
    assert sum(expected.values()) == sum(budget or 0 for budget, _ in projects)


def test_projects_known_in_no_commune_of_the_day_are_found(session: Session) -> None:
    old, new = OldUnitFactory(), NewUnitFactory()
    lost = ProjectFactory()
    for unit in (old, new):
        ProjectShareFactory(project_id=ProjectFactory().id, unit_id=unit.id)
    asked = ProjectFilter(as_of=DAY, commune_known=CommuneKnown(is_known=False, day=DAY))
    found = set(session.scalars(select(Project.id).where(*conditions(asked))))
    assert len(found) == 2
    assert lost.id in found
    assert list(figures_on(session, DAY)) == [new.id]


def test_what_no_predecessor_had_is_told_apart(session: Session) -> None:
    district = UnitFactory(level=UnitLevel.DISTRICT, valid_to=date(2025, 6, 30))
    old, new = OldUnitFactory(parent_id=district.id), NewUnitFactory()
    UnitSuccessionFactory(old_id=old.id, new_id=new.id)
    for home, budget in ((old, 100), (district, 70)):
        project = ProjectFactory(budget_vnd=Decimal(budget))
        for unit in (home, new):
            ProjectShareFactory(project_id=project.id, unit_id=unit.id, is_estimated=home is district)
    found, unknown = figures_and_rest(session, DAY, unit_ids=[new.id], unit_id=new.id, day=DAY)
    assert (unknown.project_count, unknown.budget_vnd, unknown.estimated_count) == (1, 70, 1)
    before = figures_on(session, date(2025, 6, 30))
    assert together(before.values()).budget_vnd == found[new.id].budget_vnd == 170
    assert found == figures_on(session, DAY, unit_ids=[new.id])
