"""Progress of works as reported: falls without a reason, the gap to what is paid, and how fresh the figures are."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Final, NamedTuple

from gis.domain.breaches import Breach, Params, Rule, Severity
from gis.domain.entry_checks import check_contracted, check_day
from gis.domain.ledger import LedgerEntry, visible
from gis.domain.ledger_codes import DelayCause
from gis.domain.ratios import Number, percent


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgressReport(LedgerEntry):
    """The state of works on `effective_date` in percent of the whole project, 0–100."""

    physical_progress_pct: Decimal
    planned_progress_pct: Decimal | None = None
    delay_cause: DelayCause | None = None
    difficulty: str | None = None
    note: str | None = None


class ProgressBreach(StrEnum):
    """What can be wrong with a report."""

    OUT_OF_RANGE = "progress_out_of_range"
    FELL_WITHOUT_REASON = "progress_fell_without_reason"
    JUMPED = "progress_jumped"


class GapLevel(StrEnum):
    """How far money and works are apart."""

    NORMAL = "normal"
    WARN = "warn"
    DANGER = "danger"


class Freshness(StrEnum):
    """How long ago works were last reported."""

    FRESH = "fresh"
    LATE = "late"
    STALE = "stale"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class ProgressRules:
    """Thresholds: points between paid and built (practice), days since the last report, points a month (proposals).

    A monthly report due on the 5th is at most 35 days after the one before. `is_advance_neutral` is a proposal, too:
    practice counts advances still out as disbursed, and then every project that has just been advanced money is ahead.
    """

    gap_warn_over_points: Decimal = Decimal(15)
    gap_danger_over_points: Decimal = Decimal(30)
    is_advance_neutral: bool = True
    fresh_days: int = 35
    late_days: int = 65
    jump_from_points: Decimal = Decimal(40)


PROGRESS_RULES: Final = ProgressRules()
PERCENT: Final = Rule("Tiến độ ghi theo phần trăm của cả dự án, từ 0 đến 100.")
REASON: Final = Rule("Tiến độ giảm so với báo cáo trước phải nêu lý do.", is_proposal=True)

JUMP: Final = Rule("Tiến độ tăng nhiều trong một tháng thì kiểm tra lại, nêu lý do.", is_proposal=True)


class Gap(NamedTuple):
    """Paid percent less works percent: above 0 paid ahead of works, below 0 works ahead of payment.

    `is_without_advance` says that an advance still out was left out of what is ahead.
    """

    points: Decimal
    level: GapLevel
    is_without_advance: bool = False


class Age(NamedTuple):
    """Days since the last report, None where there is none, and what that means."""

    days: int | None
    freshness: Freshness


def latest_report(reports: Iterable[ProgressReport], *, as_of: date) -> ProgressReport | None:
    """Return the last report known on `as_of`, or None."""
    rows = visible(reports, as_of=as_of)
    return rows[-1] if rows else None


def financial_gap(
    paid_pct: Decimal | None, physical_progress_pct: Decimal | None, *, rules: ProgressRules = PROGRESS_RULES
) -> Gap | None:
    """Return how far disbursement (% of the budget) and works (%) are apart; None where either is unknown.

    More than 15 points either way warn, more than 30 are a danger. Source: docs/rules.md, "Progress".
    """
    if paid_pct is None or physical_progress_pct is None:
        return None
    points = paid_pct - physical_progress_pct
    if abs(points) > rules.gap_danger_over_points:
        return Gap(points, GapLevel.DANGER)
    return Gap(points, GapLevel.WARN if abs(points) > rules.gap_warn_over_points else GapLevel.NORMAL)


def money_gap(
    paid_vnd: Number | None,
    budget_vnd: Number | None,
    physical_progress_pct: Decimal | None,
    *,
    advance_vnd: Number | None,
    rules: ProgressRules = PROGRESS_RULES,
) -> Gap | None:
    """Return how far all cash disbursed and works are apart, in points of the budget; amounts in đồng.

    An advance still out (`advance_vnd`) is neither ahead of the works nor behind: of what is paid, the share that comes
    nearest to the works counts, with or without it, unless the rules count advances as disbursed. None where a side is unknown. Source: docs/rules.md, "Alerts".
    """
    works, most = physical_progress_pct, percent(paid_vnd, budget_vnd)
    if works is None or paid_vnd is None or most is None:
        return None
    least = percent(Decimal(paid_vnd) - (advance_vnd or 0), budget_vnd)
    nearest = min(max(works, most if least is None else least), most) if rules.is_advance_neutral else most
    gap = financial_gap(nearest, works, rules=rules)
    return gap._replace(is_without_advance=nearest != most) if gap is not None else None


def data_age(reported_on: date | None, *, as_of: date, rules: ProgressRules = PROGRESS_RULES) -> Age:
    """Return how old the last report is on `as_of`; a report still to come is none."""
    if reported_on is None or reported_on > as_of:
        return Age(None, Freshness.NONE)
    days = (as_of - reported_on).days
    if days <= rules.fresh_days:
        return Age(days, Freshness.FRESH)
    return Age(days, Freshness.LATE if days <= rules.late_days else Freshness.STALE)


def check_report(
    report: ProgressReport,
    *,
    as_of: date,
    previous: ProgressReport | None = None,
    began_on: date | None = None,
    contracted_on: date | None = None,
    rules: ProgressRules = PROGRESS_RULES,
) -> tuple[Breach, ...]:
    """Return the rules that a report entered on `as_of` breaks; `previous` is the one before it.

    `contracted_on` is the day of the first contract, before which there are no works. A fall is warned of where neither note, difficulty nor cause gives a reason, a rise where it is unusually steep
    for the months since the report before: the figures may be true. Source: docs/rules.md, "Progress and alerts".
    """
    return (
        *check_day(report.effective_date, as_of=as_of, began_on=began_on),
        *(
            check_contracted(report.effective_date, contracted_on=contracted_on)
            if report.physical_progress_pct > 0
            else ()
        ),
        *_check_range(report),
        *_check_fall(report, previous),
        *_check_jump(report, previous, rules),
    )


def _check_range(report: ProgressReport) -> Iterator[Breach]:
    for name in ("physical_progress_pct", "planned_progress_pct"):
        value = getattr(report, name)
        if value is not None and not 0 <= value <= 100:
            params: Params = {"quantity": name, "value": value}
            yield Breach(ProgressBreach.OUT_OF_RANGE, Severity.REFUSE, PERCENT, params)


def _check_fall(report: ProgressReport, previous: ProgressReport | None) -> Iterator[Breach]:
    if previous is None or report.physical_progress_pct >= previous.physical_progress_pct:
        return
    if not (report.note or report.difficulty or report.delay_cause):
        params: Params = {
            "before_pct": previous.physical_progress_pct,
            "value_pct": report.physical_progress_pct,
            "reported_on": previous.effective_date,
        }
        yield Breach(ProgressBreach.FELL_WITHOUT_REASON, Severity.WARN, REASON, params)


def jump_from(previous: ProgressReport, day: date, *, rules: ProgressRules = PROGRESS_RULES) -> Decimal:
    """Return the percent from which on a report of `day` is a jump; above 100 none is."""
    earlier = previous.effective_date
    months = max(1, 12 * (day.year - earlier.year) + day.month - earlier.month)
    return previous.physical_progress_pct + rules.jump_from_points * months


def _check_jump(
    report: ProgressReport, previous: ProgressReport | None, rules: ProgressRules
) -> Iterator[Breach]:
    if previous is None:
        return
    if not jump_from(previous, report.effective_date, rules=rules) <= report.physical_progress_pct <= 100:
        return
    params: Params = {
        "before_pct": previous.physical_progress_pct,
        "value_pct": report.physical_progress_pct,
        "points": report.physical_progress_pct - previous.physical_progress_pct,
        "reported_on": previous.effective_date,
        "limit_points": rules.jump_from_points,
    }
    yield Breach(ProgressBreach.JUMPED, Severity.WARN, JUMP, params)
