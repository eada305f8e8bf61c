"""The unit sets a reader can switch between, in words: "11 xã trước 01/07/2025", "3 xã hiện nay"."""

from datetime import date, timedelta
from typing import NamedTuple

from flask import request
from flask_babel import gettext

from gis.queries.unit_sets import CommuneSet, commune_sets
from webmap.clock import today
from webmap.database import db
from webmap.formatting import day as day_text
from webmap.formatting import number
from webmap.memory import remembered
from webmap.request_filters import day


class UnitSet(NamedTuple):
    """Communes that were valid together; `day` is one of their days, as `units_on` takes it."""

    day: date
    label: str
    is_schematic: bool


class UnitSets(NamedTuple):
    """All sets from oldest to newest, and the one of the address (today's without one)."""

    sets: list[UnitSet]
    shown: UnitSet | None

    @property
    def units_on(self) -> date:
        """The day whose units are shown."""
        return self.shown.day if self.shown else today()


def requested_sets() -> UnitSets:
    """Return the sets of this installation and which one the address asks for by `units_on`."""
    found = remembered("commune_sets", lambda: commune_sets(db.session, as_of=today()))
    sets = [UnitSet(each.day, _label(each), each.is_schematic) for each in found]
    asked = day(request.args, "units_on")
    if asked is None or not found:
        return UnitSets(sets, sets[-1] if sets else None)
    begun = [shown for each, shown in zip(found, sets, strict=True) if (each.first_day or date.min) <= asked]
    return UnitSets(sets, begun[-1] if begun else sets[0])


def _label(found: CommuneSet) -> str:
    """Name a set by its number of communes and by when it was."""
    count = number(found.commune_count)
    if found.last_day is None:
        return str(gettext("%(n)s xã hiện nay", n=count))
    if found.first_day is None:
        following = found.last_day + timedelta(days=1)
        return str(gettext("%(n)s xã trước %(day)s", n=count, day=day_text(following)))
    return str(gettext("%(n)s xã từ %(day)s", n=count, day=day_text(found.first_day)))
