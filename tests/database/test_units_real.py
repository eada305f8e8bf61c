"""The real boundaries at hand, where a folder holds them: sizes, totals, neighbours, both dates."""

import os
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from random import Random

import pytest
from sqlalchemy import Engine, create_engine, func, select, text
from sqlalchemy.orm import Session

from etl.boundaries.load import Choice, installed_choice, load_units
from etl.boundaries.matching import best_outlines
from etl.boundaries.official_list import OfficialList
from etl.boundaries.package_list import read_official_list
from etl.boundaries.sources import BoundaryFile
from etl.boundaries.territory import choose_territory
from etl.findings import Findings
from gis.domain.indicators import Indicator, total, value_of
from gis.domain.units import BoundaryKind, UnitLevel
from gis.models import Unit, UnitSuccession
from gis.operations import summaries
from gis.operations.audit import Actor
from gis.queries.indicators import figures_of_units, months
from gis.queries.place import home_place
from gis.queries.unit_sets import commune_sets
from tests import databases, histories
from tests.factories.base import bound_to

NEARBY = Path(__file__).resolve().parents[3] / "shared" / "data" / "boundaries"
FOLDER = Path(os.environ.get("HATANG_BOUNDARIES") or NEARBY)
TODAY = date(2026, 11, 22)

pytestmark = pytest.mark.skipif(
    not (FOLDER / "communes_2025.geojson").is_file(),
    reason="no real boundaries at hand: set HATANG_BOUNDARIES to a folder with communes_2023/2025.geojson",
)


@pytest.fixture(scope="module")
def listed() -> OfficialList:
    return read_official_list()


def load(session: Session, choice: Choice, listed: OfficialList, *, given: Path = FOLDER) -> Findings:
    findings = Findings()
    load_units(session, Actor("test"), choice, findings=findings, given=given, listed=listed)
    return findings


@pytest.fixture(scope="module")
def district(request: pytest.FixtureRequest, listed: OfficialList) -> Iterator[Engine]:
    """Give a database with the communes of the former district, loaded once."""
    with databases.copy_of(databases.template_of(request.config)) as url:
        engine = create_engine(url)
        with Session(engine) as session:
            assert not list(load(session, installed_choice(), listed))
            session.commit()
        yield engine
        engine.dispose()


@pytest.fixture
def inside(district: Engine) -> Iterator[Session]:
    """Give a session among these communes whose work is undone after the test."""
    with Session(district) as session, bound_to(session):
        yield session


def test_eleven_communes_became_three(inside: Session) -> None:
    before, now = commune_sets(inside, as_of=TODAY)
    assert (before.commune_count, now.commune_count) == (11, 3)
    assert not before.is_schematic
    assert not now.is_schematic
    place = home_place(inside)
    assert place is not None
    assert (place.full_name, place.valid_to) == ("Huyện Đắk R'Lấp", date(2025, 6, 30))
    rows = inside.scalars(select(UnitSuccession)).all()
    assert {row.share_ratio for row in rows} == {Decimal(1)}
    assert all(
        "1671/NQ-UBTVQH15" in (row.legal_doc or "") for row in rows if row.legal_doc != "202/2025/QH15"
    )


def test_areas_agree_with_the_published_ones(inside: Session) -> None:
    measured = text("""
        SELECT full_name, ST_Area(geom::geography) / 1e6 / official_area_km2 - 1 FROM unit
        WHERE level = 'commune' AND official_area_km2 IS NOT NULL
    """)
    found = {row[0]: row[1] for row in inside.execute(measured)}
    assert len(found) == 3
    assert all(abs(difference) < 0.01 for difference in found.values()), found


def test_both_sets_cover_the_same_ground_and_the_district_is_their_sum(inside: Session) -> None:
    areas = text("""
        SELECT sum(ST_Area(geom::geography)) FILTER (WHERE level = 'commune' AND valid_to IS NOT NULL) / 1e6,
               sum(ST_Area(geom::geography)) FILTER (WHERE level = 'commune' AND valid_to IS NULL) / 1e6,
               sum(ST_Area(geom::geography)) FILTER (WHERE level = 'district') / 1e6
        FROM unit
    """)
    old, new, district = inside.execute(areas).one()
    assert old == pytest.approx(new, rel=1e-4)
    assert district == pytest.approx(old, rel=1e-4)
    assert new == pytest.approx(635.8, abs=0.5)


