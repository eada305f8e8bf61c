"""Finding rows of the log: who did what to which project and when, the newest first, a page after the other."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Final, NamedTuple

from sqlalchemy import (
    ARRAY,
    BigInteger,
    ColumnElement,
    Select,
    and_,
    any_,
    case,
    cast,
    func,
    or_,
    select,
    tuple_,
    union,
)
from sqlalchemy.orm import Session

from gis.domain.local_time import TIME_ZONE
from gis.models import Account, AuditLog, Document, Project, ProjectShare, ProjectStatedUnit, Unit
from gis.models.ledger.entry import OPEN_STATES

ROWS_AT_ONCE: Final = 1_000
_OPEN: Final = tuple(state.value for state in OPEN_STATES)
_PROJECT: Final = "project"
_UNIT: Final = "unit"


@dataclass(frozen=True, slots=True)
class LogFilter:
    """Which rows; whatever is None narrows nothing. The days are days in Vietnam, both included."""

    project_id: int | None = None
    actor_id: int | None = None
    action: str | None = None
    first_day: date | None = None
    last_day: date | None = None
    unit_ids: frozenset[int] | None = None
    """Only what happened to projects of these units and to the units themselves."""


class LogRow(NamedTuple):
    """A row of the log with the names of what it points to."""

    id: int
    recorded_at: datetime
    actor_id: int | None
    actor: str
    actor_roles: Sequence[dict[str, Any]] | None
    action: str
    subject: str
    subject_id: int | None
    before: dict[str, Any] | None
    after: dict[str, Any] | None
    reason: str | None
    request_id: str | None
    row_hash: bytes
    project_code: str | None
    project_name: str | None
    document_number: str | None
    document_title: str | None


class Person(NamedTuple):
    """An account that the log names."""

    id: int
    login: str
    display_name: str


def log_page(session: Session, wanted: LogFilter, *, size: int, before_id: int | None = None) -> list[LogRow]:
    """Return up to `size` rows, the newest first; those behind row `before_id` where it is given.

    "Newest" goes by the time of the row, then by its id: a long import has the time at which it began.
    """
    statement = _newest_first(wanted)
    if before_id is not None:
        edge = select(AuditLog.recorded_at).where(AuditLog.id == before_id).scalar_subquery()
        statement = statement.where(tuple_(AuditLog.recorded_at, AuditLog.id) < tuple_(edge, before_id))
    return [LogRow(*row) for row in session.execute(statement.limit(size))]


def log_rows(session: Session, wanted: LogFilter, *, limit: int | None = None) -> Iterator[LogRow]:
    """Yield every row, the newest first, without holding more than a thousand."""
    streamed = session.execute(
        _newest_first(wanted).limit(limit), execution_options={"yield_per": ROWS_AT_ONCE}
    )
    for row in streamed:
        yield LogRow(*row)


def log_count(session: Session, wanted: LogFilter, *, most: int) -> int:
    """Return how many rows there are, counted up to `most`."""
    counted = select(AuditLog.id).where(*_conditions(wanted)).limit(most).subquery()
    return session.scalar(select(func.count()).select_from(counted)) or 0


def foreign_drafts(session: Session, wanted: LogFilter, *, account_id: int) -> int:
    """Count the rows of the filter that `is_foreign_draft` tells of."""
    counted = select(func.count()).where(
        *_conditions(wanted),
        AuditLog.after["review_state"].as_string().in_(_OPEN),
        AuditLog.actor_id.is_distinct_from(account_id),
    )
    return session.scalar(counted) or 0


def is_foreign_draft(row: LogRow, *, account_id: int) -> bool:
    """Tell whether others wrote a fact down here that was not accepted then: what they typed is not public."""
    return (row.after or {}).get("review_state") in _OPEN and row.actor_id != account_id


def log_people(session: Session) -> list[Person]:
    """Return the accounts whose rows the log has, by name: one look into the index for each account."""
    has_rows = select(AuditLog.id).where(AuditLog.actor_id == Account.id).exists()
    rows = select(Account.id, Account.login, Account.display_name).where(has_rows)
    return [Person(*row) for row in session.execute(rows.order_by(Account.display_name, Account.id))]


def log_actions(session: Session) -> list[str]:
    """Return every action that the log has, each found from the one before it: no row is read twice."""
    first = select(func.min(AuditLog.action).label("action")).cte("actions", recursive=True)
    following = select(func.min(AuditLog.action)).where(AuditLog.action > first.c.action).scalar_subquery()
    actions = first.union_all(select(following).where(first.c.action.is_not(None)))
    found = session.scalars(select(actions.c.action).where(actions.c.action.is_not(None)))
    return list(found)


def project_of(session: Session, code: str) -> int | None:
    """Return the id of the project with this code."""
    return session.scalar(select(Project.id).where(Project.code == code))


def unit_names(session: Session, rows: Sequence[LogRow]) -> dict[int, str]:
    """Return the names of the units that the actors' roles and the changed values point to."""
    ids = {held["unit_id"] for row in rows for held in row.actor_roles or () if held.get("unit_id")}
    ids |= {
        values["unit_id"] for row in rows for values in (row.before, row.after) if values and _unit_in(values)
    }
    if not ids:
        return {}
    found = session.execute(select(Unit.id, Unit.full_name).where(Unit.id.in_(ids)))
    return {row.id: row.full_name for row in found}


