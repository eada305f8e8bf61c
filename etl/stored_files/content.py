"""What a file is by its first bytes, and whether something that runs hides in it."""

import re
from pathlib import Path
from typing import Final

from gis.domain.errors import DomainError
from gis.domain.stored_files import MAX_FILE_BYTES, MediaType

_PDF_MARK: Final = b"%PDF-"
_HEAD_BYTES: Final = 1024
_MARKUP: Final = re.compile(rb"<\s*(script|svg|html|\?php|\?xml|!doctype)", re.IGNORECASE)
# Long enough never to stand by chance in megabytes of compressed pixels.
_SCRIPT: Final = re.compile(rb"<script|<iframe|<\?php|javascript:", re.IGNORECASE)
_PDF_ACTION: Final = re.compile(rb"/(JavaScript|Launch|RichMedia)\b")
_CHUNK_BYTES: Final = 1 << 20
_OVERLAP_BYTES: Final = 64


def media_type_of(path: Path) -> MediaType:
    """Return what a file is by its content, never by its name.

    Raises DomainError on the field `file`: `file.empty`, `file.too_big`, `file.type`, and `file.script` for what holds
    markup or actions that run.
    """
    size_bytes = path.stat().st_size
    if size_bytes == 0:
        raise DomainError("file.empty", field="file")
    if size_bytes > MAX_FILE_BYTES:
        raise DomainError("file.too_big", field="file", limit_mb=MAX_FILE_BYTES // 1024**2)
    with path.open("rb") as stream:
        head = stream.read(_HEAD_BYTES)
    kind = _kind(head)
    if kind is None:
        raise DomainError("file.script" if _MARKUP.search(head) else "file.type", field="file")
    if _holds(path, _PDF_ACTION if kind is MediaType.PDF else _SCRIPT):
        raise DomainError("file.script", field="file")
    return kind


def _kind(head: bytes) -> MediaType | None:
    if head.startswith(b"\xff\xd8\xff"):
        return MediaType.JPEG
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return MediaType.PNG
    if head.startswith(b"RIFF") and head[8:12] == b"WEBP":
        return MediaType.WEBP
    return MediaType.PDF if head.startswith(_PDF_MARK) else None


def _holds(path: Path, pattern: re.Pattern[bytes]) -> bool:
    kept = b""
    with path.open("rb") as stream:
        while chunk := stream.read(_CHUNK_BYTES):
            if pattern.search(kept + chunk):
                return True
            kept = chunk[-_OVERLAP_BYTES:]
    return False
