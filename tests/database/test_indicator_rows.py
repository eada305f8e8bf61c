"""The rows behind a figure add up to it: in every month, by old and by new units, to the đồng."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from random import Random

import pytest
from sqlalchemy.orm import Session

from etl.demo.generate import Wish, fill
from gis.domain.clearance import Handed
from gis.domain.indicators import Indicator, UnitFigures, parts_of
from gis.domain.ledger_codes import ContributionKind, DonorKind
from gis.operations import summaries
from gis.queries.figure_rows import IndicatorRow
from gis.queries.indicator_places import gift_rows, land_rows, place_sums, totals_of
from gis.queries.indicator_rows import rows_of_indicator
from gis.queries.indicators import data_day, figures_of_units, months
from gis.queries.released_gifts import released_gift_rows
from tests import histories
from tests.demo_ledgers import AS_OF, add_communes
from tests.factories import NewUnitFactory, ProjectFactory, ProjectShareFactory
from tests.factories.ledgers import (
    ClearanceCountFactory,
    ClearanceDifficultyFactory,
    CompletionDateFactory,
    ProgressReportFactory,
)
from tests.factories.projects import DocumentFactory
from tests.histories import LAST_DAY
from webmap.indicators.asked import later

OLD_DAY, NEW_DAY = date(2025, 6, 30), date(2025, 7, 1)
YEARS = (2024, 2025, 2026)


def together(values: Iterable[Decimal | None]) -> Decimal | None:
    known = [value for value in values if value is not None]
    return sum(known, Decimal(0)) if known else None


def added(rows: list[IndicatorRow], indicator: Indicator) -> tuple[Decimal | None, Decimal | None]:
    """Return part and whole of the rows together; contributions have their whole from the unit."""
    part, whole = together(row.part for row in rows), together(row.whole for row in rows)
    if indicator in (Indicator.DISBURSEMENT, Indicator.CLEARANCE, Indicator.CONTRIBUTION):
        return part, whole
    return part or Decimal(0), whole or Decimal(0)


def check(session: Session, month: date, year: int) -> int:
    """Hold every unit's rows of a month against its figures; return how many figures were told."""
    last = data_day(session)
    assert last is not None
    day = min(last, date.fromordinal(later(month, 1).toordinal() - 1))
    told = 0
    for unit_day in (OLD_DAY, NEW_DAY):
        for unit_id, figures in figures_of_units(session, month=month, day=unit_day, year=year).items():
            told += compare(session, figures, unit_id=unit_id, month=month, day=day, year=year)
    return told


def compare(
    session: Session, figures: UnitFigures, *, unit_id: int, month: date, day: date, year: int
) -> int:
    told = 0
    hold_parts(session, figures, unit_id=unit_id, day=day, year=year)
    for indicator in Indicator:
        rows = rows_of_indicator(session, indicator, unit_id=unit_id, month=month, day=day, year=year)
        part, whole = added(rows, indicator)
        expected = parts_of(indicator, figures)
        assert part == expected.part, (indicator, unit_id, month)
        if indicator is not Indicator.CONTRIBUTION:
            assert whole == expected.whole, (indicator, unit_id, month)
        told += bool(rows)
    return told


def hold_parts(session: Session, figures: UnitFigures, *, unit_id: int, day: date, year: int) -> None:
    """Hold gifts by kind and land clearance by measure against the summaries, and each against its rows."""
    sums, parts = place_sums(session, unit_id=unit_id, day=day)
    found = totals_of([each for each in sums if each.year == year])
    assert (found.value_vnd, found.cash_vnd) == (figures.contribution_vnd, figures.cash_contribution_vnd)
    assert (found.unconverted_count or None) == (figures.unconverted_count or None)
    assert (found.household_count or 0) == (figures.donor_household_count or 0)
    gifts = gift_rows(session, unit_id=unit_id, day=day, year=None)
    hold_released(gifts)
    for kind in ContributionKind:
        rows = [row for row in gifts if row.kind == kind]
        own = [each for each in sums if each.kind is kind]
        assert len(rows) == sum(each.gift_count for each in own)
        assert together(row.quantity_part for row in rows) == together(each.quantity for each in own)
        assert together(row.part for row in rows) == together(each.value_vnd for each in own)
    assert parts[Handed.LENGTH] == (figures.length_handed_over_m, figures.length_total_m)
    assert parts[Handed.HOUSEHOLDS] == (figures.household_handed_over_count, figures.household_total_count)
    for of, summed in parts.items():
        rows = land_rows(session, of, unit_id=unit_id, day=day)
        assert (together(row.part for row in rows), together(row.whole for row in rows)) == summed


