from datetime import date, timedelta
from decimal import Decimal
from random import Random

from sqlalchemy.orm import Session

from gis.domain.indicators import Indicator, UnitFigures, total, value_of
from gis.models import UnitResidents
from gis.operations import summaries
from gis.queries.indicators import data_day, figures_by_month, figures_of_set, months
from gis.queries.residents import homes
from tests import histories
from tests.factories import ImportBatchFactory, NewUnitFactory, ProjectFactory, ProjectShareFactory
from tests.factories.ledgers import ProgressReportFactory
from tests.histories import LAST_DAY

OLD_DAY, NEW_DAY = date(2025, 6, 30), date(2025, 7, 1)


def test_figures_of_old_and_new_units_are_equal_in_every_month(session: Session) -> None:
    random = Random(7)
    ground = histories.land()
    for project in histories.projects(session, random, ground, 4):
        for _ in range(15):
            session.add(histories.fact(random, project, ground))
    summaries.rebuild(session, as_of=LAST_DAY)
    assert data_day(session) == LAST_DAY
    found = months(session)
    assert found[-1] == LAST_DAY.replace(day=1)
    for number, unit in enumerate((*ground.old, *ground.new)):
        counted_on = NEW_DAY + timedelta(days=60) if unit in ground.new else OLD_DAY - timedelta(days=4000)
        session.add(
            UnitResidents(unit_id=unit.id, counted_on=counted_on, household_count=900 + number, source="x")
        )
    session.flush()
    by_day = {OLD_DAY: ground.old, NEW_DAY: ground.new}
    for month in found:
        old, new = (
            figures_of_set(session, month=month, day=day, commune_ids=[each.id for each in units])
            for day, units in by_day.items()
        )
        assert old.whole == new.whole
        assert old.whole.resident_household_count == (1813 if month >= date(2025, 8, 1) else 5415)
        assert set(new.units) <= {unit.id for unit in ground.new}
        for units in by_day.values():
            of_month, _ = figures_by_month(
                session, [ground.district.id, *(each.id for each in units)], months=[month]
            )
            assert of_month.get(month, UnitFigures()).resident_household_count in {
                None,
                old.whole.resident_household_count,
            }


def test_made_up_households_divide_nothing_beside_real_projects(session: Session) -> None:
    unit = NewUnitFactory()
    session.add(
        UnitResidents(unit_id=unit.id, counted_on=OLD_DAY, household_count=900, source="x", is_demo=True)
    )
    ImportBatchFactory(kind="projects")
    ProjectFactory(is_demo=True)
    assert homes(session, [unit.id]).households(unit.id, day=NEW_DAY) == 900
    ProjectFactory()
    assert homes(session, [unit.id]).households(unit.id, day=NEW_DAY) is None


def test_indicators_are_missing_where_nothing_divides() -> None:
    assert all(value_of(indicator, UnitFigures()) is None for indicator in Indicator)


def test_indicators_divide_as_their_rules_say() -> None:
    figures = UnitFigures(
        early_ratio=Decimal(1),
        on_time_ratio=Decimal("0.5"),
        late_ratio=Decimal("0.5"),
        overdue_ratio=Decimal(1),
        on_track_ratio=Decimal(9),
        active_ratio=Decimal(4),
        reported_ratio=Decimal(3),
        progress_ratio=Decimal(2),
        progress_sum_pct=Decimal(90),
        area_total_m2=Decimal(200),
        area_handed_over_m2=Decimal(50),
        plan_vnd=5_000_000_000,
        paid_vnd=3_300_000_000,
        carried_plan_vnd=1,
        contribution_vnd=900_000_000,
        resident_household_count=300,
    )
    assert {indicator: value_of(indicator, figures) for indicator in Indicator} == {
        Indicator.PROGRESS: Decimal(45),
        Indicator.DISBURSEMENT: Decimal("66.00"),
        Indicator.ON_TIME: Decimal("50.00"),
        Indicator.CLEARANCE: Decimal("25.00"),
        Indicator.CONTRIBUTION: Decimal(3_000_000),
        Indicator.FRESHNESS: Decimal("75.00"),
    }


def test_a_total_of_nothing_known_stays_unknown() -> None:
    assert total([UnitFigures(), UnitFigures(plan_vnd=None)]).plan_vnd is None
    assert total([UnitFigures(plan_vnd=2), UnitFigures()]).plan_vnd == 2


def test_a_report_is_of_its_own_month_alone(session: Session) -> None:
    october, november = date(2026, 10, 1), date(2026, 11, 1)
    project, unit = ProjectFactory(start_date=date(2026, 9, 1), acceptance_date=None), NewUnitFactory()
    ProjectShareFactory(project_id=project.id, unit_id=unit.id)
    ProgressReportFactory(project_id=project.id, effective_date=date(2026, 10, 31))
    summaries.rebuild(session, as_of=date(2026, 11, 23))
    by_month, _ = figures_by_month(session, [unit.id], months=[october, november], other_ids=[])
    assert value_of(Indicator.FRESHNESS, by_month[october]) == 100
    assert value_of(Indicator.FRESHNESS, by_month[november]) == 0
