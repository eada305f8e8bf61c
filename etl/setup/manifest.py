"""What lies in a backup: every file with its SHA-256, every table with its rows and their sum, the head of the log."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import Any, NamedTuple

from etl.setup.messages import SetupError

NAME = "manifest.json"
FORM = 1
DUMP = "database.dump"
CHUNK = 1 << 20

Manifest = dict[str, Any]


class Kept(NamedTuple):
    """A folder of the installation and what it is called in a backup."""

    name: str
    folder: Path

    def files(self) -> Iterator[Path]:
        """Yield the files in it, in the order of their names; what is still being written is left out."""
        if self.folder.is_dir():
            yield from (path for path in sorted(self.folder.rglob("*")) if _counts(path))

    def bytes(self) -> int:
        """Return the size of all files."""
        return sum(path.stat().st_size for path in self.files())


def _counts(path: Path) -> bool:
    return path.is_file() and not path.is_symlink() and not path.name.startswith(".")


@contextlib.contextmanager
def private_files() -> Iterator[None]:
    """Let whatever is made meanwhile be for its owner alone: a backup holds names and hashes of passwords."""
    before = os.umask(0o077)
    try:
        yield
    finally:
        os.umask(before)


def copied(source: Path, target: Path) -> dict[str, Any]:
    """Copy one file for its owner's eyes and return its size and SHA-256."""
    target.parent.mkdir(parents=True, exist_ok=True)
    summed, size = hashlib.sha256(), 0
    descriptor = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with source.open("rb") as given, os.fdopen(descriptor, "wb") as written:
        while chunk := given.read(CHUNK):
            written.write(chunk)
            summed.update(chunk)
            size += len(chunk)
        written.flush()
        os.fsync(written.fileno())
    return {"bytes": size, "sha256": summed.hexdigest()}


def summed(path: Path) -> dict[str, Any]:
    """Return the size and SHA-256 of a file."""
    with path.open("rb") as given:
        digest = hashlib.file_digest(given, "sha256").hexdigest()
    return {"bytes": path.stat().st_size, "sha256": digest}


def write(folder: Path, manifest: Manifest) -> None:
    """Write the manifest of a backup."""
    text = json.dumps(manifest, ensure_ascii=False, indent=1, sort_keys=True)
    (folder / NAME).write_text(text + "\n", encoding="utf-8")


def read(folder: Path) -> Manifest:
    """Return the manifest of the backup in ``folder``; raise ``SetupError`` where there is none, or it is broken."""
    try:
        manifest: Manifest = json.loads((folder / NAME).read_text(encoding="utf-8"))
        if manifest["form"] != FORM or DUMP not in manifest["files"] or not manifest["tables"]:
            raise SetupError("backup_damaged", path=folder / NAME)
    except (FileNotFoundError, NotADirectoryError):
        raise SetupError("no_backup", path=folder) from None
    except (ValueError, KeyError, TypeError):
        raise SetupError("backup_damaged", path=folder / NAME) from None
    return manifest


def check(folder: Path, manifest: Manifest) -> None:
    """Raise ``SetupError`` naming the first file that is missing or is not as the manifest says."""
    for name, stated in manifest["files"].items():
        path = folder / name
        if not _is_within(name) or not path.is_file() or summed(path) != stated:
            raise SetupError("backup_damaged", path=path)


def _is_within(name: str) -> bool:
    """Tell whether a name leads nowhere but below its folder, also without its first part ("files//etc/x" does not)."""
    path = PurePosixPath(name)
    return not path.is_absolute() and ".." not in path.parts and path.as_posix() == name
