"""Which facts were written after their month had been closed, for rows of any project: the closings are asked for once."""

from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from gis.domain.months import Closing, is_supplement, month_of
from gis.models import LEDGERS, ProjectShare
from gis.queries.audit_log import LogRow
from gis.queries.periods import closings, with_all_above

_LEDGERS = frozenset(ledger.__tablename__ for ledger in LEDGERS)


class Supplements:
    """Tells of rows whether they are "bổ sung sau khóa sổ"; asks for a project's units once, where its month was closed."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._closings: dict[date, list[Closing]] = {}
        for each in closings(session):
            self._closings.setdefault(each.month, []).append(each)
        self._units: dict[tuple[int | None, int | None], frozenset[int]] = {}

    def has(
        self,
        effective_date: date,
        recorded_at: datetime | None,
        *,
        project_id: int | None,
        unit_id: int | None = None,
    ) -> bool:
        """Return whether the fact was written after its month had been closed for a unit that it belongs to.

        A fact of a project belongs to every unit of the project, any other to `unit_id`, and to all above.
        """
        found = self._closings.get(month_of(effective_date))
        if not found or recorded_at is None:
            return False
        key = (project_id, None if project_id is not None else unit_id)
        if key not in self._units:
            self._units[key] = self._units_of(*key)
        return is_supplement(effective_date, recorded_at, found, self._units[key])

    def has_row(self, row: LogRow) -> bool:
        """Return the same of the fact that a row of the log wrote down; rows about anything else are none."""
        day = (row.after or {}).get("effective_date")
        if not day or row.action.partition(".")[0] not in _LEDGERS:
            return False
        project_id, unit_id = (
            row.subject_id if row.subject == each else None for each in ("project", "unit")
        )
        return self.has(date.fromisoformat(day), row.recorded_at, project_id=project_id, unit_id=unit_id)

    def _units_of(self, project_id: int | None, unit_id: int | None) -> frozenset[int]:
        own = [unit_id] if unit_id is not None else []
        if project_id is not None:
            shares = select(ProjectShare.unit_id).where(ProjectShare.project_id == project_id)
            own = list(self._session.scalars(shares))
        return with_all_above(self._session, own)
