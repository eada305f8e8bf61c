from datetime import date

from sqlalchemy.orm import Session

from gis.domain.units import UnitLevel
from gis.queries.place import home_place
from tests.factories import OldUnitFactory, UnitFactory


def test_without_units_there_is_no_place(session: Session) -> None:
    assert home_place(session) is None


def test_communes_alone_name_no_place(session: Session) -> None:
    UnitFactory()
    assert home_place(session) is None


def test_one_district_is_the_place_though_it_has_ended(session: Session) -> None:
    UnitFactory(level=UnitLevel.PROVINCE, full_name="Tỉnh Một")
    UnitFactory(level=UnitLevel.PROVINCE, full_name="Tỉnh Hai")
    OldUnitFactory(level=UnitLevel.DISTRICT, full_name="Huyện Thử")
    place = home_place(session)
    assert place is not None
    assert (place.full_name, place.level, place.valid_to) == (
        "Huyện Thử",
        UnitLevel.DISTRICT,
        date(2025, 6, 30),
    )


def test_of_several_districts_their_only_province_is_the_place(session: Session) -> None:
    UnitFactory(level=UnitLevel.COUNTRY, full_name="Việt Nam")
    UnitFactory(level=UnitLevel.PROVINCE, full_name="Tỉnh Một")
    for _ in range(2):
        UnitFactory(level=UnitLevel.DISTRICT)
    place = home_place(session)
    assert place is not None
    assert place.full_name == "Tỉnh Một"
