"""Hashing and checking passwords by Argon2id; making good ones; saying what is wrong with a bad one."""

import hashlib
import secrets
from enum import StrEnum
from functools import cache
from typing import Final

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

MIN_LENGTH = 12
MAX_LENGTH = 128
MIN_LETTERS: Final = 5
RECOVERY_CODES: Final = 10
ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"

_hasher = PasswordHasher()


class Weakness(StrEnum):
    """Why a password is not taken."""

    SHORT = "short"
    LONG = "long"
    REPEATED = "repeated"
    OWN_NAME = "own_name"


def weakness(password: str, *, login: str) -> Weakness | None:
    """Return what is wrong with a new password of `login`, or None: length, a few letters repeated, the login in it."""
    if len(password) < MIN_LENGTH:
        return Weakness.SHORT
    if len(password) > MAX_LENGTH:
        return Weakness.LONG
    if len(set(password.lower())) < MIN_LETTERS:
        return Weakness.REPEATED
    rest = password.lower().replace(login, "")
    return Weakness.OWN_NAME if len(rest) < MIN_LENGTH - MIN_LETTERS else None


def hash_password(password: str) -> str:
    """Return the hash to keep."""
    return _hasher.hash(password)


def matches(password_hash: str | None, password: str) -> bool:
    """Check `password`; without a hash it takes as long and says no, so that time gives no login away."""
    try:
        _hasher.verify(password_hash or hash_of_nobody(), password[:MAX_LENGTH])
    except (VerificationError, InvalidHashError):
        return False
    return password_hash is not None


def fresh_password() -> str:
    """Return a password of four groups that can be read out on the telephone (79 bits)."""
    return "-".join("".join(secrets.choice(ALPHABET) for _ in range(4)) for _ in range(4))


def fresh_recovery_codes() -> list[str]:
    """Return codes that stand in for the device, each as strong as a fresh password."""
    return [fresh_password() for _ in range(RECOVERY_CODES)]


def recovery_hash(code: str) -> str:
    """Return what is kept of a recovery code; how it was grouped and typed makes no difference."""
    letters = "".join(letter for letter in code.lower() if letter.isalnum())
    return hashlib.sha256(letters.encode()).hexdigest()


@cache
def hash_of_nobody() -> str:
    """Return the hash of a password that nobody has."""
    return hash_password(secrets.token_urlsafe(32))
