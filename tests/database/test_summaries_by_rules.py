"""What the summaries keep of a project is what the pure rules say of its ledgers, at the end of every month."""

import dataclasses
from calendar import monthrange
from datetime import date, timedelta
from random import Random
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from gis.domain import completion, disbursement
from gis.domain.budget import BudgetDecision as Decision
from gis.domain.budget import budget_at
from gis.domain.progress import ProgressReport as Report
from gis.domain.progress import latest_report
from gis.domain.rates import RateCode, year_rates
from gis.domain.schedule import schedule_facts, schedule_status
from gis.models import (
    BudgetDecision,
    CapitalPlan,
    LedgerEntry,
    ProgressReport,
    Project,
    ProjectMoney,
    ProjectMonth,
    Voucher,
)
from gis.operations import summaries
from gis.queries.project_ledgers import project_ledgers, schedule_history
from tests import histories
from tests.histories import LAST_DAY


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


@pytest.fixture
def projects(session: Session) -> list[Project]:
    random = Random(42)
    ground = histories.land()
    made = histories.projects(session, random, ground, 6)
    for project in made:
        written = []
        for _ in range(70):
            if written and random.random() < 0.25:
                row = histories.correction(
                    random, written.pop(random.randrange(len(written))), ground, project
                )
            else:
                row = histories.fact(random, project, ground)
            session.add(row)
            session.flush()
            if row.project_id is not None:
                written.append(row)
    summaries.rebuild(session, as_of=LAST_DAY)
    return made


def test_dates_works_and_status_follow_the_rules(session: Session, projects: list[Project]) -> None:
    statuses = set()
    for project in projects:
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
            statuses.add(row.schedule)
    assert len(statuses) >= 6


def test_the_total_investment_follows_the_rule(session: Session, projects: list[Project]) -> None:
    told = 0
    for project in projects:
        catalogue_vnd, decisions = project.budget_vnd, rows_of(session, BudgetDecision, Decision, project.id)
        session.refresh(project)
        assert project.budget_vnd == budget_at(decisions, as_of=LAST_DAY, catalogue_vnd=catalogue_vnd)
        told += project.budget_vnd != catalogue_vnd
    assert told > 3


def test_plans_and_payments_follow_the_rules(session: Session, projects: list[Project]) -> None:
    compared = 0
    for project in projects:
        plans = rows_of(session, CapitalPlan, disbursement.CapitalPlan, project.id)
        vouchers = rows_of(session, Voucher, disbursement.Voucher, project.id)
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
                compared += row is not None
    assert compared > 50
