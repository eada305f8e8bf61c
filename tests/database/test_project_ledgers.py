from datetime import UTC, date, timedelta
from decimal import Decimal
from random import Random
from typing import Any

import pytest
from sqlalchemy.orm import Session

from gis.domain.clearance import handed_over
from gis.domain.clearance_succession import standing_counts
from gis.domain.ledger import visible
from gis.domain.ledger_codes import ReviewState, VoucherKind
from gis.domain.lifecycle import Execution, Stage, StatusAxis
from gis.models import ProjectSummary
from gis.operations import summaries
from gis.queries.project_ledgers import ProjectLedgers, facts, project_ledgers
from gis.queries.project_state import row_on
from gis.queries.projects import project_row, rows
from tests import histories
from tests.factories import (
    AgencyFactory,
    ImportBatchFactory,
    NewUnitFactory,
    OldUnitFactory,
    ProjectFactory,
    StatusStepFactory,
    UnitSuccessionFactory,
)
from tests.factories.accounts import AccountFactory
from tests.factories.ledgers import (
    AcceptanceFactory,
    CapitalPlanFactory,
    ClearanceCountFactory,
    CompletionDateFactory,
    ContractAddendumFactory,
    ContractFactory,
    SuspensionFactory,
    VoucherFactory,
)

DAY = date(2026, 6, 30)


def ledgers_of(session: Session, project) -> ProjectLedgers:
    session.flush()
    return project_ledgers(session, project.id)


def test_every_value_has_its_own_type(session: Session) -> None:
    project = ProjectFactory()
    VoucherFactory(project_id=project.id, amount_vnd=Decimal(10**18 + 1), voucher_no="UNC 7")
    ClearanceCountFactory(
        project_id=project.id, unit_id=NewUnitFactory(full_name="Xã Một").id, area_total_m2=Decimal("7.25"),
        area_handed_over_m2=None,
    )  # fmt: skip
    found = ledgers_of(session, project)
    (voucher,), (count,) = found.vouchers, found.counts
    assert voucher.fact.amount_vnd == 10**18 + 1
    assert voucher.fact.kind is VoucherKind.COMPLETED_VOLUME
    assert voucher.fact.effective_date == date(2025, 12, 5)
    assert voucher.stated["voucher_no"] == "UNC 7"
    assert voucher.origin.recorded_at.tzinfo is not None
    assert (count.fact.area_total_m2, count.fact.area_handed_over_m2) == (Decimal("7.25"), None)
    assert count.names.unit == "Xã Một"


def test_each_row_names_its_author_and_its_file(session: Session) -> None:
    project, author = ProjectFactory(), AccountFactory(display_name="Lê Văn Ghi")
    batch = ImportBatchFactory(file_name="so-theo-doi.xlsx")
    CapitalPlanFactory(project_id=project.id, recorded_by=author.id, source_id=3)
    CapitalPlanFactory(project_id=project.id, import_batch_id=batch.id)
    ContractFactory(project_id=project.id, contractor_id=AgencyFactory(name="Công ty Một").id)
    found = ledgers_of(session, project)
    assert [plan.origin.author for plan in found.plans] == ["Lê Văn Ghi", None]
    assert [plan.origin.import_file for plan in found.plans] == [None, "so-theo-doi.xlsx"]
    assert found.plans[0].names.source_vi
    assert found.contracts[0].names.agency == "Công ty Một"
    assert found.plans[0].origin.recorded_at.astimezone(UTC).year >= 2026


def test_rows_of_other_projects_stay_out(session: Session) -> None:
    project, other = ProjectFactory(), ProjectFactory()
    VoucherFactory(project_id=other.id)
    assert list(ledgers_of(session, project).every_entry()) == []


