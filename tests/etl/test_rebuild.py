from collections.abc import Iterator

import pytest
from click.testing import CliRunner
from sqlalchemy import Engine, create_engine, text
from sqlalchemy.orm import Session

from etl.cli import cli
from gis.operations import shares, tiles, unit_tiles, versions
from tests.etl.import_samples import cut_into_parts
from tests.factories import UnitFactory, square
from tests.factories.base import bound_to
from tests.map_tiles import TODAY, located, scattered, stored_copies


@pytest.fixture
def own_engine(own_url: str) -> Iterator[Engine]:
    """Give the engine of a database that the command may commit to."""
    engine = create_engine(own_url)
    yield engine
    engine.dispose()


def address_of(engine: Engine) -> dict[str, str]:
    return {"HATANG_DATABASE_URL": engine.url.render_as_string(hide_password=False)}


def test_what_an_update_emptied_is_made_anew(session: Session) -> None:
    scattered(session, 10)
    UnitFactory(geom=square(107.4, 11.9))
    tiles.rebuild(session, as_of=TODAY)
    unit_tiles.rebuild(session)
    before = stored_copies(session)
    for table in ("tile_symbol", "tile_shape", "tile_cell", "tile_cell_group", "tile_unit"):
        session.execute(text(f"DELETE FROM {table}"))
    tiles.ensure(session, as_of=TODAY)
    unit_tiles.ensure(session)
    assert stored_copies(session) == before
    assert session.scalar(text("SELECT count(*) FROM tile_unit")) == len(unit_tiles.UNIT_BANDS)


def test_copies_that_are_there_are_kept(session: Session) -> None:
    tiles.refresh(session, [located().id])
    UnitFactory(geom=square(107.4, 11.9))
    unit_tiles.rebuild(session)
    before = session.execute(
        text("SELECT data_version.version, units_version FROM data_version, tile_state")
    ).one()
    tiles.ensure(session, as_of=TODAY)
    unit_tiles.ensure(session)
    after = session.execute(
        text("SELECT data_version.version, units_version FROM data_version, tile_state")
    ).one()
    assert after == before


def test_the_command_says_as_of_which_day(own_engine: Engine) -> None:
    with Session(own_engine) as before:
        version = versions.bump(before)
        before.rollback()
    result = CliRunner().invoke(cli, ["rebuild", "--lang", "en"], env=address_of(own_engine))
    assert (result.exit_code, result.output.count("as of")) == (0, 1)
    with Session(own_engine) as after:
        assert after.scalar(text("SELECT version FROM data_version")) == version


def test_shares_are_made_anew_where_it_is_asked(session: Session) -> None:
    project_id = located().id
    UnitFactory(geom=square(107.4, 11.9, 1.0))
    cut_into_parts(session)
    assert shares.recompute_all(session) == 1
    shared = text("SELECT count(*) FROM project_share WHERE project_id = :id")
    assert session.scalar(shared, {"id": project_id}) == 1


def test_the_command_tells_of_how_many_projects_it_made_shares(own_engine: Engine) -> None:
    result = CliRunner().invoke(cli, ["rebuild", "--shares", "--lang", "en"], env=address_of(own_engine))
    assert result.exit_code == 0
    assert "computed anew for 0 projects" in result.output


def test_the_command_draws_what_the_map_shows_wrongly(own_engine: Engine) -> None:
    with Session(own_engine) as session, bound_to(session):
        scattered(session, 3)
        tiles.rebuild(session, as_of=TODAY)
        session.commit()
        right = stored_copies(session)
        one = "(SELECT min(project_id) FROM tile_symbol)"
        session.execute(text(f"UPDATE tile_symbol SET name = 'sai', budget_vnd = 1 WHERE project_id = {one}"))
        session.execute(text(f"DELETE FROM tile_symbol WHERE project_id = {one} + 1"))
        session.commit()
    for options in ([], ["--map"]):
        result = CliRunner().invoke(cli, ["rebuild", *options], env=address_of(own_engine))
        assert result.exit_code == 0
        with Session(own_engine) as after:
            shown = stored_copies(after)
            assert [shown[table] for table in ("tile_symbol", "tile_shape")] == [
                right[table] for table in ("tile_symbol", "tile_shape")
            ]
