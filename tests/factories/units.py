"""Units with simple square boundaries, and the successions between them."""

from datetime import date
from decimal import Decimal

import factory

from gis.domain.names import name_key
from gis.domain.units import BoundaryKind, UnitLevel
from gis.models import Unit, UnitPart, UnitSuccession
from tests.factories.base import RowFactory

REORGANISED_ON = date(2025, 7, 1)


def square(west: float, south: float, size: float = 0.1) -> str:
    """Return a square as a MULTIPOLYGON in degrees, EPSG:4326."""
    east, north = west + size, south + size
    corners = [(west, south), (east, south), (east, north), (west, north), (west, south)]
    ring = ", ".join(f"{x:.6f} {y:.6f}" for x, y in corners)
    return f"SRID=4326;MULTIPOLYGON((({ring})))"


class UnitFactory(RowFactory):
    """A commune that has always existed and still does; `geom` none, or see `square`."""

    class Meta:
        model = Unit

    code = factory.Sequence(lambda n: f"{24000 + n}")
    name = factory.Sequence(lambda n: f"Đắk Thử {n}")
    full_name = factory.LazyAttribute(lambda unit: f"Xã {unit.name}")
    name_key = factory.LazyAttribute(lambda unit: name_key(unit.name))
    kind = "commune"
    level = UnitLevel.COMMUNE
    boundary_kind = factory.LazyAttribute(lambda unit: BoundaryKind.PUBLIC if unit.geom else None)
    geom = None


class UnitPartFactory(RowFactory):
    """One piece of a unit's boundary."""

    class Meta:
        model = UnitPart


class OldUnitFactory(UnitFactory):
    """A commune that ended on 30/06/2025."""

    valid_to = date(2025, 6, 30)


class NewUnitFactory(UnitFactory):
    """A commune that began on 01/07/2025."""

    valid_from = REORGANISED_ON


class UnitSuccessionFactory(RowFactory):
    """A whole unit that became part of another on 01/07/2025."""

    class Meta:
        model = UnitSuccession

    effective_date = REORGANISED_ON
    share_ratio = Decimal(1)
    legal_doc = "1671/NQ-UBTVQH15"
