"""Everything that is held about a person: as the owner of an account, or as a named donor."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final, NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from gis.domain.names import name_key
from gis.models import (
    LEDGERS,
    Account,
    AccountSession,
    AuditLog,
    Contribution,
    Document,
    Invitation,
    Project,
    RestrictedView,
    RoleAssignment,
    Unit,
)
from gis.models.ledger.entry import table_of

SECRETS: Final = frozenset({"password_hash", "totp_secret", "totp_last_step", "token_hash", "row_hash"})
"""Never given out, not even to the person: they prove who it is."""

Held = dict[str, list[dict[str, Any]]]


class Look(NamedTuple):
    """One look at what is not public."""

    id: int
    recorded_at: datetime
    login: str
    display_name: str
    field: str
    subject: str
    subject_id: int | None
    row_count: int
    request_id: str | None
    project_code: str | None
    project_name: str | None


def held_about_account(session: Session, account: Account) -> Held:
    """Return all rows about an account by what they are; secrets are left out."""
    own = account.id
    about = (AuditLog.actor_id == own) | ((AuditLog.subject == "account") & (AuditLog.subject_id == own))
    return {
        "account": _rows(session, Account, Account.id == own),
        "roles": _rows(session, RoleAssignment, RoleAssignment.account_id == own),
        "sessions": _rows(session, AccountSession, AccountSession.account_id == own),
        "invitations": _rows(session, Invitation, Invitation.account_id == own),
        "log": _rows(session, AuditLog, about),
        "look_ups": _rows(session, RestrictedView, RestrictedView.account_id == own),
        "facts_recorded": _facts(session, own),
    }


def held_about_donor(session: Session, name: str) -> Held:
    """Return the gifts under this name, however it is written, also the rows that were replaced since."""
    statement = (
        select(
            Contribution,
            Project.code.label("project_code"),
            Project.name.label("project_name"),
            Unit.full_name.label("unit_name"),
            Document.number.label("document_number"),
        )
        .join(Unit, Unit.id == Contribution.unit_id)
        .outerjoin(Project, Project.id == Contribution.project_id)
        .outerjoin(Document, Document.id == Contribution.document_id)
        .where(Contribution.donor_name.is_not(None))
        .order_by(Contribution.id)
    )
    found = [row for row in session.execute(statement) if name_key(row[0].donor_name or "") == name_key(name)]
    names = ("project_code", "project_name", "unit_name", "document_number")
    return {
        "contributions": [
            _plain(row[0]) | {name: getattr(row, name) for name in names if getattr(row, name) is not None}
            for row in found
        ]
    }


def looks(
    session: Session, *, size: int, account_id: int | None = None, before_id: int | None = None
) -> list[Look]:
    """Return up to `size` looks, the newest first; those behind `before_id` where it is given."""
    statement = (
        select(
            RestrictedView.id,
            RestrictedView.recorded_at,
            Account.login,
            Account.display_name,
            RestrictedView.field,
            RestrictedView.subject,
            RestrictedView.subject_id,
            RestrictedView.row_count,
            RestrictedView.request_id,
            Project.code,
            Project.name,
        )
        .join(Account, Account.id == RestrictedView.account_id)
        .outerjoin(Project, (RestrictedView.subject == "project") & (Project.id == RestrictedView.subject_id))
        .order_by(RestrictedView.id.desc())
        .limit(size)
    )
    if account_id is not None:
        statement = statement.where(RestrictedView.account_id == account_id)
    if before_id is not None:
        statement = statement.where(RestrictedView.id < before_id)
    return [Look(*row) for row in session.execute(statement)]


def lookers(session: Session) -> list[tuple[int, str, str]]:
    """Return id, login and name of the accounts in the register."""
    seen = select(RestrictedView.id).where(RestrictedView.account_id == Account.id).exists()
    rows = select(Account.id, Account.login, Account.display_name).where(seen).order_by(Account.display_name)
    return [(row.id, row.login, row.display_name) for row in session.execute(rows)]


def _rows(session: Session, model: Any, condition: Any) -> list[dict[str, Any]]:
    return [_plain(row) for row in session.scalars(select(model).where(condition).order_by(model.id))]


def _plain(row: Any) -> dict[str, Any]:
    """Return the columns of a row that say something."""
    values: Mapping[str, Any] = {
        column.key: getattr(row, column.key) for column in row.__table__.columns if column.key not in SECRETS
    }
    return {name: value for name, value in values.items() if value is not None}


def _facts(session: Session, account_id: int) -> list[dict[str, Any]]:
    """Return how many rows of each ledger the account wrote; the facts themselves are not about the person."""
    found = []
    for ledger in LEDGERS:
        count = session.scalar(select(func.count()).where(table_of(ledger).c.recorded_by == account_id))
        if count:
            found.append({"ledger": ledger.__tablename__, "row_count": count})
    return found