def test_corrections_and_drafts_are_kept_and_only_what_counts_is_visible(session: Session) -> None:
    project = ProjectFactory()
    wrong = VoucherFactory(project_id=project.id, amount_vnd=Decimal(30))
    VoucherFactory(project_id=project.id, amount_vnd=Decimal(3), corrects_id=wrong.id)
    VoucherFactory(project_id=project.id, amount_vnd=Decimal(9), review_state=ReviewState.DRAFT)
    found = ledgers_of(session, project).vouchers
    assert len(found) == 3
    assert [entry.fact.amount_vnd for entry in visible(found, as_of=DAY)] == [3]
    assert {entry.root_id for entry in found[:2]} == {wrong.id}


def test_references_follow_a_contract_through_its_corrections(session: Session) -> None:
    project = ProjectFactory()
    first = ContractFactory(project_id=project.id)
    second = ContractFactory(project_id=project.id, corrects_id=first.id)
    third = ContractFactory(project_id=project.id, corrects_id=second.id)
    ContractAddendumFactory(project_id=project.id, contract_id=first.id)
    ContractAddendumFactory(project_id=project.id, contract_id=third.id)
    VoucherFactory(project_id=project.id, contract_id=second.id)
    found = ledgers_of(session, project)
    assert {entry.root_id for entry in found.contracts} == {first.id}
    assert {entry.fact.contract_id for entry in found.addenda} == {first.id}
    assert found.vouchers[0].fact.contract_id == first.id


def test_successors_of_communes_that_counted_land_are_named(session: Session) -> None:
    project, old, new = ProjectFactory(), OldUnitFactory(), NewUnitFactory()
    UnitSuccessionFactory(old_id=old.id, new_id=new.id)
    for unit, day in ((old, date(2025, 6, 30)), (new, date(2025, 7, 31))):
        ClearanceCountFactory(project_id=project.id, unit_id=unit.id, effective_date=day)
    found = ledgers_of(session, project)
    assert found.successors == {old.id: frozenset({new.id})}
    standing = standing_counts(facts(found.counts), successors=found.successors, as_of=DAY)
    assert [row.unit_id for row in standing] == [new.id]


def state(session: Session, project, day: date):
    row = session.execute(rows(as_of=day).where(type(project).id == project.id)).one()
    return row_on(project_row(row), ledgers_of(session, project), as_of=day)


def test_a_past_day_shows_what_was_known_then(session: Session) -> None:
    project = ProjectFactory(stage=8, acceptance_date=date(2025, 6, 20), start_date=date(2025, 1, 5))
    CompletionDateFactory(project_id=project.id)
    AcceptanceFactory(project_id=project.id)
    SuspensionFactory(project_id=project.id, resumed_on=date(2025, 4, 1))
    StatusStepFactory(project_id=project.id, value="6", effective_date=date(2025, 1, 5))
    StatusStepFactory(project_id=project.id, value="8", effective_date=date(2025, 6, 20))
    before = state(session, project, date(2025, 3, 15))
    assert (before.stage, before.execution, before.acceptance_date) == (
        Stage.UNDER_CONSTRUCTION, Execution.PAUSED, None,
    )  # fmt: skip
    assert state(session, project, date(2025, 4, 1)).execution is Execution.NORMAL
    assert state(session, project, date(2025, 7, 1)).stage is Stage.FINAL_ACCEPTANCE
    unknown = state(session, project, date(2024, 12, 31))
    assert (unknown.stage, unknown.approved_completion_date, unknown.delay_days) == (None, None, None)


def test_what_no_ledger_speaks_of_is_what_the_catalogue_says(session: Session) -> None:
    project = ProjectFactory(stage=6, execution=Execution.PAUSED, first_completion_date=date(2025, 12, 31))
    CompletionDateFactory(project_id=project.id, review_state=ReviewState.DRAFT)
    found = state(session, project, date(2025, 3, 15))
    assert (found.stage, found.execution) == (Stage.UNDER_CONSTRUCTION, Execution.PAUSED)
    assert found.approved_completion_date == date(2025, 12, 31)


