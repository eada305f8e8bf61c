"""Demonstration projects of an older version get their history once; light and no history for very many."""

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from etl.demo.generate import Wish, add_missing_history, add_missing_residents
from etl.demo.history.level import FULL_UP_TO, Level, fitting
from gis.domain.completion import CompletionDate, legal_date
from gis.domain.ledger_codes import CompletionDateKind
from gis.models import Project
from gis.queries.contents import demo_without_history, demo_without_residents
from tests.demo_ledgers import AS_OF, LEDGERS, add_communes, make, read
from tests.factories.projects import ProjectFactory

WISH = Wish(projects=0, seed=1, as_of=AS_OF)

# What the migration that brought the ledgers wrote of every project.
MIGRATED = """
INSERT INTO completion_date (project_id, effective_date, kind, new_date, entry_key)
SELECT id, least(decision_date, start_date), 'first', first_completion_date, concat('project', '/', id, '/', 'first')
FROM project WHERE first_completion_date IS NOT NULL;
INSERT INTO completion_date (project_id, effective_date, kind, new_date, entry_key)
SELECT id, least(approved_completion_date, date '2026-11-20'), 'extension', approved_completion_date,
       concat('project', '/', id, '/', 'extension', '/', approved_completion_date)
FROM project WHERE approved_completion_date <> first_completion_date;
INSERT INTO acceptance (project_id, effective_date, kind, entry_key)
SELECT id, acceptance_date, 'final', concat('project', '/', id, '/', 'final')
FROM project WHERE acceptance_date IS NOT NULL
"""


@pytest.fixture
def older(session: Session) -> Session:
    """Give a database as an older version left it: projects, and the dates that the migration took from them."""
    add_communes(session)
    make(session, projects=120, level=Level.NONE)
    for statement in MIGRATED.split(";"):
        session.execute(text(statement))
    return session


def test_projects_without_history_get_it_once(older: Session) -> None:
    missing = demo_without_history(older, most=FULL_UP_TO)
    assert len(missing) > 90
    assert add_missing_history(older, WISH) > 1_000
    first = read(older)
    assert all(first.ledgers[name] for name in LEDGERS)
    assert demo_without_residents(older, most=FULL_UP_TO) is False, "they came with the history"
    add_missing_history(older, WISH)
    assert {name: len(rows) for name, rows in read(older).ledgers.items()} == {
        name: len(rows) for name, rows in first.ledgers.items()
    }


def test_the_dates_that_were_there_are_corrected_not_doubled(older: Session) -> None:
    add_missing_history(older, WISH)
    demo = read(older)
    extended = 0
    for project_id, rows in demo.by_project("completion_date").items():
        assert [row.kind for row in rows].count("first") == 1
        known = [
            CompletionDate(
                id=row.id,
                effective_date=row.effective_date,
                corrects_id=row.corrects_id,
                kind=CompletionDateKind(row.kind),
                new_date=row.new_date,
            )
            for row in rows
        ]
        assert legal_date(known, as_of=AS_OF) == demo.projects[project_id].approved_completion_date
        extended += any(row.corrects_id for row in rows)
    assert extended
    for rows in demo.by_project("acceptance").values():
        assert [row.kind for row in rows].count("final") <= 1


def test_communes_of_an_older_version_get_residents_once(older: Session) -> None:
    assert demo_without_residents(older, most=FULL_UP_TO)
    assert not demo_without_residents(older, most=100), "of very many nobody asks at a start"
    assert add_missing_residents(older, WISH) > 0
    assert add_missing_residents(older, WISH) == 0
    assert not demo_without_residents(older, most=FULL_UP_TO)


def test_projects_of_people_are_left_alone(session: Session) -> None:
    add_communes(session)
    project: Project = ProjectFactory(decision_date=AS_OF, is_demo=False)
    assert demo_without_history(session, most=FULL_UP_TO) == []
    assert add_missing_history(session, WISH) == 0
    assert read(session).by_project("completion_date").get(project.id) is None


def test_more_than_a_full_history_fits_are_left_as_they_are(older: Session) -> None:
    assert demo_without_history(older, most=100) == []


def test_very_many_projects_get_a_light_history(session: Session) -> None:
    assert fitting(FULL_UP_TO) is Level.FULL
    assert fitting(FULL_UP_TO + 1) is Level.LIGHT
    add_communes(session)
    demo = make(session, projects=150, level=Level.LIGHT)
    assert 2 < len(demo.ledgers["voucher"]) / 150 < 8
    assert all(len(rows) == 1 for rows in demo.by_project("progress_report").values())
    assert not any(demo.ledgers[name] for name in ("contract", "clearance_count", "contribution"))
    assert all(demo.ledgers[name] for name in ("completion_date", "acceptance", "capital_plan"))


def test_none_is_none(session: Session) -> None:
    add_communes(session)
    demo = make(session, projects=20, level=Level.NONE)
    assert {step.axis for step in demo.ledgers["status_step"]} <= {"stage", "execution"}
    assert not any(demo.ledgers[name] for name in LEDGERS if name != "status_step")
