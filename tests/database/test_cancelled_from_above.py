"""A project that a higher level cancelled: recorded with its paper, out of the on-time figures, the same by both ways."""

from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from gis.domain.completion import CompletionDate, ExecutionStep, ScheduleHistory, Suspension
from gis.domain.indicators import Indicator, value_of
from gis.domain.ledger_codes import CompletionDateKind
from gis.domain.lifecycle import Execution, ScheduleStatus, StatusAxis
from gis.domain.on_time import PointsCase, on_time_points
from gis.domain.population import MembershipReason, Period, membership
from gis.domain.schedule import schedule_facts, schedule_status
from gis.models import ProjectMonth, StatusStep
from gis.models import Suspension as SuspensionRow
from gis.operations import summaries
from gis.queries.indicators import figures_by_month
from gis.queries.project_ledgers import project_ledgers, schedule_history
from tests.etl.ledger_samples import codes_of, load, write_ledgers
from tests.factories import NewUnitFactory, ProjectFactory, ProjectShareFactory
from tests.factories.ledgers import CompletionDateFactory

FIRST_DAY, DUE, LAST_DAY = date(2026, 1, 5), date(2026, 3, 31), date(2026, 6, 30)
MONTH_ENDS = [date(2026, 4, 1) - timedelta(days=1), date(2026, 5, 31), LAST_DAY]
CANCELLED = {
    "Mã dự án": "DA-9",
    "Loại trạng thái": "Tình trạng thực hiện",
    "Trạng thái mới": "Hủy bỏ",
    "Ngày chuyển trạng thái": date(2026, 5, 4),
    "Do cấp trên quyết định": "x",
}
PAPER = {"Số văn bản kèm theo": "77/QĐ-UBND tỉnh"}


def overdue(**values: object) -> int:
    """Save a project that was due at the end of March."""
    project = ProjectFactory(
        decision_date=FIRST_DAY,
        start_date=FIRST_DAY,
        first_completion_date=None,
        approved_completion_date=None,
        acceptance_date=None,
        **values,
    )
    CompletionDateFactory(project_id=project.id, effective_date=FIRST_DAY, new_date=DUE)
    return int(project.id)


def test_a_workbook_records_it_with_the_paper_and_it_leaves_the_figures(
    session: Session, tmp_path: Path
) -> None:
    project_id, unit = overdue(code="DA-9"), NewUnitFactory()
    ProjectShareFactory(project_id=project_id, unit_id=unit.id, share_ratio=Decimal(1))
    refused = load(session, write_ledgers(tmp_path / "a.xlsx", status_step=[CANCELLED]), as_of=LAST_DAY)
    assert "step_cancelled_without_paper" in codes_of(refused)
    result = load(
        session, write_ledgers(tmp_path / "b.xlsx", status_step=[CANCELLED | PAPER]), as_of=LAST_DAY
    )
    assert codes_of(result) == []
    row = session.scalars(select(StatusStep).where(StatusStep.project_id == project_id)).one()
    assert (row.is_by_higher_level, row.document_id is not None) == (True, True)

    april, may = date(2026, 4, 1), date(2026, 5, 1)
    by_month, _ = figures_by_month(session, [unit.id], months=[april, may], other_ids=[])
    assert value_of(Indicator.ON_TIME, by_month[april]) == 0
    assert value_of(Indicator.ON_TIME, by_month[may]) is None, "out of the denominator, not late in it"
    history = schedule_history(project_ledgers(session, project_id), start_date=FIRST_DAY)
    assert on_time_points(history, as_of=date(2026, 5, 3)).case is PointsCase.OVERDUE
    assert on_time_points(history, as_of=date(2026, 5, 4)).case is PointsCase.CANCELLED
    cancelled = membership(history, period=Period(FIRST_DAY, LAST_DAY), as_of=LAST_DAY)
    assert (cancelled.reason, cancelled.decision_no) == (MembershipReason.CANCELLED, "77/QĐ-UBND tỉnh")


DAYS = st.integers(0, 175).map(lambda days: FIRST_DAY + timedelta(days=days))
STEPS = st.lists(st.tuples(DAYS, st.sampled_from(Execution), st.booleans()), max_size=5)
STOPS = st.lists(st.tuples(DAYS, st.none() | st.integers(1, 90)), max_size=3)


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS, stops=STOPS)
def test_summaries_and_rule_agree_on_what_stands_still(
    session: Session,
    steps: list[tuple[date, Execution, bool]],
    stops: list[tuple[date, int | None]],
) -> None:
    with session.begin_nested() as savepoint:
        project_id = overdue()
        written = [
            StatusStep(
                project_id=project_id,
                axis=StatusAxis.EXECUTION,
                value=execution.value,
                effective_date=on,
                is_by_higher_level=is_higher,
            )
            for on, execution, is_higher in steps
        ]
        ends = [(on, on + timedelta(days=length) if length else None) for on, length in stops]
        session.add_all(written)
        session.add_all(
            SuspensionRow(project_id=project_id, effective_date=on, resumed_on=end) for on, end in ends
        )
        session.flush()
        history = ScheduleHistory(
            dates=(CompletionDate(kind=CompletionDateKind.FIRST, effective_date=FIRST_DAY, new_date=DUE),),
            suspensions=tuple(Suspension(effective_date=on, resumed_on=end) for on, end in ends),
            execution_steps=tuple(
                ExecutionStep(
                    id=row.id,
                    effective_date=row.effective_date,
                    execution=Execution(row.value),
                    is_by_higher_level=bool(row.is_by_higher_level),
                )
                for row in written
            ),
        )
        summaries.rebuild(session, as_of=LAST_DAY)
        kept = session.scalars(
            select(ProjectMonth).where(ProjectMonth.project_id == project_id).order_by(ProjectMonth.month)
        ).all()
        for day in MONTH_ENDS:
            row = [each for each in kept if each.month <= day][-1]
            expected = schedule_status(schedule_facts(history, as_of=day), as_of=day)
            assert row.schedule is expected
            assert row.is_suspended is (expected is ScheduleStatus.SUSPENDED)
        savepoint.rollback()
