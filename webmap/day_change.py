"""When a new day has come: the first page of the day lets it pass over the summaries."""

from datetime import date
from typing import Final

from flask import Flask, request

from gis.operations import ledger_effects
from webmap.clock import today
from webmap.database import db

MOST_PROJECTS: Final = 20_000
"""More are counted anew for a new month by `python -m etl rebuild`, not while somebody waits."""
SEEN_DAYS: Final = "seen_days"
_ASIDE: Final = ("health.", "static", "tiles.", "root_files.")


def init_app(app: Flask) -> None:
    """Look once a day in each worker, before the first page of that day; before the next where somebody is at it."""
    seen: set[date] = app.extensions.setdefault(SEEN_DAYS, set())

    @app.before_request
    def let_the_day_pass() -> None:
        day = today()
        if day in seen or request.endpoint is None or request.endpoint.startswith(_ASIDE):
            return
        if ledger_effects.advance(db.session, as_of=day, most_projects=MOST_PROJECTS):
            seen.add(day)
        db.session.commit()
