"""Keeping the file as it was handed over, under the name of its content."""

import hashlib
import os
import shutil
from pathlib import Path
from typing import Final, NamedTuple

FOLDER_SETTING: Final = "HATANG_IMPORTS_DIR"
DEFAULT_FOLDER: Final = Path("var/imports")
_CHUNK_BYTES: Final = 1 << 20


class FileFacts(NamedTuple):
    """A file's name, SHA-256 in hexadecimal digits and size in bytes."""

    name: str
    sha256: str
    size_bytes: int


def imports_folder() -> Path:
    """Return where original files are kept: the setting, else var/imports."""
    return Path(os.environ.get(FOLDER_SETTING) or DEFAULT_FOLDER)


def file_facts(path: Path) -> FileFacts:
    """Return what identifies a file, reading it in pieces."""
    digest, size_bytes = hashlib.sha256(), 0
    with path.open("rb") as stream:
        while chunk := stream.read(_CHUNK_BYTES):
            digest.update(chunk)
            size_bytes += len(chunk)
    return FileFacts(path.name, digest.hexdigest(), size_bytes)


def keep_original(path: Path, facts: FileFacts, folder: Path) -> Path:
    """Copy the file to ``folder/<sha256>`` unless it is there; a broken copy never bears that name."""
    kept = folder / facts.sha256
    if kept.exists():
        return kept
    folder.mkdir(parents=True, exist_ok=True)
    part = folder / f".{facts.sha256}.{os.getpid()}"
    try:
        shutil.copyfile(path, part)
        part.replace(kept)
    finally:
        part.unlink(missing_ok=True)
    return kept
