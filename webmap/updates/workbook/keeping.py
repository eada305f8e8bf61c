"""The file between the look at it and the writing: kept for a day under its SHA-256, for the account that sent it alone."""

import hashlib
import os
import re
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import Final

from flask_login import current_user
from werkzeug.datastructures import FileStorage

from webmap.clock import now
from webmap.files.sending import files_folder

KEPT_S: Final = 24 * 3600
MOST_KEPT: Final = 10
"""Files of one account; the oldest make way."""
_SHA256: Final = re.compile(r"[0-9a-f]{64}")
FOLDER: Final = "workbooks"


def keep(upload: FileStorage) -> str:
    """Keep a file that was sent and return its SHA-256; what is older than a day goes."""
    folder = _folder()
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    forget_old(folder.parent)
    handle, name = tempfile.mkstemp(dir=folder, prefix=".")
    with os.fdopen(handle, "w+b") as target:
        upload.save(target)
        upload.close()
        target.seek(0)
        found = hashlib.file_digest(target, "sha256").hexdigest()
    Path(name).replace(folder / found)
    os.utime(folder / found)
    _forget_most(folder)
    return found


def kept_file(sha256: str) -> Path | None:
    """Return the file of the reader's account; None where there is none or its day is over."""
    if not _SHA256.fullmatch(sha256):
        return None
    path = _folder() / sha256
    with suppress(FileNotFoundError):
        if path.stat().st_mtime > now().timestamp() - KEPT_S:
            return path
    return None


def forget(sha256: str) -> None:
    """Delete a file of the reader's account."""
    path = kept_file(sha256)
    if path is not None:
        path.unlink(missing_ok=True)


def forget_old(root: Path) -> None:
    """Delete every kept file whose day is over."""
    for path in root.glob("*/*"):
        with suppress(FileNotFoundError):
            if path.stat().st_mtime <= now().timestamp() - KEPT_S:
                path.unlink()


def _forget_most(folder: Path) -> None:
    def age(path: Path) -> float:
        with suppress(FileNotFoundError):
            return path.stat().st_mtime
        return 0.0

    for path in sorted(folder.iterdir(), key=age, reverse=True)[MOST_KEPT:]:
        with suppress(FileNotFoundError):
            path.unlink()


def _folder() -> Path:
    return files_folder().with_name(FOLDER) / str(current_user.account_id)
