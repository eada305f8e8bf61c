"""What follows from facts, by raw SQL as the web's own role: nobody writes it, anybody may have it computed anew."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta

import pytest
from psycopg.errors import InsufficientPrivilege
from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import ProgrammingError
from sqlalchemy.orm import Session

from gis.database import Base
from gis.domain.roles import RELEASING, Permission, Role, may
from gis.migrations import grants
from gis.operations import derive, ledger_effects, shares, tiles
from gis.operations.routines import ROUTINES
from tests.raw_sql import As, is_refused
from tests.two_communes import TwoCommunes
from webmap.clock import today

COLUMNS = grants.DERIVED_COLUMNS["project"]
OPEN = {routine.name for routine in ROUTINES if routine.is_open}
WRITTEN = re.compile(r"\b(?:INSERT INTO|DELETE FROM|UPDATE(?! SET\b))\s+(\w+)", re.IGNORECASE)


@pytest.mark.parametrize("role", [None, *Role])
def test_nobody_writes_what_follows_from_facts(asking: As, communes: TwoCommunes, role: Role | None) -> None:
    connection = asking(role)
    for table in sorted(grants.DERIVED):
        column = next(iter(Base.metadata.tables[table].columns)).name
        for statement in (
            f"INSERT INTO {table} SELECT * FROM {table}",
            f"INSERT INTO {table} ({column}) VALUES (NULL)",
            f"UPDATE {table} SET {column} = {column}",
            f"DELETE FROM {table}",
            f"TRUNCATE {table}",
        ):
            assert is_denied(connection, statement), statement
    for column in sorted(COLUMNS):
        for ground in (communes.own, communes.other):
            statement = f"UPDATE project SET {column} = {column} WHERE id = {ground.project_id}"
            assert is_denied(connection, statement), statement


@pytest.mark.parametrize("routine", ROUTINES, ids=lambda routine: routine.name)
def test_only_what_the_web_calls_may_be_called(asking: As, routine: object) -> None:
    given = ", ".join(f"NULL::{kind}" for kind in routine.parameters.values())
    assert is_denied(asking(Role.UNIT_LEADER), f"SELECT {routine.name}({given})") != routine.is_open


def test_what_the_functions_write_is_what_the_web_may_not() -> None:
    made = {"summary_project", "summary_change", "touched_unit", "summary_pair"}
    made |= {"share_measure", "tile_symbol_stage"}
    found = {table for routine in ROUTINES for table in WRITTEN.findall(routine.body)} - made
    assert found == grants.DERIVED - {"tile_unit", "tile_unit_ready"} | {"project"}


def computed(connection: Connection) -> dict[str, list[str]]:
    """Return every derived row, and the derived columns of projects, but the version that only counts."""
    tables = sorted(grants.DERIVED - {"data_version"})
    asked = {table: f"SELECT to_jsonb({table})::text FROM {table} ORDER BY 1" for table in tables}
    asked["project"] = f"SELECT concat_ws('|', id, {', '.join(sorted(COLUMNS))}) FROM project ORDER BY 1"
    return {name: list(connection.scalars(text(sql))) for name, sql in asked.items()}


@pytest.fixture
def right(communes: TwoCommunes, communes_owner: Engine) -> dict[str, list[str]]:
    """Give what the owner's programs compute from the facts, kept in the database; papers name the communes."""
    with Session(communes_owner) as session:
        session.execute(
            text("""
            INSERT INTO project_stated_unit (project_id, unit_id) SELECT project_id, unit_id FROM project_share
            WHERE unit_id IN (SELECT id FROM unit WHERE valid_to IS NULL) ON CONFLICT DO NOTHING
            """)
        )
        ids = [ground.project_id for ground in (communes.own, communes.other)]
        shares.recompute(session, ids)
        derive.refresh(session, ids)
        ledger_effects.rebuild(session, as_of=today())
        tiles.rebuild(session, as_of=today())
        session.commit()
        found = computed(session.connection())
    assert all(
        found[name] for name in ("project_month", "project_money", "unit_month", "unit_money", "tile_cell")
    )
    return found