def hold_released(gifts: list[IndicatorRow]) -> None:
    """Hold what everybody reads of gifts against the gifts: the same sums, none of a household alone."""
    told = released_gift_rows(gifts)
    assert sum(row.gift_count or 1 for row in told) == len(gifts)
    assert together(row.part for row in told) == together(row.part for row in gifts)
    assert together(row.quantity_part for row in told) == together(row.quantity_part for row in gifts)
    assert sum(row.household_part or 0 for row in told) == sum(row.household_part or 0 for row in gifts)
    assert all(row.donor_kind not in (DonorKind.HOUSEHOLD, DonorKind.PERSON) for row in told)


@pytest.mark.parametrize("seed", range(4))
def test_rows_of_random_histories_add_up(session: Session, seed: int) -> None:
    random = Random(seed)
    ground = histories.land()
    for project in histories.projects(session, random, ground, 4):
        for _ in range(20):
            session.add(histories.fact(random, project, ground))
    summaries.rebuild(session, as_of=LAST_DAY)
    known = months(session)
    told = [check(session, month, random.choice(YEARS)) for month in [*random.sample(known, 5), known[-1]]]
    assert sum(told) > 0


def test_rows_of_the_demonstration_add_up_and_name_their_papers(session: Session) -> None:
    add_communes(session)
    fill(session, Wish(projects=40, seed=5, as_of=AS_OF))
    summaries.rebuild(session, as_of=AS_OF)
    for month in (date(2025, 12, 1), AS_OF.replace(day=1)):
        assert check(session, month, month.year) > 0
    month = AS_OF.replace(day=1)
    units = figures_of_units(session, month=month, day=AS_OF)
    for indicator in (Indicator.ON_TIME, Indicator.DISBURSEMENT, Indicator.CONTRIBUTION):
        rows = [
            row
            for unit_id in units
            for row in rows_of_indicator(
                session, indicator, unit_id=unit_id, month=month, day=AS_OF, year=AS_OF.year
            )
        ]
        assert any(row.papers for row in rows), indicator


def test_rows_name_the_papers_of_their_facts(session: Session) -> None:
    unit, project = NewUnitFactory(), ProjectFactory(start_date=date(2026, 1, 2))
    ProjectShareFactory(project_id=project.id, unit_id=unit.id)
    count, trouble, due = (
        DocumentFactory(project_id=project.id, number=number) for number in ("07/BB", "08/CV", "09/QĐ")
    )
    untitled = DocumentFactory(project_id=project.id, number=None, title="Biên bản hiện trường")
    of_project, day = {"project_id": project.id}, date(2026, 3, 1)
    ProgressReportFactory(**of_project, effective_date=day, document_id=untitled.id)
    CompletionDateFactory(
        **of_project, effective_date=day, new_date=date(2026, 4, 1), decision_no=None, document_id=due.id
    )
    ClearanceCountFactory(
        **of_project,
        unit_id=unit.id,
        effective_date=day,
        area_total_m2=Decimal(9),
        area_handed_over_m2=Decimal(2),
        document_id=count.id,
    )
    ClearanceDifficultyFactory(**of_project, unit_id=unit.id, effective_date=day, document_id=trouble.id)
    summaries.rebuild(session, as_of=LAST_DAY)
    month = LAST_DAY.replace(day=1)
    found = {
        indicator: [
            row.papers
            for row in rows_of_indicator(
                session, indicator, unit_id=unit.id, month=month, day=LAST_DAY, year=2026
            )
        ]
        for indicator in (Indicator.PROGRESS, Indicator.ON_TIME, Indicator.CLEARANCE)
    }
    assert found == {
        Indicator.PROGRESS: ["Biên bản hiện trường"],
        Indicator.ON_TIME: ["09/QĐ"],
        Indicator.CLEARANCE: ["07/BB, 08/CV"],
    }
