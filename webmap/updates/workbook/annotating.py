"""The workbook once more with what was found: wrong cells coloured, the sentence beside, so that it is mended and sent again."""

from pathlib import Path

from flask_babel import gettext

from etl.cells import BrokenFormula, Cell
from etl.findings import Severity
from etl.month_books.layout import BookSheet
from etl.month_books.texts import text
from etl.month_books.writing import Line as WrittenLine
from etl.month_books.writing import MonthBookWriter
from webmap.language import current_language
from webmap.updates.asked import Asked
from webmap.updates.workbook.cases import UnitCases
from webmap.updates.workbook.lines import Line, Note
from webmap.updates.workbook.looking import Look
from webmap.updates.workbook.making import book_words, seal


def write_annotated(path: Path, asked: Asked, look: Look, sheets: list[BookSheet]) -> None:
    """Write the rows as they were filled, with their marks, so that the file is taken back like the first one."""
    writer = MonthBookWriter(path, book_words(asked, UnitCases(asked), seal().head(look.book.head)))
    for sheet in sheets:
        lines = [_line(line) for line in look.lines if line.ledger == sheet.ledger]
        if lines:
            writer.sheet(sheet, lines, has_told=True)
    headings = [
        gettext("Trang"),
        gettext("Dòng"),
        gettext("Cột"),
        gettext("Giá trị"),
        gettext("Vấn đề"),
        gettext("Cách sửa"),
    ]
    writer.table(
        text("findings_sheet", current_language()), headings, [_texts(note) for note in look.every_note]
    )
    writer.guide()
    writer.close()


def _line(line: Line) -> WrittenLine:
    told = "\n".join(f"{note.message} {note.remedy}".strip() for note in line.notes)
    cells = {name: _cell(cell) for name, cell in line.source.cells.items()}
    wrong = frozenset(note.field for note in line.notes if note.severity is not Severity.INFO)
    project_id = line.source.mark.project_id if line.source.mark else None
    return WrittenLine(
        mark=line.source.mark_text,
        cells=cells | {"told": told},
        is_project_open=project_id is None,
        wrong=wrong,
    )


def _cell(cell: Cell) -> Cell:
    return cell.shown if isinstance(cell, BrokenFormula) else cell


def _texts(note: Note) -> list[str]:
    return [note.sheet, str(note.row or ""), note.column, note.value, note.message, note.remedy]
