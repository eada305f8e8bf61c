from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from gis.domain import schedule as rules
from gis.domain.alerts import AlertCode
from gis.domain.lifecycle import Execution, ScheduleStatus
from gis.models import Project, ProjectShare, ProjectSource, ProjectStatedUnit, ProjectSummary
from gis.queries.columns import Links, ProjectColumns, load_columns
from gis.queries.facets import DISBURSED_STEPS, FacetCounts, count_facets, links_of_larger_units
from gis.queries.filters import CommuneKnown, ProjectFilter, conditions
from gis.queries.narrowing import InCommunes, in_communes, narrow
from gis.queries.pages import IN_COLUMNS, page
from gis.queries.projects import Order, ProjectRow, page_of, rows_of
from gis.queries.schedule import SUSPENDED_EXECUTIONS
from tests.factories import AgencyFactory, NewUnitFactory, OldUnitFactory, UnitFactory

AS_OF = date(2026, 6, 30)
DAYS = st.none() | st.integers(-40, 40).map(lambda days: AS_OF + timedelta(days=days))
YEARS = st.none() | st.integers(2023, 2027)
FIELDS = {
    "sectors": "sector",
    "stages": "stage",
    "schedules": "schedule",
    "alerts": "alert",
    "units": "unit",
    "years": "year",
    "owners": "owner",
    "sources": "source",
    "is_located": "located",
    "commune_known": "commune_known",
}
YES_OR_NO = ("is_located", "commune_known")
COMMUNES_OF_TODAY = frozenset({0, 1})
"""Of the three communes of the test the last has ended."""


@dataclass(frozen=True)
class Row:
    """A project as drawn; owner, units and sources are places in the lists of the test."""

    sector: int
    stage: int
    due: date | None
    accepted: date | None
    execution: Execution
    years: tuple[int | None, int | None]
    owner: int | None
    budget_vnd: int | None
    is_located: bool
    units: frozenset[int]
    sources: frozenset[int]
    is_archived: bool
    alerts: frozenset[AlertCode] = frozenset()
    plan_vnd: int | None = None
    paid_vnd: int | None = None

    @property
    def disbursed(self) -> Fraction | None:
        """Return which part of the year's plan is paid, exactly; more taken back than paid counts as nothing paid."""
        if self.paid_vnd is None or not self.plan_vnd:
            return None
        return Fraction(max(self.paid_vnd, 0), self.plan_vnd)

    def is_below(self, percent: int) -> bool:
        return self.disbursed is not None and self.disbursed < Fraction(percent, 100)

    @property
    def is_late(self) -> bool:
        return self.schedule in (ScheduleStatus.LATE, ScheduleStatus.OVERDUE)

    @property
    def schedule(self) -> ScheduleStatus:
        facts = rules.ScheduleFacts(
            self.due, self.accepted, is_suspended=self.execution in SUSPENDED_EXECUTIONS
        )
        return rules.schedule_status(facts, as_of=AS_OF)

    def values(self, field: str) -> set[Any]:
        """Return under which values of a facet the project is counted."""
        first, last = self.years
        spans = first is not None and last is not None
        return {
            "sectors": {self.sector},
            "stages": {self.stage},
            "schedules": {self.schedule},
            "alerts": set(self.alerts),
            "units": set(self.units),
            "years": set(range(first, last + 1)) if spans else set(),
            "owners": {self.owner} - {None},
            "sources": set(self.sources),
            "is_located": {self.is_located},
            "commune_known": {bool(self.units & COMMUNES_OF_TODAY)},
        }[field]


ROWS = st.builds(
    Row,
    sector=st.sampled_from([0, 1, 2, 9]),
    stage=st.sampled_from([0, 3, 6, 12]),
    due=DAYS,
    accepted=DAYS,
    execution=st.sampled_from(Execution),
    years=st.tuples(YEARS, YEARS),
    owner=st.none() | st.integers(0, 2),
    budget_vnd=st.none() | st.sampled_from([0, 1, 10**9, 10**16]),
    is_located=st.booleans(),
    units=st.frozensets(st.integers(0, 2), max_size=3),
    sources=st.frozensets(st.sampled_from([3, 7, 14]), max_size=2),
    is_archived=st.sampled_from([False] * 9 + [True]),
    alerts=st.frozensets(st.sampled_from(AlertCode), max_size=3),
    plan_vnd=st.sampled_from([None, 0, 3, 10**9, 10**15 + 1]),
    paid_vnd=st.sampled_from([None, -1, 0, 1, 2, 499_999_999, 5 * 10**8, 10**9, 5 * 10**14, 10**18]),
)
FILTERS = st.builds(
    dict,
    sectors=st.frozensets(st.sampled_from([0, 1, 9]), max_size=2),
    stages=st.frozensets(st.sampled_from([3, 6]), max_size=1),
    schedules=st.frozensets(st.sampled_from(ScheduleStatus), max_size=3),
    alerts=st.frozensets(st.sampled_from(AlertCode), max_size=2),
    units=st.frozensets(st.integers(0, 2), max_size=2),
    years=st.frozensets(st.integers(2023, 2027), max_size=2),
    owners=st.frozensets(st.integers(0, 2), max_size=1),
    sources=st.frozensets(st.sampled_from([3, 7]), max_size=1),
    is_located=st.none() | st.booleans(),
    commune_known=st.none() | st.booleans(),
    min_vnd=st.none() | st.sampled_from([Decimal(0), Decimal(1), Decimal(10**9)]),
    max_vnd=st.none() | st.sampled_from([Decimal(1), Decimal(10**9), Decimal(10**16)]),
    disbursed_min=st.sampled_from([None, None, Decimal(0), Decimal("33.33"), Decimal("33.34"), Decimal(50)]),
    disbursed_max=st.sampled_from([None, None, Decimal("33.34"), Decimal(50), Decimal(100)]),
)

