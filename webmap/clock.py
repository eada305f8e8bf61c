"""What day it is for the reader: the one place where pages ask the clock."""

from datetime import UTC, date, datetime

from gis.domain.local_time import local_day


def now() -> datetime:
    """Return the present moment in UTC."""
    return datetime.now(UTC)


def today() -> date:
    """Return today's date in Vietnam."""
    return local_day(now())
