"""What the web's own role may do with each table: given anew whenever the migrations ran, by the tables' owner."""

from collections.abc import Collection

from sqlalchemy import Connection, make_url, text

from gis.database import Base, application_url
from gis.models import LEDGERS

WRITTEN = "SELECT, INSERT, UPDATE"
"""The rights on a table that is not named below, also on one that a later migration adds: nothing is deleted."""

READ_ONLY = frozenset({
    "agency",
    "alembic_version",
    "audit_batch",
    "audit_link",
    "capital_source",
    "group_threshold",
    "import_batch",
    "legal_reference",
    "price_item",
    "project_party",
    "project_source",
    "project_stated_unit",
    "role_permission",
    "sector",
    "sector_lead",
    "treasury_line",
    "treasury_statement",
    "unit",
    "unit_boundary_history",
    "unit_conversion",
    "unit_part",
    "unit_residents",
    "unit_succession",
    "unit_target",
})  # fmt: skip
"""Written by the set-up and by imports, which are the owner's; the web only looks."""

APPENDED = frozenset({"period_closing", "restricted_view", "review_step"})
"""Never changed in any column; of ledgers the review state may change, which their triggers hold."""

APPENDED_COLUMNS: dict[str, tuple[str, ...]] = {
    "audit_log": (
        "actor_id",
        "actor",
        "action",
        "subject",
        "subject_id",
        "before",
        "after",
        "reason",
        "document_id",
        "request_id",
    )
}
"""Appended too, but only what the web itself knows: key, time, the actor's roles and the hash are the database's."""

CHANGED_COLUMNS = {
    "account_session": ("last_seen_at", "expires_at", "ended_at"),
    "document": ("issued_on", "issuer", "title"),
    "invitation": ("used_at", "cancelled_at"),
    "project_location": ("replaced_at",),
    "recovery_code": ("used_at", "replaced_at"),
    "role_assignment": ("valid_to",),
    "stored_file": ("public_sha256",),
} | {ledger.__tablename__: ("review_state",) for ledger in LEDGERS}
"""Appended, and changed in these columns only: the rest of a row stays as it was written."""

CHANGED = frozenset({"project"})
"""Changed but not added to, and not in what is derived: a list of projects is taken in by the owner's programs."""

SECRET_COLUMNS = {"account": frozenset({"password_hash"})}
"""Columns that are written and never read."""

HIDDEN = frozenset({"signing_key"})
"""Read by functions of the owner alone (`gis.migrations.security`)."""

DERIVED = frozenset({
    "data_version",
    "project_money",
    "project_month",
    "project_share",
    "project_summary",
    "summary_day",
    "tile_cell",
    "tile_cell_group",
    "tile_shape",
    "tile_state",
    "tile_symbol",
    "tile_unit",
    "tile_unit_ready",
    "unit_money",
    "unit_month",
})  # fmt: skip
"""What follows from the other rows: written by functions of the owner (`gis.operations.routines`), which the web calls."""

DERIVED_COLUMNS = {
    "project": frozenset({
        "search_key",
        "stage",
        "execution",
        "clearance",
        "settlement",
        "approved_completion_date",
        "acceptance_date",
        "physical_progress_pct",
        "planned_progress_pct",
        "is_behind",
        "budget_vnd",
        "owner_id",
        "first_year",
        "last_year",
        "is_located",
    })
}  # fmt: skip
"""The same of a table whose other columns are the catalogue's, which the web changes within the scope of an account."""

_RELATIONS = text("""
SELECT relname, relkind FROM pg_class
WHERE relnamespace = current_schema()::regnamespace AND relowner = current_user::regrole
  AND relkind IN ('r', 'p', 'v', 'm', 'S')
ORDER BY relname
""")
_SEQUENCE = "S"
_IS_ANOTHER = text("SELECT EXISTS (SELECT FROM pg_roles WHERE rolname = :role) AND current_user <> :role")


def give(connection: Connection) -> None:
    """Give the role of the application's address exactly its rights on everything that this role owns.

    Does nothing where the web connects as the owner (one address for all), or where the server has no such role.
    """
    role = make_url(application_url()).username
    if role is None or not connection.scalar(_IS_ANOTHER, {"role": role}):
        return
    relations = connection.execute(_RELATIONS).all()
    tables = {relation.relname for relation in relations if relation.relkind != _SEQUENCE}
    sequences = {relation.relname for relation in relations if relation.relkind == _SEQUENCE}
    quote = connection.dialect.identifier_preparer.quote
    for statement in _statements(quote(role), {quote(name) for name in tables}, set(map(quote, sequences))):
        connection.execute(text(statement))


def rights(table: str) -> str:
    """Return what the web may do with a table, "" for nothing."""
    if table in HIDDEN:
        return ""
    if table in READ_ONLY | DERIVED:
        return "SELECT"
    if table in APPENDED:
        return "SELECT, INSERT"
    if columns := APPENDED_COLUMNS.get(table):
        return f"SELECT, INSERT ({', '.join(columns)})"
    if columns := CHANGED_COLUMNS.get(table):
        return f"SELECT, INSERT, UPDATE ({', '.join(columns)})"
    if table in CHANGED:
        return f"SELECT, UPDATE ({', '.join(catalogue(table))})"
    if secret := SECRET_COLUMNS.get(table):
        read = [column.name for column in Base.metadata.tables[table].columns if column.name not in secret]
        return f"SELECT ({', '.join(read)}), INSERT, UPDATE"
    return WRITTEN


def catalogue(table: str) -> list[str]:
    """Return the columns of a table that do not follow from other rows."""
    derived = DERIVED_COLUMNS.get(table, frozenset())
    return [column.name for column in Base.metadata.tables[table].columns if column.name not in derived]


def _statements(role: str, tables: Collection[str], sequences: Collection[str]) -> list[str]:
    """Return the SQL that takes every right back and gives the listed ones, now and for tables yet to come."""
    found = [
        f"ALTER DEFAULT PRIVILEGES REVOKE ALL ON TABLES FROM {role}",
        f"ALTER DEFAULT PRIVILEGES REVOKE ALL ON SEQUENCES FROM {role}",
        f"ALTER DEFAULT PRIVILEGES GRANT {WRITTEN} ON TABLES TO {role}",
        f"ALTER DEFAULT PRIVILEGES GRANT USAGE ON SEQUENCES TO {role}",
    ]
    if tables:
        found.append(f"REVOKE ALL ON TABLE {', '.join(sorted(tables))} FROM {role}")
    for given in sorted({rights(table) for table in tables} - {""}):
        alike = ", ".join(sorted(table for table in tables if rights(table) == given))
        found.append(f"GRANT {given} ON TABLE {alike} TO {role}")
    if sequences:
        names = ", ".join(sorted(sequences))
        found += [f"REVOKE ALL ON SEQUENCE {names} FROM {role}", f"GRANT USAGE ON SEQUENCE {names} TO {role}"]
    return found
