"""The pairs of all projects at once say of each voucher and line what the page of its project says, on random lists."""

from collections import Counter
from datetime import date, timedelta
from decimal import Decimal
from random import Random

import pytest
from sqlalchemy.orm import Session

from gis.domain.ledger import visible
from gis.domain.ledger_codes import ReconciliationState as State
from gis.domain.ledger_codes import VoucherKind
from gis.models import ImportBatch, Project, TreasuryLine, TreasuryStatement, Voucher
from gis.queries.treasury import reconciliation
from gis.queries.treasury_pairs import PairFilter, PairRow, list_spans, pair_rows, pair_sums
from tests.factories import NewUnitFactory, ProjectFactory, ProjectShareFactory
from tests.factories.ledgers import VoucherFactory

FIRST, DAYS = date(2025, 1, 1), 120
EVER = PairFilter(first_day=date(2024, 1, 1), last_day=date(2026, 12, 31), as_of=date(2026, 12, 31))


def random_day(random: Random) -> date:
    return FIRST + timedelta(days=random.randrange(DAYS))


def random_vouchers(random: Random, project: Project) -> list[Voucher]:
    """Give vouchers of a project, some corrected, some taken back."""
    found: list[Voucher] = []
    for _ in range(6):
        row = VoucherFactory(
            project_id=project.id, effective_date=random_day(random), amount_vnd=Decimal(1_000)
        )
        found.append(row)
        while random.random() < 0.3:
            row = VoucherFactory(
                project_id=project.id, effective_date=random_day(random), corrects_id=row.id,
                is_withdrawn=random.random() < 0.3, amount_vnd=Decimal(2_000),
            )  # fmt: skip
            found.append(row)
    return found


def random_list(session: Session, random: Random, ground: dict[Project, list[Voucher]]) -> None:
    """Take a list of a few days in: some projects of the ground, each with lines that may stand for a voucher."""
    first = random_day(random)
    batch = ImportBatch(
        kind="treasury", file_name="kb.csv", file_sha256="0" * 64, file_bytes=1, counts={}, findings=[],
        reading={"is_every_project": random.random() < 0.2},
    )  # fmt: skip
    session.add(batch)
    session.flush()
    statement = TreasuryStatement(
        first_day=first, last_day=first + timedelta(days=random.randrange(5, 50)), import_batch_id=batch.id
    )
    session.add(statement)
    session.flush()
    position = 0
    for project in random.sample(list(ground), k=random.randrange(1, 3)):
        for voucher in [None, *random.sample(ground[project], k=2)]:
            position += 1
            span = (statement.last_day - statement.first_day).days + 1
            state = random.choice([State.MATCHED, State.DIFFERENT]) if voucher else State.MISSING_IN_LEDGER
            session.add(
                TreasuryLine(
                    statement_id=statement.id, position=position, project_id=project.id, budget_code="1",
                    paid_date=first + timedelta(days=random.randrange(span)), kind=VoucherKind.ADVANCE,
                    amount_vnd=position * 10, voucher_id=voucher and voucher.id, state=state,
                )
            )  # fmt: skip
    session.flush()


@pytest.mark.parametrize("seed", range(6))
def test_all_projects_at_once_say_what_each_page_says(session: Session, seed: int) -> None:
    random = Random(seed)
    ground = {project: random_vouchers(random, project) for project in (ProjectFactory() for _ in range(4))}
    for _ in range(7):
        random_list(session, random, ground)
    rows = list(pair_rows(session, EVER))
    for project, vouchers in ground.items():
        own = [row for row in rows if row.project_code == project.code]
        told = reconciliation(session, project.id)
        if told is None:
            assert own == []
            continue
        assert Counter((line.paid_date, line.amount_vnd) for line in told.lines) == Counter(
            (row.paid_date, row.line_vnd) for row in own if row.paid_date
        )
        for voucher in visible(vouchers, as_of=EVER.as_of):
            states = {row.state for row in own if row.voucher_id == voucher.id}
            expected = told.state_of(voucher.id, voucher.effective_date)
            assert expected in states or (expected is State.UNCHECKED and states <= {expected})
        assert {row.voucher_id for row in own} - {None} <= {
            each.id for each in visible(vouchers, as_of=EVER.as_of)
        }


def test_sums_pages_and_scope_are_of_the_same_rows(session: Session) -> None:
    random = Random(11)
    ground = {project: random_vouchers(random, project) for project in (ProjectFactory() for _ in range(4))}
    for _ in range(7):
        random_list(session, random, ground)
    unit, own = NewUnitFactory(), next(iter(ground))
    ProjectShareFactory(project_id=own.id, unit_id=unit.id)
    rows = list(pair_rows(session, EVER))
    for state, found in pair_sums(session, EVER).items():
        of_state = [row for row in rows if row.state is state]
        assert found.pair_count == len(of_state)
        assert (found.treasury_vnd or 0) == sum(row.line_vnd or 0 for row in of_state)
        assert (found.ledger_vnd or 0) == sum(row.voucher_vnd or 0 for row in of_state)
    paged: list[PairRow] = []
    for offset in range(0, len(rows) + 4, 4):
        paged += pair_rows(session, EVER, limit=4, offset=offset)
    assert paged == rows
    within = PairFilter(
        first_day=EVER.first_day, last_day=EVER.last_day, as_of=EVER.as_of, unit_ids=frozenset({unit.id})
    )
    assert list(pair_rows(session, within)) == [row for row in rows if row.project_code == own.code]
    assert len(list_spans(session)) == 7
