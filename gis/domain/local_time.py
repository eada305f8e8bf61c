"""Where days begin: by the clock of Vietnam, whatever the machine's or a session's says."""

from datetime import date, datetime
from typing import Final
from zoneinfo import ZoneInfo

TIME_ZONE: Final = ZoneInfo("Asia/Ho_Chi_Minh")


def local_day(moment: datetime) -> date:
    """Return the day that it is in Vietnam at a moment, which names its zone."""
    return moment.astimezone(TIME_ZONE).date()
