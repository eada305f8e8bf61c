"""What the summaries keep is what the pure rules say of random ledgers, at the end of every month."""

import dataclasses
from calendar import monthrange
from collections.abc import Callable, Collection
from datetime import date, timedelta
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from gis.domain import completion, disbursement
from gis.domain.budget import BudgetDecision as Decision
from gis.domain.budget import budget_at
from gis.domain.clearance import PARTS, Handed, handed_over
from gis.domain.clearance import ClearanceCount as Count
from gis.domain.clearance_succession import standing_counts
from gis.domain.progress import ProgressReport as Report
from gis.domain.progress import latest_report
from gis.domain.rates import RateCode, year_rates
from gis.domain.schedule import schedule_facts, schedule_status
from gis.models import (
    BudgetDecision,
    CapitalPlan,
    ClearanceCount,
    LedgerEntry,
    ProgressReport,
    Project,
    ProjectMoney,
    ProjectMonth,
    ProjectSummary,
    UnitMonth,
    Voucher,
)
from gis.operations import summaries
from gis.queries.project_ledgers import project_ledgers, schedule_history
from tests import histories
from tests.histories import LAST_DAY

Hold = Callable[[Session, Project, histories.Land], set[Any]]


def rows_of(session: Session, ledger: type[LedgerEntry], form: type[Any], project_id: int) -> tuple[Any, ...]:
    """Return a ledger of a project as the rules take it."""
    names = [field.name for field in dataclasses.fields(form)]
    found = session.scalars(select(ledger).where(ledger.project_id == project_id))
    return tuple(form(**{name: getattr(row, name) for name in names if hasattr(row, name)}) for row in found)


def month_ends(since: date) -> list[date]:
    days, day = [], since.replace(day=1)
    while day <= LAST_DAY:
        end = day.replace(day=monthrange(day.year, day.month)[1])
        days.append(min(end, LAST_DAY))
        day = end + timedelta(days=1)
    return days


def last_row(rows: list[Any], day: date) -> Any:
    return next((row for row in reversed(rows) if row.month <= day), None)


def write(
    session: Session,
    random: Random,
    ground: histories.Land,
    project: Project,
    ledgers: Collection[str],
    count: int,
) -> None:
    """Write facts of these ledgers, a quarter of them corrections of others, and count them."""
    written: list[LedgerEntry] = []
    for _ in range(count):
        if written and random.random() < 0.25:
            row = histories.correction(random, written.pop(random.randrange(len(written))), ground, project)
        else:
            row = histories.fact(random, project, ground, ledgers=ledgers)
        session.add(row)
        session.flush()
        if row.project_id is not None:
            written.append(row)


def hold_dates(session: Session, project: Project, ground: histories.Land) -> set[Any]:
    """Hold dates, works and status against the rules; return what was compared."""
    history = schedule_history(project_ledgers(session, project.id), start_date=project.start_date)
    reports = rows_of(session, ProgressReport, Report, project.id)
    kept = list(
        session.scalars(
            select(ProjectMonth).where(ProjectMonth.project_id == project.id).order_by(ProjectMonth.month)
        )
    )
    for day in month_ends(project.start_date):
        row = last_row(kept, day)
        report = latest_report(reports, as_of=day)
        facts = schedule_facts(
            history,
            as_of=day,
            physical_progress_pct=report and report.physical_progress_pct,
            planned_progress_pct=report and report.planned_progress_pct,
        )
        expected = (
            completion.legal_date(history.dates, as_of=day),
            completion.accepted_on(history.acceptances, as_of=day),
            facts.is_suspended,
            report and report.physical_progress_pct,
            report and report.effective_date,
            schedule_status(facts, as_of=day),
        )
        found = (
            row.due_date,
            row.accepted_on,
            row.is_suspended,
            row.physical_progress_pct,
            row.reported_on,
            row.schedule,
        )
        assert found == expected, (project.code, day)
    return {row.schedule for row in kept}


