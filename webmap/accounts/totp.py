"""Codes of an authenticator app (RFC 6238: six digits, 30 seconds), their secrets kept encrypted, their QR code."""

import base64
import hmac
from datetime import datetime
from functools import cache
from typing import TYPE_CHECKING, Final

import pyotp
import segno
from flask import current_app

if TYPE_CHECKING:
    from cryptography.fernet import Fernet

STEP_S: Final = 30
SKEW_STEPS: Final = 1
"""How many steps a device's clock may be off, either way."""
ISSUER: Final = "Ha tang"
_PURPOSE: Final = b"hatang: secrets of second factors"


def new_secret() -> str:
    """Return a secret of 160 bits as people type it, in base 32."""
    return pyotp.random_base32()


def seal(secret: str) -> str:
    """Return `secret` as the database keeps it."""
    return _box(current_app.config["SECRET_KEY"]).encrypt(secret.encode()).decode()


def unseal(sealed: str) -> str | None:
    """Return the secret; None where the application's key is another one since."""
    from cryptography.fernet import InvalidToken  # 7 MB that a worker without such a sign-in does not need

    try:
        return _box(current_app.config["SECRET_KEY"]).decrypt(sealed.encode()).decode()
    except InvalidToken:
        return None


def matched_step(secret: str, code: str, *, at: datetime, after_step: int | None) -> int | None:
    """Return the step whose code this is: now, or one step off; None for any other, and for a step used before."""
    now_step = int(at.timestamp()) // STEP_S
    generator = pyotp.TOTP(secret)
    found = None
    for step in range(now_step - SKEW_STEPS, now_step + SKEW_STEPS + 1):
        is_same = hmac.compare_digest(generator.at(step * STEP_S).encode(), code.encode())
        if is_same and (after_step is None or step > after_step):
            found = step
    return found


def qr_code(secret: str, login: str) -> str:
    """Return the picture that an authenticator app reads, as an SVG element without styles."""
    address = pyotp.TOTP(secret).provisioning_uri(name=login, issuer_name=ISSUER)
    picture: str = segno.make(address, error="m", micro=False).svg_inline(
        omitsize=True, border=3, dark="#000", light="#fff", svgclass="qr__picture", lineclass=None
    )
    return picture


@cache
def _box(key: str) -> "Fernet":
    from cryptography.fernet import Fernet
    from cryptography.hazmat.primitives.hashes import SHA256
    from cryptography.hazmat.primitives.kdf.hkdf import HKDF

    derived = HKDF(algorithm=SHA256(), length=32, salt=None, info=_PURPOSE).derive(key.encode())
    return Fernet(base64.urlsafe_b64encode(derived))