TWO_ORDERS = st.lists(
    st.builds(Order, st.sampled_from(sorted(IN_COLUMNS)), st.booleans()), min_size=2, max_size=2
)


def chosen(wanted: dict[str, Any], *but: str) -> Callable[[Row], bool]:
    """Return, in plain Python, whether a row is meant by the filter, some fields left open."""

    def is_meant(row: Row) -> bool:
        facets = all(
            row.values(field) & ({wanted[field]} if field in YES_OR_NO else wanted[field])
            for field in FIELDS
            if field not in but and wanted[field] not in (None, frozenset())
        )
        low, high = wanted["min_vnd"], wanted["max_vnd"]
        money = (low is None and high is None) or (
            row.budget_vnd is not None and (low or 0) <= row.budget_vnd <= (high or 10**20)
        )
        least, most = wanted["disbursed_min"], wanted["disbursed_max"]
        paid = (
            "disbursed" in but or (least is None and most is None) or is_between(row.disbursed, least, most)
        )
        return facets and money and paid and not row.is_archived

    return is_meant


def is_between(part: Fraction | None, least: Decimal | None, most: Decimal | None) -> bool:
    if part is None:
        return False
    return (least is None or part >= Fraction(least) / 100) and (most is None or part < Fraction(most) / 100)


def counted(rows: Iterable[Row], wanted: dict[str, Any], field: str) -> dict[Any, int]:
    return dict(Counter(value for row in filter(chosen(wanted, field), rows) for value in row.values(field)))


def save(session: Session, rows: list[Row], units: list[int], owners: list[int]) -> list[int]:
    """Insert the rows; a project without a place is tied to its units by its papers, not by shares."""
    values = [
        {
            "code": f"R-{n}",
            "name": "Dự án",
            "sector_id": row.sector or None,
            "stage": row.stage or None,
            "approved_completion_date": row.due,
            "acceptance_date": row.accepted,
            "execution": row.execution,
            "first_year": row.years[0],
            "last_year": row.years[1],
            "owner_id": None if row.owner is None else owners[row.owner],
            "budget_vnd": row.budget_vnd,
            "is_located": row.is_located,
            "archived_at": "2026-01-01T00:00:00Z" if row.is_archived else None,
        }
        for n, row in enumerate(rows)
    ]
    statement = insert(Project).returning(Project.id, sort_by_parameter_order=True)
    ids = list(session.scalars(statement, values)) if values else []
    places = [
        (project, row, units[unit]) for project, row in zip(ids, rows, strict=True) for unit in row.units
    ]
    session.add_all(
        ProjectShare(project_id=project, unit_id=unit, share_ratio=1, basis="point")
        if row.is_located
        else ProjectStatedUnit(project_id=project, unit_id=unit)
        for project, row, unit in places
    )
    session.add_all(
        ProjectSource(project_id=project, source_id=source)
        for project, row in zip(ids, rows, strict=True)
        for source in row.sources
    )
    session.add_all(
        ProjectSummary(
            project_id=project,
            alert_codes=sorted(row.alerts),
            plan_vnd=row.plan_vnd,
            paid_vnd=row.paid_vnd,
            counted_sector_id=0,
        )
        for project, row in zip(ids, rows, strict=True)
    )
    session.flush()
    return ids


def counts_of(
    session: Session,
    columns: ProjectColumns,
    wanted: ProjectFilter,
    units: Links | None = None,
    inside: InCommunes | None = None,
) -> FacetCounts:
    narrowed = narrow(session, columns, wanted, inside=inside)
    return count_facets(columns, narrowed, units=units, inside=inside)


def pages_both_ways(
    session: Session, columns: ProjectColumns, wanted: ProjectFilter, order: Order
) -> tuple[list[ProjectRow], list[ProjectRow]]:
    """Return the second page of three in an order, from the columns and from the database."""
    ids = page(columns, narrow(session, columns, wanted), order=order, limit=3, offset=3)
    return rows_of(session, ids, as_of=AS_OF), page_of(session, wanted, order=order, limit=3, offset=3)


