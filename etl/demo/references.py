"""The reference rows that demonstration projects point to."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from gis.domain.groups import GroupThreshold, derive_group
from gis.domain.lifecycle import ProjectGroup
from gis.queries.demonstration import reference_ids


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
        return cls(*reference_ids(session))

    def group(self, sector: str, budget_vnd: int, decided: date) -> ProjectGroup | None:
        """Return the group by the law in force on the day of the decision."""
        return derive_group(
            budget_vnd=budget_vnd, ladder=self.ladders[sector], on=decided, thresholds=self.thresholds
        )
