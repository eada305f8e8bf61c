from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from etl.boundaries.authority import Rules, import_boundaries
from etl.boundaries.load import Choice, Loaded, load_units
from etl.findings import Findings
from gis.domain.units import BoundaryKind, UnitKey, UnitLevel
from gis.models import AuditLog, Unit, UnitBoundaryHistory, UnitPart, UnitSuccession
from gis.operations.audit import Actor
from gis.operations.boundaries import replace_boundaries
from gis.queries.unit_sets import commune_sets, has_schematic
from tests.etl.boundary_samples import (
    CHANGED_ON,
    DISTRICT,
    LAST_DAY,
    NEW_SHAPES,
    OLD_PROVINCE,
    OTHER_DISTRICT,
    A,
    B,
    C,
    D,
    E,
    W,
    X,
    Y,
    Z,
    feature,
    sample_list,
    write_collection,
    write_folder,
)

TODAY = date(2026, 11, 22)
ACTOR = Actor("test")
SUCCESSION = """old_code,new_code,share,effective_date,legal_basis,clause
90004,90003,0.25,2025-07-01,999/NQ,Art.1 cl.7
90004,90008,0.75,2025-07-01,999/NQ,Art.1 cl.8
77777,90008,1,2025-07-01,999/NQ,
"""


def load(session: Session, given: Path | None, *, code: str = "901") -> tuple[Loaded, Findings]:
    findings = Findings()
    choice = Choice(UnitLevel.DISTRICT, code)
    loaded = load_units(session, ACTOR, choice, findings=findings, given=given, listed=sample_list())
    return loaded, findings


