"""Rows that are no projects: totals and section headings of printed lists."""

import re
from enum import StrEnum
from typing import Final

from etl.cells import as_text, is_missing
from etl.column_map import ColumnMap
from etl.columns import Field
from etl.rows import SourceRow
from gis.domain.names import name_key

_TOTALS: Final = re.compile(
    r"(?:tong cong|tong so|tong|cong|cong tong|toan xa|toan huyen|toan tinh)(?: (?:[a-z]|[ivx]+|\d+|nhom)(?: .*)?)?"
)
_SECTION_NUMBER: Final = re.compile(r"\(?(?:[A-ZĐ]|[IVX]+|[a-zđ])[.)]?")
_MEANINGFUL: Final = (
    Field.CODE,
    Field.BUDGET_CODE,
    Field.OWNER,
    Field.COMMUNE,
    Field.PLACE,
    Field.DECISION,
    Field.DECISION_NO,
    Field.START_DATE,
    Field.FIRST_COMPLETION_DATE,
    Field.PERIOD,
    Field.RECORDED_DATE,
)


class RowKind(StrEnum):
    """What a row below the heading is."""

    PROJECT = "project"
    TOTAL = "total"
    SECTION = "section"


def row_kind(row: SourceRow, columns: ColumnMap) -> RowKind:
    """Tell projects from totals and section headings; a row with a code, an owner, a place or a date is a project.

    A section has a letter or a Roman number where projects have a number, or nothing but its title.
    """
    if row.geometry is not None or any(not is_missing(columns.cell(row, field)) for field in _MEANINGFUL):
        return RowKind.PROJECT
    number = as_text(columns.cell(row, Field.SEQUENCE))
    name = as_text(columns.cell(row, Field.NAME))
    if _TOTALS.fullmatch(name_key(name or number)):
        return RowKind.TOTAL
    if _SECTION_NUMBER.fullmatch(number):
        return RowKind.SECTION
    filled = [cell for cell in row.cells if not is_missing(cell)]
    lists_more = Field.SEQUENCE in columns.columns and len(columns.columns) > 2
    return RowKind.SECTION if lists_more and not number and len(filled) == 1 else RowKind.PROJECT
