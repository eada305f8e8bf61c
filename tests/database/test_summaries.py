"""Summaries kept up fact by fact are those computed at once, and those that the pure rules give."""

from collections.abc import Sequence
from datetime import date, timedelta
from random import Random
from typing import Any

import pytest
from sqlalchemy import insert, text
from sqlalchemy.orm import Session

from gis.models import Contribution, LedgerEntry
from gis.operations import ledger, shares, summaries
from gis.operations.audit import Actor
from gis.operations.summaries.run import MANY_PROJECTS
from gis.operations.summaries.unit_money import MEASURES
from gis.operations.summaries.unit_months import CLEARANCE, COUNTS
from gis.queries.project_ledgers import commune_gifts
from tests import histories
from tests.factories.projects import ImportBatchFactory
from tests.histories import LAST_DAY, WRITTEN_FROM

ACTOR = Actor("test")
TABLES = ("project_month", "project_money", "project_summary", "unit_month", "unit_money", "project")
# What the catalogue says of the projects of `histories`: a rebuild starts from this, not from what was derived before.
_FORGET = text("""
UPDATE project SET execution = 'normal', stage = NULL, clearance = NULL, settlement = NULL,
                   approved_completion_date = NULL, acceptance_date = NULL, is_behind = false, physical_progress_pct = NULL, planned_progress_pct = NULL
""")


def kept(session: Session) -> dict[str, list[Any]]:
    """Return all rows of the summaries in a fixed order, with the columns of projects that tell of facts."""
    return {
        name: session.execute(text(f"SELECT to_jsonb({name})::text FROM {name} ORDER BY 1")).scalars().all()
        for name in TABLES
    }


def follow(session: Session, rows: Sequence[LedgerEntry], *, day: date) -> None:
    """Bring the summaries up to date after rows were written, as the writers of facts do: their ledgers alone."""
    projects, units, ledgers = histories.named_by(rows)
    summaries.after_facts(session, projects, as_of=day, unit_ids=units, ledgers=ledgers)


def assert_as_rebuilt(session: Session) -> None:
    """Compare what was kept up with what a rebuild makes of the facts alone; it is rebuilt afterwards."""
    one_by_one = kept(session)
    session.execute(_FORGET)
    summaries.rebuild(session, as_of=LAST_DAY)
    at_once = kept(session)
    for name in TABLES:
        assert one_by_one[name] == at_once[name], name


