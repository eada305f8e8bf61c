"""Why projects of a unit are late, in words: how many of them by each of the official causes."""

from collections.abc import Collection
from datetime import date

from flask_babel import gettext

from gis.domain.indicators import UnitFigures
from gis.queries.indicator_delays import delay_causes
from webmap.database import db
from webmap.indicators.asked import Months
from webmap.labels import label

MOST_PROJECTS = 20_000
"""Of more projects together, those of a province of a large installation, the causes are not counted on a page."""


def told_delays(
    own: UnitFigures, unit_ids: Collection[int], *, month: date, known: Months
) -> list[tuple[str, int]]:
    """Return the causes of the units' late projects with how many name each; none where none is late, or too many."""
    if not own.late_ratio + own.overdue_ratio or own.project_ratio > MOST_PROJECTS:
        return []
    found = delay_causes(db.session, unit_ids, month=month, day=known.day_of(month))
    return [
        (label(cause) if cause else str(gettext("chưa nêu nguyên nhân")), count) for cause, count in found
    ]
