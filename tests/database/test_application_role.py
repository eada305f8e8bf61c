"""The web's own role, connected by its own address: it reads and appends; facts and tables are safe from it."""

from collections.abc import Iterator

import pytest
from sqlalchemy import Connection, Engine, create_engine, text
from sqlalchemy.exc import DBAPIError, ProgrammingError

from gis.database import Base
from gis.migrations import grants
from tests import databases


@pytest.fixture
def application(database_url: str) -> Iterator[Connection]:
    """Give a connection of the role; its work is undone after the test."""
    url = databases.as_application(database_url)
    if url is None:
        pytest.skip("this server has no role of the application")
    engine = create_engine(url)
    with engine.connect() as connection:
        yield connection
    engine.dispose()


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_log SET reason = 'another'",
        "DELETE FROM audit_log",
        "TRUNCATE audit_log",
        "ALTER TABLE audit_log DISABLE TRIGGER audit_log_append_only",
        "DROP TABLE audit_log",
        "SET session_replication_role = replica",
        "DELETE FROM status_step",
        "DELETE FROM project",
        "DELETE FROM project_location",
        "DELETE FROM account",
        "DELETE FROM data_version",
        "TRUNCATE project_share",
        "UPDATE unit SET name = 'another'",
        "INSERT INTO alembic_version VALUES ('9999')",
        "CREATE TABLE mine (value int)",
        "CREATE FUNCTION mine() RETURNS int LANGUAGE sql AS 'SELECT 1'",
    ],
)
def test_what_the_web_may_not_do(application: Connection, statement: str) -> None:
    with pytest.raises(ProgrammingError, match=r"permission denied|must be owner"):
        application.execute(text(statement))


def test_the_log_takes_nothing_from_nobody(application: Connection) -> None:
    written = text("INSERT INTO audit_log (actor, action, subject) VALUES ('one', 'look', 'map')")
    with pytest.raises(ProgrammingError, match="row-level security"):
        application.execute(written)


def test_every_table_can_be_read(application: Connection) -> None:
    for table in Base.metadata.sorted_tables:
        if table.name in grants.HIDDEN:
            continue
        assert application.execute(text(f'SELECT FROM "{table.name}" LIMIT 1')) is not None


def test_every_table_with_its_own_rights_exists(engine: Engine) -> None:
    with engine.connect() as connection:
        known = set(connection.scalars(text("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")))
    named = (
        grants.APPENDED_COLUMNS,
        grants.CHANGED_COLUMNS,
        grants.CHANGED,
        grants.DERIVED_COLUMNS,
        grants.SECRET_COLUMNS,
        grants.HIDDEN,
    )
    assert known >= grants.READ_ONLY | grants.APPENDED | grants.DERIVED | set().union(*named)


def test_a_table_of_a_later_migration_is_written_but_not_emptied(
    engine: Engine, application: Connection
) -> None:
    with engine.begin() as owner:
        owner.execute(
            text("CREATE TABLE later (id int GENERATED ALWAYS AS IDENTITY, number serial, note text)")
        )
    try:
        with application.begin():
            application.execute(text("INSERT INTO later (note) VALUES ('one')"))
            application.execute(text("UPDATE later SET note = 'two'"))
            assert application.scalar(text("SELECT note FROM later")) == "two"
        with pytest.raises(DBAPIError, match="permission denied"):
            application.execute(text("DELETE FROM later"))
        application.rollback()
    finally:
        with engine.begin() as owner:
            owner.execute(text("DROP TABLE later"))


def test_rights_given_again_are_the_same(engine: Engine) -> None:
    held = text(
        "SELECT relname, relacl::text FROM pg_class WHERE relnamespace = 'public'::regnamespace ORDER BY 1"
    )
    with engine.begin() as owner:
        before = owner.execute(held).all()
        grants.give(owner)
        assert owner.execute(held).all() == before