@pytest.fixture(autouse=True)
def _no_folder_of_this_machine(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Sketches are what a machine without boundary files draws."""
    monkeypatch.delenv("HATANG_BOUNDARIES", raising=False)


def unit(session: Session, key: UnitKey) -> Unit:
    statement = select(Unit).where(
        Unit.level == key.level, Unit.code == key.code, Unit.valid_from.is_not_distinct_from(key.valid_from)
    )
    return session.scalars(statement).one()


def test_units_that_share_a_code_are_rows_of_their_own(session: Session, tmp_path: Path) -> None:
    load(session, write_folder(tmp_path))
    rows = session.scalars(select(Unit).where(Unit.code == A.code).order_by(Unit.id)).all()
    assert [(row.full_name, row.kind, row.valid_from, row.valid_to) for row in rows] == [
        ("Thị trấn An Lạc", "township", None, LAST_DAY),
        ("Xã An Lạc", "commune", CHANGED_ON, None),
    ]


def test_units_hang_below_the_parents_of_their_time(session: Session, tmp_path: Path) -> None:
    load(session, write_folder(tmp_path))
    old, new = unit(session, A), unit(session, X)
    parents = {row.id: row for row in session.scalars(select(Unit).where(Unit.level != UnitLevel.COMMUNE))}
    assert parents[old.parent_id].full_name == "Huyện Thử Một"
    assert parents[parents[old.parent_id].parent_id].full_name == "Tỉnh Thử Cũ"
    assert parents[new.parent_id].full_name == "Tỉnh Thử Mới"
    assert parents[new.parent_id].parent_id is None, "the country is a unit only where it is the territory"
    assert (old.name, old.name_en, new.name_en) == ("An Lạc", "An Lac Township", "An Lac Commune")


def test_the_same_files_twice_change_nothing(session: Session, tmp_path: Path) -> None:
    first, _ = load(session, write_folder(tmp_path))
    logged = session.scalar(select(func.count(AuditLog.id)))
    again, _ = load(session, tmp_path)
    assert first.is_changed
    assert not again.is_changed
    assert session.scalar(select(func.count(AuditLog.id))) == logged
    assert session.scalar(select(func.count(UnitBoundaryHistory.id))) == 0


def test_parents_get_the_sum_of_their_communes_where_all_are_here(session: Session, tmp_path: Path) -> None:
    write_folder(tmp_path)
    load(session, tmp_path, code="902")
    assert unit(session, DISTRICT).geom is None
    assert unit(session, OTHER_DISTRICT).boundary_kind is BoundaryKind.DERIVED
    load(session, tmp_path)
    assert unit(session, DISTRICT).boundary_kind is BoundaryKind.DERIVED
    area = session.scalar(select(func.ST_Area(Unit.geom)).where(Unit.id == unit(session, DISTRICT).id))
    assert area == pytest.approx(0.04)
    assert unit(session, OLD_PROVINCE).boundary_kind is BoundaryKind.DERIVED


def test_without_files_boundaries_are_sketched_and_say_so(session: Session) -> None:
    loaded, findings = load(session, None)
    assert loaded.kinds[BoundaryKind.SCHEMATIC] == 9
    assert unit(session, DISTRICT).boundary_kind is BoundaryKind.SCHEMATIC
    assert "boundaries_schematic" in findings.by_code()
    assert has_schematic(session, TODAY)


def test_better_boundaries_replace_sketches_and_worse_never_come_back(session: Session, tmp_path) -> None:
    load(session, None)
    sketch = session.scalar(select(func.ST_AsText(Unit.geom)).where(Unit.id == unit(session, X).id))
    load(session, write_folder(tmp_path))
    kept = session.scalars(
        select(UnitBoundaryHistory).where(UnitBoundaryHistory.unit_id == unit(session, X).id)
    ).one()
    assert (
        session.scalar(
            select(func.ST_AsText(UnitBoundaryHistory.geom)).where(UnitBoundaryHistory.id == kept.id)
        )
        == sketch
    )
    assert kept.boundary_kind is BoundaryKind.SCHEMATIC
    assert kept.recorded_at is not None
    assert kept.replaced_at is not None
    again, _ = load(session, None)
    assert again.boundary_changes == 0
    assert unit(session, X).boundary_kind is BoundaryKind.PUBLIC


def test_pieces_for_overlaps_are_small_and_make_up_the_unit(session: Session, tmp_path: Path) -> None:
    ring = [[107.0 + 0.2 * min(step, 400 - step) / 200, 12.0 + 0.1 * (step > 200)] for step in range(401)]
    ring = [[x + 0.0001 * (number % 2), y] for number, (x, y) in enumerate(ring[:-1])]
    dense = {"type": "Polygon", "coordinates": [[*ring, ring[0]]]}
    write_folder(tmp_path)
    news = [feature(key, dense if key == X else None, valid_from="2025-07-01") for key in NEW_SHAPES]
    write_collection(tmp_path / "communes_new.geojson", news)
    load(session, tmp_path)
    pieces = select(func.max(func.ST_NPoints(UnitPart.geom)), func.sum(func.ST_Area(UnitPart.geom)))
    most, area = session.execute(pieces.where(UnitPart.unit_id == unit(session, X).id)).one()
    whole = session.execute(
        select(func.ST_NPoints(Unit.geom), func.ST_Area(Unit.geom)).where(Unit.id == unit(session, X).id)
    ).one()
    assert whole[0] > 128 >= most
    assert area == pytest.approx(whole[1])
    levels = session.scalars(select(Unit.level).join(UnitPart, UnitPart.unit_id == Unit.id).distinct()).all()
    assert levels == [UnitLevel.COMMUNE]


def shares(session: Session, *olds: UnitKey) -> dict[tuple[str, str], Decimal]:
    ids = [unit(session, key).id for key in olds]
    old, new = Unit.__table__.alias(), Unit.__table__.alias()
    statement = (
        select(old.c.code, new.c.full_name, UnitSuccession.share_ratio)
        .join(old, old.c.id == UnitSuccession.old_id)
        .join(new, new.c.id == UnitSuccession.new_id)
        .where(UnitSuccession.old_id.in_(ids))
    )
    return {(row[0], row[1]): row[2] for row in session.execute(statement)}


def test_shares_of_a_divided_commune_are_estimated_by_area(session: Session, tmp_path: Path) -> None:
    _, findings = load(session, write_folder(tmp_path))
    found = shares(session, A, D)
    assert found["90001", "Xã An Lạc"] == 1
    assert found["90004", "Xã Cao Thử"] == pytest.approx(Decimal("0.75"))
    assert found["90004", "Xã Cao Thử"] + found["90004", "Xã Vân Thử"] == 1
    assert findings.by_code()["shares_estimated"] == 1
    assert estimated(session) == {unit(session, D).id}


def estimated(session: Session) -> set[int]:
    return set(session.scalars(select(UnitSuccession.old_id).where(UnitSuccession.is_estimated)))


def test_documented_shares_and_clauses_stand_before_estimates(session: Session, tmp_path: Path) -> None:
    (write_folder(tmp_path) / "succession.csv").write_text(SUCCESSION, encoding="utf-8")
    _, findings = load(session, tmp_path)
    found = shares(session, D)
    assert found == {("90004", "Xã Cao Thử"): Decimal("0.25"), ("90004", "Xã Vân Thử"): Decimal("0.75")}
    assert not estimated(session)
    documents = session.scalars(
        select(UnitSuccession.legal_doc).where(UnitSuccession.old_id == unit(session, D).id)
    )
    assert set(documents) == {"999/NQ, khoản 7 Điều 1", "999/NQ, khoản 8 Điều 1"}
    assert findings.by_code()["succession_unknown_unit"] == 1


def test_shares_that_a_document_gave_outlive_a_load_without_it(session: Session, tmp_path: Path) -> None:
    (write_folder(tmp_path) / "succession.csv").write_text(SUCCESSION, encoding="utf-8")
    load(session, tmp_path)
    (tmp_path / "succession.csv").unlink()
    again, _ = load(session, tmp_path)
    assert again.succession_changes == 0
    assert shares(session, D)["90004", "Xã Cao Thử"] == Decimal("0.25")


def test_a_document_that_comes_later_replaces_the_estimate(session: Session, tmp_path: Path) -> None:
    load(session, write_folder(tmp_path))
    (tmp_path / "succession.csv").write_text(SUCCESSION, encoding="utf-8")
    again, _ = load(session, tmp_path)
    assert again.succession_changes == 2
    assert shares(session, D)["90004", "Xã Cao Thử"] == Decimal("0.25")


def test_a_name_that_the_list_corrects_is_corrected(session: Session, tmp_path: Path) -> None:
    load(session, write_folder(tmp_path))
    listed = sample_list()
    corrected = replace(listed.units[B], name="Bình Thử Nhất", full_name="Xã Bình Thử Nhất")
    changed = replace(listed, units={**listed.units, B: corrected})
    loaded = load_units(
        session, ACTOR, Choice(UnitLevel.DISTRICT, "901"), findings=Findings(), listed=changed
    )
    row = unit(session, B)
    assert loaded.unit_changes == 1
    assert (row.full_name, row.name_key) == ("Xã Bình Thử Nhất", "binh thu nhat")
    assert row.boundary_kind is BoundaryKind.PUBLIC


def test_no_boundaries_change_nothing(session: Session) -> None:
    assert replace_boundaries(session, ACTOR, []) == []


def test_commune_sets_count_the_communes_between_reorganisations(session: Session, tmp_path: Path) -> None:
    folder = write_folder(tmp_path)
    (folder / "communes_old.geojson").unlink()
    load(session, folder)
    before, now = commune_sets(session, as_of=TODAY)
    assert (before.first_day, before.last_day, before.commune_count) == (None, LAST_DAY, 5)
    assert (now.first_day, now.last_day, now.commune_count) == (CHANGED_ON, None, 4)
    assert before.is_schematic
    assert not now.is_schematic
    assert not has_schematic(session, now.day)
    [only] = commune_sets(session, as_of=date(2024, 1, 1))
    assert only.commune_count == 5


def test_facts_that_a_later_source_does_not_know_stay(session: Session, tmp_path: Path) -> None:
    write_folder(tmp_path)
    known = feature(
        Y,
        valid_from="2025-07-01",
        area_official_km2=120.12345,
        population=4321,
        population_source="a census, 2025-07-17",
        household_count=1200,
    )
    news = [known if key == Y else feature(key, valid_from="2025-07-01") for key in NEW_SHAPES]
    write_collection(tmp_path / "communes_new.geojson", news)
    load(session, tmp_path)
    again, _ = load(session, tmp_path)
    assert not again.is_changed, "more decimals than are kept are no change"
    load(session, None)
    row = unit(session, Y)
    assert (row.population, row.population_date) == (4321, date(2025, 7, 17))
    assert row.household_count == 1200
    assert row.official_area_km2 == Decimal("120.123")


def test_a_place_that_joins_two_districts_names_the_other(session: Session, tmp_path: Path) -> None:
    _, findings = load(session, write_folder(tmp_path))
    [joined] = [finding for finding in findings if finding.code == "territory_joined"]
    assert "Huyện Thử Hai" in joined.message()
    assert unit(session, E).parent_id == unit(session, OTHER_DISTRICT).id


def test_neighbours_share_their_edges_in_the_database(session: Session) -> None:
    load(session, None)
    overlap = text("""
        SELECT coalesce(sum(ST_Area(ST_Intersection(a.geom, b.geom))), 0) FROM unit a JOIN unit b ON a.id < b.id
        WHERE a.level = 'commune' AND b.level = 'commune' AND a.valid_to IS NULL AND b.valid_to IS NULL
    """)
    assert session.scalar(overlap) == pytest.approx(0, abs=1e-9)
    assert {unit(session, key).boundary_kind for key in (C, W, Z)} == {BoundaryKind.SCHEMATIC}


def test_sketches_follow_the_authority_s_boundaries_of_the_other_set(session: Session, tmp_path) -> None:
    load(session, None)
    own = write_collection(tmp_path / "own.geojson", [feature(key) for key in NEW_SHAPES])
    findings = Findings()
    import_boundaries(session, ACTOR, own, Rules(), findings=findings, as_of=TODAY)
    assert findings.by_code() == {"sketch_outdated": 1}
    load(session, None)
    inside = text("""
        SELECT bool_and(ST_Area(ST_Difference(old.geom, new.geom)) < 1e-9) FROM unit_succession
        JOIN unit old ON old.id = old_id JOIN unit new ON new.id = new_id
        WHERE share_ratio = 1 AND old.level = 'commune'
    """)
    assert session.scalar(inside)
    assert unit(session, X).boundary_kind is BoundaryKind.AUTHORITY
    assert unit(session, C).boundary_kind is BoundaryKind.DERIVED
