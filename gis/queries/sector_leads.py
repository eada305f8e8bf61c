"""Which agency leads a sector on a day: a setting, a proposal until an authority adopts it."""

from datetime import date
from typing import Any

from sqlalchemy import ScalarSelect, or_, select

from gis.models import Agency, Project, SectorLead


def lead_columns(*, as_of: date) -> tuple[ScalarSelect[str | None], ScalarSelect[bool | None]]:
    """Return columns for a query on `Project`: the name of its sector's lead agency, and whether that is a proposal.

    Both null where the project has no sector or no agency leads it on `as_of`.
    """
    return _column(Agency.name, as_of), _column(SectorLead.is_proposal, as_of)


def _column(column: Any, as_of: date) -> ScalarSelect[Any]:
    return (
        select(column)
        .select_from(SectorLead)
        .join(Agency, Agency.id == SectorLead.agency_id)
        .where(
            SectorLead.sector_id == Project.sector_id,
            or_(SectorLead.valid_from.is_(None), SectorLead.valid_from <= as_of),
            or_(SectorLead.valid_to.is_(None), SectorLead.valid_to >= as_of),
        )
        .order_by(SectorLead.is_proposal, SectorLead.valid_from.desc().nulls_last(), SectorLead.id)
        .limit(1)
        .correlate(Project)
        .scalar_subquery()
    )
