"""``make backup``: the database, the files and the imports of one moment in a folder that proves itself."""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path

from etl.setup import manifest
from etl.setup.client import Client
from etl.setup.commands import alone
from etl.setup.database import ensure_database
from etl.setup.environment import Places, read_settings
from etl.setup.manifest import DUMP, Kept, Manifest
from etl.setup.messages import SetupError
from etl.setup.progress import report
from etl.setup.snapshot import snapshot

IMPORTS_SETTING = "HATANG_IMPORTS_DIR"
VAR_SETTING = "HATANG_VAR_FOLDER"
KEY = "secret_key"
SPARE_BYTES = 50_000_000


def back_up(places: Places, arguments: Sequence[str]) -> int:
    """Write a backup into the folder that is given, else ``var/backups``, and tell what it holds."""
    env = read_settings(places.root, os.environ)
    if not places.python.exists():
        raise SetupError("nothing_to_back_up")
    target = Path(arguments[0]).expanduser() if arguments else places.var / "backups"
    with alone(places):
        url = ensure_database(places, env)
        with manifest.private_files():
            folder, written = write_backup(places, url, env, target.absolute())
    rows = sum(table["rows"] for table in written["tables"].values())
    report(
        "backed_up",
        row_count=rows,
        table_count=len(written["tables"]),
        file_count=len(written["files"]) - 1,
        folder=folder,
    )
    if written["log_head"]:
        head = written["log_head"]
        report("last_link", position=head["position"], hash=head["hash"])
    print(folder)
    return 0


def kept_folders(places: Places, env: Mapping[str, str]) -> tuple[Kept, ...]:
    """Return the folders that belong to the data: files of documents and photos, lists as they came."""
    imports = env.get(IMPORTS_SETTING)
    return (
        Kept("files", var_folder(places, env) / "files"),
        Kept("imports", places.root / imports if imports else places.var / "imports"),
    )


def var_folder(places: Places, env: Mapping[str, str]) -> Path:
    """Return where the web keeps its files and its key."""
    return places.root / (env.get(VAR_SETTING) or "var")


def key_file(places: Places, env: Mapping[str, str]) -> Path:
    """Return the key of the web, without which second factors can not be read."""
    return var_folder(places, env) / "run" / KEY


def write_backup(places: Places, url: str, env: Mapping[str, str], target: Path) -> tuple[Path, Manifest]:
    """Write the backup beside its place and give it its name when it is whole; return the folder and its manifest."""
    target.mkdir(parents=True, exist_ok=True)
    made_at = datetime.now().astimezone()
    folder = target / f"hatang-{made_at:%Y%m%d-%H%M%S}"
    draft = target / f".{folder.name}.{os.getpid()}"
    draft.mkdir()
    try:
        written = _fill(places, url, env, draft)
        written |= {"form": manifest.FORM, "made_at": made_at.isoformat(timespec="seconds")}
        manifest.write(draft, written)
        draft.rename(folder)
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    return folder, written


def _fill(places: Places, url: str, env: Mapping[str, str], draft: Path) -> Manifest:
    """Dump and sum up the same moment, then copy the files: whatever a row names is written before the row."""
    problem = SetupError("backup_failed")
    kept = kept_folders(places, env)
    with snapshot(places, url, env, problem) as held:
        require_room(draft, held.database_bytes + sum(each.bytes() for each in kept))
        options = ["--format=custom", "--no-password", f"--snapshot={held.name}", f"--file={draft / DUMP}"]
        Client(places, url).run("pg_dump", *options, problem=problem)
        (draft / DUMP).chmod(0o600)
        told = held.sums()
        size = held.database_bytes
    if not told:
        raise problem
    files = {DUMP: manifest.summed(draft / DUMP)}
    for each in kept:
        for path in each.files():
            name = f"{each.name}/{path.relative_to(each.folder).as_posix()}"
            files[name] = manifest.copied(path, draft / name)
    key = key_file(places, env)
    if key.is_file():
        files[KEY] = manifest.copied(key, draft / KEY)
    return {**told, "database_bytes": size, "files": files}


def require_room(folder: Path, needed: int) -> None:
    """Raise ``SetupError`` where the disk of a folder lacks the room."""
    free = shutil.disk_usage(folder).free
    if free < needed + SPARE_BYTES:
        needed_mb = (needed + SPARE_BYTES) // 1_000_000
        raise SetupError("disk_full", path=folder, free_mb=free // 1_000_000, needed_mb=needed_mb)
