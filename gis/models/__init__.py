"""Every table, imported together so that the metadata is complete."""

from gis.models.account import Account
from gis.models.project import Project, ProjectShare, ProjectSource, ProjectStatedUnit
from gis.models.project_facts import Document, ProjectLocation, ProjectParty, StatusStep
from gis.models.records import AuditLog, DataVersion, ImportBatch
from gis.models.reference import (
    Agency,
    CapitalSource,
    GroupThresholdRow,
    LegalReference,
    Sector,
    SectorLead,
)
from gis.models.tile import TileCell, TileCellGroup, TileShape, TileState, TileSymbol, TileUnit
from gis.models.unit import Unit, UnitBoundaryHistory, UnitPart, UnitSuccession

__all__ = [
    "Account",
    "Agency",
    "AuditLog",
    "CapitalSource",
    "DataVersion",
    "Document",
    "GroupThresholdRow",
    "ImportBatch",
    "LegalReference",
    "Project",
    "ProjectLocation",
    "ProjectParty",
    "ProjectShare",
    "ProjectSource",
    "ProjectStatedUnit",
    "Sector",
    "SectorLead",
    "StatusStep",
    "TileCell",
    "TileCellGroup",
    "TileShape",
    "TileState",
    "TileSymbol",
    "TileUnit",
    "Unit",
    "UnitBoundaryHistory",
    "UnitPart",
    "UnitSuccession",
]