def _unit_in(values: dict[str, Any]) -> bool:
    return isinstance(values.get("unit_id"), int)


def _newest_first(wanted: LogFilter) -> Select[Any]:
    """Return the statement; the rows are found first, their names are looked up for these alone."""
    of_project = case((AuditLog.subject == _PROJECT, AuditLog.subject_id))
    return (
        select(
            AuditLog.id,
            AuditLog.recorded_at,
            AuditLog.actor_id,
            AuditLog.actor,
            AuditLog.actor_roles,
            AuditLog.action,
            AuditLog.subject,
            AuditLog.subject_id,
            AuditLog.before,
            AuditLog.after,
            AuditLog.reason,
            AuditLog.request_id,
            AuditLog.row_hash,
            Project.code,
            Project.name,
            Document.number,
            Document.title,
        )
        .outerjoin(Project, Project.id == of_project)
        .outerjoin(Document, Document.id == AuditLog.document_id)
        .where(*_conditions(wanted))
        .order_by(AuditLog.recorded_at.desc(), AuditLog.id.desc())
    )


def _conditions(wanted: LogFilter) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if wanted.project_id is not None:
        found += [AuditLog.subject == _PROJECT, AuditLog.subject_id == wanted.project_id]
    if wanted.actor_id is not None:
        found.append(AuditLog.actor_id == wanted.actor_id)
    if wanted.action is not None:
        found.append(AuditLog.action == wanted.action)
    if wanted.unit_ids is not None:
        found.append(_within(wanted.unit_ids))
    if wanted.first_day is not None:
        found.append(AuditLog.recorded_at >= _midnight(wanted.first_day))
    if wanted.last_day is not None:
        found.append(AuditLog.recorded_at < _midnight(wanted.last_day + timedelta(days=1)))
    return found


def _within(unit_ids: frozenset[int]) -> ColumnElement[bool]:
    """Return the condition that a row is about a project of these units, or about one of them."""
    share, stated = ProjectShare, ProjectStatedUnit
    projects = union(
        select(share.project_id).where(share.unit_id.in_(unit_ids)),
        select(stated.project_id).where(stated.unit_id.in_(unit_ids)),
    )
    ids = select(func.array_agg(projects.subquery().c.project_id)).scalar_subquery()
    return or_(
        and_(AuditLog.subject == _PROJECT, AuditLog.subject_id == any_(cast(ids, ARRAY(BigInteger)))),
        and_(AuditLog.subject == _UNIT, AuditLog.subject_id.in_(unit_ids)),
    )


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, TIME_ZONE).astimezone(UTC)
