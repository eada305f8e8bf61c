"""The map's copies follow the projects: incrementally the same as rebuilt, and at the turn of a day."""

import random
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Engine, select, text
from sqlalchemy.orm import Session

from gis.domain.tile_grid import GRID_BITS, interleave
from gis.models import Project, ProjectLocation, TileShape, TileState, TileSymbol
from gis.operations import tiles
from gis.operations.tile_warmth import warm
from tests.factories.projects import ProjectLocationFactory
from tests.map_tiles import TODAY, located, scattered, shape_at, stored_copies

STEPS = st.integers(0, 2**GRID_BITS - 1)


@given(x=STEPS, y=STEPS)
def test_the_z_order_of_the_database_is_that_of_the_grid(engine: Engine, x: int, y: int) -> None:
    with engine.connect() as connection:
        assert connection.scalar(text("SELECT map_quad(:x, :y)"), {"x": x, "y": y}) == interleave(x, y)


def test_changes_one_after_the_other_leave_what_a_rebuild_makes(session: Session) -> None:
    rng = random.Random(11)
    projects = scattered(session, 60)
    tiles.rebuild(session, as_of=TODAY)
    for step in range(20):
        changed = rng.sample(projects, rng.randrange(1, 6))
        for project in changed:
            change(session, rng, project)
        changed += scattered(session, 3, seed=step)
        session.flush()
        tiles.refresh(session, [project.id for project in changed])
    found = stored_copies(session)
    assert not tiles.recount(session)
    tiles.rebuild(session, as_of=TODAY)
    assert found == stored_copies(session)
    assert len(found["tile_symbol"]) > 60


@pytest.mark.parametrize("column", ["late_count", "budget_vnd", "x_sum"])
def test_counts_that_do_not_add_up_are_made_anew(session: Session, column: str) -> None:
    scattered(session, 20)
    tiles.rebuild(session, as_of=TODAY)
    before = stored_copies(session)
    session.execute(text(f"UPDATE tile_cell SET {column} = {column} + 1 WHERE zoom = 3"))
    assert tiles.recount(session)
    assert stored_copies(session) == before


def change(session: Session, rng: random.Random, project: Project) -> None:
    """Archive, move, unlocate or rewrite a project, by what only colours it or by what ranks it."""
    place = session.scalars(
        select(ProjectLocation).where(
            ProjectLocation.project_id == project.id, ProjectLocation.replaced_at.is_(None)
        )
    ).one_or_none()
    match rng.randrange(7):
        case 0:
            project.archived_at = datetime.now(UTC)
        case 1 if place is not None:
            place.replaced_at = datetime.now(UTC)
        case 2 if place is not None:
            place.replaced_at = datetime.now(UTC)
            session.flush()
            moved = shape_at("line", rng.uniform(107, 108), rng.uniform(11.5, 12.5))
            ProjectLocationFactory(project_id=project.id, geom=moved)
        case 3:
            project.approved_completion_date = TODAY + timedelta(days=rng.randrange(-400, 400))
        case 4:
            project.acceptance_date = rng.choice([None, TODAY - timedelta(days=rng.randrange(400))])
        case 5:
            project.is_key_project = not project.is_key_project
        case _:
            project.budget_vnd, project.sector_id = rng.choice([None, Decimal(rng.randrange(10**12))]), 4


def test_a_change_of_most_projects_is_the_same_too(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tiles, "MANY", 10)
    projects = scattered(session, 30)
    tiles.refresh(session, [project.id for project in projects])
    found = stored_copies(session)
    tiles.rebuild(session, as_of=session.scalars(select(TileState.as_of)).one())
    assert found == stored_copies(session)