def as_filter(wanted: dict[str, Any], units: list[int], owners: list[int]) -> ProjectFilter:
    named = {
        "units": frozenset(units[place] for place in wanted["units"]),
        "owners": frozenset(owners[place] for place in wanted["owners"]),
    }
    if wanted["commune_known"] is not None:
        named["commune_known"] = CommuneKnown(wanted["commune_known"], AS_OF)
    return ProjectFilter(as_of=AS_OF, **(wanted | named))


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=st.lists(ROWS, max_size=25), wanted=FILTERS, orders=TWO_ORDERS)
def test_facets_and_sql_agree_with_plain_python(
    session: Session, rows: list[Row], wanted: dict[str, Any], orders: list[Order]
) -> None:
    with session.begin_nested() as savepoint:
        units = [make().id for make in (NewUnitFactory, NewUnitFactory, OldUnitFactory)]
        owners = [AgencyFactory().id for _ in range(3)]
        ids = save(session, rows, units, owners)
        asked = as_filter(wanted, units, owners)
        columns = load_columns(session, as_of=AS_OF)
        inside = in_communes(columns, AS_OF, units[: len(COMMUNES_OF_TODAY)])
        found = counts_of(session, columns, asked, inside=inside)
        assert counts_of(session, columns, asked).total == found.total
        pages = [pages_both_ways(session, columns, asked, order) for order in orders]
        selected = set(session.scalars(select(Project.id).where(*conditions(asked))))
        savepoint.rollback()
    left = [row for row in rows if chosen(wanted)(row)]
    assert selected == {each for each, row in zip(ids, rows, strict=True) if chosen(wanted)(row)}
    assert [from_columns for from_columns, _ in pages] == [by_sql for _, by_sql in pages]
    assert found.total == len(left)
    assert found.budget_vnd == sum(row.budget_vnd or 0 for row in left)
    assert found.without_budget_count == sum(row.budget_vnd is None for row in left)
    priced = [row for row in rows if chosen(wanted, "disbursed")(row)]
    late = [row for row in rows if chosen(wanted, "disbursed", "schedules")(row) and row.is_late]
    assert found.disbursed_below == {
        step: sum(row.is_below(step) for row in priced) for step in DISBURSED_STEPS
    }
    assert found.late_below == {step: sum(row.is_below(step) for row in late) for step in DISBURSED_STEPS}
    assert by_field(found, units, owners) == {field: counted(rows, wanted, field) for field in FIELDS}


def by_field(found: FacetCounts, units: list[int], owners: list[int]) -> dict[str, dict[Any, int]]:
    return {
        "sectors": dict(found.sectors),
        "stages": dict(found.stages),
        "schedules": dict(found.schedules),
        "alerts": dict(found.alerts),
        "units": {units.index(unit): count for unit, count in found.units.items()},
        "years": dict(found.years),
        "owners": {owners.index(owner): count for owner, count in found.owners.items()},
        "sources": dict(found.sources),
        "is_located": dict(found.located),
        "commune_known": dict(found.communes_known),
    }


@pytest.mark.parametrize("q", ["dak wer", "Đăk Wer", "đắk WER", "wer dak", "!!!"])
def test_text_is_found_without_accents_in_any_order(session: Session, q: str) -> None:
    session.add(Project(code="A", name="Đường Đắk Wer", search_key="duong dak wer a"))
    session.add(Project(code="B", name="Chợ", search_key="cho" if q != "!!!" else "dak wer"))
    session.flush()
    found = counts_of(session, load_columns(session, as_of=AS_OF), ProjectFilter(as_of=AS_OF, q=q))
    assert found.total == (2 if q == "!!!" else 1)


def test_larger_units_count_a_project_once(session: Session) -> None:
    province = UnitFactory(level="province", kind="province")
    communes = [UnitFactory(parent_id=province.id).id for _ in range(3)]
    row = dict.fromkeys(("sector", "stage", "owner", "budget_vnd", "due", "accepted"), None)
    rows = [
        Row(
            **row,
            execution=Execution.NORMAL,
            years=(None, None),
            is_located=True,
            units=units,
            sources=frozenset(),
            is_archived=False,
        )
        for units in (frozenset({0, 1, 2}), frozenset({1}))
    ]
    save(session, rows, communes, [])
    columns = load_columns(session, as_of=AS_OF)
    links = links_of_larger_units(columns, dict.fromkeys(communes, province.id))
    found = counts_of(session, columns, ProjectFilter(as_of=AS_OF), units=links)
    assert found.units == {province.id: 2}
    asked = ProjectFilter(as_of=AS_OF, units=frozenset({province.id, communes[0]}))
    assert counts_of(session, columns, asked).total == 2


def test_without_projects_everything_is_empty(session: Session) -> None:
    columns = load_columns(session, as_of=AS_OF)
    links = links_of_larger_units(columns, {1: 2})
    found = counts_of(session, columns, ProjectFilter(as_of=AS_OF), units=links)
    assert (found.total, found.budget_vnd, found.sectors, found.years, found.units) == (0, 0, {}, {}, {})
