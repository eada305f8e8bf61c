from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from gis.domain import schedule as rules
from gis.domain.lifecycle import Execution
from gis.models import Project
from gis.models.schedule import is_behind
from gis.queries.schedule import SUSPENDED_EXECUTIONS, delay_days, schedule_status
from tests.factories import ProjectFactory

AS_OF = date(2026, 6, 30)
NEAR = st.integers(-40, 40).map(lambda days: AS_OF + timedelta(days=days))
PERCENT = st.none() | st.integers(0, 4000).map(lambda number: Decimal(number).scaleb(-2))
FACTS = st.tuples(st.none() | NEAR, st.none() | NEAR, st.sampled_from(Execution), PERCENT, PERCENT)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(cases=st.lists(FACTS, min_size=1, max_size=40))
def test_sql_and_python_agree_on_status_and_delay(
    session: Session,
    cases: list[tuple[date | None, date | None, Execution, Decimal | None, Decimal | None]],
) -> None:
    with session.begin_nested() as savepoint:
        expected = {}
        for due, accepted, execution, works, plan in cases:
            project = ProjectFactory(
                first_completion_date=None,
                approved_completion_date=due,
                acceptance_date=accepted,
                execution=execution,
                physical_progress_pct=works,
                planned_progress_pct=plan,
            )
            facts = rules.ScheduleFacts(due, accepted, execution in SUSPENDED_EXECUTIONS, works, plan)
            expected[project.id] = (
                rules.schedule_status(facts, as_of=AS_OF).value,
                rules.delay_days(facts, as_of=AS_OF),
            )
        session.execute(update(Project).values(is_behind=is_behind(Project)))
        columns = (Project.id, schedule_status(Project, as_of=AS_OF), delay_days(Project, as_of=AS_OF))
        found = {row[0]: (row[1], row[2]) for row in session.execute(select(*columns))}
        savepoint.rollback()
    assert found == expected


@pytest.mark.parametrize("execution", SUSPENDED_EXECUTIONS)
def test_a_stopped_project_past_its_date_counts_as_suspended(session: Session, execution: Execution) -> None:
    ProjectFactory(approved_completion_date=date(2026, 1, 1), execution=execution)
    assert session.scalar(select(schedule_status(Project, as_of=AS_OF))) == "suspended"
