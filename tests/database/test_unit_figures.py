from datetime import date
from decimal import Decimal

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from gis.domain.units import split_exact
from gis.queries.unit_figures import figures_on, homeless_count
from tests.factories import NewUnitFactory, OldUnitFactory, ProjectFactory, ProjectShareFactory

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
        savepoint.rollback()
    assert {unit: each.budget_vnd for unit, each in found.items() if each.budget_vnd is not None} == expected
    assert alone == found
    assert sum(expected.values()) == sum(budget or 0 for budget, _ in projects)


def test_projects_that_no_commune_of_the_day_holds_are_counted_apart(session: Session) -> None:
    old, new = OldUnitFactory(), NewUnitFactory()
    for unit in (old, new):
        ProjectShareFactory(project_id=ProjectFactory().id, unit_id=unit.id)
    ProjectFactory()
    assert homeless_count(session, DAY) == 2
    assert list(figures_on(session, DAY)) == [new.id]
