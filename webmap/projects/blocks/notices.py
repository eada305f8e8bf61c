"""What somebody should look at in a project, in words, each leading to the block that shows it."""

from typing import NamedTuple

from flask_babel import gettext

from gis.domain.alerts import ALERT_RULES, AlertCode, AlertFacts, alerts
from gis.domain.completion import accepted_on
from gis.domain.ledger_codes import AcceptanceKind
from gis.queries.project_ledgers import facts
from webmap.alerts.sentences import paid_words
from webmap.formatting import number
from webmap.projects.blocks.contracts import ContractsBlock
from webmap.projects.blocks.land import LandBlock
from webmap.projects.blocks.money import MoneyBlock
from webmap.projects.known import Known


class Notice(NamedTuple):
    """One alert: its code, its words, and the anchor of its rows."""

    code: AlertCode
    words: str
    anchor: str


def notices(known: Known, *, money: MoneyBlock, land: LandBlock, contracts: ContractsBlock) -> list[Notice]:
    """Return the alerts of the page's day in their order."""
    year = next((line.own for line in money.years if line.year == known.as_of.year), None)
    report = known.report
    handed_over_on = accepted_on(
        facts(known.ledgers.acceptances), as_of=known.as_of, kind=AcceptanceKind.HANDOVER
    )
    found = alerts(
        AlertFacts(
            budget_vnd=int(known.row.budget_vnd) if known.row.budget_vnd is not None else None,
            paid_total_vnd=money.paid_vnd,
            advance_balance_vnd=money.advance_vnd,
            physical_progress_pct=report.physical_progress_pct if report else None,
            plan_vnd=year.plan_vnd if year else None,
            paid_vnd=year.paid_vnd if year else None,
            contract_vnd=contracts.value_vnd,
            contract_paid_vnd=contracts.paid_vnd,
            accepted_on=known.row.acceptance_date,
            handed_over_on=handed_over_on,
            settlement=known.row.settlement,
            is_land_blocked=land.is_blocked,
        ),
        as_of=known.as_of,
    )
    return [Notice(code, _words(code, known, money, contracts), _ANCHORS[code]) for code in found]


_ANCHORS = {
    AlertCode.GAP_DANGER: "money",
    AlertCode.GAP_WARN: "money",
    AlertCode.PAID_WITHOUT_ACCEPTANCE: "money",
    AlertCode.LAND_BLOCKED: "land",
    AlertCode.PLAN_WITHOUT_PAYMENT: "years",
    AlertCode.ACCEPTED_WITHOUT_HANDOVER: "schedule",
    AlertCode.SETTLEMENT_LATE: "status",
    AlertCode.CONTRACT_NEARLY_PAID: "contracts",
}


def _words(code: AlertCode, known: Known, money: MoneyBlock, contracts: ContractsBlock) -> str:
    words = {
        AlertCode.GAP_DANGER: money.gap_words,
        AlertCode.GAP_WARN: money.gap_words,
        AlertCode.PAID_WITHOUT_ACCEPTANCE: paid_words(
            money.paid_vnd,
            known.row.budget_vnd,
            contract_paid_vnd=contracts.paid_vnd,
            contract_vnd=contracts.value_vnd,
            contract_numbers=contracts.numbers,
        ),
        AlertCode.LAND_BLOCKED: gettext("Gần hết diện tích đã bàn giao nhưng tuyến vẫn còn chỗ vướng."),
        AlertCode.PLAN_WITHOUT_PAYMENT: gettext(
            "Đã giao kế hoạch vốn năm %(year)s nhưng chưa giải ngân (nhắc từ tháng %(month)s, mức đề xuất).",
            year=str(known.as_of.year),
            month=str(ALERT_RULES.plan_unpaid_from_month),
        ),
        AlertCode.ACCEPTED_WITHOUT_HANDOVER: gettext("Đã nghiệm thu hoàn thành nhưng chưa bàn giao sử dụng."),
        AlertCode.SETTLEMENT_LATE: gettext(
            "Quá %(n)s tháng từ khi bàn giao mà chưa trình quyết toán.",
            n=number(ALERT_RULES.settlement_due_months),
        ),
        AlertCode.CONTRACT_NEARLY_PAID: gettext(
            "Đã thanh toán trên %(n)s %% giá trị hợp đồng khi chưa nghiệm thu hoàn thành.",
            n=number(ALERT_RULES.contract_nearly_paid_over_ratio * 100),
        ),
    }
    return str(words[code])
