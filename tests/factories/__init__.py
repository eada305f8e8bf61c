"""Factories for the rows of tests; they save through the session of the `session` fixture."""

from tests.factories.projects import (
    AgencyFactory,
    AuditLogFactory,
    DocumentFactory,
    ImportBatchFactory,
    ProjectFactory,
    ProjectLocationFactory,
    ProjectPartyFactory,
    ProjectShareFactory,
    ProjectSourceFactory,
    ProjectStatedUnitFactory,
    StatusStepFactory,
)
from tests.factories.units import (
    NewUnitFactory,
    OldUnitFactory,
    UnitFactory,
    UnitPartFactory,
    UnitSuccessionFactory,
    square,
)

__all__ = [
    "AgencyFactory",
    "AuditLogFactory",
    "DocumentFactory",
    "ImportBatchFactory",
    "NewUnitFactory",
    "OldUnitFactory",
    "ProjectFactory",
    "ProjectLocationFactory",
    "ProjectPartyFactory",
    "ProjectShareFactory",
    "ProjectSourceFactory",
    "ProjectStatedUnitFactory",
    "StatusStepFactory",
    "UnitFactory",
    "UnitPartFactory",
    "UnitSuccessionFactory",
    "square",
]
