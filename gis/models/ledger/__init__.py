"""The ledgers: dated facts about projects that are appended, corrected by newer rows and never overwritten."""

from gis.models.ledger.clearance import ClearanceCount, ClearanceDifficulty
from gis.models.ledger.contracts import BidPackage, Contract, ContractAddendum
from gis.models.ledger.contributions import Contribution
from gis.models.ledger.dates import Acceptance, CompletionDate, Suspension
from gis.models.ledger.entry import LedgerEntry
from gis.models.ledger.files import StoredFile
from gis.models.ledger.money import BudgetDecision, CapitalPlan, TreasuryLine, TreasuryStatement, Voucher
from gis.models.ledger.price_lists import PRICE_LISTS, PriceItem, UnitConversion
from gis.models.ledger.progress import ProgressReport
from gis.models.ledger.steps import StatusStep

LEDGERS: tuple[type[LedgerEntry], ...] = (
    StatusStep,
    CompletionDate,
    Suspension,
    Acceptance,
    ProgressReport,
    BudgetDecision,
    CapitalPlan,
    Voucher,
    BidPackage,
    Contract,
    ContractAddendum,
    ClearanceCount,
    ClearanceDifficulty,
    Contribution,
)
"""Every ledger in the order in which a workbook shows them."""

__all__ = [
    "LEDGERS",
    "PRICE_LISTS",
    "Acceptance",
    "BidPackage",
    "BudgetDecision",
    "CapitalPlan",
    "ClearanceCount",
    "ClearanceDifficulty",
    "CompletionDate",
    "Contract",
    "ContractAddendum",
    "Contribution",
    "LedgerEntry",
    "PriceItem",
    "ProgressReport",
    "StatusStep",
    "StoredFile",
    "Suspension",
    "TreasuryLine",
    "TreasuryStatement",
    "UnitConversion",
    "Voucher",
]
