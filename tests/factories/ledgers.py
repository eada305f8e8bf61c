"""Facts of the ledgers: plain rows of a project that is named by `project_id`."""

from datetime import date
from decimal import Decimal

from gis.domain.ledger_codes import (
    AcceptanceKind,
    BudgetKind,
    CapitalPlanKind,
    CompletionDateKind,
    ContributionKind,
    DonorKind,
    VoucherKind,
)
from gis.models import (
    Acceptance,
    BidPackage,
    BudgetDecision,
    CapitalPlan,
    ClearanceCount,
    ClearanceDifficulty,
    CompletionDate,
    Contract,
    ContractAddendum,
    Contribution,
    ProgressReport,
    StoredFile,
    Suspension,
    Voucher,
)
from tests.factories.base import RowFactory


class CompletionDateFactory(RowFactory):
    """The first completion date, by the decision that approved the project."""

    class Meta:
        model = CompletionDate

    effective_date = date(2025, 1, 1)
    kind = CompletionDateKind.FIRST
    new_date = date(2025, 6, 30)
    decision_no = "125/QĐ-UBND"


class SuspensionFactory(RowFactory):
    """A stop of the works that has not ended."""

    class Meta:
        model = Suspension

    effective_date = date(2025, 3, 1)
    decision_no = "7/QĐ-UBND"


class AcceptanceFactory(RowFactory):
    """The minutes of the completed works."""

    class Meta:
        model = Acceptance

    effective_date = date(2025, 6, 20)
    kind = AcceptanceKind.FINAL
    minutes_no = "3/BB-NT"


class ProgressReportFactory(RowFactory):
    """A report that half of the works is done, as planned."""

    class Meta:
        model = ProgressReport

    effective_date = date(2025, 3, 31)
    physical_progress_pct = Decimal(50)
    planned_progress_pct = Decimal(50)


class BudgetDecisionFactory(RowFactory):
    """The first approval of a total investment of ten billion."""

    class Meta:
        model = BudgetDecision

    effective_date = date(2025, 1, 1)
    kind = BudgetKind.FIRST
    amount_vnd = Decimal(10_000_000_000)
    decision_no = "125/QĐ-UBND"


class CapitalPlanFactory(RowFactory):
    """The plan of 2025 as it was assigned at the start of the year."""

    class Meta:
        model = CapitalPlan

    effective_date = date(2025, 1, 10)
    fiscal_year = 2025
    kind = CapitalPlanKind.INITIAL
    amount_vnd = Decimal(5_000_000_000)
    decision_no = "9/QĐ-UBND"


class VoucherFactory(RowFactory):
    """A payment for completed volume from the plan of 2025."""

    class Meta:
        model = Voucher

    effective_date = date(2025, 12, 5)
    plan_year = 2025
    kind = VoucherKind.COMPLETED_VOLUME
    amount_vnd = Decimal(3_000_000_000)
    volume_accepted_on = date(2025, 12, 1)


class BidPackageFactory(RowFactory):
    """The main works."""

    class Meta:
        model = BidPackage

    effective_date = date(2025, 1, 20)
    package_no = "XL-01"
    name = "Thi công xây dựng"
    package_price_vnd = Decimal(4_500_000_000)


class ContractFactory(RowFactory):
    """A contract for works without a package."""

    class Meta:
        model = Contract

    effective_date = date(2025, 2, 10)
    contract_no = "12/2025/HĐ-XD"
    value_vnd = Decimal(4_400_000_000)
    end_date = date(2025, 6, 30)


class ContractAddendumFactory(RowFactory):
    """More time for a contract."""

    class Meta:
        model = ContractAddendum

    effective_date = date(2025, 6, 1)
    addendum_no = "PL01"
    new_end_date = date(2025, 9, 30)


class ClearanceCountFactory(RowFactory):
    """Half of the land of a commune is handed over."""

    class Meta:
        model = ClearanceCount

    effective_date = date(2025, 3, 31)
    area_total_m2 = Decimal(10_000)
    area_handed_over_m2 = Decimal(5_000)
    household_total_count = 20
    household_handed_over_count = 10


class ClearanceDifficultyFactory(RowFactory):
    """Households that do not agree to the price, unsolved."""

    class Meta:
        model = ClearanceDifficulty

    effective_date = date(2025, 3, 15)
    kind = "Đơn giá bồi thường"
    description = "7 hộ chưa thống nhất đơn giá"
    responsible_agency = "UBND xã"


class ContributionFactory(RowFactory):
    """Land that households of a commune gave, valued by a price list."""

    class Meta:
        model = Contribution

    effective_date = date(2025, 4, 2)
    kind = ContributionKind.LAND
    item = "CLN"
    quantity = Decimal(640)
    quantity_unit = "m²"
    unit_price_vnd = Decimal(120_000)
    price_source = "Bảng giá đất 2025"
    value_vnd = Decimal(76_800_000)
    donor_kind = DonorKind.HOUSEHOLD
    household_count = 3


class StoredFileFactory(RowFactory):
    """A photo without place and time."""

    class Meta:
        model = StoredFile

    sha256 = "a" * 64
    media_type = "image/jpeg"
    file_name = "hien-truong.jpg"
    size_bytes = 1000