def test_a_step_says_in_which_way_works_stand_still_from_its_day(session: Session) -> None:
    project = ProjectFactory(execution=Execution.STOPPED)
    SuspensionFactory(project_id=project.id)
    assert state(session, project, DAY).execution is Execution.PAUSED
    StatusStepFactory(
        project_id=project.id, axis=StatusAxis.EXECUTION, value="stopped", effective_date=date(2025, 9, 1)
    )
    assert state(session, project, DAY).execution is Execution.STOPPED
    assert state(session, project, date(2025, 4, 15)).execution is Execution.PAUSED


@pytest.mark.parametrize("is_withdrawn", [True, False])
def test_a_way_of_standing_still_goes_with_the_step_that_told_it(
    session: Session, is_withdrawn: bool
) -> None:
    project = ProjectFactory(approved_completion_date=None)
    SuspensionFactory(project_id=project.id)
    step = StatusStepFactory(
        project_id=project.id, axis=StatusAxis.EXECUTION, value="stopped", effective_date=date(2025, 3, 1)
    )
    assert column(session, project, "execution") is Execution.STOPPED
    later = {"corrects_id": step.id, "is_withdrawn": True} if is_withdrawn else {"value": "normal"}
    StatusStepFactory(
        project_id=project.id, axis=StatusAxis.EXECUTION, effective_date=date(2025, 3, 2), **later
    )
    assert column(session, project, "execution") is Execution.PAUSED


@pytest.mark.parametrize(
    ("factory", "name", "catalogue"),
    [
        (AcceptanceFactory, "acceptance_date", date(2025, 6, 20)),
        (SuspensionFactory, "execution", Execution.STOPPED),
        (CompletionDateFactory, "approved_completion_date", date(2025, 12, 31)),
    ],
)
@pytest.mark.parametrize("is_accepted", [True, False])
def test_only_rows_that_count_take_the_word_from_the_catalogue(
    session: Session, factory: Any, name: str, catalogue: object, is_accepted: bool
) -> None:
    """A row that counted and was taken back leaves nothing of itself; a draft leaves what the catalogue says."""
    project = ProjectFactory(**{name: catalogue})
    review = ReviewState.ACCEPTED if is_accepted else ReviewState.DRAFT
    row = factory(project_id=project.id, review_state=review)
    if is_accepted:
        assert column(session, project, name) is not None
        factory(project_id=project.id, corrects_id=row.id, is_withdrawn=True)
    told = Execution.NORMAL if name == "execution" else None
    assert column(session, project, name) == (told if is_accepted else catalogue)


def column(session: Session, project: Any, name: str) -> object:
    """Return what the summaries write into a column, which is what the rules say of the day."""
    session.flush()
    summaries.rebuild(session, as_of=DAY)
    session.refresh(project)
    kept = getattr(project, name)
    assert getattr(state(session, project, DAY), name) == kept
    return kept


@pytest.mark.parametrize("seed", range(3))
def test_state_and_land_equal_what_the_summaries_keep(session: Session, seed: int) -> None:
    random, ground = Random(seed), histories.land()
    made = histories.projects(session, random, ground, 12)
    for project in made:
        written = []
        for _ in range(25):
            written.append(histories.fact(random, project, ground))
            session.add(written[-1])
            session.flush()
        for row in random.sample(written, 6):
            session.add(histories.correction(random, row, ground, project))
            session.flush()
    as_of = histories.LAST_DAY + timedelta(days=random.randrange(40))
    summaries.rebuild(session, as_of=as_of)
    session.expire_all()
    for values in session.execute(rows(as_of=as_of)).all():
        row = project_row(values)
        found = project_ledgers(session, row.id)
        assert row_on(row, found, as_of=as_of) == row
        kept = session.get_one(ProjectSummary, row.id)
        counts = standing_counts(facts(found.counts), successors=found.successors, as_of=as_of)
        land = handed_over(counts)
        assert (kept.area_handed_over_m2, kept.area_total_m2) == land.area
        assert (kept.length_handed_over_m, kept.length_total_m) == land.length
        assert (kept.household_handed_over_count, kept.household_total_count) == land.households
        assert kept.clearance_on == max((each.effective_date for each in counts), default=None)