def hold_money(session: Session, project: Project, ground: histories.Land) -> set[Any]:
    """Hold plans, payments and advances against the rules; return what was compared."""
    plans = rows_of(session, CapitalPlan, disbursement.CapitalPlan, project.id)
    vouchers = rows_of(session, Voucher, disbursement.Voucher, project.id)
    told = set()
    for year in range(project.start_date.year, LAST_DAY.year + 1):
        kept = list(
            session.scalars(
                select(ProjectMoney)
                .where(ProjectMoney.project_id == project.id, ProjectMoney.fiscal_year == year)
                .order_by(ProjectMoney.month)
            )
        )
        for day in month_ends(project.start_date):
            row = last_row(kept, day)
            own = {rate.code: rate for rate in year_rates(plans, vouchers, year=year, as_of=day)}
            later = {rate.code: rate for rate in year_rates(plans, vouchers, year=year + 1, as_of=day)}
            plain, carried = own[RateCode.YEAR_PLAN], later[RateCode.CARRIED_OVER_PLAN]
            expected = (plain.plan_vnd, plain.paid_vnd, carried.plan_vnd, carried.paid_vnd)
            found = (
                (row.plan_vnd, row.paid_vnd, row.carried_plan_vnd, row.carried_paid_vnd)
                if row
                else (None, None, None, None)
            )
            assert found == expected, (project.code, year, day)
            if row:
                told.add((year, day))
    summary = session.get_one(ProjectSummary, project.id)
    assert summary.advance_balance_vnd == disbursement.advance_balance(vouchers, as_of=LAST_DAY)
    return told


def hold_budget(session: Session, project: Project, ground: histories.Land) -> set[Any]:
    """Hold the total investment against the rule, with what the catalogue said before; return what was compared."""
    decisions = rows_of(session, BudgetDecision, Decision, project.id)
    catalogue_vnd = project.budget_vnd
    session.refresh(project)
    assert project.budget_vnd == budget_at(decisions, as_of=LAST_DAY, catalogue_vnd=catalogue_vnd)
    return {project.id} if project.budget_vnd != catalogue_vnd else set()


def hold_land(session: Session, project: Project, ground: histories.Land) -> set[Any]:
    """Hold what is handed over against the rule, of the project and of the new communes; return what was compared."""
    counts = rows_of(session, ClearanceCount, Count, project.id)
    new = {unit.id for unit in ground.new}
    successors = {old.id: {ground.new[place // 3].id} for place, old in enumerate(ground.old)}
    told = set()
    for day in month_ends(project.start_date):
        standing = handed_over(standing_counts(counts, successors=successors, as_of=day))
        names = [name for pair in LAND for name in pair]
        asked = select(*(func.sum(getattr(UnitMonth, name)) for name in names)).where(
            UnitMonth.unit_id.in_(new), UnitMonth.month == day.replace(day=1)
        )
        sums = dict(zip(names, session.execute(asked).one(), strict=True))
        assert [(sums[part], sums[whole]) for part, whole in LAND] == list(standing), day
        told |= {day} if standing.area.whole else set()
    kept = session.get_one(ProjectSummary, project.id)
    assert [(getattr(kept, part), getattr(kept, whole)) for part, whole in LAND] == list(standing)
    return told


LAND = [PARTS[of] for of in (Handed.AREA, Handed.HOUSEHOLDS, Handed.LENGTH)]
HOLDS = {
    hold_dates: ("completion_date", "suspension", "acceptance", "status_step", "progress_report"),
    hold_money: ("capital_plan", "voucher"),
    hold_budget: ("budget_decision",),
    hold_land: ("clearance_count",),
}
"""What is compared, with the ledgers that it rests on."""


@pytest.mark.parametrize(("hold", "ledgers"), HOLDS.items())
@settings(
    max_examples=8,
    deadline=None,
    phases=(
        Phase.explicit,
        Phase.reuse,
        Phase.generate,
    ),  # each example is a rebuild: shrinking takes minutes
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(random=st.randoms(use_true_random=False), count=st.integers(1, 20))
def test_any_history_is_kept_as_the_rules_say(
    session: Session, hold: Hold, ledgers: Collection[str], random: Random, count: int
) -> None:
    with session.begin_nested() as savepoint:
        ground = histories.land()
        (project,) = histories.projects(session, Random(count), ground, 1)
        write(session, random, ground, project, ledgers, count)
        summaries.rebuild(session, as_of=LAST_DAY)
        hold(session, project, ground)
        savepoint.rollback()
        session.expire_all()


def test_long_histories_are_kept_as_the_rules_say(session: Session) -> None:
    random, ground = Random(42), histories.land()
    made = histories.projects(session, random, ground, 6)
    for project in made:
        write(session, random, ground, project, histories.LEDGERS, 70)
    summaries.rebuild(session, as_of=LAST_DAY)
    told = {
        hold: set().union(*(hold(session, project, ground) for project in made))
        for hold in HOLDS
        if hold is not hold_land
    }
    assert len(told[hold_dates]) >= 6
    assert len(told[hold_money]) > 20
    assert len(told[hold_budget]) > 3
