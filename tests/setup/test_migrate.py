"""Alembic is asked only where something may have changed: its own start costs a quarter of the second `make run`."""

import os
import shutil
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from etl.setup import database
from etl.setup.environment import Places
from tests import databases

ROOT = Path(__file__).parents[2]


@pytest.fixture
def places(tmp_path):
    """A checkout of its own: the packages of this one, the migrations copied, an empty var."""
    for name in (".venv", "etl", "alembic.ini"):
        (tmp_path / name).symlink_to(ROOT / name)
    shutil.copytree(ROOT / "gis", tmp_path / "gis")
    places = Places(tmp_path)
    places.prepare()
    return places


@pytest.fixture
def upgrades(monkeypatch):
    """The programs that were started to upgrade."""
    started = []
    really = database.run

    def note(command, **how):
        started.append(command)
        return really(command, **how)

    monkeypatch.setattr(database, "run", note)
    return started


@pytest.fixture
def url(request):
    with databases.copy_of(databases.template_of(request.config)) as url:
        yield url


def _alter(url, statement):
    engine = create_engine(url)
    with engine.begin() as connection:
        connection.execute(text(statement))
    engine.dispose()


@pytest.fixture
def env(url):
    """The settings of an installation whose web has a role of its own, where this server has one."""
    return os.environ | {
        "HATANG_DATABASE_URL": url,
        "HATANG_APP_DATABASE_URL": databases.as_application(url) or "",
    }


def test_alembic_starts_only_where_something_may_have_changed(places, upgrades, url, env):
    def migrated():
        upgrades.clear()
        database.migrate(places, url, env)
        return len(upgrades)

    assert [migrated(), migrated()] == [1, 0]
    for changed in ("migrations/grants.py", "operations/shares.py"):
        with (places.root / "gis" / changed).open("a") as source:
            source.write("# another right, another statement of a function\n")
        assert [migrated(), migrated()] == [1, 0], changed
    if application_url := env["HATANG_APP_DATABASE_URL"]:
        _alter(url, "REVOKE ALL ON audit_log FROM hatang_app")
        assert [migrated(), migrated()] == [1, 0], "a web without its rights is given them again"
        assert database.stands_at_newest(places, url, application_url, env)
    _alter(url, "DROP TABLE alembic_version")
    assert not database.stands_at_newest(places, url, url, env), "a database that was restored is brought up"
