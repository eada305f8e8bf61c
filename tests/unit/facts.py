"""Short ways to write dated facts in tests of the rules."""

from datetime import date, datetime

MILLION = 1_000_000


def day(text: str) -> date:
    """Read a day as papers write it: 30/06/2025."""
    return datetime.strptime(text, "%d/%m/%Y").date()  # noqa: DTZ007
