"""Links by which people choose their password: for a new account, and for one whose password was forgotten."""

from datetime import datetime

from sqlalchemy import update
from sqlalchemy.orm import Session

from gis.models import Account, Invitation
from gis.operations.accounts import change_password
from gis.operations.audit import Actor, record
from gis.operations.second_factor import forget_device


def invite(
    session: Session,
    actor: Actor,
    account: Account,
    *,
    token_hash: str,
    expires_at: datetime,
    now: datetime,
    resets_second_factor: bool = False,
) -> Invitation:
    """Make a link for the account; links of before work no longer."""
    cancelled = (
        update(Invitation)
        .where(
            Invitation.account_id == account.id,
            Invitation.used_at.is_(None),
            Invitation.cancelled_at.is_(None),
        )
        .values(cancelled_at=now)
    )
    session.execute(cancelled)
    made = Invitation(
        token_hash=token_hash,
        account_id=account.id,
        resets_second_factor=resets_second_factor,
        created_by=actor.account_id,
        expires_at=expires_at,
    )
    session.add(made)
    session.flush()
    after = {"expires_at": expires_at.isoformat(), "resets_second_factor": resets_second_factor}
    record(session, actor, action="invite", subject="account", subject_id=account.id, after=after)
    return made


def take_up(
    session: Session,
    actor: Actor,
    invitation: Invitation,
    account: Account,
    *,
    password_hash: str,
    now: datetime,
) -> None:
    """Use the link up: the password is set, a lock lifted, open sessions end, the device forgotten where it says so.

    The caller has locked the account's row, so that of two who follow the same link at once only one comes through.
    """
    invitation.used_at = now
    change_password(session, actor, account, password_hash=password_hash, now=now)
    if invitation.resets_second_factor and account.totp_secret is not None:
        forget_device(session, actor, account, now=now)
    record(session, actor, action="take_up_invitation", subject="account", subject_id=account.id)
