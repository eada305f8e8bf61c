"""What a worker remembers of the present state of the data: asked of the database once, not at each request."""

from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from datetime import date
from typing import Any, TypeVar, cast

from flask import current_app, g

from gis.queries.versions import Version, current
from webmap.clock import today
from webmap.database import db

EXTENSION = "memory"
Found = TypeVar("Found")


@dataclass(frozen=True, slots=True)
class Memory:
    """Values that hold for one version of the data on one day."""

    version: Version
    day: date
    values: dict[Hashable, Any] = field(default_factory=dict)


def data_version() -> Version:
    """Return the version of the data, read once a request."""
    if "data_version" not in g:
        g.data_version = current(db.session)
    version: Version = g.data_version
    return version


def remembered(key: Hashable, find: Callable[[], Found]) -> Found:
    """Return what `find` returned for `key`, called anew only after a change of the data or at midnight.

    `key` names what is meant with all it depends on beside data and day; there may be few of them.
    """
    version, day = data_version(), today()
    memory: Memory | None = current_app.extensions.get(EXTENSION)
    if memory is None or (memory.version, memory.day) != (version, day):
        memory = current_app.extensions[EXTENSION] = Memory(version, day)
    if key not in memory.values:
        memory.values[key] = find()
    return cast(Found, memory.values[key])
