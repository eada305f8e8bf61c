"""In which communes a project lies, by unit set, and what part of the budget falls to each."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from gis.domain.units import split_exact
from gis.queries.project_details import Share
from gis.queries.projects import ProjectRow
from webmap.map.unit_sets import requested_sets


@dataclass(frozen=True, slots=True)
class ShareLine:
    """One commune's line: its share, and its part of the budget in whole đồng (None without a budget)."""

    share: Share
    budget_vnd: int | None


@dataclass(frozen=True, slots=True)
class ShareTable:
    """The shares of one unit set; the parts of the budget sum to the budget exactly."""

    label: str
    is_present: bool
    lines: list[ShareLine]


def share_tables(row: ProjectRow, shares: list[Share]) -> list[ShareTable]:
    """Return the shares by unit set, the present set first."""
    tables = []
    for number, each in enumerate(reversed(requested_sets().sets)):
        lines = [share for share in shares if _is_valid(share, each.day)]
        if lines:
            parts = _parts_of_budget(row.budget_vnd, lines)
            found = [ShareLine(share, parts.get(share.unit_id)) for share in lines]
            tables.append(ShareTable(each.label, is_present=number == 0, lines=found))
    return tables


def _parts_of_budget(budget_vnd: Decimal | None, lines: list[Share]) -> dict[int, int]:
    """Split the budget as `gis.queries.unit_figures` does: in the order of the unit ids."""
    ordered = sorted(lines, key=lambda share: share.unit_id)
    ratios = [share.share_ratio for share in ordered]
    if budget_vnd is None or not any(ratios):
        return {}
    parts = split_exact(int(budget_vnd), ratios)
    return {share.unit_id: part for share, part in zip(ordered, parts, strict=True)}


def _is_valid(share: Share, day: date) -> bool:
    begun = share.valid_from is None or share.valid_from <= day
    return begun and (share.valid_to is None or share.valid_to >= day)