@pytest.mark.parametrize(("days", "many"), [(1, tiles.MANY), (7, tiles.MANY), (400, tiles.MANY), (400, 10)])
def test_a_new_day_moves_the_statuses_as_a_rebuild_would(
    session: Session, monkeypatch: pytest.MonkeyPatch, days: int, many: int
) -> None:
    monkeypatch.setattr(tiles, "MANY", many)
    scattered(session, 80)
    tiles.rebuild(session, as_of=TODAY)
    before = stored_copies(session)
    later = TODAY + timedelta(days=days)
    assert tiles.advance(session, as_of=later)
    advanced = stored_copies(session)
    tiles.rebuild(session, as_of=later)
    assert advanced == stored_copies(session)
    assert advanced["tile_cell_group"] != before["tile_cell_group"]


def test_the_grid_never_goes_back_in_time(session: Session) -> None:
    scattered(session, 10)
    tiles.rebuild(session, as_of=TODAY)
    before = stored_copies(session)
    assert tiles.advance(session, as_of=TODAY - timedelta(days=300))
    assert (stored_copies(session), session.scalars(select(TileState.as_of)).one()) == (before, TODAY)


def test_only_one_writer_at_a_time_moves_the_day(session: Session, engine: Engine) -> None:
    with engine.begin() as other:
        other.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": tiles.LOCK})
        assert not tiles.advance(session, as_of=TODAY + timedelta(days=3650))


def test_the_symbol_of_a_line_stands_in_the_middle_of_its_longest_part(session: Session) -> None:
    project = located("SRID=4326;MULTILINESTRING((107 12, 107.4 12), (108 12, 108.01 12))")
    tiles.refresh(session, [project.id])
    symbol = session.get_one(TileSymbol, project.id)
    assert symbol.shape == "line"
    assert symbol.grid_x / 2**GRID_BITS * 360 - 180 == pytest.approx(107.2, abs=1e-4)


def test_the_symbol_of_an_area_stands_inside_it(session: Session) -> None:
    horseshoe = (
        "107 12, 107.3 12, 107.3 12.3, 107.2 12.3, 107.2 12.1, 107.1 12.1, 107.1 12.3, 107 12.3, 107 12"
    )
    project = located(f"SRID=4326;MULTIPOLYGON((({horseshoe})))")
    tiles.refresh(session, [project.id])
    inside = text("""SELECT ST_Contains(shape.geom, ST_SetSRID(ST_MakePoint(
                         (grid_x / 2^30 - 0.5) * 40075016.685578488, (0.5 - grid_y / 2^30) * 40075016.685578488), 3857))
                     FROM tile_symbol JOIN tile_shape shape USING (project_id)""")
    assert session.scalars(inside).all() == [True]


def test_points_have_no_shape_and_areas_no_coarse_one(session: Session) -> None:
    by_kind = {kind: located(shape_at(kind, 107.5, 12)).id for kind in ("point", "line", "area")}
    tiles.refresh(session, list(by_kind.values()))
    assert session.get(TileShape, by_kind["point"]) is None
    assert session.get_one(TileShape, by_kind["line"]).geom_low is not None
    assert session.get_one(TileShape, by_kind["area"]).geom_low is None


def test_key_projects_and_then_budgets_decide_who_is_shown_first(session: Session) -> None:
    small_key = located(is_key_project=True, budget_vnd=Decimal(1))
    others = [located(budget_vnd=Decimal(10**n)) for n in range(9, 12)]
    nameless = located(budget_vnd=None)
    tiles.refresh(session, [small_key.id, nameless.id, *(project.id for project in others)])
    order = session.scalars(select(TileSymbol.project_id).order_by(TileSymbol.rank.desc())).all()
    assert order == [small_key.id, *(project.id for project in reversed(others)), nameless.id]
    assert session.get_one(TileSymbol, small_key.id).min_zoom == 1


def test_copies_are_brought_to_memory_where_the_database_can(session: Session) -> None:
    scattered(session, 5)
    tiles.rebuild(session, as_of=TODAY)
    can = session.scalar(text("SELECT EXISTS (SELECT FROM pg_extension WHERE extname = 'pg_prewarm')"))
    assert (warm(session) > 0) == can
