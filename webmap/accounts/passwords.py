"""Hashing and checking passwords by Argon2id; making good ones."""

import hashlib
import secrets
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

MIN_LENGTH = 12
MAX_LENGTH = 128
ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"

_hasher = PasswordHasher()


def hash_password(password: str) -> str:
    """Return the hash to keep."""
    return _hasher.hash(password)


def matches(password_hash: str | None, password: str) -> bool:
    """Check `password`; without a hash it takes as long and says no, so that time gives no login away."""
    try:
        _hasher.verify(password_hash or _hash_of_nobody(), password[:MAX_LENGTH])
    except (VerificationError, InvalidHashError):
        return False
    return password_hash is not None


def fresh_password() -> str:
    """Return a password of four groups that can be read out on the telephone (79 bits)."""
    return "-".join("".join(secrets.choice(ALPHABET) for _ in range(4)) for _ in range(4))


def fingerprint(password_hash: str) -> str:
    """Return what a session remembers of the password, so that changing it ends the session."""
    return hashlib.sha256(password_hash.encode()).hexdigest()[:16]


@cache
def _hash_of_nobody() -> str:
    """Return the hash of a password that nobody has."""
    return hash_password(secrets.token_urlsafe(32))
