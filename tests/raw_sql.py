"""Statements of the web's own role, to see what the database lets through."""

from collections.abc import Callable

from psycopg.errors import InsufficientPrivilege
from sqlalchemy import Connection, TextClause, text
from sqlalchemy.exc import ProgrammingError

from gis.domain.ledger_codes import ReviewState
from gis.domain.roles import Role
from tests.two_communes import Ground, TwoCommunes

As = Callable[[Role | None], Connection]
RELEASED = {ReviewState.ACCEPTED}
IDENTIFY = text("SELECT hatang_identify(:token)")


NEW_VOUCHER = text("""
INSERT INTO voucher (project_id, effective_date, plan_year, kind, amount_vnd, review_state, recorded_by, corrects_id,
                     is_withdrawn)
VALUES (:project_id, '2025-05-05', 2025, 'advance', 5, :state, :recorded_by, CAST(:corrects_id AS bigint),
        CAST(:corrects_id AS bigint) IS NOT NULL)
""")


def states_seen(connection: Connection, ground: Ground) -> set[ReviewState]:
    asked = text("SELECT review_state FROM voucher WHERE project_id = :project_id")
    return {ReviewState(each) for each in connection.scalars(asked, {"project_id": ground.project_id})}


def voucher(
    world: TwoCommunes, role: Role, ground: Ground, state: ReviewState, **others: object
) -> dict[str, object]:
    made = {
        "project_id": ground.project_id,
        "state": state,
        "recorded_by": world.accounts[role],
        "corrects_id": None,
    }
    return made | others


def is_refused(connection: Connection, statement: TextClause, values: dict[str, object]) -> bool:
    """Return whether the database refuses for want of a right, or finds no such row; a savepoint keeps the transaction."""
    savepoint = connection.begin_nested()
    try:
        return connection.execute(statement, values).rowcount == 0
    except ProgrammingError as error:
        if isinstance(error.orig, InsufficientPrivilege):
            return True
        raise
    finally:
        savepoint.rollback()


def used(statement: str, values: dict[str, object]) -> dict[str, object]:
    """Return the values that the statement names."""
    return {name: value for name, value in values.items() if f":{name}" in statement}
