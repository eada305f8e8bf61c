"""What is recomputed: a few projects as lists inside each statement, many as temporary tables.

A statement names `summary_project`, `summary_change`, `touched_unit` and `summary_pair` as if they were tables. For a
few projects each is a common table of the values handed over, so that nothing is created or analyzed for one fact and
the server keeps the statement's plan; planning anew would take longer than the work.
"""

import re
from collections.abc import Sequence
from datetime import date
from typing import Any, Final, NamedTuple, Protocol

from sqlalchemy import Result, TextClause, text
from sqlalchemy.orm import Session

TABLES: Final = {
    "summary_project": {"project_id": "bigint"},
    "summary_change": {"project_id": "bigint", "month": "date", "day": "date"},
    "touched_unit": {"project_id": "bigint", "unit_id": "bigint", "sector_id": "smallint"},
    "summary_pair": {"unit_id": "bigint", "sector_id": "smallint"},
}
"""The tables of one recomputation and the types of their columns."""

_WITH: Final = re.compile(r"\s*WITH\s+(RECURSIVE\s+)?", re.IGNORECASE)
_CREATE: Final = text(
    "SET LOCAL jit = off; SET LOCAL client_min_messages = warning; SET LOCAL work_mem = '128MB';"
    + ";".join(
        f"CREATE TEMP TABLE IF NOT EXISTS {table} ({', '.join(map(' '.join, columns.items()))})"
        f" ON COMMIT DELETE ROWS; DELETE FROM {table}"
        for table, columns in TABLES.items()
    )
)


class Statement(NamedTuple):
    """One statement in both forms; its own parameters are `as_of` and those of its use."""

    few: TextClause
    many: TextClause


def statement(sql: str, *, returning: str = "") -> Statement:
    """Return a statement that reads any of `TABLES`; where projects are few, it returns these columns of its rows."""
    return Statement(text(_with_lists(f"{sql} RETURNING {returning}" if returning else sql)), text(sql))


def source(table: str, sql: str, *, of_all: str | None = None) -> Statement:
    """Return the statement that finds the rows of one of `TABLES`; `of_all` finds them faster where all are counted."""
    return Statement(text(_with_lists(sql)), text(f"INSERT INTO {table} {of_all or sql}"))


def _with_lists(sql: str) -> str:
    lists = ", ".join(_list(table) for table in TABLES if re.search(rf"\b{table}\b", sql))
    if not lists:
        return sql
    own = _WITH.match(sql)
    if own is None:
        return f"WITH {lists} {sql}"
    return f"WITH {own[1] or ''}{lists}, {sql[own.end() :]}"


def _list(table: str) -> str:
    arrays = ", ".join(f"CAST(:{table}_{name} AS {kind}[])" for name, kind in TABLES[table].items())
    return f"{table} AS (SELECT * FROM unnest({arrays}) AS each({', '.join(TABLES[table])}))"


class Scope(Protocol):
    """The projects, months and communes of one recomputation."""

    is_large: bool

    def find(self, table: str, found_by: Statement, **params: object) -> None:
        """Fill one of `TABLES` by a statement made with `source`."""

    def execute(self, done: Statement, **params: object) -> Result[Any]:
        """Run a statement over what was found."""


class FewProjects:
    """Some projects, each of whose rows is looked up by its index."""

    is_large = False

    def __init__(self, session: Session, project_ids: Sequence[int], *, as_of: date) -> None:
        self._session = session
        self._params: dict[str, object] = {"as_of": as_of, "summary_project_project_id": list(project_ids)}

    def find(self, table: str, found_by: Statement, **params: object) -> None:
        """Keep the rows as lists."""
        rows = self._session.execute(found_by.few, self._params | params).all()
        for place, name in enumerate(TABLES[table]):
            self._params[f"{table}_{name}"] = [row[place] for row in rows]

    def execute(self, done: Statement, **params: object) -> Result[Any]:
        """Hand over the lists."""
        return self._session.execute(done.few, self._params | params)


class ManyProjects:
    """Thousands of projects, or all (`project_ids` None), in tables that the planner knows the size of."""

    is_large = True

    def __init__(self, session: Session, project_ids: Sequence[int] | None, *, as_of: date) -> None:
        self._session = session
        self._params = {"as_of": as_of}
        session.execute(_CREATE)
        wanted = "SELECT id FROM project" if project_ids is None else "SELECT unnest(CAST(:ids AS bigint[]))"
        params = {} if project_ids is None else {"ids": list(project_ids)}
        self.find("summary_project", source("summary_project", wanted), **params)

    def find(self, table: str, found_by: Statement, **params: object) -> None:
        """Fill the table and let the planner look at it."""
        self._session.execute(found_by.many, self._params | params)
        analyze(self._session, table)

    def execute(self, done: Statement, **params: object) -> Result[Any]:
        """Read the tables."""
        return self._session.execute(done.many, self._params | params)


def analyze(session: Session, *tables: str) -> None:
    """Tell the planner how many rows there are now; tables never looked at pass for thousands."""
    for table in tables:
        session.execute(text(f"ANALYZE {table}"))
