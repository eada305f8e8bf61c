"""Where the heading of a sheet is: below title lines, over one to three rows, above a row of column numbers."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from etl.cells import Cell, as_text, is_missing
from etl.columns import Field, recognise
from etl.rows import Header, column_letter
from etl.text import detect_encoding, one_line, repair

Grid = Sequence[Sequence[Cell]]
Merges = Sequence[tuple[tuple[int, int], tuple[int, int]]]

_SEARCHED_ROWS: Final = 40
_DEEPEST: Final = 3
_LONGEST_HEADING: Final = 200
_LONGEST_CELL: Final = 1_000
_COLUMN_NUMBER: Final = re.compile(r"\(?(?:\d{1,2}|[A-ZĐa-z])\)?(?:\s*[=+\-–x*:/()\d\s]+)?")


@dataclass(frozen=True, slots=True)
class Heading:
    """The heading of a grid: its columns, its first row, the first row of data, the lines above it.

    ``recognised_count`` columns have a heading that is known; 0 where the heading is only the likeliest row.
    """

    headers: tuple[Header, ...]
    first_row: int
    data_row: int
    notes: tuple[str, ...]
    recognised_count: int


def find_heading(grid: Grid, merges: Merges = ()) -> Heading | None:
    """Find the heading in the first 40 rows of a grid; None where no row looks like one.

    ``merges`` are the merged ranges of the sheet as ((row, column), (row, column)), from 0, both ends included.
    """
    rows = [_heading_texts(row) for row in grid[:_SEARCHED_ROWS]]
    counts = [_recognised(texts) for texts in rows]
    best = max(range(len(rows)), key=lambda index: (counts[index], -index), default=None)
    # One known word alone may stand in a row of data ("x" for yes): a name column or two known headings are asked for.
    if best is None or counts[best] == 0 or (counts[best] == 1 and not any(map(_is_name, rows[best]))):
        best = _first_full_row(grid, rows)
        if best is None:
            return None
    top, bottom = _block(grid, rows, best, merges)
    texts = _joined(
        rows[top : bottom + 1], {(r - top, c): t for (r, c), t in _merged_texts(rows, merges).items()}
    )
    width = max((len(row) for row in grid), default=0)
    headers = tuple(
        Header(index, texts[index] if index < len(texts) else "", column_letter(index))
        for index in range(width)
    )
    data_row = bottom + 1
    if data_row < len(grid) and _is_column_numbers(grid[data_row]):
        data_row += 1
    notes = tuple(text for row in rows[:top] for text in row if text)
    return Heading(headers, top, data_row, notes, _recognised([header.text for header in headers]))


def _heading_texts(row: Sequence[Cell]) -> list[str]:
    written = [cell[:_LONGEST_CELL] if isinstance(cell, str) else "" for cell in row]
    encoding = detect_encoding(written).encoding
    return [one_line(repair(text, encoding)) for text in written]


def _recognised(texts: Sequence[str]) -> int:
    fields = set()
    for text in texts:
        match = recognise(text) if text and len(text) <= _LONGEST_HEADING else None
        if match is not None and match.is_exact:
            fields.add(match.field)
    return len(fields)


def _first_full_row(grid: Grid, rows: Sequence[Sequence[str]]) -> int | None:
    for index, texts in enumerate(rows):
        filled = [text for text in texts if text]
        only_texts = len(filled) == sum(not is_missing(cell) for cell in grid[index])
        if len(filled) >= 2 and only_texts and len(set(filled)) == len(filled) and index + 1 < len(grid):
            return index
    return None


def _block(grid: Grid, rows: Sequence[Sequence[str]], best: int, merges: Merges) -> tuple[int, int]:
    """Return first and last row of the heading that ``best`` belongs to."""
    spans = [(top, bottom) for (top, _), (bottom, _) in merges if bottom > top and top <= best <= bottom]
    first = min([best, *(top for top, _ in spans)])
    last = max([best, *(bottom for _, bottom in spans)])
    while first and last - first < _DEEPEST - 1 and _is_group_row(rows[first - 1], rows[first]):
        first -= 1
    while (
        last + 1 < len(rows)
        and last - first < _DEEPEST - 1
        and _is_detail_row(grid[last + 1], rows[last], rows[last + 1])
    ):
        last += 1
    return first, min(last, first + _DEEPEST - 1, len(rows) - 1)


def _is_group_row(upper: Sequence[str], lower: Sequence[str]) -> bool:
    """Whether the row above only groups columns: at least two headings, one with room to its right, over headings."""
    filled = [index for index, text in enumerate(upper) if text]
    if len(filled) < 2:
        return False
    pairs = {
        index for index in filled if index + 1 < len(upper) and not upper[index + 1] and _at(lower, index + 1)
    }
    return bool(pairs) and _recognised(upper) > 0


def _is_detail_row(cells: Sequence[Cell], upper: Sequence[str], lower: Sequence[str]) -> bool:
    """Whether the row below tells the columns of a group: texts only, none under the name, one where no heading is."""
    if any(not is_missing(cell) and not isinstance(cell, str) for cell in cells):
        return False
    filled = [index for index, text in enumerate(lower) if text]
    fresh = [index for index in filled if not _at(upper, index)]
    under_name = any(_at(lower, index) for index, text in enumerate(upper) if _is_name(text))
    return bool(fresh) and not under_name and all(len(lower[index]) <= _LONGEST_HEADING for index in filled)


def _is_name(text: str) -> bool:
    match = recognise(text) if text else None
    return match is not None and match.field in (Field.NAME, Field.CODE)


def _merged_texts(rows: Sequence[Sequence[str]], merges: Merges) -> Mapping[tuple[int, int], str]:
    texts = {}
    for (top, left), (bottom, right) in merges:
        if top < len(rows) and (text := _at(rows[top], left)):
            for row in range(top, bottom + 1):
                for column in range(left, right + 1):
                    texts[row, column] = text
    return texts


def _joined(block: Sequence[Sequence[str]], merged: Mapping[tuple[int, int], str]) -> list[str]:
    width = max(map(len, block))
    filled = [_spread(row, below=block[index + 1 :]) for index, row in enumerate(block)]
    headings = []
    for column in range(width):
        parts = [merged.get((row, column)) or _at(filled[row], column) for row in range(len(block))]
        headings.append(" / ".join(dict.fromkeys(part for part in parts if part)))
    return headings


def _spread(row: Sequence[str], *, below: Sequence[Sequence[str]]) -> list[str]:
    """Carry the heading of a group to its columns: to the right, as long as only rows below have a text."""
    texts = list(row)
    for index in range(1, len(texts)):
        has_detail = any(_at(lower, index) for lower in below)
        starts_group = any(_at(lower, index - 1) for lower in below)
        if not texts[index] and has_detail and starts_group:
            texts[index] = texts[index - 1]
    return texts


def _is_column_numbers(row: Sequence[Cell]) -> bool:
    filled = [as_text(cell) for cell in row if not is_missing(cell)]
    return len(filled) >= 3 and len(set(filled)) == len(filled) and all(map(_COLUMN_NUMBER.fullmatch, filled))


def _at(texts: Sequence[str], index: int) -> str:
    return texts[index] if index < len(texts) else ""
