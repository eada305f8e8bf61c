"""What is recomputed: a few projects as lists inside each statement, many as temporary tables.

A statement names `summary_project`, `summary_change`, `touched_unit` and `summary_pair` as if they were tables. For a
few projects each is a common table of lists kept in variables, so that nothing is created or analyzed for one fact and
the server keeps the statement's plan; planning anew would take longer than the work.
"""

import re
from collections.abc import Collection
from typing import Final, NamedTuple

TABLES: Final = {
    "summary_project": {"project_id": "bigint"},
    "summary_change": {"project_id": "bigint", "month": "date", "day": "date"},
    "touched_unit": {"project_id": "bigint", "unit_id": "bigint", "sector_id": "smallint"},
    "summary_pair": {"unit_id": "bigint", "sector_id": "smallint"},
}
"""The tables of one recomputation and the types of their columns."""
LISTS: Final = {
    f"{table}_{name}": f"{kind}[]" for table, columns in TABLES.items() for name, kind in columns.items()
}
"""The variables that hold them where projects are few."""
# A session could have made tables of these names: the owner drops no other role's.
CREATED: Final = "".join(
    f"DROP TABLE IF EXISTS pg_temp.{table};\n"
    f"CREATE TEMP TABLE {table} ({', '.join(map(' '.join, columns.items()))});\n"
    for table, columns in TABLES.items()
)
DROPPED: Final = f"DROP TABLE {', '.join(f'pg_temp.{table}' for table in TABLES)};\n"

_WITH: Final = re.compile(r"\s*WITH\s+(RECURSIVE\s+)?", re.IGNORECASE)


class Statement(NamedTuple):
    """One statement in both forms; its own parameters are `as_of` and those of its use."""

    few: str
    many: str


class Step(NamedTuple):
    """A part of the work in both forms, in PL/pgSQL."""

    few: str
    many: str


def statement(sql: str) -> Statement:
    """Return a statement that reads any of `TABLES`."""
    return Statement(_with_lists(sql), sql)


def do(*statements: Statement) -> Step:
    """Run statements that write, over what was found."""
    return Step(*("".join(f"{each};\n" for each in forms) for forms in zip(*statements, strict=True)))


def look(asked: Statement) -> Step:
    """Run a statement whose rows nobody reads."""
    return Step(*(f"PERFORM count(*) FROM ({form}) AS each;\n" for form in asked))


def find(table: str, sql: str, *, of_all: str | None = None) -> Step:
    """Fill one of `TABLES`, and let the planner look at it; `of_all` finds its rows faster where all are counted."""
    names = TABLES[table]
    lists = ", ".join(f"array_agg(found.{name})" for name in names)
    held = ", ".join(f":{table}_{name}" for name in names)
    few = f"SELECT {lists} INTO {held} FROM ({_with_lists(sql)}) AS found({', '.join(names)});\n"
    filled = f"INSERT INTO {table} {sql};\n"
    if of_all is not None:
        filled = f"IF :ids IS NULL THEN\nINSERT INTO {table} {of_all};\nELSE\n{filled}END IF;\n"
    return Step(few, f"{filled}ANALYZE {table};\n")


def only_many(sql: str) -> Step:
    """Run a statement where projects are many."""
    return Step("", f"{sql};\n")


def told_by(ledgers: Collection[str], *parts: Step) -> Step:
    """Run steps only where something of these ledgers changed, or anything may have (`ledgers` null)."""
    condition = f":ledgers IS NULL OR :ledgers && {names(ledgers)}"
    return Step(*(f"IF {condition} THEN\n{body}END IF;\n" for body in joined(*parts)))


def all_where(found: Statement) -> Step:
    """Let everything be recomputed where a statement finds rows, whatever ledgers were named."""
    return Step(
        *(f"IF :ledgers IS NOT NULL AND EXISTS ({form}) THEN\n:ledgers := NULL;\nEND IF;\n" for form in found)
    )


def joined(*parts: Step) -> Step:
    """Return steps one after the other."""
    return Step(*("".join(bodies) for bodies in zip(*parts, strict=True)))


def names(ledgers: Collection[str]) -> str:
    """Return ledgers as an array in SQL."""
    return f"'{{{','.join(sorted(ledgers))}}}'::text[]"


def _with_lists(sql: str) -> str:
    lists = ", ".join(_list(table) for table in TABLES if re.search(rf"\b{table}\b", sql))
    if not lists:
        return sql
    own = _WITH.match(sql)
    if own is None:
        return f"WITH {lists} {sql}"
    return f"WITH {own[1] or ''}{lists}, {sql[own.end() :]}"


def _list(table: str) -> str:
    arrays = ", ".join(f":{table}_{name}" for name in TABLES[table])
    return f"{table} AS (SELECT * FROM unnest({arrays}) AS each({', '.join(TABLES[table])}))"
