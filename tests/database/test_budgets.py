"""The total investment of a day: SQL and Python agree, and what comes later leaves answers about earlier days alone."""

from datetime import date, timedelta
from decimal import Decimal

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text
from sqlalchemy.orm import Session

from gis.domain.budget import budget_at
from gis.domain.ledger_codes import ReviewState
from gis.models import BudgetDecision, Project
from gis.models.ledger.budget import budget_on
from gis.operations import ledger
from gis.operations.audit import Actor
from gis.queries.project_ledgers import facts, project_ledgers
from gis.queries.project_state import row_on
from gis.queries.projects import project_row, rows
from tests.factories import ProjectFactory
from tests.factories.ledgers import BudgetDecisionFactory

FIRST_DAY = date(2025, 1, 1)
NEAR = st.integers(0, 20).map(lambda days: FIRST_DAY + timedelta(days=days))
STATES = st.sampled_from((ReviewState.ACCEPTED,) * 4 + (ReviewState.DRAFT, ReviewState.REPLACED))
ROWS = st.lists(
    st.tuples(
        NEAR, st.none() | NEAR, STATES, st.integers(1, 9), st.none() | st.integers(0, 5), st.booleans()
    ),
    max_size=6,
)
_ON = text(f"SELECT {budget_on()} FROM project WHERE id = :id")
ACTOR = Actor("Kế toán")
TODAY = date(2026, 6, 30)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(cases=ROWS, catalogue=st.none() | st.just(5))
def test_sql_and_python_agree_on_every_day(
    session: Session,
    cases: list[tuple[date, date | None, ReviewState, int, int | None, bool]],
    catalogue: int | None,
) -> None:
    with session.begin_nested() as savepoint:
        project = ProjectFactory(budget_vnd=catalogue)
        written: list[BudgetDecision] = []
        for day, counted_from, state, amount, corrected, is_withdrawn in cases:
            older = written.pop(corrected) if corrected is not None and corrected < len(written) else None
            row = BudgetDecisionFactory(
                project_id=project.id,
                effective_date=day,
                counted_from=counted_from,
                review_state=state,
                amount_vnd=amount,
                corrects_id=older.id if older else None,
                is_withdrawn=older is not None and is_withdrawn,
            )
            written.append(row)
        known = facts(project_ledgers(session, project.id).budgets)
        days = [FIRST_DAY + timedelta(days=each) for each in range(-1, 22)]
        expected = [budget_at(known, as_of=day, catalogue_vnd=catalogue) for day in days]
        found = [session.scalar(_ON, {"id": project.id, "as_of": day}) for day in days]
        savepoint.rollback()
    assert found == expected


def on(session: Session, project: Project, day: date) -> Decimal | None:
    """Return what the page of a day says."""
    row = session.execute(rows(as_of=day).where(Project.id == project.id)).one()
    return row_on(project_row(row), project_ledgers(session, project.id), as_of=day).budget_vnd


def decide(session: Session, project: Project, day: date, amount: int) -> BudgetDecision:
    values = {"project_id": project.id, "effective_date": day, "kind": "adjustment", "amount_vnd": amount}
    return ledger.append(session, BudgetDecision, values, ACTOR, as_of=TODAY)


def test_a_past_day_is_answered_alike_until_a_correction_is_dated_before_it(session: Session) -> None:
    project, asked = ProjectFactory(budget_vnd=None), date(2025, 6, 30)
    first = decide(session, project, date(2025, 1, 10), 100)
    assert (on(session, project, asked), on(session, project, date(2025, 1, 9))) == (100, None)
    decide(session, project, date(2025, 7, 1), 150)
    assert (on(session, project, asked), on(session, project, TODAY)) == (100, 150)
    assert project.budget_vnd == 150
    decide(session, project, date(2025, 3, 1), 120)
    assert (on(session, project, asked), on(session, project, TODAY), project.budget_vnd) == (120, 150, 150)
    ledger.correct(session, first, {"amount_vnd": 90}, ACTOR, as_of=TODAY, counted_from=date(2025, 8, 1))
    assert (on(session, project, date(2025, 1, 31)), on(session, project, asked)) == (100, 120)


def test_the_column_of_today_follows_a_withdrawal(session: Session) -> None:
    project = ProjectFactory(budget_vnd=None)
    decide(session, project, date(2025, 1, 10), 100)
    raised = decide(session, project, date(2025, 7, 1), 150)
    ledger.withdraw(session, raised, ACTOR, as_of=TODAY)
    assert project.budget_vnd == 100
