"""What the alerts of a page rest on is what they were raised by."""

from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from etl.demo.generate import Wish, fill
from gis.domain.alerts import AlertCode, AlertFacts, alerts
from gis.domain.clearance import ClearanceCount, is_blocked
from gis.domain.lifecycle import SettlementStatus
from gis.models import Contract, ProjectSummary
from gis.operations import ledger, summaries
from gis.operations.audit import Actor
from gis.queries.alert_facts import AlertBasis, alert_bases
from gis.queries.columns import load_columns
from gis.queries.facets import count_facets, oldest_alerts
from gis.queries.filters import ProjectFilter
from gis.queries.narrowing import narrow
from tests.demo_ledgers import AS_OF, add_communes
from tests.factories import ProjectFactory
from tests.factories.ledgers import ContractAddendumFactory, ContractFactory, VoucherFactory


def judged(basis: AlertBasis) -> tuple[AlertCode, ...]:
    """Judge a project by what its page would quote."""
    counted = basis.clearance_on and ClearanceCount(
        effective_date=basis.clearance_on,
        area_total_m2=basis.area_total_m2,
        area_handed_over_m2=basis.area_handed_over_m2,
        length_total_m=basis.length_total_m,
        length_handed_over_m=basis.length_handed_over_m,
    )
    facts = AlertFacts(
        budget_vnd=basis.budget_vnd and int(basis.budget_vnd),
        paid_total_vnd=None if basis.paid_total_vnd is None else int(basis.paid_total_vnd),
        advance_balance_vnd=None if basis.advance_balance_vnd is None else int(basis.advance_balance_vnd),
        physical_progress_pct=basis.physical_progress_pct,
        plan_vnd=basis.plan_vnd and int(basis.plan_vnd),
        paid_vnd=basis.paid_vnd and int(basis.paid_vnd),
        contract_vnd=basis.contract_vnd and int(basis.contract_vnd),
        contract_paid_vnd=None if basis.contract_paid_vnd is None else int(basis.contract_paid_vnd),
        accepted_on=basis.accepted_on,
        handed_over_on=basis.handed_over_on,
        settlement=SettlementStatus(basis.settlement) if basis.settlement else None,
        is_land_blocked=is_blocked([counted]) if counted else None,
    )
    return alerts(facts, as_of=AS_OF)


def paid(contract: Contract, amount: int) -> None:
    VoucherFactory(project_id=contract.project_id, contract_id=contract.id, amount_vnd=Decimal(amount))


def test_payments_and_addenda_follow_a_contract_through_its_corrections(session: Session) -> None:
    project = ProjectFactory(budget_vnd=None)
    signed = ContractFactory(project_id=project.id, contract_no="1/HĐ", value_vnd=Decimal(80))
    paid(signed, 98)
    ContractAddendumFactory(project_id=project.id, contract_id=signed.id, new_value_vnd=Decimal(100))
    ledger.correct(session, signed, {"contract_no": "01/HĐ"}, Actor("test"), as_of=AS_OF)
    [basis] = alert_bases(session, [project.id], as_of=AS_OF).values()
    assert (basis.contract_vnd, basis.contract_paid_vnd, basis.contract_numbers) == (100, 98, "01/HĐ")
    assert AlertCode.CONTRACT_NEARLY_PAID in judged(basis)
    [codes] = session.scalars(select(ProjectSummary.alert_codes)).all()
    assert AlertCode.CONTRACT_NEARLY_PAID in codes


def test_what_was_paid_on_a_contract_without_a_value_is_held_against_no_other(session: Session) -> None:
    project = ProjectFactory(budget_vnd=None)
    unknown = ContractFactory(project_id=project.id, contract_no="A", value_vnd=None)
    paid(unknown, 100)
    known = ContractFactory(project_id=project.id, contract_no="B", value_vnd=Decimal(90))
    summaries.rebuild(session, as_of=AS_OF)
    assert session.scalars(select(ProjectSummary.alert_codes)).all() == [[]]
    [basis] = alert_bases(session, [project.id], as_of=AS_OF).values()
    assert (basis.contract_vnd, basis.contract_paid_vnd, basis.contract_numbers) == (90, None, "B")
    paid(known, 90)
    summaries.rebuild(session, as_of=AS_OF)
    [codes] = session.scalars(select(ProjectSummary.alert_codes)).all()
    assert AlertCode.PAID_WITHOUT_ACCEPTANCE in codes


def test_what_a_page_quotes_raises_the_very_alerts_that_are_kept(session: Session) -> None:
    add_communes(session)
    fill(session, Wish(projects=60, seed=3, as_of=AS_OF))
    summaries.rebuild(session, as_of=AS_OF)
    kept = {
        row.project_id: tuple(map(AlertCode, row.alert_codes))
        for row in session.scalars(select(ProjectSummary))
    }
    assert len({code for codes in kept.values() for code in codes}) >= 4
    assert sum(map(bool, kept.values())) <= 0.2 * 60, "an alert that every project raises alarms nobody"
    bases = alert_bases(session, list(kept), as_of=AS_OF)
    assert {project_id: judged(basis) for project_id, basis in bases.items()} == kept

    columns, everything = load_columns(session, as_of=AS_OF), ProjectFilter(as_of=AS_OF)
    counts = count_facets(columns, narrow(session, columns, everything)).alerts
    pages = oldest_alerts(columns, narrow(session, columns, everything), limit=100)
    for code, count in counts.items():
        raised = {project_id for project_id, codes in kept.items() if code in codes}
        assert (set(pages[code]), len(pages[code])) == (raised, count)
    reports = [bases[project_id].reported_on for project_id in pages[AlertCode.GAP_WARN]]
    assert reports == sorted(reports)
