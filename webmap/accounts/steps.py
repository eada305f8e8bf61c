"""The steps of a sign-in: what is remembered between password and code, and where it leads in the end."""

from typing import Final

from flask import session, url_for
from flask_login import current_user

from gis.domain.sign_in import SignInState, is_locked
from gis.models import Account
from gis.operations.accounts import note_failure, note_success
from gis.operations.audit import Actor
from gis.queries.accounts import account_by_id
from webmap.accounts.people import open_session
from webmap.accounts.proofs import prove_password, prove_ticket
from webmap.accounts.start import start_address
from webmap.clock import now
from webmap.database import db
from webmap.logs import request_id
from webmap.navigation import home_address

PENDING: Final = "pending"


def locked(account: Account) -> bool:
    """Return whether the account takes neither password nor code at present."""
    return is_locked(SignInState(account.failed_count, account.locked_until), now())


def checked_password(account: Account | None, password: str) -> str | None:
    """Prove the password of an open account to the database and return a ticket for the code; count a failure.

    None where it is wrong, or the account closed or locked. Flushes. Takes as long for nobody's.
    """
    is_open = account is not None and account.is_active and not locked(account)
    ticket = prove_password(account.id if account is not None and is_open else None, password)
    if account is not None and is_open and ticket is None:
        note_failure(db.session, account, now=now(), request_id=request_id())
    return ticket


def remember_half(ticket: str) -> None:
    """Remember in the cookie that the password was right; the code is still to come."""
    language = session.get("language")
    session.clear()
    if language:
        session["language"] = language
    session[PENDING] = ticket


def half_signed_in() -> Account | None:
    """Return whose password was right a few minutes ago, its row locked against other attempts; None for nobody."""
    ticket = session.get(PENDING)
    account_id = prove_ticket(ticket) if isinstance(ticket, str) else None
    return None if account_id is None else account_by_id(db.session, account_id, for_update=True)


def sign_in(account: Account, *, second_factor: bool) -> None:
    """Open a session and log it; the caller commits."""
    actor = Actor(account.display_name, account.id, request_id())
    note_success(db.session, actor, account, now=now())
    open_session(account, second_factor=second_factor)


def next_step(wanted: str | None) -> str:
    """Return where a reader who has just signed in goes: to what has to be done first, else where they wanted.

    Who wanted nothing goes to the start page of their part in the work.
    """
    if not current_user.is_authenticated:
        return safe_address(wanted)
    place = wanted if wanted and _is_own(wanted) else start_address(current_user.roles)
    if current_user.first_step is not None:
        return url_for(current_user.first_step, next=place)
    return place


def safe_address(address: str | None) -> str:
    """Return `address` if it is a path of this site, else the first page."""
    return address if address and _is_own(address) else home_address()


def _is_own(address: str) -> bool:
    return address.startswith("/") and not address.startswith(("//", "/\\")) and address.isprintable()
