"""What is found in the rows of a month's workbook by who knows the unit's projects and rights."""

from enum import StrEnum


class BookFinding(StrEnum):
    """Codes of findings beside those that reading the file gives."""

    OF_OTHER = "month_book_of_other"
    BY_OTHER = "month_book_by_other"
    PROJECT_CHANGED = "month_project_changed"
    PROJECT_MISSING = "month_project_missing"
    PROJECT_UNKNOWN = "month_project_unknown"
    PROJECT_LEFT = "month_project_left"
    OF_OTHER_PROJECT = "month_row_of_other_project"
    TWICE_A_MONTH = "month_figure_twice"
    FORMULA = "month_formula"
    PERCENT_SMALL = "month_percent_small"
    CLEARED = "month_row_cleared"
    DROPPED = "month_row_dropped"
    NOT_YOURS = "month_ledger_not_yours"
    NOT_LISTED = "month_not_in_list"
