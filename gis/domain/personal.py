"""Personal data: which fields are names of people, how the log writes them, and how long what is kept (domain rules §8)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

LEAST_LOG_MONTHS: Final = 12
DAYS_OF_A_MONTH: Final = 31
"""A month of a setting counts as its longest, so that nothing goes before its time."""
NAME_FIELDS: Final = frozenset({"donor_name"})
"""Fields of facts that hold a person's name: the log has their initials only, for nothing is taken out of the log."""


class RetentionError(ValueError):
    """A setting of the retention makes no sense; `str` says which."""


@dataclass(frozen=True, slots=True)
class Retention:
    """How long personal data are kept after they served: months or days, 0 for ever."""

    log_months: int
    look_up_months: int
    session_days: int
    sign_in_days: int
    invitation_days: int
    withdrawn_name_days: int

    def __post_init__(self) -> None:
        """Refuse negative spans, and a log that is kept for less than a year."""
        for name in self.__slots__:
            if getattr(self, name) < 0:
                raise RetentionError(name)
        if 0 < self.log_months < LEAST_LOG_MONTHS:
            raise RetentionError("log_months")

    def before(self, name: str, now: datetime) -> datetime | None:
        """Return the moment before which what the setting `name` is about may go; None where it stays for ever."""
        span: int = getattr(self, name)
        if span == 0:
            return None
        return now - timedelta(days=span * (DAYS_OF_A_MONTH if name.endswith("_months") else 1))


def initials(name: str) -> str:
    """Return what the log keeps of a name: ``Nguyễn Văn An`` → ``N.V.A.``."""
    return "".join(f"{word[0].upper()}." for word in name.split())


def without_names(values: Mapping[str, Any] | None) -> dict[str, Any] | None:
    """Return the values with initials in the place of names."""
    if values is None:
        return None
    return {
        field: initials(value) if field in NAME_FIELDS and isinstance(value, str) else value
        for field, value in values.items()
    }
