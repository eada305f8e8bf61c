"""Money: plan, payments and works side by side, the rates of each year with their divisors, and the rows below."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from flask_babel import gettext

from gis.domain.disbursement import (
    CapitalPlan,
    Voucher,
    advance_balance,
    advance_balances,
    current_plans,
    summed,
)
from gis.domain.ledger_codes import CapitalPlanKind
from gis.domain.progress import Gap, GapLevel, money_gap
from gis.domain.rates import Rate, year_rates
from gis.domain.ratios import percent
from gis.queries.ledger_entries import Entry
from gis.queries.project_ledgers import facts
from webmap.formatting import number
from webmap.projects.known import Known, last_day


@dataclass(frozen=True, slots=True)
class YearLine:
    """The rates of a fiscal year: of its own plan, of what was carried into it, of both."""

    year: int
    own: Rate
    carried: Rate
    both: Rate


@dataclass(frozen=True, slots=True)
class MoneyBlock:
    """Sums in đồng over all years, their parts of the budget in percent, and the rows; None is not known."""

    planned_vnd: int | None
    planned_pct: Decimal | None
    paid_vnd: int | None
    paid_pct: Decimal | None
    advance_vnd: int | None
    advances: list[tuple[int, int]]
    """What is still out by the year of the plan that advanced it."""
    gap: Gap | None
    gap_words: str
    years: list[YearLine]
    vouchers: list[Entry[Voucher]]
    plans: list[Entry[CapitalPlan]]
    day: date | None


def money_block(known: Known) -> MoneyBlock:
    """Return the block as of the page's day."""
    plans, vouchers = known.seen(known.ledgers.plans), known.seen(known.ledgers.vouchers)
    budget_vnd = int(known.row.budget_vnd) if known.row.budget_vnd is not None else None
    planned = current_plans(facts(plans), as_of=known.as_of)
    own = [amount for key, amount in planned.items() if not key.is_carried_over]
    planned_vnd = sum(own) if own else None
    paid_vnd = summed(facts(vouchers)).cash_vnd if vouchers else None
    paid_pct = percent(paid_vnd, budget_vnd)
    report = known.report
    works_pct = report.physical_progress_pct if report else None
    advance_vnd = advance_balance(facts(vouchers), as_of=known.as_of)
    gap = money_gap(paid_vnd, budget_vnd, works_pct, advance_vnd=advance_vnd)
    return MoneyBlock(
        planned_vnd=planned_vnd,
        planned_pct=percent(planned_vnd, budget_vnd),
        paid_vnd=paid_vnd,
        paid_pct=paid_pct,
        advance_vnd=advance_vnd,
        advances=[
            each for each in sorted(advance_balances(facts(vouchers), as_of=known.as_of).items()) if each[1]
        ],
        gap=gap,
        gap_words=_gap_words(gap) if gap else "",
        years=_years(plans, vouchers, as_of=known.as_of),
        vouchers=vouchers[::-1],
        plans=plans[::-1],
        day=last_day(plans, vouchers),
    )


def _years(plans: list[Entry[CapitalPlan]], vouchers: list[Entry[Voucher]], *, as_of: date) -> list[YearLine]:
    """Return every fiscal year that has a plan or a payment, the last one first."""
    stated, paid = facts(plans), facts(vouchers)
    years = {*_spent_in(stated), *(row.plan_year + row.is_carried_over for row in paid)}
    return [
        YearLine(year, *year_rates(stated, paid, year=year, as_of=as_of))
        for year in sorted(years, reverse=True)
    ]


def _spent_in(plans: Iterable[CapitalPlan]) -> set[int]:
    return {row.fiscal_year + (row.kind is CapitalPlanKind.CARRIED_OVER) for row in plans}


def _gap_words(gap: Gap) -> str:
    """Say how far money and works are apart, what to look at, whether an advance was left out, whose threshold it is."""
    said = [_gap_advice(gap)]
    if gap.is_without_advance:
        said.append(gettext("Số điểm lệch không kể tạm ứng chưa thu hồi."))
    if gap.level is not GapLevel.NORMAL:
        said.append(gettext("Mức cảnh báo này là đề xuất."))
    return " ".join(said)


def _gap_advice(gap: Gap) -> str:
    points = number(abs(gap.points), 1, trim=True)
    if gap.level is GapLevel.NORMAL:
        return str(
            gettext("Giải ngân và khối lượng lệch %(points)s điểm, trong mức thường gặp.", points=points)
        )
    if gap.points > 0:
        return str(
            gettext(
                "Giải ngân vượt khối lượng %(points)s điểm. Kiểm tra tạm ứng chưa thu hồi và báo cáo khối lượng.",
                points=points,
            )
        )
    return str(
        gettext(
            "Khối lượng vượt giải ngân %(points)s điểm. Kiểm tra hồ sơ thanh toán còn tồn và kế hoạch vốn.",
            points=points,
        )
    )
