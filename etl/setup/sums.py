"""Inside the Python environment: the sums of a database's tables, in a snapshot that a dump may share.

The first line of the answer names the snapshot, the second one holds the sums; the snapshot lives until standard input
is closed.
"""

from __future__ import annotations

import json
import sys
from typing import Any

_OURS = """
SELECT quote_ident(relname), relname FROM pg_class
WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace
  AND NOT EXISTS (SELECT FROM pg_depend WHERE classid = 'pg_class'::regclass AND objid = pg_class.oid AND deptype = 'e')
ORDER BY relname
"""
# The sum does not depend on the order of the rows, nor on the version of PostgreSQL.
_SUM = """
SELECT count(*), coalesce(sum(('x' || left(md5(entry::text), 15))::bit(60)::bigint::numeric), 0)::text FROM {} AS entry
"""
_SAME_TEXT = """
SET TimeZone = 'UTC'; SET DateStyle = 'ISO'; SET IntervalStyle = 'postgres'; SET extra_float_digits = 1;
SET bytea_output = 'hex';
"""
_HEAD = "SELECT position, encode(hash, 'hex') FROM audit_link ORDER BY position DESC LIMIT 1"


def table_sums(session: Any) -> dict[str, dict[str, int | str]]:
    """Return the number of rows and a sum over their contents for each table that is no extension's."""
    found: dict[str, dict[str, int | str]] = {}
    for quoted, name in session.execute(_OURS).fetchall():
        count, total = session.execute(_SUM.format(quoted)).fetchone()
        found[name] = {"rows": count, "sum": total}
    return found


def main() -> None:
    """Answer for the database whose address stands in the first line of standard input."""
    import psycopg  # only here: the set-up itself runs before any package is installed

    address = sys.stdin.readline().strip().replace("postgresql+psycopg:", "postgresql:", 1)
    with psycopg.connect(address) as session:
        session.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        session.execute(_SAME_TEXT)
        asked = "SELECT pg_export_snapshot(), pg_database_size(current_database())"
        snapshot, size = session.execute(asked).fetchone() or ("", 0)
        print(json.dumps({"snapshot": snapshot, "database_bytes": size}), flush=True)
        (revision,) = session.execute("SELECT version_num FROM alembic_version").fetchone() or ("",)
        has_chain = session.execute("SELECT to_regclass('audit_link') IS NOT NULL").fetchone() == (True,)
        head = session.execute(_HEAD).fetchone() if has_chain else None
        log_head = None if head is None else {"position": head[0], "hash": head[1]}
        told = {"revision": revision, "log_head": log_head, "tables": table_sums(session)}
        print(json.dumps(told), flush=True)
        sys.stdin.read()


if __name__ == "__main__":
    main()
