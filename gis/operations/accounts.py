"""Making accounts and keeping what happened at their sign-ins."""

from datetime import datetime

from sqlalchemy.orm import Session

from gis.domain.roles import Role
from gis.domain.sign_in import SignInState, after_failure
from gis.models.account import Account
from gis.operations.audit import Actor, record


def create_account(
    session: Session,
    actor: Actor,
    *,
    login: str,
    display_name: str,
    role: Role,
    password_hash: str,
    is_demo: bool = False,
) -> Account:
    """Add an account; the caller has made sure that `login` is free."""
    account = Account(
        login=login, display_name=display_name, role=role, password_hash=password_hash, is_demo=is_demo
    )
    session.add(account)
    session.flush()
    after = {"login": login, "display_name": display_name, "role": role.value, "is_demo": is_demo}
    record(session, actor, action="create", subject="account", subject_id=account.id, after=after)
    return account


def change_password(session: Session, actor: Actor, account: Account, *, password_hash: str) -> None:
    """Replace the password and lift a lock; every open session of the account ends."""
    account.password_hash = password_hash
    account.failed_count, account.locked_until = SignInState(0, None)
    record(session, actor, action="change_password", subject="account", subject_id=account.id)


def note_failure(session: Session, account: Account, *, now: datetime) -> None:
    """Count a wrong password; the one that locks the account is logged."""
    state = after_failure(SignInState(account.failed_count, account.locked_until), now)
    account.failed_count, account.locked_until = state
    if state.locked_until is not None:
        actor = Actor(account.display_name, account.id)
        after = {"locked_until": state.locked_until.isoformat()}
        record(session, actor, action="lock", subject="account", subject_id=account.id, after=after)
    session.flush()


def note_success(session: Session, actor: Actor, account: Account, *, now: datetime) -> None:
    """Forget earlier failures and log the sign-in."""
    account.failed_count, account.locked_until = SignInState(0, None)
    account.last_login_at = now
    record(session, actor, action="sign_in", subject="account", subject_id=account.id)
