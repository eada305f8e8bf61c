"""Every figure that SQL keeps is what the pure rules say of the same ledgers: random ones, all figures at once."""

from collections.abc import Iterable
from dataclasses import fields, replace
from datetime import date, timedelta
from decimal import Decimal
from random import Random
from typing import Any, NamedTuple

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from gis.domain.alerts import AlertFacts, alerts
from gis.domain.clearance import handed_over, is_blocked, latest_counts
from gis.domain.completion import accepted_on
from gis.domain.contracts import current_terms
from gis.domain.contribution import Contribution, per_household, totals
from gis.domain.disbursement import advance_balance, summed
from gis.domain.indicators import Indicator, UnitFigures, total, value_of
from gis.domain.ledger import visible
from gis.domain.ledger_codes import AcceptanceKind
from gis.domain.lifecycle import SettlementStatus, StatusAxis
from gis.domain.progress import data_age, latest_report
from gis.domain.rates import year_rates
from gis.domain.ratios import percent
from gis.domain.schedule import is_under_way, schedule_facts, schedule_status
from gis.domain.units import split_decimal
from gis.models import Contribution as Contributions
from gis.models import Project, ProjectSummary
from gis.operations import summaries
from gis.queries.indicators import figures_of_units, months
from gis.queries.project_ledgers import (
    ProjectLedgers,
    facts,
    project_ledgers,
    schedule_history,
)
from gis.queries.project_state import latest_step
from tests import histories
from tests.factories import NewUnitFactory, ProjectFactory, ProjectShareFactory
from tests.histories import LAST_DAY, WRITTEN_FROM

SHARES = (Decimal("0.3333333333"), Decimal("0.6666666667"))
YEARS = range(2024, 2028)
"""Fiscal years that facts can be of: a voucher is paid from the plan of its own year or of the one before."""


class Known(NamedTuple):
    """A project, its facts, and its share of each commune in the order in which amounts are split."""

    project: Project
    ledgers: ProjectLedgers
    shares: dict[int, Decimal]

    def part(self, amount: Decimal | int | None, unit_id: int) -> int | None:
        """Return a commune's part of an amount in đồng; 0 where the project does not lie in it."""
        if amount is None or unit_id not in self.shares:
            return None
        parts = dict(zip(self.shares, split_decimal(int(amount), list(self.shares.values())), strict=True))
        return int(parts[unit_id])