def live(session: Session, random: Random, *, facts: int, projects: int) -> histories.Land:
    """Write facts one after the other, each followed by its summaries, as the days pass."""
    ground = histories.land()
    made = histories.projects(session, random, ground, projects)
    summaries.rebuild(session, as_of=WRITTEN_FROM)
    rows: list[tuple[Any, LedgerEntry]] = []
    for number in range(facts):
        day = WRITTEN_FROM + timedelta(days=(LAST_DAY - WRITTEN_FROM).days * number // facts)
        project, old = random.choice(rows) if rows and random.random() < 0.2 else (random.choice(made), None)
        if old is None:
            row = histories.fact(random, project, ground)
        else:
            rows.remove((project, old))
            row = histories.correction(random, old, ground, project)
        session.add(row)
        session.flush()
        rows.append((project, row))
        follow(session, [row], day=day)
    summaries.after_facts(session, [], as_of=LAST_DAY)
    return ground


def count_as_many(session: Session, projects: int) -> None:
    """Let so many projects be worked on as tables already, and begin a month as a rebuild."""
    path = "SET search_path = pg_catalog, public, pg_temp"
    (known,) = (each for each in summaries.ROUTINES if each.name == "hatang_summarise")
    body = known.body.replace(f" {MANY_PROJECTS}", f" {projects}")
    assert body.count(f" {projects}") == 3
    connection = session.connection()
    connection.exec_driver_sql(f"DROP FUNCTION {known.signature}")
    connection.exec_driver_sql(known._replace(body=body).sql(path).replace("%", "%%"))


@pytest.mark.parametrize(("seed", "many"), [(0, None), (1, None), (2, 2)])
def test_fact_by_fact_gives_what_a_rebuild_gives(session: Session, seed: int, many: int | None) -> None:
    if many is not None:
        count_as_many(session, many)
    live(session, Random(seed), facts=80, projects=5)
    assert_as_rebuilt(session)
    assert all(kept(session).values())


@pytest.mark.parametrize("seed", range(3))
def test_old_and_new_communes_add_up_to_the_same(session: Session, seed: int) -> None:
    ground = live(session, Random(100 + seed), facts=60, projects=5)
    for table, measures, keys in (
        ("unit_month", (*COUNTS, *CLEARANCE), "month, sector_id"),
        ("unit_money", MEASURES, "month, fiscal_year, sector_id"),
    ):
        sums = ", ".join(f"sum({name}) AS {name}" for name in measures)
        old, new = (
            totals(
                session,
                f"SELECT {keys}, {sums} FROM {table} WHERE unit_id = ANY(:ids) GROUP BY {keys}",
                units,
            )
            for units in ([*ground.old, ground.district], ground.new)
        )
        assert old == new, table


def test_ten_thousand_facts_of_every_ledger_in_files_give_what_a_rebuild_gives(session: Session) -> None:
    random = Random(14)
    ground = histories.land()
    made = histories.projects(session, random, ground, 60)
    summaries.rebuild(session, as_of=WRITTEN_FROM)
    written: dict[str, list[tuple[Any, LedgerEntry]]] = {name: [] for name in histories.LEDGERS}
    for number in range(40):
        names, some = random.sample(histories.LEDGERS, random.randrange(1, 4)), random.sample(made, 20)
        fresh: list[tuple[Any, LedgerEntry]] = []
        for _ in range(250):
            earlier = written[random.choice(names)]
            if earlier and random.random() < 0.25:
                project, old = earlier.pop(random.randrange(len(earlier)))
                row = histories.correction(random, old, ground, project)
            else:
                project = random.choice(some)
                row = histories.fact(random, project, ground, ledgers=names)
            session.add(row)
            fresh.append((project, row))
        session.flush()
        for project, row in fresh:
            written[row.__tablename__].append((project, row))
        if number in (0, 4, 16):
            session.execute(text("ANALYZE"))  # as the server does by itself once rows are committed
        # Days pass over the first half alone: what a file left out is not made up for by a later day.
        day = min(LAST_DAY, WRITTEN_FROM + timedelta(days=number))
        follow(session, [row for _, row in fresh], day=day)
        if number in (29, 34, 39):
            assert_as_rebuilt(session)
    assert min(len(rows) for rows in written.values()) > 100


def totals(session: Session, statement: str, units: Sequence[Any]) -> list[tuple[Any, ...]]:
    found = session.execute(text(statement), {"ids": [unit.id for unit in units]})
    return sorted(tuple(row) for row in found)


def test_a_gift_that_moves_to_another_commune_leaves_the_first(session: Session) -> None:
    ground = histories.land()
    summaries.rebuild(session, as_of=LAST_DAY)
    first, second = ground.new
    values = {
        "unit_id": first.id,
        "effective_date": WRITTEN_FROM,
        "kind": "cash",
        "donor_kind": "community",
        "quantity": 5_000_000,
        "quantity_unit": "vnd",
        "value_vnd": 5_000_000,
    }
    gift = ledger.append(session, Contribution, values, ACTOR, as_of=LAST_DAY)
    assert given(session) == {first.id: 5_000_000}
    ledger.correct(session, gift, {"unit_id": second.id}, ACTOR, as_of=LAST_DAY)
    assert given(session) == {second.id: 5_000_000}
    listed = [commune_gifts(session, unit.id).contributions for unit in (first, second)]
    assert [len(entries) for entries in listed] == [0, 1]
    batch = ImportBatchFactory(imported_as="etl import ledger (mai)")
    session.execute(
        insert(Contribution).values(
            values | {"effective_date": LAST_DAY, "import_batch_id": batch.id, "entry_key": "k"}
        )
    )
    (taken,) = commune_gifts(session, first.id).contributions
    assert taken.origin[1:] == ("etl import ledger (mai)", batch.file_name)


def test_a_project_that_moved_is_counted_nowhere_else_whatever_was_written_since(session: Session) -> None:
    ground = live(session, Random(7), facts=20, projects=2)
    here, there = (unit.id for unit in ground.new)
    moved = session.scalars(text("SELECT min(project_id) FROM project_share")).one()
    session.execute(
        text("UPDATE project_location SET replaced_at = now() WHERE project_id = :id"), {"id": moved}
    )
    for home in (here, there):
        session.execute(text("DELETE FROM project_stated_unit WHERE project_id = :id"), {"id": moved})
        stated = text("INSERT INTO project_stated_unit (project_id, unit_id) VALUES (:id, :unit)")
        session.execute(stated, {"id": moved, "unit": home})
        shares.recompute(session, [moved])
        summaries.after_facts(session, [moved], as_of=LAST_DAY, ledgers={"voucher"})
        assert_as_rebuilt(session)


@pytest.mark.parametrize("is_by_start", [True, False])
def test_a_day_that_comes_is_counted_without_a_fact(session: Session, is_by_start: bool) -> None:
    ground = histories.land()
    project = histories.projects(session, Random(1), ground, 1)[0]
    project.start_date = LAST_DAY if is_by_start else WRITTEN_FROM
    project.decision_date = WRITTEN_FROM
    gift = Contribution(
        unit_id=ground.new[0].id,
        effective_date=WRITTEN_FROM,
        counted_from=None if is_by_start else LAST_DAY,
        kind="cash",
        donor_kind="community",
        quantity=5_000_000,
        quantity_unit="vnd",
        value_vnd=5_000_000,
    )
    session.add(gift)
    session.flush()
    summaries.rebuild(session, as_of=LAST_DAY - timedelta(days=1))
    before = kept(session)
    summaries.after_facts(session, [], as_of=LAST_DAY)
    passed = kept(session)
    summaries.rebuild(session, as_of=LAST_DAY)
    assert passed == kept(session) != before


def given(session: Session) -> dict[int, int]:
    """Return what the new communes were given by the last day."""
    rows = session.execute(
        text(
            "SELECT unit_id, contribution_vnd FROM unit_money JOIN unit ON unit.id = unit_id"
            " WHERE month = date_trunc('month', CAST(:day AS date)) AND contribution_vnd > 0 AND valid_to IS NULL"
        ),
        {"day": LAST_DAY},
    )
    return {row.unit_id: int(row.contribution_vnd) for row in rows}
