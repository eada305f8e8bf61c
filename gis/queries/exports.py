"""Rows for files: every project of a filter with all that files carry, streamed in the order of the list."""

from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, ScalarSelect, UnaryExpression, case, func, select, text
from sqlalchemy.dialects.postgresql import JSONB, aggregate_order_by
from sqlalchemy.orm import Session, aliased

from gis.domain.lifecycle import (
    ClearanceStatus,
    DatePrecision,
    Execution,
    ProjectGroup,
    ProjectType,
    ScheduleStatus,
    SettlementStatus,
)
from gis.domain.ratios import percent
from gis.domain.units import UnitLevel
from gis.models import (
    Agency,
    CapitalSource,
    Document,
    Project,
    ProjectLocation,
    ProjectParty,
    ProjectShare,
    ProjectSource,
    ProjectStatedUnit,
    ProjectSummary,
    Sector,
    Unit,
)
from gis.models.ledger.released import paper_released
from gis.queries.filters import ProjectFilter, conditions
from gis.queries.place_sizes import sizes
from gis.queries.projects import Order, ordering
from gis.queries.schedule import delay_days, schedule_status
from gis.queries.units import is_valid_on

CHUNK = 200
DOCUMENT_PARTS = ("kind", "number", "title", "issued_on", "issuer", "url")
COORDINATE_DIGITS = 15
"""Every digit that is kept: what is read back is what was written. Places are stored with few digits anyway."""


class ExportRow(NamedTuple):
    """A project as a file carries it.

    `units` are the communes of the chosen day, the largest share first; `stated_units` those that the papers name,
    with district and province; `sources` pairs of code and amount in đồng;
    `parties` by role, each with name, first day (ISO) and decision; `documents` references with ISO dates; `geometry` is GeoJSON in degrees (EPSG:4326); lengths in m, areas in m² on the ellipsoid.
    `plan_vnd` and `paid_vnd` are those of the fiscal year of the summaries' day, without what was carried over.
    """

    id: int
    code: str
    budget_code: str | None
    old_codes: list[str]
    name: str
    description: str | None
    sector: str | None
    type: ProjectType | None
    project_group: ProjectGroup | None
    group_decision_no: str | None
    stage: int | None
    execution: Execution
    clearance: ClearanceStatus | None
    settlement: SettlementStatus | None
    is_awaiting_takeover: bool
    is_key_project: bool
    is_inter_commune: bool
    budget_vnd: Decimal | None
    decision_no: str | None
    decision_date: date | None
    start_date: date | None
    first_completion_date: date | None
    first_completion_precision: DatePrecision | None
    approved_completion_date: date | None
    acceptance_date: date | None
    schedule: ScheduleStatus
    delay_days: int | None
    is_located: bool
    is_demo: bool
    updated_at: datetime
    units: list[dict[str, str]]
    stated_units: list[dict[str, str | None]]
    sources: list[dict[str, Any]]
    parties: dict[str, list[dict[str, str | None]]]
    documents: list[dict[str, str | None]]
    plan_vnd: Decimal | None
    paid_vnd: Decimal | None
    geometry: str | None
    length_m: float | None
    area_m2: float | None

    @property
    def disbursed_pct(self) -> Decimal | None:
        """R1 in percent with 2 decimals; None without a plan."""
        return percent(self.paid_vnd, self.plan_vnd)

    def party_names(self, role: str) -> list[str]:
        """Return the names of the agencies that hold a role."""
        return [party["name"] or "" for party in self.parties.get(role, [])]

    @property
    def is_point(self) -> bool:
        """Whether the place is a single point."""
        return self.geometry is not None and self.geometry.startswith('{"type":"Point"')


def export_rows(
    session: Session, wanted: ProjectFilter, *, order: Order, units_on: date, has_geometry: bool = True
) -> Iterator[ExportRow]:
    """Yield the filter's projects in the order of the list, read from the database by chunks of 200.

    Parties are those in office on the filter's day. Without `has_geometry` the geometry of other than points is None.
    """
    statement = (
        select(
            *_own_columns(wanted.as_of),
            *_gathered(wanted.as_of, units_on),
            ProjectSummary.plan_vnd,
            ProjectSummary.paid_vnd,
            *_place(has_geometry),
        )
        .join_from(Project, Sector, Sector.id == Project.sector_id, isouter=True)
        .join(ProjectSummary, ProjectSummary.project_id == Project.id, isouter=True)
        .join(
            ProjectLocation,
            (ProjectLocation.project_id == Project.id) & ProjectLocation.replaced_at.is_(None),
            isouter=True,
        )
        .where(*conditions(wanted))
        .order_by(*ordering(order, as_of=wanted.as_of))
        .execution_options(yield_per=CHUNK)
    )
    for values in session.execute(statement):
        row = ExportRow._make(values)
        yield row._replace(schedule=ScheduleStatus(row.schedule))


