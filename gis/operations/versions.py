"""The number that tells caches whether the data have changed."""

from typing import Final

from sqlalchemy.orm import Session

from gis.operations.routine import Routine

_BUMP: Final = Routine(
    "hatang_bump",
    """
UPDATE data_version SET version = version + 1, changed_at = now() WHERE id = 1 RETURNING version INTO STRICT :version;
RETURN :version;
""",
    variables={"version": "bigint"},
    returns="bigint",
    is_open=True,
)
ROUTINES: Final = (_BUMP,)


def bump(session: Session) -> int:
    """Raise the version of the data and return it; call it last, since it holds one row's lock to the commit."""
    session.flush()
    return int(session.execute(_BUMP.call).scalar_one())
