"""Taking a handed-over file in: what it is, when and where a photo was taken, and the copies that are kept."""

import json
import os
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from etl.originals import FileFacts, file_facts, keep_original
from etl.stored_files.content import media_type_of
from etl.stored_files.limits import DAMAGED, MAX_CHILD_SECONDS, OUTSIDE, PUBLIC_NAME, THUMBNAIL_NAME
from gis.domain.errors import DomainError
from gis.domain.stored_files import MediaType, Spot

_ROOT: Final = Path(__file__).resolve().parents[2]
_CHILD: Final = "etl.stored_files.photo_child"
_THUMBNAILS: Final = "thumbnails"


@dataclass(frozen=True, slots=True, kw_only=True)
class TakenIn:
    """A file as it is kept: by its hash, with the hash of its public copy, and what a photo's camera wrote."""

    facts: FileFacts
    media_type: MediaType
    public_sha256: str
    taken_at: datetime | None = None
    lon: float | None = None
    lat: float | None = None


def take_in(path: Path, folder: Path) -> TakenIn:
    """Look at a file and keep it below `folder` under its SHA-256, a photo with a public copy and a thumbnail.

    The public copy of a PDF is the file itself. Raises DomainError on the field `file`: what
    `etl.stored_files.content.media_type_of` raises, `file.damaged`, `file.too_heavy`.
    """
    kind, facts = media_type_of(path), file_facts(path)
    if not kind.is_photo:
        keep_original(path, facts, folder)
        return TakenIn(facts=facts, media_type=kind, public_sha256=facts.sha256)
    with tempfile.TemporaryDirectory() as made:
        found = _look(path, Path(made))
        keep_original(path, facts, folder)
        public_sha256 = _keep_copies(Path(made), folder)
    return TakenIn(
        facts=facts,
        media_type=kind,
        public_sha256=public_sha256,
        taken_at=datetime.fromisoformat(found["taken_at"]) if found["taken_at"] else None,
        lon=found["lon"],
        lat=found["lat"],
    )


def blur(path: Path, folder: Path, spot: Spot) -> str:
    """Keep copies of a photo that are blurred at `spot` below `folder`; return the hash of the public one.

    Raises DomainError: `file.outside` on the field `x` for a square beside the picture, else as `take_in`.
    """
    with tempfile.TemporaryDirectory() as made:
        _look(path, Path(made), *(str(share) for share in spot))
        return _keep_copies(Path(made), folder)


def kept_path(folder: Path, sha256: str) -> Path:
    """Return where the file of a hash is kept."""
    return folder / sha256


def thumbnail_path(folder: Path, public_sha256: str) -> Path:
    """Return where the thumbnail of a public copy is kept."""
    return folder / _THUMBNAILS / public_sha256


def _keep_copies(made: Path, folder: Path) -> str:
    """Keep the copies that were made of a photo; return the hash of the public one."""
    public = file_facts(made / PUBLIC_NAME)
    keep_original(made / public.name, public, folder)
    keep_original(made / THUMBNAIL_NAME, FileFacts(public.name, public.sha256, 0), folder / _THUMBNAILS)
    return public.sha256


def _look(path: Path, folder: Path, *spot: str) -> dict[str, Any]:
    """Let a program of its own look at the photo: a hostile one ends that program, never ours."""
    environment = {"PYTHONPATH": str(_ROOT), "MALLOC_ARENA_MAX": "1", "PATH": os.defpath}
    command = [sys.executable, "-m", _CHILD, str(path.resolve()), str(folder), *spot]
    try:
        done = subprocess.run(  # noqa: S603 - our own program and two paths, no shell
            command,
            capture_output=True,
            cwd=_ROOT,
            env=environment,
            timeout=MAX_CHILD_SECONDS + 5,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise DomainError("file.too_heavy", field="file") from error
    if done.returncode == OUTSIDE:
        raise DomainError("file.outside", field="x")
    if done.returncode == DAMAGED:
        raise DomainError("file.damaged", field="file")
    if done.returncode != 0:
        raise DomainError("file.too_heavy", field="file")
    found: dict[str, Any] = json.loads(done.stdout)
    return found
