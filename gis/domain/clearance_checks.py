"""Whether a clearance count can be true: quantities within their totals, steps in their order."""

from collections.abc import Iterator
from datetime import date
from enum import StrEnum
from typing import Final

from gis.domain.breaches import Breach, Rule, Severity
from gis.domain.clearance import ClearanceCount
from gis.domain.entry_checks import check_day
from gis.domain.lifecycle import ClearanceStatus


class ClearanceBreach(StrEnum):
    """What can be wrong with a count."""

    NEGATIVE = "clearance_negative"
    AREA_OVER_TOTAL = "clearance_area_over_total"
    LENGTH_OVER_TOTAL = "clearance_length_over_total"
    HOUSEHOLDS_OVER_TOTAL = "clearance_households_over_total"
    STEPS_OUT_OF_ORDER = "clearance_steps_out_of_order"
    RESETTLED_OVER_TOTAL = "clearance_resettled_over_total"
    PAID_OVER_APPROVED = "clearance_paid_over_approved"
    HANDED_OVER_FELL = "clearance_handed_over_fell"
    OVER_LAST_TOTAL = "clearance_over_last_total"
    NOT_REQUIRED = "clearance_not_required"


QUANTITIES: Final = (
    "area_total_m2",
    "area_handed_over_m2",
    "length_total_m",
    "length_handed_over_m",
    "household_total_count",
    "household_noticed_count",
    "household_inventoried_count",
    "household_plan_approved_count",
    "household_publicised_count",
    "household_paid_count",
    "household_handed_over_count",
    "resettlement_total_count",
    "resettlement_done_count",
    "compensation_approved_vnd",
    "compensation_paid_vnd",
)
STEPS: Final = QUANTITIES[5:11]
"""What households go through, in this order."""
_WITHIN_TOTAL: Final = Rule("Diện tích, chiều dài đã bàn giao không vượt tổng phải thu hồi.")
_HOUSEHOLDS: Final = Rule("Số hộ ở mỗi bước không vượt tổng số hộ.")
_ORDER: Final = Rule("Số hộ đã nhận tiền ≤ đã duyệt phương án ≤ đã kiểm đếm ≤ tổng số hộ.")
_PUBLICISED: Final = Rule("Số hộ đã công khai phương án ≤ đã duyệt phương án.")
_RESETTLED: Final = Rule("Số hộ đã bố trí tái định cư không vượt số hộ phải tái định cư.")
_APPROVED: Final = Rule("Chi trả không vượt giá trị phương án được duyệt.")
CUMULATIVE: Final = Rule("Số đã bàn giao là số lũy kế, không giảm so với kỳ trước.")
POSITIVE: Final = Rule("Số lượng không âm.")
_NEEDED: Final = Rule("Chỉ dự án phải giải phóng mặt bằng mới có số liệu giải phóng mặt bằng.")

LIMITS: Final = (
    ("area_handed_over_m2", "area_total_m2", ClearanceBreach.AREA_OVER_TOTAL, Severity.REFUSE, _WITHIN_TOTAL),
    (
        "length_handed_over_m",
        "length_total_m",
        ClearanceBreach.LENGTH_OVER_TOTAL,
        Severity.REFUSE,
        _WITHIN_TOTAL,
    ),
    *(
        (step, "household_total_count", ClearanceBreach.HOUSEHOLDS_OVER_TOTAL, Severity.WARN, _HOUSEHOLDS)
        for step in STEPS
    ),
    (
        "household_plan_approved_count",
        "household_inventoried_count",
        ClearanceBreach.STEPS_OUT_OF_ORDER,
        Severity.WARN,
        _ORDER,
    ),
    (
        "household_publicised_count",
        "household_plan_approved_count",
        ClearanceBreach.STEPS_OUT_OF_ORDER,
        Severity.WARN,
        _PUBLICISED,
    ),
    (
        "household_paid_count",
        "household_plan_approved_count",
        ClearanceBreach.STEPS_OUT_OF_ORDER,
        Severity.WARN,
        _ORDER,
    ),
    (
        "resettlement_done_count",
        "resettlement_total_count",
        ClearanceBreach.RESETTLED_OVER_TOTAL,
        Severity.WARN,
        _RESETTLED,
    ),
    (
        "compensation_paid_vnd",
        "compensation_approved_vnd",
        ClearanceBreach.PAID_OVER_APPROVED,
        Severity.WARN,
        _APPROVED,
    ),
)
TOTALS: Final = ("area_total_m2", "length_total_m", "household_total_count", "resettlement_total_count")
"""What bounds its parts for as long as nobody states another: a total that is left blank is the last one known, never zero."""
GROWING: Final = ("area_handed_over_m2", "length_handed_over_m", "household_handed_over_count")


def check_count(
    count: ClearanceCount,
    *,
    as_of: date,
    previous: ClearanceCount | None = None,
    began_on: date | None = None,
) -> tuple[Breach, ...]:
    """Return the rules that a count entered on `as_of` breaks; `previous` is what `last_known` says of the commune before it.

    What was handed over cannot exceed its total, the last one known of each where the count leaves it blank; the order of
    steps only warns, for every household moves through them on its own and numbers are told late. What was never
    counted breaks nothing. Source: docs/rules.md, "Land clearance".
    """
    return (
        *check_day(count.effective_date, as_of=as_of, began_on=began_on),
        *_check_signs(count),
        *_check_limits(count),
        *_check_last_totals(count, previous),
        *_check_growth(count, previous),
    )


def check_needed(clearance: str | None) -> tuple[Breach, ...]:
    """Warn of any count for a project whose status says that it needs no land."""
    if clearance != ClearanceStatus.NOT_REQUIRED:
        return ()
    return (Breach(ClearanceBreach.NOT_REQUIRED, Severity.WARN, _NEEDED, {}),)


def _check_signs(count: ClearanceCount) -> Iterator[Breach]:
    for name in QUANTITIES:
        value = getattr(count, name)
        if value is not None and value < 0:
            params = {"quantity": name, "value": value}
            yield Breach(ClearanceBreach.NEGATIVE, Severity.REFUSE, POSITIVE, params)


def _check_limits(count: ClearanceCount) -> Iterator[Breach]:
    for name, limit_name, code, severity, rule in LIMITS:
        value, limit = getattr(count, name), getattr(count, limit_name)
        if value is not None and limit is not None and value > limit:
            params = {"quantity": name, "value": value, "limit_quantity": limit_name, "limit": limit}
            yield Breach(code, severity, rule, params)


def _check_last_totals(count: ClearanceCount, previous: ClearanceCount | None) -> Iterator[Breach]:
    for name, total, code, severity, rule in LIMITS if previous is not None else ():
        if total not in TOTALS:
            continue
        value, limit = getattr(count, name), getattr(count, total)
        if (value is None) == (limit is None):
            continue
        is_last_total = limit is None
        value, limit = (
            (value, getattr(previous, total)) if is_last_total else (getattr(previous, name), limit)
        )
        if value is not None and limit is not None and value > limit:
            params = {"quantity": name, "value": value, "limit_quantity": total, "limit": limit}
            yield Breach(ClearanceBreach.OVER_LAST_TOTAL if is_last_total else code, severity, rule, params)


def _check_growth(count: ClearanceCount, previous: ClearanceCount | None) -> Iterator[Breach]:
    for name in GROWING if previous is not None else ():
        value, before = getattr(count, name), getattr(previous, name)
        if value is not None and before is not None and value < before:
            params = {"quantity": name, "value": value, "before": before}
            yield Breach(ClearanceBreach.HANDED_OVER_FELL, Severity.WARN, CUMULATIVE, params)
