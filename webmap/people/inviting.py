"""Links for people to choose their password by, and who is meant by oneself."""

from datetime import timedelta

from flask import current_app, url_for
from flask_login import current_user

from gis.models import Account
from gis.operations.invitations import invite
from webmap.accounts.people import current_actor
from webmap.accounts.tokens import digest, fresh_token
from webmap.clock import now
from webmap.database import db


def make_link(account: Account, *, resets_second_factor: bool = False) -> str:
    """Make an invitation and return its address, which is known here and now only. Flushes."""
    token = fresh_token()
    invite(
        db.session,
        current_actor(),
        account,
        token_hash=digest(token),
        expires_at=now() + timedelta(days=current_app.config["INVITATION_DAYS"]),
        now=now(),
        resets_second_factor=resets_second_factor,
    )
    return url_for("accounts.invitation", token=token, _external=True)


def is_own(account: Account) -> bool:
    """Return whether the account is the reader's own."""
    return bool(account.id == current_user.account_id)