@settings(
    max_examples=20,
    phases=(
        Phase.explicit,
        Phase.reuse,
        Phase.generate,
    ),  # a history of fifty facts is not worth minutes of shrinking
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(random=st.randoms(use_true_random=False))
def test_all_figures_are_those_of_the_pure_rules(session: Session, random: Random) -> None:
    with session.begin_nested() as savepoint:
        ground, projects = settled(random)
        written = write(session, random, ground, projects)
        units = [unit.id for unit in ground.new]
        summaries.rebuild(session, as_of=WRITTEN_FROM)
        summaries.after_facts(session, [each.id for each in projects], as_of=LAST_DAY, unit_ids=units)
        assert written
        compare(session, ground)
        savepoint.rollback()


def settled(random: Random) -> tuple[histories.Land, list[Any]]:
    """Save two communes, and two projects in one or both; works may begin months after their decision."""
    ground = histories.Land(district=None)
    ground.new += [NewUnitFactory(household_count=count) for count in (random.randrange(1, 500), None)]
    projects = []
    for places in (ground.new[:1], ground.new):
        decided = date(2025, 9, 1) + timedelta(days=random.randrange(60))
        project = ProjectFactory(
            sector_id=random.choice((1, None)),
            budget_vnd=random.choice((None, Decimal(random.randrange(10**10)))),
            decision_date=decided,
            start_date=decided + timedelta(days=random.randrange(120)),
            first_completion_date=None,
            approved_completion_date=None,
            stage=None,
        )
        for unit, share in zip(places, SHARES if len(places) > 1 else (Decimal(1),), strict=True):
            ProjectShareFactory(project_id=project.id, unit_id=unit.id, share_ratio=share)
        ground.places[project.id] = [unit.id for unit in places]
        projects.append(project)
    return ground, projects


def write(session: Session, random: Random, ground: histories.Land, projects: list[Any]) -> int:
    """Write facts of every ledger, some of them corrected or taken back; return how many."""
    rows: list[tuple[Any, Any]] = []
    count = random.randrange(1, 60)
    for _ in range(count):
        if rows and random.random() < 0.2:
            project, old = rows.pop(random.randrange(len(rows)))
            row = histories.correction(random, old, ground, project)
        else:
            project = random.choice(projects)
            row = histories.fact(random, project, ground)
        session.add(row)
        session.flush()
        rows.append((project, row))
    return count


def compare(session: Session, ground: histories.Land) -> None:
    """Hold every project on the last day, and every commune at the end of every month, against the rules."""
    session.expire_all()
    every = [known(session, project_id, ground) for project_id in ground.places]
    for each in every:
        compare_project(session, each)
    alone = gifts_of_no_project(session)
    found_months = months(session)
    for month in found_months:
        day = min((month + timedelta(days=31)).replace(day=1) - timedelta(days=1), LAST_DAY)
        found = figures_of_units(session, month=month, day=LAST_DAY)
        for unit in ground.new:
            expected = total([of_commune(each, unit.id, month=month, day=day) for each in every])
            expected = total([expected, given_figures(alone, unit.id, year=month.year, day=day)])
            kept = found.get(unit.id, UnitFigures())
            assert replace(kept, resident_household_count=None) == expected, (month, unit.code)
            compare_indicators(kept, expected, household_count=unit.household_count)


def gifts_of_no_project(session: Session) -> list[Contribution]:
    """Return the gifts to communes themselves, every version, as the rules take them."""
    names = [each.name for each in fields(Contribution)]
    rows = session.scalars(select(Contributions).where(Contributions.project_id.is_(None)))
    return [Contribution(**{name: getattr(row, name) for name in names}) for row in rows]


def known(session: Session, project_id: int, ground: histories.Land) -> Known:
    """Read a project with its ledgers as its page does."""
    project = session.get_one(Project, project_id)
    units = sorted(ground.places[project_id])
    shares = dict(zip(units, SHARES if len(units) > 1 else (Decimal(1),), strict=True))
    return Known(project, project_ledgers(session, project_id), shares)


def of_commune(each: Known, unit_id: int, *, month: date, day: date) -> UnitFigures:
    """Return what a project adds to a commune's figures at the end of a month."""
    land = handed_over(
        row for row in latest_counts(facts(each.ledgers.counts), as_of=day) if row.unit_id == unit_id
    )
    plain, carried, _ = year_rates(
        facts(each.ledgers.plans), facts(each.ledgers.vouchers), year=month.year, as_of=day
    )
    money = UnitFigures(
        plan_vnd=each.part(plain.plan_vnd, unit_id),
        paid_vnd=each.part(plain.paid_vnd, unit_id),
        carried_plan_vnd=each.part(carried.plan_vnd, unit_id),
        carried_paid_vnd=each.part(carried.paid_vnd, unit_id),
        area_total_m2=land.area.whole,
        area_handed_over_m2=land.area.part,
        length_total_m=land.length.whole,
        length_handed_over_m=land.length.part,
        household_total_count=land.households.whole,
        household_handed_over_count=land.households.part,
    )
    given_here = given_figures(facts(each.ledgers.contributions), unit_id, year=month.year, day=day)
    return total([counted(each, each.shares.get(unit_id), month=month, day=day), money, given_here])


def counted(each: Known, share: Decimal | None, *, month: date, day: date) -> UnitFigures:
    """Return a project counted by its share, with its status, works and last report."""
    if share is None or day < min(each.project.decision_date, each.project.start_date):
        return UnitFigures()
    report = latest_report(facts(each.ledgers.reports), as_of=day)
    schedule = schedule_facts(
        schedule_history(each.ledgers, start_date=each.project.start_date),
        as_of=day,
        physical_progress_pct=report and report.physical_progress_pct,
        planned_progress_pct=report and report.planned_progress_pct,
    )
    reported_on = report and report.effective_date
    goes_on = is_under_way(schedule, start_date=each.project.start_date, reported_on=reported_on, as_of=day)
    return UnitFigures(
        project_ratio=share,
        active_ratio=share * goes_on,
        reported_ratio=share * (goes_on and reported_on is not None and reported_on >= month),
        progress_ratio=share * (report is not None),
        progress_sum_pct=share * (report.physical_progress_pct if report else 0),
        **{f"{schedule_status(schedule, as_of=day)}_ratio": share},
    )


def given_figures(gifts: Iterable[Contribution], unit_id: int, *, year: int, day: date) -> UnitFigures:
    """Return what was given in a commune and year."""
    rows = [
        row for row in visible(gifts, as_of=day) if row.unit_id == unit_id and row.effective_date.year == year
    ]
    found = totals(rows, as_of=day)
    return UnitFigures(
        contribution_vnd=found.value_vnd,
        cash_contribution_vnd=found.cash_vnd,
        land_given_m2=found.land_m2,
        labour_days=found.labour_days,
        unconverted_count=found.unconverted_count or None,
        donor_household_count=found.household_count,
    )


def compare_indicators(kept: UnitFigures, expected: UnitFigures, *, household_count: int | None) -> None:
    """Hold what maps show against the rules that name each figure."""
    per_home = per_household(expected.contribution_vnd, household_count=household_count)
    assert value_of(Indicator.CONTRIBUTION, kept) == per_home
    assert value_of(Indicator.DISBURSEMENT, kept) == percent(expected.paid_vnd, expected.plan_vnd)


def compare_project(session: Session, each: Known) -> None:
    """Hold a project on the last day against the rules: rates, advances, land, gifts, age of figures, alerts."""
    row = session.get_one(ProjectSummary, each.project.id)
    plans, vouchers = facts(each.ledgers.plans), facts(each.ledgers.vouchers)
    rates = year_rates(plans, vouchers, year=LAST_DAY.year, as_of=LAST_DAY)
    assert [percent(row.paid_vnd, row.plan_vnd), percent(row.carried_paid_vnd, row.carried_plan_vnd)] == [
        rate.percent for rate in rates[:2]
    ]
    assert percent(plus(row.paid_vnd, row.carried_paid_vnd), plus(row.plan_vnd, row.carried_plan_vnd)) == (
        rates[2].percent
    )
    assert row.advance_balance_vnd == advance_balance(vouchers, as_of=LAST_DAY)
    counts = latest_counts(facts(each.ledgers.counts), as_of=LAST_DAY)
    land = handed_over(counts)
    assert land.area.percent == percent(row.area_handed_over_m2, row.area_total_m2)
    assert land.length.percent == percent(row.length_handed_over_m, row.length_total_m)
    assert land.households.percent == percent(row.household_handed_over_count, row.household_total_count)
    gifts = totals(facts(each.ledgers.contributions), as_of=LAST_DAY)
    assert row.contribution_vnd == gifts.value_vnd
    report = latest_report(facts(each.ledgers.reports), as_of=LAST_DAY)
    assert data_age(row.reported_on, as_of=LAST_DAY) == data_age(
        report and report.effective_date, as_of=LAST_DAY
    )
    assert row.alert_codes == list(alerts(alert_facts(each, is_blocked(counts)), as_of=LAST_DAY))


def alert_facts(each: Known, is_land_blocked: bool | None) -> AlertFacts:
    """Return what the alerts of a project rest on, from its ledgers alone."""
    ledgers, vouchers = each.ledgers, facts(each.ledgers.vouchers)
    plans, report = facts(ledgers.plans), latest_report(facts(ledgers.reports), as_of=LAST_DAY)
    rates = [year_rates(plans, vouchers, year=year, as_of=LAST_DAY) for year in YEARS]
    own = rates[LAST_DAY.year - YEARS.start][0]
    worth, paid_on_contracts = contract_money(ledgers)
    minutes = facts(ledgers.acceptances)
    settled_as = latest_step(ledgers.steps, StatusAxis.SETTLEMENT, as_of=LAST_DAY)
    return AlertFacts(
        budget_vnd=None if each.project.budget_vnd is None else int(each.project.budget_vnd),
        paid_total_vnd=plus(*(rate.paid_vnd for plain, carried, _ in rates for rate in (plain, carried))),
        advance_balance_vnd=advance_balance(vouchers, as_of=LAST_DAY),
        physical_progress_pct=report and report.physical_progress_pct,
        plan_vnd=own.plan_vnd,
        paid_vnd=own.paid_vnd,
        contract_vnd=worth,
        contract_paid_vnd=paid_on_contracts,
        accepted_on=accepted_on(minutes, as_of=LAST_DAY),
        handed_over_on=accepted_on(minutes, as_of=LAST_DAY, kind=AcceptanceKind.HANDOVER),
        settlement=SettlementStatus(settled_as.stated["value"]) if settled_as else None,
        is_land_blocked=is_land_blocked,
    )


def contract_money(ledgers: ProjectLedgers) -> tuple[int | None, int | None]:
    """Return what the contracts of known value are worth together, and what was paid on them."""
    counting = {row.id for row in visible(facts(ledgers.contracts), as_of=LAST_DAY)}
    worth, paid = [], []
    for entry in ledgers.contracts:
        own = [row for row in facts(ledgers.addenda) if row.contract_id == entry.root_id]
        value_vnd = current_terms(entry.fact, own, as_of=LAST_DAY).value_vnd
        if entry.id in counting and value_vnd is not None:
            rows = visible(facts(ledgers.vouchers), as_of=LAST_DAY)
            vouchers = [row for row in rows if row.contract_id == entry.root_id]
            worth.append(value_vnd)
            paid.append(summed(vouchers).cash_vnd if vouchers else None)
    return plus(*worth), plus(*paid)


def plus(*amounts: Decimal | int | None) -> int | None:
    """Return the sum of the amounts that are known; None where none is."""
    told = [int(amount) for amount in amounts if amount is not None]
    return sum(told) if told else None
