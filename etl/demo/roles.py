"""Who else has a role in a demonstration project, and what is left of its old owner: told by its number, not drawn.

Numbers and days decide, so that nothing that is drawn for other projects moves.
"""

from collections.abc import Iterator
from datetime import date
from typing import Final, NamedTuple

from etl.demo.rows import DemoProject
from gis.domain.lifecycle import PartyRole, Stage

PMU_FROM_VND: Final = 3_000_000_000
"""Smaller works are led by the owner's own officers."""
_ONE_IN_WITH_PMU: Final = 2
_ONE_IN_RENUMBERED: Final = 5
_ONE_IN_WAITING: Final = 9
_SERVICES: Final = "Trung tâm Cung ứng dịch vụ công"


class Role(NamedTuple):
    """An agency by name and kind in a role, since a day, by a decision."""

    agency: str
    kind: str
    role: PartyRole
    since: date
    decision_no: str


def further_roles(number: int, project: DemoProject, *, commune: str) -> Iterator[Role]:
    """Yield the management unit of the works and, once they are handed over, who uses and keeps them.

    `commune` is the present name as it stands within a sentence: "xã Nhân Cơ".
    """
    start, changed_on = project.life.start_date, project.commune.changed_on
    accepted = project.life.acceptance_date
    is_of_before = accepted is not None and changed_on is not None and accepted < changed_on
    has_pmu = project.budget_vnd >= PMU_FROM_VND and number % _ONE_IN_WITH_PMU == 0
    if has_pmu and start is not None and not is_of_before:
        since = max(start, changed_on) if changed_on is not None else start
        decision_no = f"{30 + number % 170}/QĐ-UBND"
        yield Role(f"Ban Quản lý dự án {commune}", "pmu", PartyRole.PMU, since, decision_no)
    handed_over = next((day for stage, day in project.life.steps if stage is Stage.HANDED_OVER), None)
    if handed_over is not None:
        since = max(handed_over, changed_on) if changed_on is not None else handed_over
        decision_no = f"{10 + number % 90}/BB-BG"
        yield Role(f"{_SERVICES} {commune}", "public_service", PartyRole.MANAGING_UNIT, since, decision_no)


def old_codes(number: int, project: DemoProject) -> list[str]:
    """Return the code of the former district's list, which some projects of before had."""
    decided, changed_on = project.life.decision_date, project.commune.changed_on
    if decided is None or changed_on is None or decided >= changed_on or number % _ONE_IN_RENUMBERED:
        return []
    return [f"MHC-{decided.year}-{number:06d}"]


def is_awaiting_takeover(number: int, project: DemoProject) -> bool:
    """Tell whether the new owner still waits for the papers of the former one: some works that went on over the change."""
    decided, changed_on = project.life.decision_date, project.commune.changed_on
    is_carried_over = decided is not None and changed_on is not None and decided < changed_on
    return is_carried_over and project.life.acceptance_date is None and number % _ONE_IN_WAITING == 0
