"""Keys handed out before rows are written, so that rows can point to each other."""

from dataclasses import dataclass
from itertools import count
from typing import Final

from sqlalchemy import text
from sqlalchemy.orm import Session

_TABLES: Final = ("document", "bid_package", "contract")


@dataclass(slots=True)
class Keys:
    """The next keys of the tables that other rows point to."""

    document: "count[int]"
    bid_package: "count[int]"
    contract: "count[int]"

    @classmethod
    def read(cls, session: Session) -> "Keys":
        """Start behind the greatest keys in use."""
        return cls(
            *(
                count(session.scalar(text(f"SELECT coalesce(max(id), 0) + 1 FROM {table}")) or 1)  # noqa: S608 - our own names
                for table in _TABLES
            )
        )


def settle(session: Session) -> None:
    """Move the sequences behind the keys that were handed out."""
    for table in _TABLES:
        session.execute(
            text(
                f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), greatest(max(id), 1)) FROM {table}"  # noqa: S608 - our own names
            )
        )
