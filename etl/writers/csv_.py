"""Writing a list of projects as CSV: UTF-8 with a mark for Excel, formulas made harmless."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from etl.cells import harmless
from etl.writers.columns import Value, columns
from etl.writers.words import Words
from gis.queries.exports import ExportRow

BYTE_ORDER_MARK = "\ufeff"
LINES_A_CHUNK = 200


def csv_chunks(rows: Iterable[ExportRow], words: Words) -> Iterator[bytes]:
    """Return the file piece by piece: a heading, then a line for each row.

    Text that a spreadsheet would take for a formula gets an apostrophe in front; dates are dd/mm/yyyy in a Vietnamese
    file, ISO in an English one; money is whole đồng without separators.
    """
    shown = columns()
    lines = ([column.value(row, words) for column in shown] for row in rows)
    return table_chunks([column.heading(words) for column in shown], lines, words)


def table_chunks(headings: Sequence[str], lines: Iterable[Sequence[Value]], words: Words) -> Iterator[bytes]:
    """Yield any table piece by piece: its headings, then its lines, written as `csv_chunks` says."""
    buffer = io.StringIO()
    buffer.write(BYTE_ORDER_MARK)
    writer = csv.writer(buffer)
    writer.writerow(headings)
    for number, line in enumerate(lines, start=1):
        writer.writerow(_cell(value, words) for value in line)
        if number % LINES_A_CHUNK == 0:
            yield _taken(buffer)
    yield _taken(buffer)


def _cell(value: Value, words: Words) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return harmless(" ".join(value.split()))
    if isinstance(value, date):
        return words.pick(f"{value:%d/%m/%Y}", value.isoformat())
    return str(value)


def _taken(buffer: io.StringIO) -> bytes:
    taken = buffer.getvalue().encode()
    buffer.seek(0)
    buffer.truncate()
    return taken
