"""Which project a row of a workbook speaks of, by its mark and by what stands in it."""

from etl.cells import as_text, is_missing
from etl.findings import Finding
from etl.month_books.layout import MONTH_LEDGER
from etl.month_books.reading import BookRow
from etl.month_books.told import BookFinding
from gis.queries.month_books import UnitProject
from webmap.updates.workbook.cases import UnitCases, label_of_project


def project_of(row: BookRow, cases: UnitCases) -> UnitProject | Finding:
    """Return the project of a row, or the finding that keeps it out: none, a foreign one, or not the one it was made for."""
    is_month = row.ledger == MONTH_LEDGER
    column = "code" if is_month else "project"
    text = as_text(row.cells.get(column))
    made_for = row.mark.project_id if row.mark else None
    if made_for is None:
        return _chosen(row, text, cases)
    project = cases.projects.get(made_for)
    if project is None:
        return row.finding(BookFinding.PROJECT_LEFT, column, project=text or "–")
    known = as_text(project.code if is_month else label_of_project(project))
    if column in row.cells and text != known and cases.labels.get(text) != made_for:
        return row.finding(BookFinding.PROJECT_CHANGED, column, known=known)
    return project


def _chosen(row: BookRow, text: str, cases: UnitCases) -> UnitProject | Finding:
    if is_missing(text):
        return row.finding(BookFinding.PROJECT_MISSING, "project")
    found = cases.labels.get(text) or cases.labels.get(text.partition(" · ")[0])
    return cases.projects[found] if found is not None else row.finding(BookFinding.PROJECT_UNKNOWN, "project")
