"""What a login may look like."""

import re
from typing import Final

LOGIN_MAX_LENGTH: Final = 64
_LOGIN: Final = re.compile(r"[a-z0-9](?:[a-z0-9]|[.-](?=[a-z0-9]))*")


def is_login(text: str) -> bool:
    """Return whether `text` can be a login: small letters without marks and digits, dots and hyphens between them."""
    return len(text) <= LOGIN_MAX_LENGTH and _LOGIN.fullmatch(text) is not None
