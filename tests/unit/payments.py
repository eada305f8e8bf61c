"""The worked example of a project's plans and payments, in million đồng."""

from gis.domain.disbursement import CapitalPlan, Voucher
from gis.domain.ledger_codes import CapitalPlanKind, VoucherKind
from tests.unit.facts import MILLION, day


def plan(decided: str, millions: int, **more: object) -> CapitalPlan:
    """Write one decision on the plan of 2025, or what `more` says."""
    given: dict[str, object] = {"fiscal_year": 2025, "kind": CapitalPlanKind.INITIAL}
    return CapitalPlan(effective_date=day(decided), amount_vnd=millions * MILLION, **(given | more))


def paid(on: str, millions: int, kind: VoucherKind, **more: object) -> Voucher:
    """Write one line of a voucher on the plan of 2025, or what `more` says."""
    given: dict[str, object] = {"plan_year": 2025, "kind": kind}
    return Voucher(effective_date=day(on), amount_vnd=millions * MILLION, **(given | more))


PLAN_2025 = plan("02/01/2025", 5_000)
CARRIED = plan("20/02/2026", 1_200, kind=CapitalPlanKind.CARRIED_OVER)
PLANS = (PLAN_2025, CARRIED)
VOUCHERS = (
    paid("10/03/2025", 1_500, VoucherKind.ADVANCE),
    paid("05/12/2025", 3_000, VoucherKind.COMPLETED_VOLUME, volume_accepted_on=day("01/12/2025")),
    paid("05/12/2025", 1_200, VoucherKind.RECOVERY),
    paid("25/01/2026", 800, VoucherKind.COMPLETED_VOLUME, volume_accepted_on=day("28/12/2025")),
    paid("25/01/2026", 300, VoucherKind.RECOVERY),
    paid("15/05/2026", 1_000, VoucherKind.COMPLETED_VOLUME, is_carried_over=True),
)
