"""Row-level security: functions, policies and guards, given anew whenever the migrations ran, by the tables' owner."""

import hashlib
from typing import Final

from sqlalchemy import Connection, make_url, text

from gis.database import application_url
from gis.domain.local_time import TIME_ZONE
from gis.migrations.security import guards, identity, permissions, policies, scope
from gis.models import LEDGERS
from gis.operations import routines

_IS_READY = text("SELECT to_regclass('signing_key') IS NOT NULL")
_SCHEMA = text("SELECT quote_ident(current_schema())")
_TABLES = text(
    "SELECT relname FROM pg_class WHERE relnamespace = current_schema()::regnamespace AND relkind = 'r'"
)
_ROLE = text("SELECT quote_ident(:role) FROM pg_roles WHERE rolname = :role AND rolname <> current_user")
_GIVEN = text("SELECT obj_description(to_regprocedure('hatang_identify(text)'), 'pg_proc')")
_POLICIES = text("SELECT tablename, policyname FROM pg_policies WHERE schemaname = current_schema()")
_OWN_FUNCTIONS: Final = r"""
FROM pg_proc WHERE pronamespace = current_schema()::regnamespace AND proname LIKE 'hatang\_%'
"""
_FUNCTIONS = text(f"SELECT CAST(oid AS regprocedure)::text {_OWN_FUNCTIONS}")


def give(connection: Connection) -> None:
    """Protect the rows of every table that has policies; does nothing where that was done by this very code.

    The tables' owner passes by, and so does the web where it connects as the owner (one address for all).
    """
    if not connection.scalar(_IS_READY):
        return
    permissions.fill(connection)
    wanted = _statements(connection)
    fingerprint = hashlib.sha256("\0".join(wanted).encode()).hexdigest()
    if connection.scalar(_GIVEN) == fingerprint:
        return
    take_away(connection)
    for statement in [*wanted, f"COMMENT ON FUNCTION hatang_identify(text) IS '{fingerprint}'"]:
        connection.exec_driver_sql(statement.replace("%", "%%"))


def take_away(connection: Connection) -> None:
    """Drop every policy, guard and function that `give` made."""
    for table, policy in connection.execute(_POLICIES).all():
        connection.exec_driver_sql(f"DROP POLICY {policy} ON {table}")
        connection.exec_driver_sql(f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY")
    for function in connection.scalars(_FUNCTIONS).all():
        connection.exec_driver_sql(f"DROP FUNCTION {function} CASCADE")  # with the guards that call it


def _statements(connection: Connection) -> list[str]:
    """Return what makes the protection of the tables that exist, in order."""
    known = set(connection.scalars(_TABLES))
    given = [policy for policy in policies.policies() if policy.table in known]
    tables = dict.fromkeys(policy.table for policy in given)
    schema = str(connection.scalar(_SCHEMA))
    return [
        f"REVOKE CREATE ON SCHEMA {schema} FROM PUBLIC",  # whose functions ours would else meet there
        *_functions(schema),
        *_rights(connection),
        *guards.triggers(),
        *(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY" for table in tables),
        *(policy.sql() for policy in given),
    ]


def _functions(schema: str) -> list[str]:
    """Return the functions; each looks for tables in the schema of ours and nowhere a session could put others."""
    names = {
        "path": f"SET search_path = pg_catalog, {schema}, pg_temp SET jit = off",
        "everywhere": scope.EVERYWHERE,
        "second_factor": permissions.SECOND_FACTOR_MARK,
        "time_zone": TIME_ZONE.key,
        "ledgers": "'{" + ",".join(ledger.__tablename__ for ledger in LEDGERS) + "}'::text[]",
    }
    made = [*identity.FUNCTIONS, *scope.FUNCTIONS, *guards.functions()]
    return [*(statement.format(**names) for statement in made), *routines.functions(names["path"])]


def _rights(connection: Connection) -> list[str]:
    """Return the rights on the functions: those to ask with for the web's role, the others for nobody."""
    role = connection.scalar(_ROLE, {"role": make_url(application_url()).username})
    revoked = """
DO $$ DECLARE made text; BEGIN
    FOR made IN SELECT CAST(oid AS regprocedure) {own} LOOP
        EXECUTE 'REVOKE ALL ON FUNCTION ' || made || ' FROM PUBLIC';
    END LOOP;
END $$
"""
    found = [revoked.format(own=_OWN_FUNCTIONS)]
    if role is not None:
        deriving = (routine.signature for routine in routines.ROUTINES if routine.is_open)
        given = ", ".join((*identity.OPEN, *scope.OPEN, *deriving))
        found.append(f"GRANT EXECUTE ON FUNCTION {given} TO {role}")
    return found
