"""The chain of the log as the database makes it: it fits the walk in Python, and whatever is done to it is found."""

import threading
from collections.abc import Iterator

import pytest
from sqlalchemy import Connection, Engine, create_engine, text
from sqlalchemy.exc import DBAPIError, IntegrityError, ProgrammingError
from sqlalchemy.orm import Session

from gis.domain.log_chain import Breach, Walk
from gis.domain.roles import Role
from gis.operations.audit import Actor, record
from gis.queries.log_chain import chain_head, verified
from tests import databases
from tests.factories.accounts import AccountFactory, RoleAssignmentFactory
from tests.factories.base import bound_to

FORGERY = "SET LOCAL session_replication_role = replica"


@pytest.fixture(scope="module")
def own_engine(request: pytest.FixtureRequest) -> Iterator[Engine]:
    with databases.copy_of(databases.template_of(request.config)) as url:
        engine = create_engine(url)
        yield engine
        engine.dispose()


@pytest.fixture
def own(own_engine: Engine) -> Engine:
    """Give a database whose log has no row yet: links are made when transactions are committed."""
    forge(own_engine, "TRUNCATE audit_log, audit_batch, audit_link RESTART IDENTITY")
    return own_engine


@pytest.fixture
def logged(own: Engine) -> Engine:
    """Give a log of five rows in three transactions; the second one wrote two rows and rolled one back."""
    with Session(own) as session:
        note(session, 1)
        session.commit()
        note(session, 2)
        with session.begin_nested() as inner:
            note(session, 99)
            inner.rollback()
        note(session, 3)
        session.commit()
        session.execute(
            text(
                "INSERT INTO audit_log (actor, action, subject) SELECT 'ấn', 'x', 'y' FROM generate_series(1, 2)"
            )
        )
        session.commit()
    return own


def note(session: Session, number: int) -> None:
    after = {"số": number, "chữ": 'đường "thôn" 2, 3:4', "tiền": 12_345_678_901_234_567_890, "tỷ lệ": 0.1}
    record(session, Actor("Nguyễn Thị Ước"), action="x", subject="project", subject_id=number, after=after)


def walked(engine: Engine, **how: object) -> Walk:
    with Session(engine) as session:
        return verified(session, **how)


def breaches(engine: Engine) -> list[tuple[Breach, int]]:
    return [(each.breach, each.first) for each in walked(engine).findings]


def forge(engine: Engine, *statements: str) -> None:
    """Do what only the tables' owner can: take the guards off and write past them."""
    with engine.begin() as connection:
        for table in ("audit_log", "audit_batch", "audit_link"):
            connection.execute(text(f"ALTER TABLE {table} DISABLE TRIGGER USER"))
        for statement in statements:
            connection.execute(text(statement))
        for table in ("audit_log", "audit_batch", "audit_link"):
            connection.execute(text(f"ALTER TABLE {table} ENABLE TRIGGER USER"))


def ids(engine: Engine) -> list[int]:
    with engine.connect() as connection:
        return list(connection.scalars(text("SELECT id FROM audit_log ORDER BY id")))


def test_the_chain_of_the_database_is_the_walk_of_python(logged: Engine) -> None:
    walk = walked(logged)
    assert (walk.findings, walk.row_count, walk.link_count) == ([], 5, 4)
    with Session(logged) as session:
        head = chain_head(session)
    assert head is not None
    assert (head.position, head.hash) == (walk.position, walk.head)


def test_a_changed_row_is_named(logged: Engine) -> None:
    second = ids(logged)[1]
    forge(logged, f"UPDATE audit_log SET reason = 'khác' WHERE id = {second}")
    assert breaches(logged) == [(Breach.ROW_CHANGED, second)]


def test_a_row_changed_together_with_its_hash_is_named(logged: Engine) -> None:
    second = ids(logged)[1]
    forge(
        logged,
        f"UPDATE audit_log SET actor = 'khác' WHERE id = {second}",
        f"UPDATE audit_log SET row_hash = sha256(convert_to(audit_row_text(audit_log), 'UTF8')) WHERE id = {second}",
    )
    assert breaches(logged) == [(Breach.ROWS_REWRITTEN, second)]


def test_a_lost_row_is_named(logged: Engine) -> None:
    last = ids(logged)[-1]
    forge(logged, f"DELETE FROM audit_log WHERE id = {last}")
    assert breaches(logged) == [(Breach.ROW_MISSING, last)]


