"""Money, land and gifts of demonstration projects against the rules of the field."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.orm import Session

from etl.demo.history.prices import SOURCE
from etl.demo.history.words import PAID_AHEAD, PAID_WITHOUT_ACCEPTANCE, PLAN_UNPAID
from gis.domain.alerts import AlertCode, AlertFacts, alerts
from gis.domain.clearance import ClearanceCount, is_blocked
from gis.domain.clearance_checks import QUANTITIES, check_count
from gis.domain.contribution import GiftAim
from gis.domain.disbursement import CapitalPlan, Voucher, advance_balance, current_plans, payments, summed
from gis.domain.indicators import Indicator
from gis.domain.ledger_codes import CapitalPlanKind, VoucherKind
from gis.domain.voucher_checks import PaymentContext, check_voucher
from gis.models import LEDGERS
from gis.queries.residents import homes
from tests.demo_ledgers import AS_OF, Demo, add_communes, make
from tests.factories.base import bound_to

MONEY = ("compensation_approved_vnd", "compensation_paid_vnd")
HOMES = ("household_total_count", "household_paid_count")


@pytest.fixture(scope="module")
def filled(engine: Engine) -> Iterator[tuple[Session, Demo]]:
    """Give 300 projects with everything, made once for the tests of this file."""
    with engine.connect() as connection, connection.begin() as outer:
        with Session(connection, join_transaction_mode="create_savepoint") as session, bound_to(session):
            add_communes(session)
            yield session, make(session, projects=300, seed=2)
        outer.rollback()


@pytest.fixture(scope="module")
def demo(filled: tuple[Session, Demo]) -> Demo:
    return filled[1]


def plans_of(rows: list[Any]) -> tuple[CapitalPlan, ...]:
    return tuple(
        CapitalPlan(
            effective_date=row.effective_date,
            fiscal_year=row.fiscal_year,
            kind=CapitalPlanKind(row.kind),
            amount_vnd=int(row.amount_vnd),
            source_id=row.source_id,
        )
        for row in rows
    )


def vouchers_of(rows: list[Any]) -> list[Voucher]:
    return [
        Voucher(
            effective_date=row.effective_date,
            id=row.id,
            plan_year=row.plan_year,
            kind=VoucherKind(row.kind),
            amount_vnd=int(row.amount_vnd),
            is_carried_over=row.is_carried_over,
            is_compensation=row.is_compensation,
            source_id=row.source_id,
            contract_id=row.contract_id,
            volume_accepted_on=row.volume_accepted_on,
        )
        for row in rows
    ]


def test_every_voucher_keeps_to_windows_plans_and_ceilings(demo: Demo) -> None:
    plans = demo.by_project("capital_plan")
    contracts = {row.id: int(row.value_vnd) for row in demo.ledgers["contract"]}
    for project_id, rows in demo.by_project("voucher").items():
        project, paid = demo.projects[project_id], vouchers_of(rows)
        for place, voucher in enumerate(paid):
            context = PaymentContext(
                plans=plans_of(plans.get(project_id, [])),
                vouchers=(*paid[:place], *paid[place + 1 :]),
                budget_vnd=int(project.budget_vnd),
                contract_vnd=contracts.get(voucher.contract_id or 0),
                decision_date=project.decision_date,
            )
            assert check_voucher(voucher, context=context, as_of=AS_OF) == (), project.code


def test_every_pot_pays_no_more_than_it_holds_and_sources_pay_in_their_time(demo: Demo) -> None:
    plans, sources = demo.by_project("capital_plan"), demo.sources
    for project_id, rows in demo.by_project("voucher").items():
        held = current_plans(plans_of(plans.get(project_id, [])), as_of=AS_OF)
        for pot, paid in payments(vouchers_of(rows), as_of=AS_OF).items():
            assert paid.cash_vnd <= held[pot], demo.projects[project_id].code
    for row in demo.ledgers["capital_plan"]:
        ends = sources[row.source_id].valid_to
        assert ends is None or (row.effective_date <= ends and row.fiscal_year <= ends.year)
    district = next(source for source in sources.values() if source.code == "district")
    paid_by_district = [row.effective_date for row in demo.ledgers["voucher"] if row.source_id == district.id]
    assert paid_by_district
    assert max(paid_by_district) <= district.valid_to


def test_plans_are_supplemented_decreased_and_carried_over(demo: Demo) -> None:
    kinds = Counter(row.kind for row in demo.ledgers["capital_plan"])
    assert all(kinds[kind] > 5 for kind in ("initial", "supplement", "decrease", "carried_over"))
    assert sum(row.is_carried_over for row in demo.ledgers["voucher"]) > 10
    assert sum(row.is_compensation for row in demo.ledgers["voucher"]) > 10


def test_money_hurries_at_the_end_of_the_year(demo: Demo) -> None:
    cash: dict[bool, int] = defaultdict(int)
    for row in demo.ledgers["voucher"]:
        sign = -1 if row.kind == "recovery" else 1
        if row.plan_year < AS_OF.year:
            cash[row.effective_date.month in (12, 1)] += sign * int(row.amount_vnd)
    assert 0.2 < cash[True] / (cash[True] + cash[False]) < 0.5


def test_closed_years_are_paid_in_large_part(demo: Demo) -> None:
    plan: Counter[int] = Counter()
    paid: Counter[int] = Counter()
    for row in demo.ledgers["capital_plan"]:
        if row.kind != "carried_over":
            plan[row.fiscal_year] += -int(row.amount_vnd) if row.kind == "decrease" else int(row.amount_vnd)
    for row in demo.ledgers["voucher"]:
        if not row.is_carried_over:
            paid[row.plan_year] += -int(row.amount_vnd) if row.kind == "recovery" else int(row.amount_vnd)
    for year in (2023, 2024, 2025):
        assert 0.75 < paid[year] / plan[year] < 0.99


def facts_of(demo: Demo, project_id: int) -> AlertFacts:
    project = demo.projects[project_id]
    rows = vouchers_of(demo.by_project("voucher").get(project_id, []))
    contract_ids = {row.id for row in demo.by_project("contract").get(project_id, [])}
    this_year = [row for row in rows if row.plan_year == AS_OF.year and not row.is_carried_over]
    plans = current_plans(plans_of(demo.by_project("capital_plan").get(project_id, [])), as_of=AS_OF)
    return AlertFacts(
        budget_vnd=int(project.budget_vnd),
        paid_total_vnd=summed(rows).cash_vnd if rows else None,
        advance_balance_vnd=advance_balance(rows, as_of=AS_OF),
        physical_progress_pct=project.physical_progress_pct,
        plan_vnd=sum(
            plan for pot, plan in plans.items() if pot.plan_year == AS_OF.year and not pot.is_carried_over
        ),
        paid_vnd=summed(this_year).cash_vnd if this_year else None,
        contract_vnd=sum(int(row.value_vnd) for row in demo.by_project("contract").get(project_id, []))
        or None,
        contract_paid_vnd=summed(row for row in rows if row.contract_id in contract_ids).cash_vnd
        if rows
        else None,
        accepted_on=project.acceptance_date,
    )


@pytest.mark.parametrize(
    ("ledger", "note", "alert"),
    [
        ("voucher", PAID_WITHOUT_ACCEPTANCE, AlertCode.PAID_WITHOUT_ACCEPTANCE),
        ("voucher", PAID_AHEAD, AlertCode.GAP_DANGER),
        ("capital_plan", PLAN_UNPAID, AlertCode.PLAN_WITHOUT_PAYMENT),
    ],
)
def test_the_deliberate_oddities_raise_their_alerts(
    demo: Demo, ledger: str, note: str, alert: AlertCode
) -> None:
    odd = {row.project_id for row in demo.ledgers[ledger] if row.note == note}
    raised = [alert in alerts(facts_of(demo, project_id), as_of=AS_OF) for project_id in odd]
    assert 1 <= len(odd) <= 12
    assert sum(raised) >= max(1, len(odd) // 2)


def test_land_is_counted_within_its_totals_and_never_goes_back(demo: Demo) -> None:
    blocked = 0
    by_place: dict[tuple[int, int], list[Any]] = defaultdict(list)
    for row in demo.ledgers["clearance_count"]:
        by_place[row.project_id, row.unit_id].append(row)
    for (project_id, _), rows in by_place.items():
        previous = None
        for row in rows:
            count = ClearanceCount(
                effective_date=row.effective_date, **{name: getattr(row, name) for name in QUANTITIES}
            )
            began_on = demo.projects[project_id].decision_date
            assert check_count(count, as_of=AS_OF, previous=previous, began_on=began_on) == ()
            previous = count
        blocked += is_blocked([previous]) is True
    assert {demo.projects[project_id].clearance for project_id, _ in by_place} >= {
        "in_progress",
        "mostly_done",
        "done",
    }
    assert all(demo.projects[project_id].clearance != "not_required" for project_id, _ in by_place)
    assert 1 <= blocked <= 12
    assert any(row.resettlement_total_count for row in demo.ledgers["clearance_count"])


def test_households_are_paid_as_far_as_the_money_went(demo: Demo) -> None:
    paid_up = 0
    for rows in demo.by_project("clearance_count").values():
        last_day = max(row.effective_date for row in rows)
        last = [row for row in rows if row.effective_date == last_day and row.compensation_approved_vnd]
        owed, paid = (sum(getattr(row, name) for row in last) for name in MONEY)
        homes, got = (sum(getattr(row, name) for row in last) for name in HOMES)
        if last and homes and got >= homes:
            assert paid >= owed * Decimal("0.9")
            paid_up += 1
        if last and got:
            assert paid > 0
    assert paid_up > 10


def test_cleared_projects_end_with_everything_handed_over(demo: Demo) -> None:
    for project_id, rows in demo.by_project("clearance_count").items():
        if demo.projects[project_id].clearance == "done":
            last_day = max(row.effective_date for row in rows)
            last = [row for row in rows if row.effective_date == last_day]
            assert all(row.area_handed_over_m2 == row.area_total_m2 for row in last)
            assert all(row.household_handed_over_count == row.household_total_count for row in last)


def test_gifts_are_valued_by_the_price_of_their_day_and_name_nobody(demo: Demo, filled: Any) -> None:
    prices = {row.id: row for row in filled[0].execute(text("SELECT * FROM price_item"))}
    assert {row.source for row in prices.values()} == {SOURCE}
    assert all(row.review_state == "submitted" for row in prices.values())
    gifts = demo.ledgers["contribution"]
    for gift in gifts:
        assert gift.donor_name is None
        if gift.kind == "cash":
            assert gift.value_vnd == gift.quantity
        elif gift.price_item_id is None:
            assert gift.value_vnd is None
        else:
            price = prices[gift.price_item_id]
            assert (price.kind, price.item, price.quantity_unit) == (gift.kind, gift.item, gift.quantity_unit)
            assert price.valid_from <= gift.effective_date <= (price.valid_to or AS_OF)
            assert gift.value_vnd == gift.quantity * price.price_vnd
    kinds = Counter(gift.kind for gift in gifts)
    assert set(kinds) >= {"cash", "land", "labour", "material", "machine"}
    assert 0 < sum(gift.value_vnd is None for gift in gifts) < len(gifts) / 5
    assert all(gift.quantity / gift.household_count <= 5_000 for gift in gifts if gift.kind == "land")


def test_every_commune_has_its_targets(filled: tuple[Session, Demo]) -> None:
    session, demo = filled
    rows = session.execute(text("SELECT * FROM unit_target")).all()
    assert {row.unit_id for row in rows} == set(demo.units)
    per_year = Counter((row.unit_id, row.target_year) for row in rows)
    assert set(per_year.values()) == {len(Indicator) + len(GiftAim)}
    assert all(row.is_proposal and row.source and row.target_ratio > Decimal(0) for row in rows)


def test_every_commune_has_residents_new_ones_those_of_the_old(filled: tuple[Session, Demo]) -> None:
    session, demo = filled
    rows = session.execute(text("SELECT * FROM unit_residents")).all()
    assert rows
    assert all(row.is_demo and row.source and 2 < row.population / row.household_count < 7 for row in rows)
    counted, known = {row.unit_id for row in rows}, homes(session, demo.units)
    households = {unit: known.households(unit, day=AS_OF) for unit in demo.units}
    assert all(households.values())
    old = [each for each in demo.units.values() if each.valid_to is not None]
    new = [each for each in demo.units.values() if each.valid_to is None]
    assert counted == {each.id for each in old}
    assert known.households_together([each.id for each in new], day=AS_OF) == sum(
        households[each.id] or 0 for each in old
    )


def test_communes_differ_in_the_land_that_people_gave(demo: Demo) -> None:
    wanted: dict[tuple[int, int], Decimal] = {}
    for row in demo.ledgers["clearance_count"]:
        wanted[row.unit_id, row.project_id] = row.area_total_m2
    given: Counter[int] = Counter()
    for gift in demo.ledgers["contribution"]:
        if gift.kind == "land":
            given[gift.unit_id] += gift.quantity
    whole: Counter[int] = Counter()
    for (unit_id, _), area in wanted.items():
        whole[unit_id] += area
    shares = sorted(given[unit_id] / area for unit_id, area in whole.items())
    assert len(shares) > 3
    assert shares[-1] > max(2 * shares[0], Decimal("0.02")), "nobody gives alike everywhere"


def test_every_fact_names_its_author(filled: tuple[Session, Demo]) -> None:
    session, _ = filled
    for model in LEDGERS:
        table = model.__tablename__
        authors = session.execute(
            text(
                f"SELECT DISTINCT imported_as FROM {table} fact LEFT JOIN import_batch ON import_batch.id = import_batch_id"
            )
        )
        assert set(authors.scalars()) <= {"etl demo"}, table
