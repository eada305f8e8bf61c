"""A page of a list found in the columns: an index for each order would cost every import more than it gives."""

from typing import Final

import numpy as np

from gis.queries.columns import UNKNOWN_DAY, UNKNOWN_VND, Ints, ProjectColumns
from gis.queries.narrowing import Narrowed, rows_left
from gis.queries.projects import Order, SortKey

IN_COLUMNS: Final = frozenset({SortKey.SCHEDULE, SortKey.SECTOR, SortKey.STAGE, SortKey.DUE, SortKey.BUDGET})
"""What the columns hold; names and codes are left to the database and its indexes."""
_LAST: Final = np.iinfo(np.int64).max


def page(
    columns: ProjectColumns, narrowed: Narrowed, *, order: Order, limit: int, offset: int = 0
) -> list[int]:
    """Return the ids of a page in one of the orders `IN_COLUMNS`, the same that `projects.page_of` gives."""
    left = rows_left(columns, narrowed)
    if order.key is SortKey.SCHEDULE:
        by_attention = columns.by_attention[::-1] if order.is_descending else columns.by_attention
        rows = by_attention[left[by_attention]]
    else:
        rows = _sorted(columns, np.flatnonzero(left), order, most=offset + limit)
    return [int(project_id) for project_id in columns.ids[rows[offset : offset + limit]]]


def _sorted(columns: ProjectColumns, rows: Ints, order: Order, *, most: int) -> Ints:
    """Return the first `most` of these rows by a column; rows without a value come last either way, equal ones by id."""
    rows = rows[::-1] if order.is_descending else rows
    values, unknown = _values(columns, order.key)
    keys = values[rows].astype(np.int64)
    is_unknown = keys == unknown
    keys = np.where(is_unknown, _LAST, -keys if order.is_descending else keys)
    if most < len(rows):
        near = np.flatnonzero(keys <= np.partition(keys, most)[most])
        rows, keys = rows[near], keys[near]
    found: Ints = rows[np.argsort(keys, kind="stable")]
    return found


def _values(columns: ProjectColumns, key: SortKey) -> tuple[Ints, int]:
    """Return the column of an order and what stands there for "unknown"."""
    match key:
        case SortKey.SECTOR:
            return columns.sector, 0
        case SortKey.STAGE:
            return columns.stage, 0
        case SortKey.DUE:
            return columns.due, UNKNOWN_DAY
        case SortKey.BUDGET:
            return columns.budget_vnd, UNKNOWN_VND
    raise ValueError(f"the columns do not hold {key}")
