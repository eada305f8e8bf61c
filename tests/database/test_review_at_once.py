"""Handing in and rewriting at the very same time, each in a transaction of its own: one waits and sees what the other did."""

import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import date
from decimal import Decimal
from itertools import count

import pytest
from sqlalchemy import Engine, create_engine, text
from sqlalchemy.orm import Session

from gis.domain.errors import DomainError
from gis.domain.ledger_codes import ReviewState
from gis.models import ProgressReport
from gis.operations.audit import Actor
from gis.operations.drafts import Draft, discard, save_draft
from gis.operations.review import RowKey, submit
from tests import databases
from tests.factories import ProjectFactory
from tests.factories.base import bound_to

TODAY = date(2026, 11, 5)
ACTOR = Actor("Cán bộ")
PATIENCE_SECONDS = 30
_WAITING = text(
    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
)
_numbers = count()


@pytest.fixture(scope="module")
def owner(request: pytest.FixtureRequest) -> Iterator[Engine]:
    """Give a database of this module's own, since its tests commit."""
    with databases.copy_of(databases.template_of(request.config)) as url:
        engine = create_engine(url)
        yield engine
        engine.dispose()


@pytest.fixture
def row_id(owner: Engine) -> int:
    """Give a committed draft of 40 %."""
    with Session(owner) as session, bound_to(session):
        row = write(session, ProjectFactory().id, 40)
        session.commit()
        return row.id


def write(session: Session, project_id: int, percent: int, *, base_id: int | None = None) -> ProgressReport:
    values = {
        "project_id": project_id,
        "effective_date": date(2026, 10, 31),
        "physical_progress_pct": Decimal(percent),
    }
    draft = Draft(values=values, entry_key=f"at-once-{next(_numbers)}", base_id=base_id)
    row = save_draft(session, ProgressReport, draft, ACTOR, as_of=TODAY).row
    assert isinstance(row, ProgressReport)
    return row


def rewrite(session: Session, row_id: int) -> None:
    row = session.get_one(ProgressReport, row_id)
    write(session, row.project_id or 0, 55, base_id=row_id)


def hand_in(session: Session, row_id: int) -> None:
    submit(session, [RowKey("progress_report", row_id)], ACTOR, as_of=TODAY)


def drop(session: Session, row_id: int) -> None:
    discard(session, ProgressReport, row_id, ACTOR, as_of=TODAY)


def meanwhile(
    owner: Engine, first: Callable[..., None], second: Callable[..., None], row_id: int
) -> Future[None]:
    """Let the second begin before the first has committed, and wait for its lock; return what came of the second."""

    def run() -> None:
        with Session(owner) as session:
            second(session, row_id)
            session.commit()

    with Session(owner) as session, ThreadPoolExecutor(1) as pool:
        first(session, row_id)
        outcome = pool.submit(run)
        has_waited = is_waiting(owner, outcome)
        session.commit()
    assert has_waited
    return outcome


def is_waiting(owner: Engine, outcome: Future[None]) -> bool:
    """Tell whether somebody comes to wait for a lock; each look is a transaction, for one sees the same for ever."""
    until = time.monotonic() + PATIENCE_SECONDS
    with owner.connect().execution_options(isolation_level="AUTOCOMMIT") as watcher:
        while time.monotonic() < until and not outcome.done():
            if watcher.scalar(_WAITING):
                return True
    return False


def states(owner: Engine) -> list[tuple[int, ReviewState]]:
    with Session(owner) as session:
        rows = session.query(ProgressReport).order_by(ProgressReport.id)
        return [(int(row.physical_progress_pct or 0), row.review_state) for row in rows][-2:]


@pytest.mark.parametrize("change", [rewrite, drop])
def test_a_row_that_is_rewritten_just_now_is_not_handed_in(
    owner: Engine, row_id: int, change: Callable[..., None]
) -> None:
    outcome = meanwhile(owner, change, hand_in, row_id)
    assert isinstance(outcome.exception(), DomainError)
    assert ReviewState.SUBMITTED not in [state for _, state in states(owner)]


@pytest.mark.parametrize("change", [rewrite, drop])
def test_a_row_that_is_handed_in_just_now_is_not_rewritten(
    owner: Engine, row_id: int, change: Callable[..., None]
) -> None:
    outcome = meanwhile(owner, hand_in, change, row_id)
    assert isinstance(outcome.exception(), DomainError)
    assert states(owner)[-1] == (40, ReviewState.SUBMITTED)
