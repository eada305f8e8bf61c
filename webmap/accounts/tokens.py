"""Random tokens of sessions and invitations; the database keeps their SHA-256 only."""

import hashlib
import secrets


def fresh_token() -> str:
    """Return a token that nobody guesses (256 bits), fit for an address or a cookie."""
    return secrets.token_urlsafe(32)


def digest(token: str) -> str:
    """Return what the database keeps of `token`."""
    return hashlib.sha256(token.encode()).hexdigest()
