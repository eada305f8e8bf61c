"""A project as one row of a list states it, and the row with everything that was found in it."""

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from shapely.geometry.base import BaseGeometry

from etl.columns import Field
from etl.dates import GivenDate
from etl.findings import Finding
from etl.locate import PlaceTexts
from etl.rows import SourceRow
from etl.terms import Terms


@dataclass(frozen=True, slots=True)
class ProjectRow:
    """One project as its row states it. None and absence mean that the row does not say; money is whole đồng.

    ``codes`` holds stage, execution, clearance, settlement, project_group and project_type by axis; ``texts``
    and ``dates`` go by field. ``geometry`` is WGS 84, checked, of one kind.
    """

    sheet: str | None
    number: int
    name: str
    code: str | None = None
    texts: Mapping[Field, str] = dataclasses.field(default_factory=dict)
    old_codes: tuple[str, ...] = ()
    codes: Mapping[str, str] = dataclasses.field(default_factory=dict)
    flags: Mapping[Field, bool] = dataclasses.field(default_factory=dict)
    dates: Mapping[Field, GivenDate] = dataclasses.field(default_factory=dict)
    terms: Mapping[Field, Terms] = dataclasses.field(default_factory=dict)
    capital_sources: tuple[str, ...] = ()
    budget_vnd: int | None = None
    physical_progress_pct: Decimal | None = None
    geometry: BaseGeometry | None = None
    source_crs: int | None = None
    places: PlaceTexts = dataclasses.field(default_factory=PlaceTexts)

    @property
    def on(self) -> date | None:
        """The day whose units the row means: of the record, else of the decision, else of the start of works."""
        for known in (Field.RECORDED_DATE, Field.DECISION_DATE, Field.START_DATE):
            if known in self.dates:
                return self.dates[known].day
        return None


@dataclass(frozen=True, slots=True)
class ParsedRow:
    """A row, its project where the row is fit to be taken, and everything found in it."""

    source: SourceRow
    project: ProjectRow | None
    findings: tuple[Finding, ...]
