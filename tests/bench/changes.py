"""How long the map's copies take to follow: one edit, a thousand, and the turn of a day."""

import time
from datetime import date, timedelta

from sqlalchemy import create_engine, text
from sqlalchemy.orm import Session

from gis.operations import tiles
from tests.bench.report import quantile


def measure(url: str, *, as_of: date) -> dict[str, float]:
    """Return seconds; everything is rolled back."""
    engine = create_engine(url)
    seconds: dict[str, float] = {}
    with Session(engine) as session:
        ids = list(session.scalars(text("SELECT id FROM project WHERE is_located ORDER BY id LIMIT 1000")))
        single = [_alone(session, one) for one in ids[:41]][1:]
        seconds["tiles.refresh, 1 project (p50)"] = quantile(single, 0.5)
        seconds["tiles.refresh, 1 project (p99)"] = quantile(single, 0.99)
        seconds["tiles.refresh, 1,000 projects"] = _timed(lambda: tiles.refresh(session, ids))
        seconds["tiles.advance, 1 day"] = _timed(
            lambda: tiles.advance(session, as_of=as_of + timedelta(days=1))
        )
        session.rollback()
    engine.dispose()
    return seconds


def _alone(session: Session, project_id: int) -> float:
    """Return the seconds of one change in a transaction of its own, as a person makes it."""
    seconds = _timed(lambda: tiles.refresh(session, [project_id]))
    session.rollback()
    return seconds


def _timed(act: object) -> float:
    started = time.perf_counter()
    act()  # type: ignore[operator]
    return time.perf_counter() - started
