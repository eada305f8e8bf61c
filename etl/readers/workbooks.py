"""Cells of a workbook, read by a program of its own: a hostile file can end that one, never ours."""

import io
import os
import pickle
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from threading import Timer
from typing import IO, Any, Final

from etl.findings import FileRefusedError
from etl.readers.limits import ReadLimits, megabytes
from etl.readers.sheet_marks import SheetMarks
from etl.readers.sniff import FileKind
from etl.readers.workbook_child import OUT_OF_MEMORY

_ROOT: Final = Path(__file__).resolve().parents[2]
_CHILD: Final = "etl.readers.workbook_child"
_KNOWN_CLASSES: Final = frozenset({"date", "datetime", "time", "timedelta"})
_NO_MEMORY: Final = (b"memory allocation", b"MemoryError", b"capacity overflow")


@dataclass(slots=True)
class Sheet:
    """A worksheet from A1 on; a hidden one has no cells. ``merges`` are ranges as ((row, column), (row, column))."""

    name: str
    is_hidden: bool
    merges: Sequence[tuple[tuple[int, int], tuple[int, int]]]
    marks: SheetMarks
    grid: list[list[Any]] = field(default_factory=list)


class _Messages(pickle.Unpickler):
    """Reads plain values and dates, and nothing that could run."""

    def find_class(self, module: str, name: str) -> Any:
        if module == "datetime" and name in _KNOWN_CLASSES:
            return super().find_class(module, name)
        raise pickle.UnpicklingError(f"{module}.{name}")


def read_sheets(path: Path, kind: FileKind, limits: ReadLimits) -> list[Sheet]:
    """Return the worksheets of a workbook in their order.

    Raises ``FileRefusedError``: ``file_encrypted``, ``file_damaged``, ``xml_with_entities``, ``workbook_too_heavy``
    (memory), ``workbook_too_slow``, ``too_many_rows``, ``too_many_columns``, ``too_many_cells``.
    """
    with tempfile.TemporaryFile() as errors, _reading(path, kind, limits, errors) as (process, is_late):
        sheets = _collect(process.stdout or io.BytesIO())
        code = process.wait()
        if sheets is None:
            errors.seek(0)
            raise _failure(code, errors.read()[-4_000:], is_late=bool(is_late), limits=limits)
    return sheets


@contextmanager
def _reading(
    path: Path, kind: FileKind, limits: ReadLimits, errors: IO[bytes]
) -> Iterator[tuple[subprocess.Popen[bytes], list[bool]]]:
    """Start the child and end it, at the latest when its time is over; the list is filled where that was so."""
    numbers = (str(value) for value in limits.as_numbers())
    # glibc keeps 64 MB of addresses for each thread, which would count against the limit.
    environment = {"PYTHONPATH": str(_ROOT), "MALLOC_ARENA_MAX": "1", "PATH": os.defpath}
    command = [sys.executable, "-m", _CHILD, str(path.resolve()), kind.value, *numbers]
    is_late: list[bool] = []
    with subprocess.Popen(  # noqa: S603 - our own program and a path, no shell
        command, stdout=subprocess.PIPE, stderr=errors, cwd=_ROOT, env=environment
    ) as process:

        def end() -> None:
            is_late.append(True)
            process.kill()

        timer = Timer(limits.max_reader_seconds, end)
        timer.start()
        try:
            yield process, is_late
        finally:
            timer.cancel()
            process.kill()


def _collect(stream: IO[bytes]) -> list[Sheet] | None:
    """Return the sheets, or None where the child ended before its last word; raise what it refuses."""
    sheets: list[Sheet] = []
    while True:
        try:
            # Each message stands alone, so that no memory of shared values grows over the whole file.
            message = _Messages(stream).load()
        except (EOFError, pickle.UnpicklingError):
            return None
        match message:
            case ("sheet", name, state, merges, formulas, errors):
                sheets.append(Sheet(name, state == "hidden", merges, SheetMarks(formulas, errors)))
            case ("rows", rows):
                sheets[-1].grid += rows
            case ("refused", code, params):
                raise FileRefusedError.of(code, **params)
            case _:
                return sheets


def _failure(code: int, told: bytes, *, is_late: bool, limits: ReadLimits) -> FileRefusedError:
    if is_late or code == -signal.SIGXCPU:
        return FileRefusedError.of("workbook_too_slow", seconds=limits.max_reader_seconds)
    if code in (OUT_OF_MEMORY, -signal.SIGKILL) or any(words in told for words in _NO_MEMORY):
        return FileRefusedError.of("workbook_too_heavy", limit_mb=round(megabytes(limits.max_reader_bytes)))
    reason = told.decode(errors="replace").strip().rpartition("\n")[2][:200]
    return FileRefusedError.of("file_damaged", reason=reason or f"mã {code}")
