"""A real cluster: made, reached by password, killed hard, started again with its data."""

import os
import shutil
import signal
import tempfile
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest

from etl.setup.cluster import log_mb, memory
from etl.setup.database import ensure_database, is_database_running, stop_database
from etl.setup.environment import Places
from etl.setup.location import SOCKET_PATH_LIMIT, locate
from etl.setup.messages import SetupError
from etl.setup.postgres import find_postgres
from etl.setup.processes import read_pid

pytestmark = pytest.mark.skipif(not find_postgres(), reason="no PostgreSQL with PostGIS on this machine")


LONG_PATH = "Quảng Tín/" * 8


@contextmanager
def checkout(name):
    """A checkout whose folder the account that runs the cluster can reach; everything goes afterwards."""
    top = Path(tempfile.mkdtemp(prefix="hatang-"))
    top.chmod(0o755)
    places = Places(top / name)
    places.prepare()
    yield places
    sockets = locate(places).sockets
    stop_database(places)
    shutil.rmtree(sockets, ignore_errors=True)
    shutil.rmtree(top)


@pytest.fixture(scope="module", params=["hatang"])
def places(request):
    """One cluster for all that only start, stop and ask it."""
    with checkout(request.param) as places:
        yield places


def _connect(url):
    return psycopg.connect(url.replace("+psycopg", ""), autocommit=True)


@pytest.mark.parametrize("places", ["hatang", LONG_PATH], ids=["short path", "long path"], indirect=True)
def test_data_survives_a_hard_stop(places):
    url = ensure_database(places, {})
    with _connect(url) as session:
        session.execute("CREATE TABLE kept (place geometry(Point, 4326))")
        session.execute("INSERT INTO kept VALUES (ST_Point(107.6, 12.0, 4326))")
        session.execute("CREATE DATABASE of_a_test")

    cluster = locate(places)
    assert len(os.fsencode(cluster.sockets / f".s.PGSQL.{cluster.port}")) <= SOCKET_PATH_LIMIT
    os.kill(read_pid(cluster.data / "postmaster.pid"), signal.SIGKILL)

    assert ensure_database(places, {}) == url
    with _connect(url) as session:
        assert session.execute("SELECT ST_X(place) FROM kept").fetchone() == (107.6,)


def test_start_after_the_process_number_went_to_another_program(places):
    url = ensure_database(places, {})
    assert stop_database(places)
    assert not is_database_running(places)
    (locate(places).data / "postmaster.pid").write_text(f"{os.getpid()}\n")
    assert ensure_database(places, {}) == url


def test_the_application_has_only_what_the_owner_gives(places):
    url = ensure_database(places, {})
    application_url = (places.run / "app_database_url").read_text().strip()
    with _connect(url) as owner, _connect(application_url) as application:
        owner.execute("CREATE TABLE facts (value int)")
        for statement in ("SELECT value FROM facts", "DROP TABLE facts", "CREATE TABLE mine (value int)"):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                application.execute(statement)
        owner.execute("GRANT SELECT ON facts TO hatang_app")
        assert application.execute("SELECT count(*) FROM facts").fetchone() == (0,)


def test_addresses_are_secret_and_a_lost_one_is_made_again(places):
    ensure_database(places, {})
    file = places.run / "database_url"
    assert file.stat().st_mode & 0o777 == 0o600
    file.unlink()
    with _connect(ensure_database(places, {})) as session:
        assert session.execute("SELECT current_user").fetchone() == ("hatang_owner",)


def test_data_of_another_version_are_not_touched():
    with checkout("hatang") as places:
        data = locate(places).data
        data.mkdir()
        (data / "PG_VERSION").write_text("9\n")
        with pytest.raises(SetupError) as caught:
            locate(places)
        assert caught.value.code == "other_postgres"
        shutil.rmtree(data)


@pytest.mark.parametrize(
    ("total_mb", "shared_mb", "cached_mb"), [(500, 128, 512), (4_000, 1_000, 2_000), (64_000, 8_192, 32_000)]
)
def test_the_cluster_takes_a_quarter_of_the_memory(total_mb, shared_mb, cached_mb):
    assert memory(total_mb) == {"shared_mb": shared_mb, "cached_mb": cached_mb}


@pytest.mark.parametrize(("free_mb", "wal_mb"), [(1_000, 512), (20_000, 2_000), (500_000, 8_192)])
def test_changes_fill_a_tenth_of_the_free_disk(free_mb, wal_mb):
    assert log_mb(free_mb) == wal_mb
