"""The second factor of an account: its device, and recovery codes that stand in for it once each."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import update
from sqlalchemy.orm import Session

from gis.models import Account, RecoveryCode
from gis.operations.accounts import end_sessions
from gis.operations.audit import Actor, record


def confirm_device(
    session: Session,
    actor: Actor,
    account: Account,
    *,
    sealed_secret: str,
    step: int,
    now: datetime,
) -> None:
    """Let the device count from now on; sessions of before end, that which set it up, too."""
    account.totp_secret = sealed_secret
    account.totp_confirmed_at = now
    account.totp_last_step = step
    end_sessions(session, account.id, now=now)
    record(session, actor, action="confirm_device", subject="account", subject_id=account.id)


def forget_device(session: Session, actor: Actor, account: Account, *, now: datetime) -> None:
    """Let the account sign in by password alone, and forget its recovery codes."""
    account.totp_secret = account.totp_confirmed_at = account.totp_last_step = None
    _drop_codes(session, account, now=now)
    record(session, actor, action="forget_device", subject="account", subject_id=account.id)


def replace_recovery_codes(
    session: Session, actor: Actor, account: Account, *, code_hashes: Collection[str], now: datetime
) -> None:
    """Let only these codes stand in for the device from now on."""
    _drop_codes(session, account, now=now)
    session.add_all(RecoveryCode(account_id=account.id, code_hash=each) for each in code_hashes)
    after = {"recovery_code_count": len(code_hashes)}
    record(session, actor, action="new_recovery_codes", subject="account", subject_id=account.id, after=after)


def use_recovery_code(
    session: Session, actor: Actor, account: Account, *, code_hash: str, now: datetime
) -> bool:
    """Use the code up and return True; False where it is unknown, replaced or was used before."""
    used = (
        update(RecoveryCode)
        .where(
            RecoveryCode.account_id == account.id,
            RecoveryCode.code_hash == code_hash,
            RecoveryCode.used_at.is_(None),
            RecoveryCode.replaced_at.is_(None),
        )
        .values(used_at=now)
        .returning(RecoveryCode.id)
    )
    if session.execute(used).one_or_none() is None:
        return False
    record(session, actor, action="use_recovery_code", subject="account", subject_id=account.id)
    return True


def _drop_codes(session: Session, account: Account, *, now: datetime) -> None:
    dropped = (
        update(RecoveryCode)
        .where(
            RecoveryCode.account_id == account.id,
            RecoveryCode.used_at.is_(None),
            RecoveryCode.replaced_at.is_(None),
        )
        .values(replaced_at=now)
    )
    session.execute(dropped)
