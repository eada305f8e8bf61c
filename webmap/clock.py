"""What day it is for the reader: the one place where pages ask the clock."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from webmap.language import TIME_ZONE


def now() -> datetime:
    """Return the present moment in UTC."""
    return datetime.now(UTC)


def today() -> date:
    """Return today's date in Vietnam."""
    return now().astimezone(ZoneInfo(TIME_ZONE)).date()
