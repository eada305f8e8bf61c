"""Everything that hangs on one project: parties, sources, documents, status steps, places, shares, log."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any, NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from gis.domain.lifecycle import (
    AccuracyClass,
    DatePrecision,
    PartyRole,
    ProjectGroup,
    ProjectType,
)
from gis.domain.units import UnitLevel
from gis.models import (
    LEDGERS,
    Account,
    Agency,
    AuditLog,
    CapitalSource,
    ImportBatch,
    Project,
    ProjectLocation,
    ProjectParty,
    ProjectShare,
    ProjectSource,
    ProjectStatedUnit,
    Unit,
)
from gis.models.project import HAS_OLD_CODES
from gis.queries.place_sizes import sizes
from gis.queries.projects import ProjectRow, project_row, rows
from gis.queries.sector_leads import lead_columns

MOST_LOG_ENTRIES = 500
_LEDGER_NAMES = [*(ledger.__tablename__ for ledger in LEDGERS), "document"]


class ProjectFacts(NamedTuple):
    """A project's own columns beyond those of a list row, and the file it came from."""

    budget_code: str | None
    old_codes: list[str]
    description: str | None
    type: ProjectType | None
    project_group: ProjectGroup | None
    group_decision_no: str | None
    is_awaiting_takeover: bool
    is_inter_commune: bool
    decision_no: str | None
    decision_date: date | None
    start_date: date | None
    first_completion_date: date | None
    first_completion_precision: DatePrecision | None
    created_at: datetime
    version: int
    import_file: str | None
    import_at: datetime | None
    stated_units: list[str] | None
    lead_name: str | None
    lead_is_proposal: bool | None


class Party(NamedTuple):
    """An agency in its role, from when to when, by which decision."""

    role: PartyRole
    agency_id: int
    name: str
    valid_from: date | None
    valid_to: date | None
    decision_no: str | None


class Source(NamedTuple):
    """A source of capital and its part of the approved budget; null where only the source is known."""

    code: str
    name_vi: str
    name_en: str
    amount_vnd: Decimal | None


class PlaceRow(NamedTuple):
    """A place that the project has or had; `replaced_at` null for the present one."""

    accuracy_class: AccuracyClass
    source_crs: int
    source_note: str | None
    length_m: Decimal | None
    area_m2: Decimal | None
    recorded_at: datetime
    replaced_at: datetime | None
    author: str | None
    import_file: str | None


class Share(NamedTuple):
    """A commune's part of the project, or of the larger unit that holds it; those valid on one day sum to 1."""

    unit_id: int
    full_name: str
    valid_from: date | None
    valid_to: date | None
    share_ratio: Decimal
    length_m: Decimal | None
    area_m2: Decimal | None
    basis: str
    is_estimated: bool
    is_commune: bool


class LogEntry(NamedTuple):
    """One entry of the audit log: the fields that changed, before and after."""

    recorded_at: datetime
    actor: str
    action: str
    before: dict[str, Any] | None
    after: dict[str, Any] | None
    reason: str | None


def project_by_code(session: Session, code: str, *, as_of: date) -> tuple[ProjectRow, ProjectFacts] | None:
    """Return the project with this code, or with this old code where no other has it; None if archived."""
    stated = (
        select(func.array_agg(Unit.full_name))
        .join(ProjectStatedUnit, ProjectStatedUnit.unit_id == Unit.id)
        .where(ProjectStatedUnit.project_id == Project.id)
        .scalar_subquery()
    )
    facts = [getattr(Project, name) for name in ProjectFacts._fields if hasattr(Project, name)]
    statement = (
        rows(as_of=as_of)
        .add_columns(
            *facts, ImportBatch.file_name, ImportBatch.recorded_at, stated, *lead_columns(as_of=as_of)
        )
        .join(ImportBatch, ImportBatch.id == Project.import_batch_id, isouter=True)
        .where(Project.archived_at.is_(None))
    )
    found = session.execute(statement.where(Project.code == code)).one_or_none()
    if found is None:
        renamed = statement.where(HAS_OLD_CODES, Project.old_codes.contains([code]))
        renamed = renamed.order_by(Project.id).limit(1)
        found = session.execute(renamed).one_or_none()
    if found is None:
        return None
    width = len(ProjectRow._fields)
    return project_row(found[:width]), ProjectFacts(*found[width:])


