"""The history of demonstration projects: the same from the same seed, in order, and what the columns say."""

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from itertools import pairwise
from typing import Any

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.orm import Session

from etl.demo.history.level import Level
from etl.demo.history.words import RAINS
from gis.domain.date_checks import KnownDates, StatedDate, check_acceptance, check_completion_date
from gis.domain.ledger_codes import AcceptanceKind, CompletionDateKind, DelayCause, ReviewState
from gis.domain.progress import ProgressBreach, ProgressReport, check_report
from gis.models.ledger import LEDGERS as MODELS
from gis.operations import summaries
from tests.demo_ledgers import AS_OF, LEDGERS, Demo, add_communes, make, read
from tests.factories.base import bound_to

REPORTED = ("progress_report", "clearance_count", "clearance_difficulty")
KEYS = (
    "ARRAY['id', 'recorded_at', 'document_id', 'bid_package_id', 'contract_id', 'contractor_id', 'price_item_id',"
    " 'import_batch_id']"
)


@pytest.fixture(scope="module")
def filled(engine: Engine) -> Iterator[tuple[Session, Demo]]:
    """Give 300 projects with everything, made once for the tests of this file."""
    with engine.connect() as connection, connection.begin() as outer:
        with Session(connection, join_transaction_mode="create_savepoint") as session, bound_to(session):
            add_communes(session)
            yield session, make(session, projects=300)
        outer.rollback()


@pytest.fixture(scope="module")
def demo(filled: tuple[Session, Demo]) -> Demo:
    return filled[1]


def contents(session: Session) -> dict[str, list[Any]]:
    """Return every row of every ledger without the keys that a database hands out."""
    found = {}
    for name in LEDGERS:
        statement = f"""SELECT project.code, (to_jsonb(row) - 'project_id' - {KEYS})::text
                        FROM {name} row JOIN project ON project.id = row.project_id ORDER BY 1, 2"""
        found[name] = [tuple(row) for row in session.execute(text(statement))]
    return found


@pytest.mark.parametrize("level", [Level.FULL, Level.LIGHT])
def test_the_same_seed_tells_the_same_history(session: Session, level: Level) -> None:
    add_communes(session)
    savepoint = session.begin_nested()
    make(session, projects=40, seed=9, level=level)
    first = contents(session)
    savepoint.rollback()
    make(session, projects=40, seed=9, level=level)
    assert contents(session) == first
    assert first["voucher"]


def test_every_ledger_has_rows_and_none_of_the_future(demo: Demo) -> None:
    assert set(LEDGERS) == {model.__tablename__ for model in MODELS}
    for name, rows in demo.ledgers.items():
        assert rows, name
        assert max(row.effective_date for row in rows) <= AS_OF, name


def test_facts_name_the_communes_of_their_day(demo: Demo) -> None:
    named = [
        (unit_id, row.effective_date)
        for rows in demo.ledgers.values()
        for row in rows
        if (unit_id := getattr(row, "unit_id", None) or getattr(row, "responsible_unit_id", None))
    ]
    for unit_id, day in named:
        unit = demo.units[unit_id]
        assert unit.valid_from is None or unit.valid_from <= day
        assert unit.valid_to is None or day <= unit.valid_to
    assert {demo.units[unit_id].valid_to is None for unit_id, _ in named} == {True, False}


def test_the_columns_of_projects_say_what_the_ledgers_say(demo: Demo) -> None:
    dates, minutes = demo.by_project("completion_date"), demo.by_project("acceptance")
    stops, reports = demo.by_project("suspension"), demo.by_project("progress_report")
    steps = demo.by_project("status_step")
    for project in demo.projects.values():
        approved = [row.new_date for row in dates.get(project.id, ()) if row.kind != "contract_end"]
        first = [row.new_date for row in dates.get(project.id, ()) if row.kind == "first"]
        final = [row.effective_date for row in minutes.get(project.id, ()) if row.kind == "final"]
        assert first == [project.first_completion_date] * bool(project.first_completion_date)
        assert (approved or [None])[-1] == project.approved_completion_date
        assert (final or [None])[0] == project.acceptance_date
        is_stopped = any(stop.resumed_on is None for stop in stops.get(project.id, ()))
        assert is_stopped == (project.execution != "normal")
        last = (reports.get(project.id) or [None])[-1]
        assert (last and last.physical_progress_pct) == project.physical_progress_pct
        for axis in ("stage", "execution", "clearance", "settlement"):
            values = [step.value for step in steps.get(project.id, ()) if step.axis == axis]
            assert not values or values[-1] == str(getattr(project, axis)), (project.code, axis)


def test_summaries_leave_the_columns_as_they_are(filled: tuple[Session, Demo]) -> None:
    session, demo = filled
    summaries.rebuild(session, as_of=AS_OF)
    after = read(session).projects
    for project_id, before in demo.projects.items():
        for name in (
            "approved_completion_date",
            "acceptance_date",
            "stage",
            "execution",
            "clearance",
            "settlement",
        ):
            assert getattr(after[project_id], name) == getattr(before, name), (before.code, name)
        assert after[project_id].physical_progress_pct == before.physical_progress_pct


