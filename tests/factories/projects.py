"""Projects and the rows that hang on them."""

from datetime import UTC, date, datetime
from decimal import Decimal

import factory

from gis.domain.lifecycle import AccuracyClass, Execution, PartyRole, ProjectGroup, ProjectType, StatusAxis
from gis.domain.names import name_key
from gis.domain.units import ShareBasis
from gis.models import (
    Agency,
    AuditLog,
    Document,
    ImportBatch,
    Project,
    ProjectLocation,
    ProjectParty,
    ProjectShare,
    ProjectSource,
    ProjectStatedUnit,
    StatusStep,
)
from tests.factories.base import RowFactory, current_session

ODD_CODES = (
    "15/2026/QĐ-UBND",
    "DA 7 – cầu thôn 3",
    "50%25 #1?a=b&c;d",
    "A//B/",
    "«Đường» 'số' \"1\"",
    "A+B.csv",
)
"""What offices write as codes, and what addresses take badly."""


class AgencyFactory(RowFactory):
    """An agency that owns projects."""

    class Meta:
        model = Agency

    name = factory.Sequence(lambda n: f"Ban Quản lý dự án số {n}")
    name_key = factory.LazyAttribute(lambda agency: name_key(agency.name))


class ProjectFactory(RowFactory):
    """A road under construction, due at the end of 2026, without a place and without an owner."""

    class Meta:
        model = Project

    code = factory.Sequence(lambda n: f"DA-{n:05}")
    name = factory.Sequence(lambda n: f"Đường giao thông thôn {n}")
    search_key = factory.LazyAttribute(lambda project: name_key(f"{project.name} {project.code}"))
    sector_id = 1
    type = ProjectType.CONSTRUCTION
    project_group = ProjectGroup.C
    stage = 6
    execution = Execution.NORMAL
    budget_vnd = Decimal(5_000_000_000)
    decision_no = "125/QĐ-UBND"
    decision_date = date(2025, 3, 10)
    start_date = date(2025, 6, 1)
    first_completion_date = date(2026, 12, 31)
    approved_completion_date = factory.LazyAttribute(lambda project: project.first_completion_date)
    first_year = factory.LazyAttribute(
        lambda project: project.start_date.year if project.start_date else None
    )
    last_year = factory.LazyAttribute(
        lambda project: project.approved_completion_date.year if project.approved_completion_date else None
    )
    is_located = False


class ProjectLocationFactory(RowFactory):
    """A project's present place, as EWKT in EPSG:4326."""

    class Meta:
        model = ProjectLocation

    geom = "SRID=4326;POINT(107.5 12.0)"
    accuracy_class = AccuracyClass.GPS


def _sector_of(project_id: int) -> int:
    project = current_session().get(Project, project_id)
    return (project.sector_id if project else None) or 0


class ProjectShareFactory(RowFactory):
    """The whole project in one unit."""

    class Meta:
        model = ProjectShare

    share_ratio = Decimal(1)
    basis = ShareBasis.POINT.value
    sector_id = factory.LazyAttribute(lambda share: _sector_of(share.project_id))


class ProjectStatedUnitFactory(RowFactory):
    """A unit that the papers name."""

    class Meta:
        model = ProjectStatedUnit


class ProjectSourceFactory(RowFactory):
    """Provincial budget, amount unknown."""

    class Meta:
        model = ProjectSource

    source_id = 3
    amount_vnd = None


class ProjectPartyFactory(RowFactory):
    """The owner since the start of 2025."""

    class Meta:
        model = ProjectParty

    role = PartyRole.OWNER
    valid_from = date(2025, 1, 1)


class DocumentFactory(RowFactory):
    """The decision that approved the project."""

    class Meta:
        model = Document

    kind = "investment_decision"
    number = "125/QĐ-UBND"
    title = "Quyết định phê duyệt dự án"
    issued_on = date(2025, 3, 10)
    issuer = "UBND huyện"


class StatusStepFactory(RowFactory):
    """The works began."""

    class Meta:
        model = StatusStep

    axis = StatusAxis.STAGE
    value = "6"
    effective_date = date(2025, 6, 1)


class ImportBatchFactory(RowFactory):
    """A list of projects that was taken in."""

    class Meta:
        model = ImportBatch

    kind = "projects"
    file_name = "danh-muc-du-an.xlsx"
    file_sha256 = "0" * 64
    file_bytes = 12_345
    reading = factory.LazyFunction(dict)
    counts = factory.LazyFunction(dict)
    findings = factory.LazyFunction(list)


class AuditLogFactory(RowFactory):
    """A change of a project that an editor made."""

    class Meta:
        model = AuditLog

    actor = "Nguyễn Thị Biên Tập"
    action = "update"
    subject = "project"
    recorded_at = datetime(2026, 3, 2, 8, 30, tzinfo=UTC)
