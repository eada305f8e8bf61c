"""Which rows of a ledger count as of a day, as SQL: the twin of `gis.domain.ledger.visible`."""

from typing import Any, Final

from sqlalchemy import ColumnElement, Select
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg

from gis.domain.ledger import COUNTED_STATES
from gis.domain.ledger_codes import ReviewState

STATES_SQL: Final = ", ".join(f"'{state.value}'" for state in COUNTED_STATES)
"""The states in which rows count, as the inside of an SQL `IN`."""
_HIDING_SQL: Final = f"{STATES_SQL}, '{ReviewState.REPLACED.value}'"
"""The states in which a row takes the place of the one it corrects: a replaced one does so for the version after it."""


def visible(table: str, *, row: str, as_of: str = ":as_of") -> str:
    """Return the SQL condition under which a row of `table`, known as `row`, counts on the day `as_of`.

    All three are names and expressions of our own code, never a user's.
    """
    return (
        f"{row}.review_state IN ({STATES_SQL}) AND NOT {row}.is_withdrawn AND {row}.effective_date <= {as_of}"
        f" AND ({row}.counted_from IS NULL OR {row}.counted_from <= {as_of})"
        f" AND NOT EXISTS (SELECT FROM {table} newer WHERE newer.corrects_id = {row}.id"
        f" AND newer.review_state IN ({_HIDING_SQL}) AND coalesce(newer.counted_from, newer.effective_date) <= {as_of})"
    )


def seen(table: str) -> str:
    """Return a subquery of the rows of `table` that ever count, with the days from and until which they do.

    `seen_from` is the first day, `seen_until` the first day on which the row no longer counts, null where it still
    does.
    """
    return (
        f"(SELECT old.*, greatest(old.effective_date, old.counted_from) AS seen_from,"
        f" coalesce(newer.counted_from, newer.effective_date) AS seen_until FROM {table} old"
        f" LEFT JOIN {table} newer ON newer.corrects_id = old.id AND newer.review_state IN ({_HIDING_SQL})"
        f" WHERE old.review_state IN ({STATES_SQL}) AND NOT old.is_withdrawn"
        f" AND (newer.id IS NULL"
        f" OR coalesce(newer.counted_from, newer.effective_date) > greatest(old.effective_date, old.counted_from)))"
    )


def literal_sql(expression: ColumnElement[Any] | Select[Any]) -> str:
    """Return an expression or a query of our own code as SQL text with its values written out, to stand in a larger statement."""
    dialect = PGDialect_psycopg()  # type: ignore[no-untyped-call]
    return str(expression.compile(dialect=dialect, compile_kwargs={"literal_binds": True})).replace("%%", "%")
