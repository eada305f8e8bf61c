"""``make restore``: a backup becomes the database and its files, checked before anything of the old is touched."""

from __future__ import annotations

import contextlib
import os
import shutil
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path

from etl.setup import manifest
from etl.setup.backup import KEY, kept_folders, key_file, require_room
from etl.setup.client import Client, with_database
from etl.setup.commands import alone, prepare
from etl.setup.database import URL_SETTING, ensure_database, migrate, upgrade
from etl.setup.environment import Places, read_settings
from etl.setup.manifest import DUMP, Kept, Manifest
from etl.setup.messages import SetupError
from etl.setup.processes import run
from etl.setup.progress import report
from etl.setup.server import server_processes
from etl.setup.snapshot import sums_of

CONFIRMATION = "khoi-phuc"
OF_EXTENSIONS = (" EXTENSION - ", " COMMENT - EXTENSION ")
"""Entries of a dump that only a superuser may carry out; the extensions are there before."""

RIGHTS_ANEW = """
DO $$ BEGIN
    IF to_regprocedure('hatang_identify(text)') IS NOT NULL THEN COMMENT ON FUNCTION hatang_identify(text) IS NULL; END IF;
END $$
"""
"""Let the protection of rows be given anew by the migrations: rights of roles do not come with the dump."""


def restore(places: Places, arguments: Sequence[str]) -> int:
    """Put the backup in the folder that is given in the place of the present data, after asking."""
    env = read_settings(places.root, os.environ)
    if not arguments:
        raise SetupError("no_backup", path="FROM=")
    folder = Path(arguments[0]).expanduser().absolute()
    written = manifest.read(folder)
    report("checking_backup")
    manifest.check(folder, written)
    _require_known(places, written)
    if server_processes(places):
        raise SetupError("server_runs")
    with alone(places):
        url = ensure_database(places, env) if places.python.exists() else prepare(places, env)
        require_room(places.var, written["database_bytes"] + _bytes_of_files(written))
        _ask(folder, written, Client(places, url).database)
        was = put_in_place(places, url, env, folder, written)
        migrate(places, url, env)
    table_count, file_count = len(written["tables"]), len(written["files"]) - 1
    report("restored", table_count=table_count, file_count=file_count, folder=folder)
    report("former_kept", was=was)
    return 0


def _require_known(places: Places, written: Manifest) -> None:
    """Raise ``SetupError`` where the backup has a structure that this program does not know."""
    versions = places.root / "gis" / "migrations" / "versions"
    if not any(versions.glob(f"{written['revision']}_*.py")):
        raise SetupError("backup_newer", revision=written["revision"])


def _bytes_of_files(written: Manifest) -> int:
    return sum(each["bytes"] for each in written["files"].values())


def _ask(folder: Path, written: Manifest, database: str) -> None:
    rows = sum(table["rows"] for table in written["tables"].values())
    report(
        "about_to_restore",
        database=database,
        made_at=written["made_at"],
        row_count=rows,
        file_count=len(written["files"]) - 1,
        folder=folder,
    )
    try:
        answer = input(f"Gõ “{CONFIRMATION}” để khôi phục / type “{CONFIRMATION}” to restore: ")
    except EOFError:
        answer = ""
    if answer.strip() != CONFIRMATION:
        raise SetupError("not_restored", word=CONFIRMATION)


def put_in_place(places: Places, url: str, env: Mapping[str, str], folder: Path, written: Manifest) -> str:
    """Build the database and the folders anew, check them, then change names; return what the old ones are called.

    Whatever fails before the names are changed leaves the old data as they were.
    """
    client, stamp = Client(places, url), f"{datetime.now().astimezone():%Y%m%d_%H%M%S}"
    fresh, was = f"{client.database}_new_{stamp}", f"{client.database}_before_{stamp}"
    problem = SetupError("restore_failed")
    report("loading_backup")
    client.at("postgres").sql(f'CREATE DATABASE "{fresh}"', problem=problem)
    drafts: list[tuple[Kept, Path]] = []
    try:
        _load(client.at(fresh), folder, problem)
        _compare(places, with_database(url, fresh), env, written)
        for kept in kept_folders(places, env):
            draft = kept.folder.with_name(f"{kept.folder.name}.{fresh}")
            drafts.append((kept, draft))
            _copy_files(kept, draft, folder, written)
        with _folders_changed(drafts, was):
            _change_names(client, fresh, was)
    except BaseException:
        client.at("postgres").sql(f'DROP DATABASE IF EXISTS "{fresh}"', problem=problem)
        for _kept, draft in drafts:
            shutil.rmtree(draft, ignore_errors=True)
        raise
    _restore_key(places, env, folder, was)
    return was


