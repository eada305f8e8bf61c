"""ZIP archives opened with care: sizes measured by unpacking, names never trusted as paths."""

import zipfile
import zlib
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import BinaryIO, Final

from etl.findings import FileRefusedError
from etl.readers.limits import ReadLimits, megabytes

_CHUNK: Final = 1 << 18
_LOCAL_HEADER: Final = 30
_IS_ENCRYPTED: Final = 1


@contextmanager
def open_archive(path: Path) -> Iterator[zipfile.ZipFile]:
    """Open a ZIP file; whatever a damaged one makes go wrong inside the block is ``file_damaged``."""
    try:
        with zipfile.ZipFile(path) as archive:
            yield archive
    except (
        zipfile.BadZipFile,
        zlib.error,
        NotImplementedError,
        EOFError,
        KeyError,
        OSError,
        ValueError,
    ) as error:
        raise FileRefusedError.of("file_damaged", reason=str(error)[:200]) from error


def check_archive(path: Path, limits: ReadLimits) -> list[str]:
    """Return the names in a ZIP file after unpacking every entry once, counting bytes and keeping none.

    Sizes that the archive states itself are not believed. Raises ``FileRefusedError``: ``file_damaged``,
    ``file_encrypted``, ``archive_too_large``.
    """
    with open_archive(path) as archive, path.open("rb") as raw:
        entries = archive.infolist()
        if len(entries) > limits.max_archive_entries:
            raise _too_large(limits)
        left = limits.max_unpacked_bytes
        for entry in entries:
            if entry.flag_bits & _IS_ENCRYPTED:
                raise FileRefusedError.of("file_encrypted")
            left -= _unpacked_size(raw, entry, left, limits)
        return [entry.filename for entry in entries if not entry.is_dir()]


def extract(path: Path, folder: Path, suffixes: Collection[str]) -> list[Path]:
    """Unpack entries with one of the suffixes into ``folder``, under their bare names, folders made flat.

    Call ``check_archive`` first. Of entries of one name the first is taken; names of Mac resource forks are skipped.
    """
    extracted = []
    with open_archive(path) as archive:
        for entry in archive.infolist():
            inner = PurePosixPath(entry.filename.replace("\\", "/"))
            target = folder / inner.name
            is_wanted = (
                inner.suffix.lower() in suffixes
                and not inner.name.startswith(".")
                and "__MACOSX" not in inner.parts
            )
            if is_wanted and not target.exists():
                target.write_bytes(archive.read(entry))
                extracted.append(target)
    return sorted(extracted)


def _unpacked_size(raw: BinaryIO, entry: zipfile.ZipInfo, most: int, limits: ReadLimits) -> int:
    raw.seek(entry.header_offset)
    header = raw.read(_LOCAL_HEADER)
    if len(header) < _LOCAL_HEADER:
        raise zipfile.BadZipFile("truncated")
    raw.seek(int.from_bytes(header[26:28], "little") + int.from_bytes(header[28:30], "little"), 1)
    if entry.compress_type == zipfile.ZIP_STORED:
        if entry.compress_size > most:
            raise _too_large(limits)
        return entry.compress_size
    if entry.compress_type != zipfile.ZIP_DEFLATED:
        raise zipfile.BadZipFile(f"compression {entry.compress_type}")
    return _inflated_size(raw, entry.compress_size, most, limits)


def _inflated_size(raw: BinaryIO, packed: int, most: int, limits: ReadLimits) -> int:
    inflater = zlib.decompressobj(-zlib.MAX_WBITS)
    size, chunk = 0, b""
    while not inflater.eof:
        if not chunk:
            chunk = raw.read(min(_CHUNK, packed))
            packed -= len(chunk)
            if not chunk:
                raise zipfile.BadZipFile("truncated")
        size += len(inflater.decompress(chunk, _CHUNK))
        chunk = inflater.unconsumed_tail
        if size > most:
            raise _too_large(limits)
    return size


def _too_large(limits: ReadLimits) -> FileRefusedError:
    return FileRefusedError.of("archive_too_large", limit_mb=megabytes(limits.max_unpacked_bytes))
