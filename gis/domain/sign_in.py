"""What a login may look like, and when wrong passwords lock an account."""

import re
from datetime import datetime, timedelta
from typing import Final, NamedTuple

MAX_FAILURES = 5
LOCK_TIME = timedelta(minutes=15)
LOGIN_MAX_LENGTH: Final = 64
_LOGIN: Final = re.compile(r"[a-z0-9](?:[a-z0-9]|[.-](?=[a-z0-9]))*")


class SignInState(NamedTuple):
    """How often in a row the password was wrong, and until when the account takes none."""

    failed_count: int
    locked_until: datetime | None


def is_locked(state: SignInState, now: datetime) -> bool:
    """Return whether the account takes no password at `now`."""
    return state.locked_until is not None and now < state.locked_until


def after_failure(state: SignInState, now: datetime) -> SignInState:
    """Return the state after one more wrong password: the fifth in a row locks; a lock that ended counts afresh."""
    ended = state.locked_until is not None and now >= state.locked_until
    failed_count = 1 if ended else state.failed_count + 1
    return SignInState(failed_count, now + LOCK_TIME if failed_count >= MAX_FAILURES else None)


def is_login(text: str) -> bool:
    """Return whether `text` can be a login: small letters without marks and digits, dots and hyphens between them."""
    return len(text) <= LOGIN_MAX_LENGTH and _LOGIN.fullmatch(text) is not None
