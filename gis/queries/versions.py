"""What the version of the data is and when it last changed."""

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from gis.models import DataVersion


class Version(NamedTuple):
    """The number of the data's state and the moment (UTC) at which it was reached."""

    number: int
    changed_at: datetime


def current(session: Session) -> Version:
    """Return the version of the data as this transaction sees it."""
    row = session.execute(
        select(DataVersion.version, DataVersion.changed_at).where(DataVersion.id == 1)
    ).one()
    return Version(row.version, row.changed_at)
