"""Making accounts, their passwords, and what happened at their sign-ins."""

from datetime import datetime
from typing import Any

from sqlalchemy import exists, func, select, update
from sqlalchemy.orm import Session

from gis.domain.sign_in import SignInState, after_failure
from gis.models import Account, AccountSession, Project
from gis.operations.audit import Actor, record


def create_account(
    session: Session,
    actor: Actor,
    *,
    login: str,
    display_name: str,
    password_hash: str | None = None,
    must_change_password: bool = False,
    is_demo: bool = False,
) -> Account:
    """Add an account without a role; the caller has made sure that `login` is free."""
    account = Account(
        login=login,
        display_name=display_name,
        password_hash=password_hash,
        password_changed_at=None if password_hash is None else func.now(),
        must_change_password=must_change_password,
        is_demo=is_demo,
    )
    session.add(account)
    session.flush()
    after = {"login": login, "display_name": display_name, "is_demo": is_demo}
    record(session, actor, action="create", subject="account", subject_id=account.id, after=after)
    return account


def change_password(
    session: Session,
    actor: Actor,
    account: Account,
    *,
    password_hash: str,
    now: datetime,
    kept_session_id: int | None = None,
) -> None:
    """Replace the password and lift a lock; every open session of the account but `kept_session_id` ends."""
    account.password_hash = password_hash
    account.password_changed_at = now
    account.must_change_password = False
    account.failed_count, account.locked_until = SignInState(0, None)
    end_sessions(session, account.id, now=now, kept_session_id=kept_session_id)
    record(session, actor, action="change_password", subject="account", subject_id=account.id)


def set_active(session: Session, actor: Actor, account: Account, *, is_active: bool, now: datetime) -> None:
    """Open or close the account; closing ends its sessions. Its roles and what it wrote stay."""
    if account.is_active == is_active:
        return
    account.is_active = is_active
    if not is_active:
        end_sessions(session, account.id, now=now)
    action = "open" if is_active else "close"
    before, after = {"is_active": not is_active}, {"is_active": is_active}
    record(
        session,
        actor,
        action=action,
        subject="account",
        subject_id=account.id,
        before=before,
        after=after,
    )


def close_demonstration(session: Session, actor: Actor, *, now: datetime) -> list[str]:
    """Close the accounts of the demonstration where a real project stands beside its own; return their logins.

    They have no second factor, so they are for data that nobody would miss.
    """
    if not session.scalar(select(exists(select(Project.id).where(~Project.is_demo)))):
        return []
    found = select(Account).where(Account.is_demo, Account.is_active).order_by(Account.id)
    accounts = session.scalars(found).all()
    for account in accounts:
        set_active(session, actor, account, is_active=False, now=now)
    return [account.login for account in accounts]


def rename(session: Session, actor: Actor, account: Account, *, display_name: str) -> None:
    """Give the account another name to show."""
    if account.display_name == display_name:
        return
    before, after = {"display_name": account.display_name}, {"display_name": display_name}
    account.display_name = display_name
    record(
        session,
        actor,
        action="update",
        subject="account",
        subject_id=account.id,
        before=before,
        after=after,
    )


def note_failure(session: Session, account: Account, *, now: datetime, request_id: str | None = None) -> None:
    """Count and log a wrong password or code, and the lock of the account where it was one too many. Flushes.

    Nobody proved to be the account's owner: the log has its name as that of the account that somebody tried.
    """
    state = after_failure(SignInState(account.failed_count, account.locked_until), now)
    account.failed_count, account.locked_until = state
    actor = Actor(account.display_name, account.id, request_id)
    after: dict[str, Any] = {"failed_count": state.failed_count}
    record(session, actor, action="fail_sign_in", subject="account", subject_id=account.id, after=after)
    if state.locked_until is not None:
        after = {"locked_until": state.locked_until.isoformat()}
        record(session, actor, action="lock", subject="account", subject_id=account.id, after=after)


def note_success(session: Session, actor: Actor, account: Account, *, now: datetime) -> None:
    """Forget earlier failures and log the sign-in."""
    account.failed_count, account.locked_until = SignInState(0, None)
    account.last_login_at = now
    record(session, actor, action="sign_in", subject="account", subject_id=account.id)


def end_sessions(
    session: Session, account_id: int, *, now: datetime, kept_session_id: int | None = None
) -> int:
    """End the open sessions of an account, but `kept_session_id`; return how many."""
    ended = (
        update(AccountSession)
        .where(
            AccountSession.account_id == account_id,
            AccountSession.ended_at.is_(None),
            AccountSession.expires_at > now,
            AccountSession.id.is_distinct_from(kept_session_id),
        )
        .values(ended_at=now)
        .returning(AccountSession.id)
    )
    return len(session.execute(ended).all())
