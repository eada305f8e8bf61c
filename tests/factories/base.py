"""Where factories save: the session of the running test."""

from collections.abc import Iterator
from contextlib import contextmanager

import factory
from sqlalchemy.orm import Session

_bound: list[Session] = []


@contextmanager
def bound_to(session: Session) -> Iterator[Session]:
    """Let every factory save through `session`."""
    _bound.append(session)
    try:
        yield session
    finally:
        _bound.pop()


def current_session() -> Session:
    """Return the session of the running test; LookupError outside of the `session` fixture."""
    if not _bound:
        raise LookupError("factories need the `session` fixture")
    return _bound[-1]


class RowFactory(factory.alchemy.SQLAlchemyModelFactory):
    """Saves a row and flushes it, so that its id is known at once."""

    class Meta:
        abstract = True
        sqlalchemy_session_factory = current_session
        sqlalchemy_session_persistence = "flush"
