"""Project groups A, B and C derived from total investment by the thresholds in force on a date."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from gis.domain.lifecycle import ProjectGroup


@dataclass(frozen=True, slots=True)
class GroupThreshold:
    """One line of a law's ladder: from which đồng a project of these sectors is group A or B."""

    ladder: str
    valid_from: date
    valid_to: date | None
    a_from_vnd: int
    b_from_vnd: int
    national_from_vnd: int


def derive_group(
    *, budget_vnd: int | None, ladder: str, on: date, thresholds: Iterable[GroupThreshold]
) -> ProjectGroup | None:
    """Return the group of a project of `ladder` approved `on` a date; None where sum or law is unknown.

    Source: Law 58/2024 art. 8–10; the thresholds themselves are reference rows, one set for each law. The SQL twin is in
    `gis.operations.derive`.
    """
    if budget_vnd is None:
        return None
    for row in thresholds:
        if row.ladder == ladder and row.valid_from <= on and (row.valid_to is None or on <= row.valid_to):
            return _group_of(budget_vnd, row)
    return None


def _group_of(budget_vnd: int, row: GroupThreshold) -> ProjectGroup:
    if budget_vnd >= row.national_from_vnd:
        return ProjectGroup.NATIONAL
    if budget_vnd >= row.a_from_vnd:
        return ProjectGroup.A
    return ProjectGroup.B if budget_vnd >= row.b_from_vnd else ProjectGroup.C
