"""The codes that ledger rows carry: review state, kinds of dates, plans, vouchers, contributions, donors."""

from enum import StrEnum


class ReviewState(StrEnum):
    """How far a row has come; only what was accepted counts.

    A version that was never accepted is replaced once a later version of the same fact is.
    """

    DRAFT = "draft"
    SUBMITTED = "submitted"
    ACCEPTED = "accepted"
    RETURNED = "returned"
    REPLACED = "replaced"


class CompletionDateKind(StrEnum):
    """Which completion date a row states: the first one, the first contract's end, or an approved extension."""

    FIRST = "first"
    CONTRACT_END = "contract_end"
    EXTENSION = "extension"


class DelayCause(StrEnum):
    """The five causes of delay of the official monitoring form (NĐ 29/2021, Biểu 3.1, II.9 a–đ)."""

    PROCEDURE = "procedure"
    CLEARANCE = "clearance"
    CAPACITY = "capacity"
    CAPITAL = "capital"
    OTHER = "other"


class ExtensionCause(StrEnum):
    """Why a completion date was extended; the first five may be objective, the others are subjective."""

    FORCE_MAJEURE = "force_majeure"
    HIGHER_ORDER = "higher_order"
    CLEARANCE_BY_OTHERS = "clearance_by_others"
    CAPITAL_BY_OTHERS = "capital_by_others"
    ARCHAEOLOGY_OR_ORDNANCE = "archaeology_or_ordnance"
    CAPACITY = "capacity"
    LATE_PAPERS = "late_papers"
    CONTRACTOR = "contractor"
    OTHER = "other"


class AcceptanceKind(StrEnum):
    """What the minutes accept: a part, the completed works, or their handover for use."""

    PARTIAL = "partial"
    FINAL = "final"
    HANDOVER = "handover"


class BudgetKind(StrEnum):
    """Whether a decision approves the total investment for the first time or adjusts it."""

    FIRST = "first"
    ADJUSTMENT = "adjustment"


class CapitalPlanKind(StrEnum):
    """Rows of the yearly capital plan; a decrease is entered as a positive amount and subtracted."""

    INITIAL = "initial"
    SUPPLEMENT = "supplement"
    INCREASE = "increase"
    DECREASE = "decrease"
    CARRIED_OVER = "carried_over"
    ADVANCE_ALLOCATION = "advance_allocation"


class PlanLevel(StrEnum):
    """Who assigned the plan: the Prime Minister, the people's council, or the detailed allocation."""

    PRIME_MINISTER = "prime_minister"
    COUNCIL = "council"
    DETAILED = "detailed"


class VoucherKind(StrEnum):
    """What a payment is; cash paid = advance + completed volume − recovery."""

    ADVANCE = "advance"
    COMPLETED_VOLUME = "completed_volume"
    RECOVERY = "recovery"


class ContributionKind(StrEnum):
    """What people give."""

    CASH = "cash"
    LAND = "land"
    LABOUR = "labour"
    MATERIAL = "material"
    MACHINE = "machine"
    ASSET = "asset"


class DonorKind(StrEnum):
    """Who gives."""

    HOUSEHOLD = "household"
    PERSON = "person"
    COMMUNITY = "community"
    ENTERPRISE = "enterprise"
    ORGANISATION = "organisation"


class ReconciliationState(StrEnum):
    """How a voucher stands against the State Treasury's list."""

    UNCHECKED = "unchecked"
    MATCHED = "matched"
    DIFFERENT = "different"
    MISSING_IN_LEDGER = "missing_in_ledger"
    MISSING_AT_TREASURY = "missing_at_treasury"