def _load(client: Client, folder: Path, problem: SetupError) -> None:
    """Load the dump; extensions that the template lacks are made first."""
    dump = folder / DUMP
    listed = client.run("pg_restore", "--list", dump, problem=problem).splitlines()
    for line in listed:
        if OF_EXTENSIONS[0] in line and not line.startswith(";"):
            name = line.partition(OF_EXTENSIONS[0])[2].split()[0]
            client.sql(f'CREATE EXTENSION IF NOT EXISTS "{name}"', problem=problem)
    wanted = [line for line in listed if not any(part in line for part in OF_EXTENSIONS)]
    chosen = client.places.run / "restore.list"
    chosen.write_text("\n".join(wanted) + "\n", encoding="utf-8")
    options = ["--no-owner", "--no-privileges", "--exit-on-error", "--no-password", f"--use-list={chosen}"]
    client.run("pg_restore", *options, f"--dbname={client.database}", dump, problem=problem)
    chosen.unlink()
    client.sql(RIGHTS_ANEW, problem=problem)


def _compare(places: Places, url: str, env: Mapping[str, str], written: Manifest) -> None:
    """Raise ``SetupError`` where a table or the log is not as it was; bring the structure up to this program's."""
    report("comparing_backup")
    found = sums_of(places, url, env, SetupError("restore_failed"))
    for name in sorted({*found["tables"], *written["tables"]}):
        if found["tables"].get(name) != written["tables"].get(name):
            raise SetupError("restore_differs", name=name)
    if found["log_head"] != written["log_head"]:
        raise SetupError("restore_differs", name="audit_link")
    upgrade(places, url, env)
    run(
        [places.python, "-m", "etl", "audit", "verify"],
        log=places.logs / "audit.log",
        problem=SetupError("log_broken"),
        cwd=places.root,
        env={**env, URL_SETTING: url},
    )


def _copy_files(kept: Kept, draft: Path, folder: Path, written: Manifest) -> None:
    """Copy the files of one folder beside their place; raise ``SetupError`` where one does not arrive as it was."""
    draft.mkdir(parents=True)
    for name, stated in written["files"].items():
        if name.startswith(f"{kept.name}/"):
            target = draft / name.removeprefix(f"{kept.name}/")
            if manifest.copied(folder / name, target) != stated:
                raise SetupError("backup_damaged", path=folder / name)


@contextlib.contextmanager
def _folders_changed(drafts: Sequence[tuple[Kept, Path]], was: str) -> Iterator[None]:
    """Put the new folders in the place of the old ones, and back again where what follows fails."""
    changed: list[tuple[Path, Path]] = []

    def move(source: Path, target: Path) -> None:
        if source.exists():
            source.rename(target)
            changed.append((source, target))

    try:
        for kept, draft in drafts:
            move(kept.folder, kept.folder.with_name(f"{kept.folder.name}.{was}"))
            move(draft, kept.folder)
        yield
    except BaseException:
        for source, target in reversed(changed):
            target.rename(source)
        raise


def _change_names(client: Client, fresh: str, was: str) -> None:
    """Let the new database have the name, in one transaction; whoever is connected is sent away first and waited for."""
    problem, name = SetupError("restore_failed"), client.database
    ending = "SELECT pg_terminate_backend(pid, 30000) FROM pg_stat_activity WHERE datname IN ('{}', '{}');"
    client.at("postgres").sql(
        f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS false;\n{ending.format(name, fresh)}', problem=problem
    )
    swap = (
        f'BEGIN; ALTER DATABASE "{name}" RENAME TO "{was}"; ALTER DATABASE "{fresh}" RENAME TO "{name}";'
        f' ALTER DATABASE "{was}" ALLOW_CONNECTIONS true; COMMIT;'
    )
    try:
        client.at("postgres").sql(swap, problem=problem)
    except BaseException:
        client.at("postgres").sql(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS true', problem=problem)
        raise


def _restore_key(places: Places, env: Mapping[str, str], folder: Path, was: str) -> None:
    """Give the web the key of the backup: second factors are encrypted with it; the one before stays beside it."""
    if (folder / KEY).is_file():
        target = key_file(places, env)
        if target.exists():
            target.rename(target.with_name(f"{target.name}.{was}"))
        manifest.copied(folder / KEY, target)
