"""The communes that demonstration projects are put into: the finest set with boundaries, old before new."""

from dataclasses import dataclass
from datetime import date

from shapely import Geometry
from shapely.wkb import loads
from sqlalchemy.orm import Session

from gis.queries.demonstration import finest_communes


@dataclass(frozen=True, slots=True)
class DemoCommune:
    """A commune and what it became: ids, printed names, its parent's name, land in EPSG:4326."""

    id: int
    code: str
    full_name: str
    kind: str
    parent_name: str
    successor_id: int
    successor_name: str
    changed_on: date | None
    weight: float
    boundary: Geometry


def communes(session: Session) -> list[DemoCommune]:
    """Return the communes to fill, by code; a commune with drawn predecessors gives way to them."""
    return [
        DemoCommune(**(row._asdict() | {"boundary": loads(bytes(row.boundary))}))
        for row in finest_communes(session)
    ]
