"""Writing many facts at once: COPY into a staging table, then one INSERT a ledger; the log gets one entry a project."""

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from psycopg import sql
from sqlalchemy import text
from sqlalchemy.orm import Session

from gis.domain.names import name_key
from gis.models.ledger import LedgerEntry
from gis.models.ledger.entry import table_of
from gis.operations.audit import Actor

_COPY_TYPES: Final = {
    "BigInteger": "int8",
    "Integer": "int4",
    "SmallInteger": "int2",
    "Text": "text",
    "Enum": "varchar",
    "Boolean": "bool",
    "Date": "date",
    "Numeric": "numeric",
}
_NOT_STATED: Final = frozenset({"id", "recorded_at", "review_state"})
_MANY: Final = 1_000
_GROWN = text(
    "SELECT reltuples < 10 * CAST(:added AS bigint) FROM pg_class WHERE oid = CAST(:name AS regclass)"
)
_LOG = text("""
INSERT INTO audit_log (actor_id, actor, request_id, action, subject, subject_id, after, reason)
SELECT :actor_id, :actor, :request_id, 'ledger.import', 'project', each.project_id, each.after, :reason
FROM jsonb_to_recordset(CAST(:entries AS jsonb)) AS each(project_id bigint, after jsonb) ORDER BY each.project_id
""")
_KNOWN_AGENCIES = text("SELECT name_key, min(id) FROM agency WHERE name_key = ANY(:keys) GROUP BY name_key")
_ADD_AGENCIES = text("""
WITH added AS (
    INSERT INTO agency (name, name_key)
    SELECT * FROM unnest(CAST(:names AS text[]), CAST(:keys AS text[])) AS each(name, name_key) ORDER BY name_key
    RETURNING id, name, name_key
), logged AS (
    INSERT INTO audit_log (actor_id, actor, request_id, action, subject, subject_id, after, reason)
    SELECT :actor_id, :actor, :request_id, 'agency.create', 'agency', id, jsonb_build_object('name', name), :reason
    FROM added
)
SELECT name_key, id FROM added
""")


def insert_rows(
    session: Session, ledger: type[LedgerEntry], rows: Sequence[Mapping[str, Any]]
) -> dict[str, int]:
    """Write rows of one ledger and return their ids by `entry_key`; nothing derived is touched. Flushes, never commits.

    The rows have the columns of the table; missing ones are null or their default. Every row has an `entry_key`.
    """
    table = table_of(ledger)
    given = {name for row in rows for name in row}
    names = [
        column.name for column in table.columns if column.name in given and column.name not in _NOT_STATED
    ]
    staged = f"staged_{table.name}"
    connection = session.connection()
    connection.exec_driver_sql(f"DROP TABLE IF EXISTS pg_temp.{staged}")
    listed = ", ".join(names)
    # Names are of our own tables; no user's text gets here.
    connection.exec_driver_sql(
        f"CREATE TEMP TABLE {staged} ON COMMIT DROP AS SELECT 0::bigint AS place, {listed} FROM {table.name} LIMIT 0"  # noqa: S608
    )
    types = ["int8", *(_COPY_TYPES[type(table.c[name].type).__name__] for name in names)]
    _copy(
        session,
        staged,
        ("place", *names),
        types,
        ((place, *map(row.get, names)) for place, row in enumerate(rows)),
    )
    inserted = connection.exec_driver_sql(
        f"INSERT INTO {table.name} ({listed}) SELECT {listed} FROM {staged} ORDER BY place RETURNING entry_key, id"  # noqa: S608
    )
    ids: dict[str, int] = dict(_pairs(inserted))
    if len(rows) >= _MANY and session.scalar(_GROWN, {"added": len(rows), "name": table.name}):
        connection.exec_driver_sql(f"ANALYZE {table.name}")
    return ids


def log_batch(
    session: Session, actor: Actor, counts: Mapping[int, Mapping[str, Any]], *, batch_id: int, reason: str
) -> None:
    """Add one entry to the log for each project: how many rows of which ledger were added, corrected, taken back."""
    entries = [
        {"project_id": project_id, "after": {"import_batch_id": batch_id, "ledgers": dict(found)}}
        for project_id, found in counts.items()
    ]
    session.execute(_LOG, _who(actor) | {"entries": _json(entries), "reason": reason})


def ensure_agencies(session: Session, names: Iterable[str], actor: Actor, *, reason: str) -> dict[str, int]:
    """Return the id of each agency by its name, adding those that the catalogue lacks, each with an entry in the log."""
    keys = {name: name_key(name) for name in names}
    if not keys:
        return {}
    known = dict(_pairs(session.execute(_KNOWN_AGENCIES, {"keys": list(keys.values())})))
    missing = {key: name for name, key in keys.items() if key not in known}
    if missing:
        params = {"names": list(missing.values()), "keys": list(missing), "reason": reason}
        known |= dict(_pairs(session.execute(_ADD_AGENCIES, _who(actor) | params)))
    return {name: known[key] for name, key in keys.items()}


def _pairs(found: Iterable[Any]) -> list[tuple[str, int]]:
    """Return rows of a text and an id as they are needed for a dict."""
    return [(key, row_id) for key, row_id in found]


def _copy(
    session: Session, table: str, names: Sequence[str], types: Sequence[str], rows: Iterable[tuple[Any, ...]]
) -> None:
    connection = session.connection().connection.driver_connection
    if connection is None:
        raise RuntimeError("the session has lost its connection")
    statement = sql.SQL("COPY {} ({}) FROM STDIN (FORMAT BINARY)").format(
        sql.Identifier(table), sql.SQL(", ").join(map(sql.Identifier, names))
    )
    with connection.cursor() as cursor, cursor.copy(statement) as copy:
        copy.set_types(types)
        for row in rows:
            copy.write_row(row)


def _who(actor: Actor) -> dict[str, Any]:
    return {"actor_id": actor.account_id, "actor": actor.name, "request_id": actor.request_id}


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)
