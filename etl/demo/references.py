"""The reference rows that demonstration projects point to."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from gis.domain.groups import GroupThreshold, derive_group
from gis.domain.lifecycle import ProjectGroup
from gis.models import CapitalSource, GroupThresholdRow, Sector
from gis.models.reference import threshold_of


@dataclass(frozen=True, slots=True)
class References:
    """Ids of sectors and capital sources by code, and the ladders that give a project its group."""

    sectors: dict[str, int]
    ladders: dict[str, str]
    sources: dict[str, int]
    thresholds: tuple[GroupThreshold, ...]

    @classmethod
    def read(cls, session: Session) -> "References":
        """Read all of them from the database."""
        sectors = session.scalars(select(Sector)).all()
        return cls(
            sectors={row.code: row.id for row in sectors},
            ladders={row.code: row.group_ladder for row in sectors},
            sources={row.code: row.id for row in session.scalars(select(CapitalSource))},
            thresholds=tuple(threshold_of(row) for row in session.scalars(select(GroupThresholdRow))),
        )

    def group(self, sector: str, budget_vnd: int, decided: date) -> ProjectGroup | None:
        """Return the group by the law in force on the day of the decision."""
        return derive_group(
            budget_vnd=budget_vnd, ladder=self.ladders[sector], on=decided, thresholds=self.thresholds
        )
