"""CSV and other delimited text: its encoding and delimiter are found, not asked for."""

import csv
import io
import unicodedata
from collections import Counter
from pathlib import Path
from typing import Final

from etl.cells import Cell, is_missing
from etl.findings import FileRefusedError, Finding
from etl.headers import find_heading
from etl.legacy_encodings import decode_tcvn3, decode_vni
from etl.readers.limits import ReadLimits
from etl.readers.sniff import FileKind, utf16_without_mark
from etl.readers.tables import grid_table
from etl.rows import SourceFile
from etl.syllables import plausibility

_DELIMITERS: Final = (",", ";", "\t", "|")
_SAMPLE_CHARS: Final = 100_000
_SAMPLE_ROWS: Final = 100
_MARKS: Final = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))


def read_csv(path: Path, limits: ReadLimits) -> SourceFile:
    """Read a delimited text file; row numbers are those that a spreadsheet program shows.

    Raises ``FileRefusedError``: ``file_unknown`` where the text is no table, ``table_without_rows``, limits.
    """
    grid, encoding = csv_grid(path, limits)
    heading = find_heading(grid)
    width = max((header.index + 1 for header in heading.headers if header.text), default=0) if heading else 0
    surplus = _surplus_findings(grid, heading.data_row if heading else 0, width)
    read = (
        grid_table([row[:width] for row in grid], sheet=None, limits=limits, heading=heading)
        if heading
        else None
    )
    if read is None:
        raise FileRefusedError.of("table_without_rows")
    decoded = [Finding.of("bytes_decoded", encoding=encoding)] if encoding != "utf-8" else []
    table, findings = read
    return SourceFile(path.name, FileKind.CSV.value, (table,), (*decoded, *surplus, *findings))


def csv_grid(path: Path, limits: ReadLimits) -> tuple[list[list[Cell]], str]:
    """Return the cells of a delimited text file and the name of its encoding.

    Raises ``FileRefusedError``: ``file_unknown`` where the text is no table, limits.
    """
    text, encoding = decode(path.read_bytes())
    delimiter = find_delimiter(text)
    if delimiter is None:
        raise FileRefusedError.of("file_unknown", name=path.name)
    return _grid(text, delimiter, limits), encoding


def decode(content: bytes) -> tuple[str, str]:
    """Return the text and the name of its encoding.

    Byte order marks and strict UTF-8 are certain; else Windows-1258 competes with Latin-1, whose letters TCVN3 and VNI
    use, by how many words come out as Vietnamese syllables. Latin-1 text is returned undecoded beyond that: the repair
    belongs to each column.
    """
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            return content[len(mark) :].decode(encoding, errors="replace"), encoding
    if wide := utf16_without_mark(content):
        return content.decode(wide, errors="replace"), wide
    try:
        return content.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        latin = content.decode("latin-1")
        windows = unicodedata.normalize("NFC", content.decode("cp1258", errors="replace"))
    old = max(plausibility(read(latin[:_SAMPLE_CHARS])).ratio for read in (decode_tcvn3, decode_vni, str))
    is_windows = plausibility(windows[:_SAMPLE_CHARS]).ratio >= old
    return (windows, "windows-1258") if is_windows else (latin, "latin-1")


def find_delimiter(text: str) -> str | None:
    """Return the sign that parts the first rows most evenly into columns; None where none makes two columns."""
    first_line = text.partition("\n")[0].strip()
    if first_line.lower().startswith("sep=") and len(first_line) == 5:
        return first_line[4]
    best, best_score = None, 0.0
    for delimiter in _DELIMITERS:
        widths = Counter(len(row) for row in _sample(text, delimiter) if any(row))
        wide = {width: count for width, count in widths.items() if width > 1}
        if wide:
            width, count = max(wide.items(), key=lambda item: item[1] * item[0])
            score = count / sum(widths.values()) + min(width, 50) / 1000
            if score > best_score:
                best, best_score = delimiter, score
    return best


def _sample(text: str, delimiter: str) -> list[list[str]]:
    reader = csv.reader(io.StringIO(text[:_SAMPLE_CHARS], newline=""), delimiter=delimiter)
    rows = []
    try:
        for row in reader:
            rows.append(row)
            if len(rows) >= _SAMPLE_ROWS:
                break
    except csv.Error:
        return rows
    return rows


def _grid(text: str, delimiter: str, limits: ReadLimits) -> list[list[Cell]]:
    csv.field_size_limit(limits.max_bytes)
    grid: list[list[Cell]] = []
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter):
            grid.append([cell if cell.strip() else None for cell in row])
            if len(grid) > limits.max_rows + 100:
                raise FileRefusedError.of("too_many_rows", limit=limits.max_rows)
            if len(row) > limits.max_columns:
                raise FileRefusedError.of("too_many_columns", limit=limits.max_columns)
    except csv.Error as error:
        raise FileRefusedError.of("file_damaged", reason=str(error)) from error
    if grid and grid[0] and str(grid[0][0]).lower().startswith("sep=") and not any(grid[0][1:]):
        grid[0] = [None]
    if text.count('"') % 2 and grid and any("\n" in str(cell) for cell in grid[-1]):
        # A quote that nobody closes swallows every row below it.
        raise FileRefusedError.of("quote_unclosed", row=len(grid))
    while grid and all(map(is_missing, grid[-1])):
        grid.pop()
    return grid


def _surplus_findings(grid: list[list[Cell]], data_row: int, width: int) -> list[Finding]:
    return [
        Finding.of("row_too_long", count=len(row), columns=width).at(row=index + 1)
        for index, row in enumerate(grid)
        if index >= data_row and not all(map(is_missing, row[width:]))
    ]