def parties(session: Session, project_id: int) -> list[Party]:
    """Return all agencies in their roles, those of today before those that have ended."""
    statement = (
        select(
            ProjectParty.role,
            Agency.id,
            Agency.name,
            ProjectParty.valid_from,
            ProjectParty.valid_to,
            ProjectParty.decision_no,
        )
        .join(Agency, Agency.id == ProjectParty.agency_id)
        .where(ProjectParty.project_id == project_id)
        .order_by(ProjectParty.valid_to.desc().nulls_first(), ProjectParty.valid_from.desc(), ProjectParty.id)
    )
    found = [Party(*row) for row in session.execute(statement)]
    order = list(PartyRole)
    return sorted(found, key=lambda party: order.index(party.role))


def sources(session: Session, project_id: int) -> list[Source]:
    """Return the sources of capital in the order of their menu."""
    statement = (
        select(CapitalSource.code, CapitalSource.name_vi, CapitalSource.name_en, ProjectSource.amount_vnd)
        .join(CapitalSource, CapitalSource.id == ProjectSource.source_id)
        .where(ProjectSource.project_id == project_id)
        .order_by(CapitalSource.position)
    )
    return [Source(*row) for row in session.execute(statement)]


def places(session: Session, project_id: int) -> list[PlaceRow]:
    """Return the present place and those before it, newest first; lengths and areas on the ellipsoid."""
    batch = aliased(ImportBatch)
    statement = (
        select(
            ProjectLocation.accuracy_class,
            ProjectLocation.source_crs,
            ProjectLocation.source_note,
            *sizes(),
            ProjectLocation.recorded_at,
            ProjectLocation.replaced_at,
            Account.display_name,
            batch.file_name,
        )
        .join(Account, Account.id == ProjectLocation.recorded_by, isouter=True)
        .join(batch, batch.id == ProjectLocation.import_batch_id, isouter=True)
        .where(ProjectLocation.project_id == project_id)
        .order_by(ProjectLocation.replaced_at.desc().nulls_first(), ProjectLocation.id.desc())
    )
    return [PlaceRow(*row) for row in session.execute(statement)]


def shares(session: Session, project_id: int) -> list[Share]:
    """Return the shares of every date, the largest first."""
    statement = (
        select(
            Unit.id,
            Unit.full_name,
            Unit.valid_from,
            Unit.valid_to,
            ProjectShare.share_ratio,
            ProjectShare.length_m,
            ProjectShare.area_m2,
            ProjectShare.basis,
            ProjectShare.is_estimated,
            Unit.level == UnitLevel.COMMUNE,
        )
        .join(Unit, Unit.id == ProjectShare.unit_id)
        .where(ProjectShare.project_id == project_id)
        .order_by(ProjectShare.share_ratio.desc(), Unit.name_key, Unit.id)
    )
    return [Share._make(row) for row in session.execute(statement)]


def log_entries(session: Session, project_id: int) -> list[LogEntry]:
    """Return what the audit log holds about the project itself, newest first, at most MOST_LOG_ENTRIES.

    Entries about rows of ledgers and their papers are left out: the rows tell of themselves.
    """
    statement = (
        select(*(getattr(AuditLog, name) for name in LogEntry._fields))
        .where(
            AuditLog.subject == "project",
            AuditLog.subject_id == project_id,
            func.split_part(AuditLog.action, ".", 1).not_in(_LEDGER_NAMES),
        )
        .order_by(AuditLog.id.desc())
        .limit(MOST_LOG_ENTRIES)
    )
    return [LogEntry(*row) for row in session.execute(statement)]
