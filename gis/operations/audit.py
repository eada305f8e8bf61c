"""Writing the audit log: one row for each change, in the transaction of the change."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from gis.domain.personal import without_names
from gis.models import AuditLog


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts: an account, or a named program without one; `request_id` ties the row to the server's log."""

    name: str
    account_id: int | None = None
    request_id: str | None = None

    @property
    def program(self) -> str | None:
        """The name that stands for an author where no account does."""
        return self.name if self.account_id is None else None


def record(
    session: Session,
    actor: Actor,
    *,
    action: str,
    subject: str,
    subject_id: int | None,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
    reason: str | None = None,
    document_id: int | None = None,
) -> None:
    """Append one row; `before` and `after` hold JSON values of the fields that changed. Flushes, never commits.

    Of names of people the log has the initials only.
    The database adds the roles that the account holds today and the hash of the row, and hangs it on the chain when
    the transaction is committed.
    """
    session.add(
        AuditLog(
            actor_id=actor.account_id,
            actor=actor.name,
            action=action,
            subject=subject,
            subject_id=subject_id,
            before=without_names(before),
            after=without_names(after),
            reason=reason,
            document_id=document_id,
            request_id=actor.request_id,
        )
    )
    session.flush()
