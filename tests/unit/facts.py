"""Short ways to write dated facts in tests of the rules."""

from datetime import date

MILLION = 1_000_000


def day(text: str) -> date:
    """Read a day as papers write it: 30/06/2025."""
    number, month, year = (int(part) for part in text.split("/"))
    return date(year, month, number)
