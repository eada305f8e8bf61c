"""What a reader without a session proves to the database, so that it lets the transaction write as that account."""

import base64
from typing import Final

from argon2 import extract_parameters
from argon2.low_level import hash_secret
from sqlalchemy import text

from webmap.accounts.passwords import MAX_LENGTH, hash_of_nobody
from webmap.database import db

_PARAMETERS: Final = text("SELECT hatang_password_parameters(:account_id)")
_PASSWORD: Final = text("SELECT hatang_prove_password(:account_id, :computed_hash)")
_TICKET: Final = text("SELECT hatang_prove_ticket(:ticket)")
_INVITATION: Final = text("SELECT hatang_prove_invitation(:token)")


def prove_password(account_id: int | None, password: str) -> str | None:
    """Prove the password and return a ticket for the next ten minutes' step; None where it is wrong or locked.

    Takes as long for an account that is not there.
    """
    known = db.session.scalar(_PARAMETERS, {"account_id": account_id}) if account_id is not None else None
    computed = _hash_again(known or hash_of_nobody().rpartition("$")[0] + "$", password)
    if known is None:
        return None
    found: str | None = db.session.scalar(_PASSWORD, {"account_id": account_id, "computed_hash": computed})
    return found


def prove_ticket(ticket: str) -> int | None:
    """Prove by a ticket that the password was right a few minutes ago; return whose."""
    found: int | None = db.session.scalar(_TICKET, {"ticket": ticket})
    return found


def prove_invitation(token: str) -> int | None:
    """Prove the possession of an invitation that can be taken up; return for whose account."""
    found: int | None = db.session.scalar(_INVITATION, {"token": token})
    return found


def _hash_again(parameters: str, password: str) -> str:
    """Return the Argon2 hash of `password` by the salt and costs that stand in `parameters`: a hash but its last part."""
    costs = extract_parameters(f"{parameters}{'A' * 43}")
    salt = parameters.rstrip("$").rpartition("$")[2]
    return hash_secret(
        password[:MAX_LENGTH].encode(),
        base64.b64decode(salt + "=" * (-len(salt) % 4)),
        time_cost=costs.time_cost,
        memory_cost=costs.memory_cost,
        parallelism=costs.parallelism,
        hash_len=costs.hash_len,
        type=costs.type,
        version=costs.version,
    ).decode()
