"""An alert in a sentence: which figures raise it, on which papers they rest, and since when."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Final, NamedTuple

from flask_babel import gettext

from gis.domain.alerts import ALERT_RULES, AlertCode
from gis.domain.progress import money_gap
from gis.domain.ratios import Number
from gis.domain.ratios import percent as percent_of
from gis.queries.alert_facts import AlertBasis
from webmap.formatting import area, days, length, money_text, number, percent
from webmap.formatting import day as day_text


class Since(NamedTuple):
    """The day to which an alert goes back and what happened on it, or the deadline by which its kind stands in order."""

    day: date | None
    words: str
    is_deadline: bool = False


def sentence(code: AlertCode, basis: AlertBasis, *, as_of: date) -> str:
    """Say which figures make the alert; `as_of` is the day of the summaries."""
    return _SENTENCES[code](basis, as_of)


def since(code: AlertCode, basis: AlertBasis, due_date: date | None) -> Since:
    """Return the day by which alerts of a kind stand in order: see `gis.queries.columns`."""
    if code in (AlertCode.GAP_DANGER, AlertCode.GAP_WARN):
        return Since(basis.reported_on, str(gettext("báo cáo khối lượng")))
    if code is AlertCode.LAND_BLOCKED:
        return Since(basis.clearance_on, str(gettext("đợt kiểm đếm")))
    if code in (AlertCode.ACCEPTED_WITHOUT_HANDOVER, AlertCode.SETTLEMENT_LATE):
        return Since(basis.accepted_on, str(gettext("nghiệm thu")))
    return Since(due_date, str(gettext("Hạn hoàn thành")), is_deadline=True)


def _gap(basis: AlertBasis, _as_of: date) -> str:
    paid, works = percent_of(basis.paid_total_vnd, basis.budget_vnd), basis.physical_progress_pct
    gap = money_gap(basis.paid_total_vnd, basis.budget_vnd, works, advance_vnd=basis.advance_balance_vnd)
    points = gap.points if gap is not None else Decimal(0)
    params = {
        "paid": percent(paid),
        "sum": money_text(basis.paid_total_vnd),
        "budget": money_text(basis.budget_vnd),
        "works": percent(works),
        "points": number(abs(points), 1, trim=True),
    }
    if gap is not None and gap.is_without_advance:
        return str(
            gettext(
                "Đã giải ngân %(paid)s tổng mức đầu tư (%(sum)s trong %(budget)s) nhưng khối lượng mới đạt %(works)s: "
                "không kể tạm ứng chưa thu hồi %(advance)s, tiền đi trước %(points)s điểm.",
                advance=money_text(basis.advance_balance_vnd),
                **params,
            )
        )
    if points > 0:
        return str(
            gettext(
                "Đã giải ngân %(paid)s tổng mức đầu tư (%(sum)s trong %(budget)s) nhưng khối lượng mới đạt %(works)s: "
                "tiền đi trước %(points)s điểm.",
                **params,
            )
        )
    return str(
        gettext(
            "Khối lượng đã đạt %(works)s nhưng mới giải ngân %(paid)s tổng mức đầu tư (%(sum)s trong %(budget)s): "
            "tiền đi sau %(points)s điểm.",
            **params,
        )
    )


def _paid(basis: AlertBasis, _as_of: date) -> str:
    return paid_words(
        basis.paid_total_vnd,
        basis.budget_vnd,
        contract_paid_vnd=basis.contract_paid_vnd,
        contract_vnd=basis.contract_vnd,
        contract_numbers=basis.contract_numbers,
    )


def paid_words(
    paid_total_vnd: Number | None,
    budget_vnd: Number | None,
    *,
    contract_paid_vnd: Number | None,
    contract_vnd: Number | None,
    contract_numbers: str | None,
) -> str:
    """Say of what everything is paid without minutes of acceptance: the whole investment, or the contracts alone."""
    if _reaches(paid_total_vnd, budget_vnd):
        return str(
            gettext(
                "Đã trả %(sum)s trong tổng mức đầu tư %(budget)s nhưng chưa có biên bản nghiệm thu hoàn thành.",
                sum=money_text(paid_total_vnd),
                budget=money_text(budget_vnd),
            )
        )
    return str(
        gettext(
            "Đã trả %(sum)s trong giá trị hợp đồng %(value)s%(papers)s nhưng chưa có biên bản nghiệm thu hoàn thành.",
            sum=money_text(contract_paid_vnd),
            value=money_text(contract_vnd),
            papers=_papers(contract_numbers),
        )
    )


def _blocked(basis: AlertBasis, _as_of: date) -> str:
    return str(
        gettext(
            "Đã bàn giao %(area)s diện tích (%(part)s trong %(whole)s) nhưng mới %(length)s trong %(route)s chiều dài tuyến.",
            area=percent(percent_of(basis.area_handed_over_m2, basis.area_total_m2)),
            part=area(basis.area_handed_over_m2),
            whole=area(basis.area_total_m2),
            length=length(basis.length_handed_over_m),
            route=length(basis.length_total_m),
        )
    )


def _unpaid(basis: AlertBasis, as_of: date) -> str:
    return str(
        gettext(
            "Kế hoạch vốn năm %(year)s giao %(plan)s%(papers)s, đến ngày %(day)s chưa giải ngân.",
            year=str(as_of.year),
            plan=money_text(basis.plan_vnd),
            papers=_papers(basis.plan_decisions),
            day=day_text(as_of),
        )
    )


def _not_handed_over(basis: AlertBasis, as_of: date) -> str:
    return str(
        gettext(
            "Nghiệm thu hoàn thành ngày %(day)s%(papers)s, đã %(days)s chưa bàn giao đưa vào sử dụng.",
            day=day_text(basis.accepted_on),
            papers=_papers(basis.acceptance_minutes),
            days=_passed(basis.accepted_on, as_of),
        )
    )


def _not_settled(basis: AlertBasis, as_of: date) -> str:
    return str(
        gettext(
            "Bàn giao ngày %(day)s%(papers)s, đã %(days)s chưa trình quyết toán (hạn %(months)s tháng).",
            day=day_text(basis.handed_over_on),
            papers=_papers(basis.handover_minutes),
            days=_passed(basis.handed_over_on, as_of),
            months=str(ALERT_RULES.settlement_due_months),
        )
    )


def _nearly_paid(basis: AlertBasis, _as_of: date) -> str:
    return str(
        gettext(
            "Đã trả %(share)s giá trị hợp đồng (%(sum)s trong %(value)s%(papers)s) nhưng chưa nghiệm thu hoàn thành.",
            share=percent(percent_of(basis.contract_paid_vnd, basis.contract_vnd)),
            sum=money_text(basis.contract_paid_vnd),
            value=money_text(basis.contract_vnd),
            papers=_papers(basis.contract_numbers),
        )
    )


def _papers(numbers: str | None) -> str:
    """Return the numbers of documents in brackets, nothing where none is known."""
    return f" ({numbers})" if numbers else ""


def _passed(day: date | None, as_of: date) -> str:
    return days((as_of - day).days if day else None)


def _reaches(part: Number | None, whole: Number | None) -> bool:
    return part is not None and bool(whole) and part >= (whole or 0)


_SENTENCES: Final[dict[AlertCode, Callable[[AlertBasis, date], str]]] = {
    AlertCode.GAP_DANGER: _gap,
    AlertCode.GAP_WARN: _gap,
    AlertCode.PAID_WITHOUT_ACCEPTANCE: _paid,
    AlertCode.LAND_BLOCKED: _blocked,
    AlertCode.PLAN_WITHOUT_PAYMENT: _unpaid,
    AlertCode.ACCEPTED_WITHOUT_HANDOVER: _not_handed_over,
    AlertCode.SETTLEMENT_LATE: _not_settled,
    AlertCode.CONTRACT_NEARLY_PAID: _nearly_paid,
}
