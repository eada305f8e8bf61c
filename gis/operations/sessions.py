"""Opening, prolonging and ending the sessions of accounts; tokens come in as their SHA-256 only."""

from datetime import datetime, timedelta
from typing import Final, NamedTuple

from sqlalchemy.orm import Session

from gis.models import Account, AccountSession
from gis.operations.audit import Actor, record

USER_AGENT_LENGTH: Final = 160


class SessionLife(NamedTuple):
    """How long a session lives without use, and at most."""

    idle: timedelta
    longest: timedelta

    def end(self, started_at: datetime, seen_at: datetime) -> datetime:
        """Return when a session ends that is not used after `seen_at`."""
        return min(seen_at + self.idle, started_at + self.longest)


def start_session(
    session: Session,
    account: Account,
    *,
    token_hash: str,
    user_agent: str | None,
    second_factor: bool,
    life: SessionLife,
    now: datetime,
) -> AccountSession:
    """Open a session; the sign-in itself is what the log keeps."""
    opened = AccountSession(
        token_hash=token_hash,
        account_id=account.id,
        started_at=now,
        last_seen_at=now,
        expires_at=life.end(now, now),
        user_agent=user_agent[:USER_AGENT_LENGTH] if user_agent else None,
        second_factor=second_factor,
    )
    session.add(opened)
    session.flush()
    return opened


def prolong(session: Session, opened: AccountSession, *, life: SessionLife, now: datetime) -> None:
    """Note that the session was used at `now`."""
    opened.last_seen_at = now
    opened.expires_at = life.end(opened.started_at, now)
    session.flush()


def end_session(session: Session, actor: Actor, opened: AccountSession, *, now: datetime) -> None:
    """End one session, by its owner or an administrator."""
    if opened.ended_at is None:
        opened.ended_at = now
        after = {"session_id": opened.id}
        record(
            session, actor, action="end_session", subject="account", subject_id=opened.account_id, after=after
        )