def anew(connection: Connection, ids: list[int], *, as_of: date | None = None) -> None:
    """Have everything computed that the web may ask for."""
    given = {"ids": ids, "as_of": as_of or today()}
    for call in (
        "hatang_place(CAST(:ids AS bigint[]))",
        "hatang_summarise(CAST(:ids AS bigint[]), '{}', CAST(:as_of AS date), NULL)",
        "hatang_describe(CAST(:ids AS bigint[]))",
        "hatang_draw(CAST(:ids AS bigint[]), 1000)",
        "hatang_pass_days(CAST(:as_of AS date), 1000)",
        "hatang_bump()",
    ):
        named = {name: value for name, value in given.items() if f":{name}" in call}
        connection.execute(text(f"SELECT {call}"), named)


HIDING = (
    *(f"CREATE TEMP TABLE {name} (LIKE public.{name})" for name in ("voucher", "project", "project_month")),
    "CREATE TEMP VIEW unit_succession AS SELECT 1 AS old_id, 2 AS new_id, 1 AS share_ratio",
    *(
        f"CREATE TEMP TABLE {name} AS SELECT 1::bigint AS project_id"
        for name in ("summary_project", "share_measure", "tile_symbol_stage")
    ),
    "SET LOCAL search_path = pg_temp, public",
    "SET LOCAL timezone = 'Pacific/Kiritimati'",
    "SET LOCAL DateStyle = 'SQL, DMY'",
)
"""What a session may do to let our statements read something else."""
SEEING = (
    "SET LOCAL search_path = public, pg_temp",
    "SET LOCAL timezone = 'UTC'",
    "SET LOCAL DateStyle = 'ISO'",
)


@pytest.mark.parametrize(("count", "day"), [(1, date(2001, 1, 1)), (7_000, None)])
@pytest.mark.parametrize("role", [None, Role.DATA_ENTRY])
def test_whoever_asks_for_it_gets_what_follows_from_the_facts(
    asking: As,
    communes: TwoCommunes,
    right: dict[str, list[str]],
    role: Role | None,
    count: int,
    day: date | None,
) -> None:
    """For any projects and any past day, also who hides our tables behind others of the same name."""
    connection = asking(role)
    for statement in HIDING:
        connection.execute(text(statement))
    ids = [communes.own.project_id, communes.other.project_id, *range(10**9, 10**9 + count)]
    anew(connection, ids, as_of=day)
    for statement in SEEING:
        connection.execute(text(statement))
    assert computed(connection) == right


def test_no_day_to_come_is_counted(asking: As, right: dict[str, list[str]]) -> None:
    connection, ahead = asking(Role.UNIT_LEADER), today() + timedelta(days=2)
    for call in ("hatang_summarise('{}', '{}', :day, NULL)", "hatang_pass_days(:day, 1000)"):
        assert is_refused(connection, text(f"SELECT {call}"), {"day": ahead})
    assert computed(connection) == right


def test_facts_of_an_older_moment_are_not_counted(asking: As, communes: TwoCommunes) -> None:
    connection = asking(None).execution_options()
    connection.rollback()
    connection.execute(text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ"))
    with pytest.raises(ProgrammingError, match="read committed"):
        anew(connection, [communes.own.project_id])


@pytest.mark.parametrize("role", [None, *Role])
def test_a_file_is_shown_by_who_answers_for_it(asking: As, communes: TwoCommunes, role: Role | None) -> None:
    connection = asking(role)
    edits = role is not None and may({role}, Permission.PROJECT_EDIT)
    releases = edits and any(may({role}, each) for each in RELEASING)
    account = communes.accounts[role] if role else None
    added = """
    INSERT INTO stored_file (document_id, sha256, public_sha256, media_type, file_name, size_bytes, recorded_by)
    VALUES (:document, repeat('b', 64), {public}, 'image/jpeg', 'a.jpg', 1, :account)
    """
    shown = "UPDATE stored_file SET public_sha256 = {public} WHERE document_id = :document"
    for ground in (communes.own, communes.other):
        for statement in (added, shown):
            values = {"document": ground.document_id} | ({"account": account} if statement is added else {})
            for public, is_allowed in (("NULL", edits), ("repeat('c', 64)", releases)):
                done = text(statement.format(public=public))
                refused = is_refused(connection, done, values)
                assert refused != (is_allowed and ground is communes.own), (statement, public)


def is_denied(connection: Connection, statement: str) -> bool:
    """Return whether the database refuses for want of a right; finding no row is not enough."""
    with undone(connection):
        try:
            connection.execute(text(statement))
        except ProgrammingError as error:
            return isinstance(error.orig, InsufficientPrivilege)
        return False


@contextmanager
def undone(connection: Connection) -> Iterator[None]:
    savepoint = connection.begin_nested()
    try:
        yield
    finally:
        savepoint.rollback()