def test_dates_and_minutes_break_no_rule(demo: Demo) -> None:
    dates, minutes = demo.by_project("completion_date"), demo.by_project("acceptance")
    retroactive = 0
    for project in demo.projects.values():
        known = KnownDates(
            began_on=project.decision_date,
            start_date=project.start_date,
            first_date=project.first_completion_date,
            accepted_on=project.acceptance_date,
        )
        for row in dates.get(project.id, ()):
            kind = CompletionDateKind(row.kind)
            stated = StatedDate(
                kind=kind,
                decided_on=row.effective_date,
                new_date=row.new_date,
                decision_no=row.decision_no,
                cause=row.cause,
                is_objective=row.is_objective,
            )
            assert check_completion_date(stated, known=known, as_of=AS_OF) == (), project.code
        for row in minutes.get(project.id, ()):
            kind = AcceptanceKind(row.kind)
            assert check_acceptance(kind, row.effective_date, has_number=True, known=known, as_of=AS_OF) == ()
        extended = [row for row in dates.get(project.id, ()) if row.kind == "extension"]
        retroactive += sum(row.effective_date > project.first_completion_date for row in extended)
    causes = {row.is_objective for row in demo.ledgers["completion_date"] if row.kind == "extension"}
    assert causes == {True, False}
    assert retroactive


def test_works_never_go_back_without_a_reason(demo: Demo) -> None:
    falls = jumps = 0
    for project_id, rows in demo.by_project("progress_report").items():
        project = demo.projects[project_id]
        previous = None
        for row in rows:
            report = ProgressReport(
                effective_date=row.effective_date,
                physical_progress_pct=row.physical_progress_pct,
                planned_progress_pct=row.planned_progress_pct,
                note=row.note,
            )
            found = check_report(report, as_of=AS_OF, previous=previous, began_on=project.start_date)
            assert {breach.code for breach in found} <= {ProgressBreach.JUMPED}
            jumps += len(found)
            falls += previous is not None and report.physical_progress_pct < previous.physical_progress_pct
            assert (report.physical_progress_pct == 100) == (row.effective_date == project.acceptance_date)
            previous = report
    assert falls < 10
    assert jumps < 5, "works of a few weeks alone"
    states = {row.review_state for row in demo.ledgers["progress_report"]}
    assert states == {ReviewState.ACCEPTED}


def test_delays_have_causes_and_some_communes_report_badly(demo: Demo) -> None:
    reports = demo.ledgers["progress_report"]
    causes = {row.delay_cause for row in reports} - {None}
    assert causes == {cause.value for cause in DelayCause}
    cleared = {
        row.project_id: row.effective_date for row in demo.ledgers["status_step"] if row.value == "done"
    }
    waiting = [row for row in reports if row.delay_cause == DelayCause.CLEARANCE]
    assert all(row.effective_date < cleared.get(row.project_id, AS_OF) for row in waiting)
    wet = [row for row in reports if row.difficulty in RAINS]
    assert {row.effective_date.month for row in wet} <= set(range(6, 11))
    late = [row for row in reports if row.delay_cause]
    assert 0.05 < len(late) / len(reports) < 0.5
    gaps = []
    for rows in demo.by_project("progress_report").values():
        gaps.extend((later.effective_date - row.effective_date).days for row, later in pairwise(rows))
    missing = sum(gap > 45 for gap in gaps) / len(gaps)
    assert 0.03 < missing < 0.35


def test_facts_rest_on_papers_but_for_a_few(filled: tuple[Session, Demo]) -> None:
    session, demo = filled
    papers = {row.id: row for row in session.execute(text("SELECT * FROM document"))}
    for name, rows in demo.ledgers.items():
        needing = [row for row in rows if is_resting(name, row)]
        with_paper = [row for row in needing if row.document_id is not None]
        assert len(with_paper) / len(needing) > 0.85, name
        for row in with_paper:
            paper = papers[row.document_id]
            assert paper.project_id == row.project_id
            assert paper.number
            assert paper.issuer
            assert paper.issued_on <= AS_OF
    steps = [row for row in demo.ledgers["status_step"] if is_resting("status_step", row)]
    assert 0.01 < sum(row.document_id is None for row in steps) / len(steps) < 0.08
    covered = Counter(row.document_id for name in REPORTED for row in demo.ledgers[name])
    assert sum(count > 1 for paper, count in covered.items() if paper is not None) > 50, "one report for much"
    numbers = {paper.id: paper.number for paper in papers.values()}
    assert all(numbers[row.document_id] == row.minutes_no for row in demo.ledgers["acceptance"])
    for row in demo.ledgers["contract"]:
        assert row.document_id is None or numbers[row.document_id] == row.contract_no


def is_resting(ledger: str, row: Any) -> bool:
    """Tell whether a fact of the demonstration needs a paper: the first stage needs none, a voucher is one itself."""
    if ledger == "voucher":
        return bool(row.is_compensation)
    return ledger != "status_step" or (row.axis, row.value) != ("stage", "1")


def test_works_follow_contracts_and_contracts_their_packages(demo: Demo) -> None:
    packages = {row.id: row for row in demo.ledgers["bid_package"]}
    contracts = {row.id: row for row in demo.ledgers["contract"]}
    for contract in contracts.values():
        package, project = packages[contract.bid_package_id], demo.projects[contract.project_id]
        assert package.project_id == contract.project_id
        assert package.effective_date <= contract.effective_date
        assert package.package_price_vnd * 8 // 10 < contract.value_vnd <= package.package_price_vnd
        assert project.start_date is None or contract.effective_date <= project.start_date
    for addendum in demo.ledgers["contract_addendum"]:
        assert contracts[addendum.contract_id].effective_date <= addendum.effective_date + timedelta(days=1)
    for project_id, rows in demo.by_project("bid_package").items():
        assert sum(row.package_price_vnd for row in rows) <= demo.projects[project_id].budget_vnd
