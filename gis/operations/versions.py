"""The number that tells caches whether the data have changed."""

from sqlalchemy import func, update
from sqlalchemy.orm import Session

from gis.models import DataVersion


def bump(session: Session) -> int:
    """Raise the version of the data and return it; call it last, since it holds one row's lock to the commit."""
    statement = (
        update(DataVersion)
        .where(DataVersion.id == 1)
        .values(version=DataVersion.version + 1, changed_at=func.now())
        .returning(DataVersion.version)
    )
    return session.execute(statement).scalar_one()
