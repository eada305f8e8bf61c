"""The database, its extensions and its two roles, and the addresses by which programs reach it."""

from __future__ import annotations

import os
import secrets
from pathlib import Path
from urllib.parse import quote, unquote, urlsplit

from etl.setup.cluster import Cluster

DATABASE = "hatang"
OWNER = "hatang_owner"
APPLICATION = "hatang_app"

# Extensions lie in template1, so that databases of tests have them without a superuser. What the application may do
# with which table is told by gis/migrations/grants.py, and given by the tables' owner.
EXTENSIONS = """\
CREATE EXTENSION IF NOT EXISTS postgis;
CREATE EXTENSION IF NOT EXISTS pg_trgm;
CREATE EXTENSION IF NOT EXISTS btree_gin;
CREATE EXTENSION IF NOT EXISTS pg_prewarm;
GRANT SELECT, INSERT, UPDATE, DELETE ON spatial_ref_sys TO hatang_owner;
REVOKE CREATE ON SCHEMA public FROM PUBLIC;
GRANT CREATE ON SCHEMA public TO hatang_owner;
"""
# The owner may end the application's sessions, as before a database is dropped.
MEMBERSHIP = f"GRANT {APPLICATION} TO {OWNER};"


def prepare_database(cluster: Cluster, run_folder: Path) -> str:
    """Make roles, extensions and database where missing and return the owner's address.

    The addresses are written last, so that their presence means that everything before was done.
    """
    files = {OWNER: run_folder / "database_url", APPLICATION: run_folder / "app_database_url"}
    passwords = {role: known_password(file) or secrets.token_urlsafe(24) for role, file in files.items()}
    scripts = [role_script(role, passwords[role]) for role in files]
    cluster.sql("postgres", "\n".join([*scripts, MEMBERSHIP]))
    cluster.sql("template1", EXTENSIONS)
    cluster.sql(
        "postgres",
        create_unless(f"CREATE DATABASE {DATABASE} OWNER {OWNER}", "pg_database", "datname", DATABASE),
    )
    for role, file in files.items():
        write_secret(file, address(cluster, role, passwords[role]))
    return files[OWNER].read_text().strip()


def role_script(role: str, password: str) -> str:
    """Return SQL that makes a role with a password; the owner may make databases, for tests."""
    rights = "LOGIN CREATEDB" if role == OWNER else "LOGIN"
    create = create_unless(f"CREATE ROLE {role} {rights}", "pg_roles", "rolname", role)
    return f"{create}\nALTER ROLE {role} PASSWORD '{password}';"


def create_unless(statement: str, catalogue: str, column: str, name: str) -> str:
    """Return psql input that runs a statement only where the catalogue does not know the name yet."""
    known = f"SELECT FROM {catalogue} WHERE {column} = '{name}'"
    return f"SELECT '{statement}' WHERE NOT EXISTS ({known})\\gexec"


def address(cluster: Cluster, role: str, password: str) -> str:
    """Return the SQLAlchemy address of the database for a role."""
    sockets = quote(str(cluster.sockets), safe="/")
    return f"postgresql+psycopg://{role}:{quote(password)}@/{DATABASE}?host={sockets}&port={cluster.port}"


def known_password(file: Path) -> str | None:
    """Return the password of an address that was written before."""
    if not file.is_file():
        return None
    password = urlsplit(file.read_text().strip()).password
    return unquote(password) if password else None


def current_address(cluster: Cluster, run_folder: Path) -> str | None:
    """Return the owner's address where it was written for this socket and port, else None."""
    file = run_folder / "database_url"
    password = known_password(file)
    if password is None or not (run_folder / "app_database_url").is_file():
        return None
    written = file.read_text().strip()
    return written if written == address(cluster, OWNER, password) else None


def write_secret(file: Path, text: str) -> None:
    """Write a file that only its owner reads, whole or not at all."""
    fresh = file.with_name(f"{file.name}.new")
    fresh.unlink(missing_ok=True)
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as output:
        output.write(text + "\n")
    fresh.replace(file)
