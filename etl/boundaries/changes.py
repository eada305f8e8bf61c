"""When the units of each level changed, and by which document."""

import csv
from datetime import date, timedelta
from pathlib import Path
from typing import NamedTuple

from etl.reference import REFERENCE_DIR
from gis.domain.units import UnitLevel


class Change(NamedTuple):
    """When the units of a level changed, and by which document where it is known."""

    effective_date: date
    legal_doc: str | None

    @property
    def last_day(self) -> date:
        """The last day of the units before."""
        return self.effective_date - timedelta(days=1)


class Changes:
    """The rows of `data/reference/unit_changes.csv`; a row with a province goes before the general one."""

    def __init__(self, path: Path = REFERENCE_DIR / "unit_changes.csv") -> None:
        with path.open(encoding="utf-8", newline="") as stream:
            self._rows = {
                (row["level"], row["province_code"]): Change(
                    date.fromisoformat(row["effective_date"]), row["legal_doc"] or None
                )
                for row in csv.DictReader(stream)
            }

    def of(self, level: UnitLevel, province_code: str = "") -> Change:
        """Return the change of a level in a new province."""
        return self._rows.get((level, province_code)) or self._rows[level, ""]