def test_a_row_put_in_past_the_triggers_is_named(logged: Engine) -> None:
    forge(
        logged,
        "INSERT INTO audit_log (id, actor, action, subject, row_hash) VALUES (9000, 'a', 'x', 'y', 'z')",
        "UPDATE audit_log SET row_hash = sha256(convert_to(audit_row_text(audit_log), 'UTF8')) WHERE id = 9000",
    )
    assert breaches(logged) == [(Breach.ROW_INSERTED, 9000)]


def test_two_rows_that_changed_places_are_named(logged: Engine) -> None:
    first, second = ids(logged)[:2]
    forge(
        logged,
        f"UPDATE audit_log SET id = -1 WHERE id = {first}",
        f"UPDATE audit_log SET id = {first} WHERE id = {second}",
        f"UPDATE audit_log SET id = {second} WHERE id = -1",
    )
    assert {(Breach.ROW_CHANGED, first), (Breach.ROW_CHANGED, second)} <= set(breaches(logged))


def test_a_lost_link_is_named(logged: Engine) -> None:
    forge(logged, "DELETE FROM audit_link WHERE position = 2")
    assert (Breach.LINK_MISSING, 2) in breaches(logged)


def test_a_cut_tail_shows_by_the_hash_on_paper(logged: Engine) -> None:
    with Session(logged) as session:
        head = chain_head(session)
    assert head is not None
    noted = head.hash.hex()[:16]
    assert walked(logged, noted=noted).findings == []
    forge(
        logged,
        "DELETE FROM audit_log WHERE id > 3",
        f"DELETE FROM audit_link WHERE position = {head.position}",
        "DELETE FROM audit_batch WHERE NOT EXISTS (SELECT FROM audit_link WHERE batch_id = audit_batch.id)",
    )
    found = [each.breach for each in walked(logged, noted=noted).findings]
    assert Breach.NOTED_ABSENT in found


def test_the_roles_of_the_day_stand_in_the_row(own: Engine) -> None:
    with Session(own) as session, bound_to(session):
        account = AccountFactory(roles=[])
        RoleAssignmentFactory(account_id=account.id, role=Role.REVIEWER)
        record(session, Actor("ai", account.id), action="x", subject="y", subject_id=None)
        session.commit()
        roles = session.scalar(text("SELECT actor_roles FROM audit_log ORDER BY id DESC LIMIT 1"))
    assert roles == [{"role": "reviewer", "unit_id": None}]
    assert walked(own).findings == []


@pytest.fixture
def application(database_url: str) -> Iterator[Connection]:
    """Give a connection of the web's role."""
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
        "INSERT INTO audit_log (actor, action, subject, row_hash) VALUES ('a', 'x', 'y', 'z')",
        "INSERT INTO audit_log (actor, action, subject, recorded_at) VALUES ('a', 'x', 'y', '2020-01-01')",
        "INSERT INTO audit_log (id, actor, action, subject) VALUES (1, 'a', 'x', 'y')",
        "INSERT INTO audit_log (actor, action, subject, actor_roles) VALUES ('a', 'x', 'y', '[]')",
        "INSERT INTO audit_batch (log_ids, rows_hash) VALUES ('{}', 'x')",
        "INSERT INTO audit_link (position, batch_id, chained_at, hash) VALUES (1, 1, now(), 'x')",
        "UPDATE audit_link SET hash = 'x'",
        "DELETE FROM audit_batch",
        "TRUNCATE audit_link",
        "ALTER TABLE audit_log DISABLE TRIGGER USER",
        "DELETE FROM restricted_view",
        FORGERY,
    ],
)
def test_the_web_chooses_neither_hash_nor_time_nor_link(application: Connection, statement: str) -> None:
    with pytest.raises(ProgrammingError, match=r"permission denied|must be owner"):
        application.execute(text(statement))


@pytest.mark.parametrize("table", ["audit_batch", "audit_link"])
@pytest.mark.parametrize("change", ["DELETE FROM {}", "TRUNCATE {} CASCADE"])
def test_even_the_owner_meets_the_guard_first(logged: Engine, table: str, change: str) -> None:
    with logged.connect() as connection, pytest.raises(IntegrityError, match="append-only"):
        connection.execute(text(change.format(table)))


def test_many_writers_at_once_make_one_chain_without_gaps(own: Engine) -> None:
    failed: list[DBAPIError] = []

    def write(number: int) -> None:
        try:
            for _ in range(10):
                with Session(own) as session:
                    note(session, number)
                    note(session, number)
                    session.commit()
        except DBAPIError as error:
            failed.append(error)

    writers = [threading.Thread(target=write, args=(number,)) for number in range(8)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    walk = walked(own)
    assert (failed, walk.findings, walk.row_count, walk.link_count) == ([], [], 160, 160)