def test_every_boundary_is_valid_and_neighbours_do_not_overlap(inside: Session) -> None:
    assert inside.scalar(select(func.bool_and(func.ST_IsValid(Unit.geom))).where(Unit.geom.is_not(None)))
    common = text("""
        SELECT coalesce(max(ST_Area(ST_Intersection(a.geom, b.geom)::geography)), 0)
        FROM unit a JOIN unit b ON a.id < b.id AND ST_Intersects(a.geom, b.geom)
        WHERE a.level = 'commune' AND b.level = 'commune' AND (a.valid_to IS NULL) = (b.valid_to IS NULL)
    """)
    assert inside.scalar(common) < 100


def test_each_old_commune_lies_in_the_one_that_followed_it(inside: Session) -> None:
    outside = text("""
        SELECT max(ST_Area(ST_Difference(old.geom, new.geom)::geography) / ST_Area(old.geom::geography))
        FROM unit_succession JOIN unit old ON old.id = old_id JOIN unit new ON new.id = new_id
        WHERE old.level = 'commune'
    """)
    assert inside.scalar(outside) < 0.001


def test_every_indicator_of_the_district_is_the_same_by_eleven_and_by_three_communes(
    inside: Session,
) -> None:
    random, ground = Random(11), real_ground(inside)
    for project in histories.projects(inside, random, ground, 12):
        for _ in range(25):
            inside.add(histories.fact(random, project, ground))
    summaries.rebuild(inside, as_of=histories.LAST_DAY)
    seen: set[Indicator] = set()
    for month in months(inside):
        by_eleven, by_three = (
            replace(
                total(list(figures_of_units(inside, month=month, day=day).values())),
                resident_household_count=25_000,
            )
            for day in (date(2025, 6, 30), date(2025, 7, 1))
        )
        assert by_eleven == by_three, month
        values = {indicator: value_of(indicator, by_eleven) for indicator in Indicator}
        assert values == {indicator: value_of(indicator, by_three) for indicator in Indicator}
        seen |= {indicator for indicator, value in values.items() if value}
    assert seen == set(Indicator)


def real_ground(session: Session) -> histories.Land:
    """Return the communes of both dates, with roads all over the district and across their boundaries."""
    communes = session.scalars(select(Unit).where(Unit.level == UnitLevel.COMMUNE)).all()
    ground = histories.Land(
        district=session.scalars(select(Unit).where(Unit.level == UnitLevel.DISTRICT)).one(),
        old=[unit for unit in communes if unit.valid_to is not None],
        new=[unit for unit in communes if unit.valid_to is None],
    )
    ground.west, ground.east, ground.south, ground.north = 107.4, 107.65, 11.9, 12.0
    return ground


def test_a_province_comes_from_a_file_with_other_property_names(
    session: Session, listed: OfficialList, tmp_path: Path
) -> None:
    path = FOLDER / "lamdong_2025_communes_124.geojson"
    if not path.is_file():
        pytest.skip("no file of the province's communes at hand")
    (tmp_path / path.name).symlink_to(path)
    findings = load(session, Choice(UnitLevel.PROVINCE, "68"), listed, given=tmp_path)
    before, now = commune_sets(session, as_of=TODAY)
    assert (now.commune_count, now.schematic_count) == (124, 0)
    assert before.commune_count == 329
    assert set(findings.by_code()) == {"boundaries_schematic", "shares_estimated"}
    province = session.scalars(select(Unit).where(Unit.code == "68", Unit.valid_to.is_(None))).one()
    assert province.boundary_kind is BoundaryKind.DERIVED


def test_the_country_s_file_draws_every_commune_of_today(listed: OfficialList) -> None:
    path = FOLDER / "vn_communes_2025_simplified.geojson"
    if not path.is_file():
        pytest.skip("no file of the country's communes at hand")
    territory = choose_territory(listed, level=UnitLevel.COUNTRY)
    assert len(best_outlines(territory, listed, [BoundaryFile(path)])) == 3321
