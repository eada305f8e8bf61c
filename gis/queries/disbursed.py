"""How much of this year's plan of each project is disbursed (R1), as of the day of the summaries."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Final

from sqlalchemy import ColumnElement, Integer, case, cast, func, select
from sqlalchemy.orm import Session

from gis.domain.ratios import Part
from gis.models import ProjectSummary

HUNDREDTHS: Final = 100
MOST: Final = 10**9
"""More hundredths of a percent than anybody asks for, and few enough for a 4-byte integer."""


def disbursed_hundredths() -> ColumnElement[int]:
    """Return whole hundredths of a percent of R1, rounded down: whoever is below 50 % stays below.

    Null, never 0, without a plan; more taken back than paid counts as 0. Source: docs/rules.md, "Plans and payments".
    """
    paid_vnd = func.greatest(ProjectSummary.paid_vnd, 0)
    whole = func.div(paid_vnd * (100 * HUNDREDTHS), ProjectSummary.plan_vnd)
    has_rate = (ProjectSummary.plan_vnd > 0) & ProjectSummary.paid_vnd.is_not(None)
    return case((has_rate, cast(func.least(whole, MOST), Integer)))


def hundredths_of(percent: Decimal) -> int:
    """Return a bound in percent, of at most two decimals, in hundredths."""
    return int(percent * HUNDREDTHS)


def disbursed_parts(session: Session, project_ids: Iterable[int]) -> dict[int, Part]:
    """Return paid and plan of this year, in đồng, of those of these projects that have a plan or a payment."""
    statement = select(ProjectSummary.project_id, ProjectSummary.paid_vnd, ProjectSummary.plan_vnd).where(
        ProjectSummary.project_id.in_(list(project_ids)),
        ProjectSummary.plan_vnd.is_not(None) | ProjectSummary.paid_vnd.is_not(None),
    )
    return {
        project_id: Part(paid_vnd, plan_vnd) for project_id, paid_vnd, plan_vnd in session.execute(statement)
    }
