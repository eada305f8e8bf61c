"""The territory that browser tests walk through: a former district of four square communes, two since 2025."""

from datetime import date

from sqlalchemy import text
from sqlalchemy.orm import Session

from etl.demo.generate import Wish, fill
from gis.domain.roles import Role
from gis.domain.units import UnitLevel
from gis.operations import summaries, unit_tiles, versions
from tests.factories import NewUnitFactory, OldUnitFactory, UnitSuccessionFactory
from tests.factories.accounts import AccountFactory
from tests.factories.base import bound_to

AS_OF = date(2026, 11, 22)
WEST, SOUTH, SIZE = 107.4, 11.9, 0.1
OLD_NAMES = ("Đắk Wer", "Quảng Tín", "Nhân Cơ", "Đạo Nghĩa")
OLD_CODES, NEW_CODES = ("24001", "24002", "24003", "24004"), ("24005", "24006")
"""The demonstration's projects hang on the codes: whatever other tests made before, they are the same."""
NEW_NAMES = ("Kiến Đức", "Nhân Cơ")
PROJECTS = 120
EDITOR_LOGIN = "canbo"


def settle(session: Session) -> None:
    """Fill an empty database with units, projects, their figures and an editor's account; commits."""
    with bound_to(session):
        district = OldUnitFactory(
            name="Thử", full_name="Huyện Thử", level=UnitLevel.DISTRICT, kind="district", code="666"
        )
        old = [
            OldUnitFactory(code=code, name=name, parent_id=district.id, geom=_box(column, row))
            for code, name, (column, row) in zip(
                OLD_CODES, OLD_NAMES, ((0, 0), (0, 1), (1, 0), (1, 1)), strict=True
            )
        ]
        new = [
            NewUnitFactory(code=code, name=name, geom=_box(column, 0, height=2))
            for column, (code, name) in enumerate(zip(NEW_CODES, NEW_NAMES, strict=True))
        ]
        for index, unit in enumerate(old):
            UnitSuccessionFactory(old_id=unit.id, new_id=new[index // 2].id)
        AccountFactory(login=EDITOR_LOGIN, display_name="Cán bộ thử nghiệm", roles=[Role.UNIT_LEADER])
    session.execute(_PARTS)
    unit_tiles.rebuild(session)
    fill(session, Wish(projects=PROJECTS, seed=7, as_of=AS_OF))
    session.execute(text("UPDATE unit SET household_count = 1000 WHERE level = 'commune'"))
    summaries.rebuild(session, as_of=AS_OF)
    versions.bump(session)
    session.commit()


def _box(column: int, row: int, height: int = 1) -> str:
    west, south = WEST + column * SIZE, SOUTH + row * SIZE
    east, north = west + SIZE, south + height * SIZE
    ring = f"{west} {south}, {east} {south}, {east} {north}, {west} {north}, {west} {south}"
    return f"SRID=4326;MULTIPOLYGON((({ring})))"


_PARTS = text(
    "INSERT INTO unit_part (unit_id, geom) SELECT id, ST_Subdivide(geom, 128) FROM unit WHERE geom IS NOT NULL"
)
