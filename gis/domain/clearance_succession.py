"""Land clearance across a reorganisation: what a commune's successor counts takes the place of what it counted."""

from collections.abc import Collection, Iterable, Mapping

from gis.domain.clearance import ClearanceCount


def standing_counts(
    counts: Iterable[ClearanceCount], *, successors: Mapping[int, Collection[int]]
) -> list[ClearanceCount]:
    """Return the counts, one a project and commune, without those that a successor's count replaces.

    `successors` names all later communes of a commune, near and far. A count is replaced where one of them counted for
    the same project on the same day or later, or the land would be added up twice. SQL twin:
    `gis.operations.summaries.current`.
    """
    rows = list(counts)
    days = {(row.project_id, row.unit_id): row.effective_date for row in rows}

    def is_replaced(row: ClearanceCount) -> bool:
        later = successors.get(row.unit_id, ()) if row.unit_id is not None else ()
        found = (days.get((row.project_id, unit_id)) for unit_id in later if unit_id != row.unit_id)
        return any(day is not None and day >= row.effective_date for day in found)

    return [row for row in rows if not is_replaced(row)]