def _own_columns(as_of: date) -> list[Any]:
    computed = {
        "sector": Sector.code,
        "schedule": schedule_status(Project, as_of=as_of),
        "delay_days": delay_days(Project, as_of=as_of),
    }
    own = ExportRow._fields[: ExportRow._fields.index("units")]
    return [computed[name] if name in computed else getattr(Project, name) for name in own]


def _gathered(as_of: date, units_on: date) -> list[ScalarSelect[Any]]:
    """Return units, sources, parties and documents as JSON, each gathered beside its project."""
    unit = func.jsonb_build_object("code", Unit.code, "name", Unit.full_name)
    source = func.jsonb_build_object("code", CapitalSource.code, "amount_vnd", ProjectSource.amount_vnd)
    units = (
        select(_array(unit, ProjectShare.share_ratio.desc(), Unit.name_key.asc()))
        .join_from(ProjectShare, Unit, Unit.id == ProjectShare.unit_id)
        .where(ProjectShare.project_id == Project.id, Unit.level == UnitLevel.COMMUNE, is_valid_on(units_on))
    )
    sources = (
        select(_array(source, CapitalSource.position.asc()))
        .join_from(ProjectSource, CapitalSource, CapitalSource.id == ProjectSource.source_id)
        .where(ProjectSource.project_id == Project.id)
    )
    paper = func.jsonb_build_object(
        *(part for name in DOCUMENT_PARTS for part in (name, getattr(Document, name)))
    )
    documents = select(_array(paper, Document.id.asc())).where(
        Document.project_id == Project.id, text(paper_released("document"))
    )
    return [
        units.scalar_subquery(),
        _stated_units(),
        sources.scalar_subquery(),
        _parties(as_of),
        documents.scalar_subquery(),
    ]


def _stated_units() -> ScalarSelect[Any]:
    """Name each stated unit with the larger ones, since communes of different times share their names."""
    parent, grandparent = aliased(Unit), aliased(Unit)
    is_district = parent.level == UnitLevel.DISTRICT
    named = func.jsonb_build_object(
        "name",
        Unit.full_name,
        "district",
        case((is_district, parent.full_name)),
        "province",
        case((is_district, grandparent.full_name), else_=parent.full_name),
    )
    return (
        select(_array(named, Unit.name_key.asc(), Unit.id.asc()))
        .join_from(ProjectStatedUnit, Unit, Unit.id == ProjectStatedUnit.unit_id)
        .join(parent, parent.id == Unit.parent_id, isouter=True)
        .join(grandparent, grandparent.id == parent.parent_id, isouter=True)
        .where(ProjectStatedUnit.project_id == Project.id, Unit.level == UnitLevel.COMMUNE)
        .scalar_subquery()
    )


def _parties(as_of: date) -> ScalarSelect[Any]:
    ended = ProjectParty.valid_to < as_of
    party = func.jsonb_build_object(
        "name", Agency.name, "since", ProjectParty.valid_from, "decision", ProjectParty.decision_no
    )
    by_role = (
        select(ProjectParty.role, _array(party, ProjectParty.id.asc()).label("parties"))
        .join_from(ProjectParty, Agency, Agency.id == ProjectParty.agency_id)
        .where(ProjectParty.project_id == Project.id, ProjectParty.valid_to.is_(None) | ~ended)
        .group_by(ProjectParty.role)
        .correlate(Project)
        .subquery()
    )
    gathered = select(
        func.coalesce(func.jsonb_object_agg(by_role.c.role, by_role.c.parties), func.jsonb_build_object())
    )
    return gathered.scalar_subquery()


def _array(element: ColumnElement[Any], *order: UnaryExpression[Any]) -> ColumnElement[Any]:
    """Return a JSON array of `element`, empty rather than null."""
    return func.coalesce(
        func.jsonb_agg(aggregate_order_by(element, *order), type_=JSONB), func.jsonb_build_array(type_=JSONB)
    )


def _place(has_geometry: bool) -> list[ColumnElement[Any]]:
    geometry: ColumnElement[Any] = func.ST_AsGeoJSON(ProjectLocation.geom, COORDINATE_DIGITS)
    if not has_geometry:
        geometry = case((func.GeometryType(ProjectLocation.geom) == "POINT", geometry))
    return [geometry, *sizes()]
