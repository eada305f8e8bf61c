"""Have a database ready: the user's own or the private cluster, migrated and filled."""

from __future__ import annotations

import subprocess
from collections.abc import Mapping

from etl.setup.cluster import postmaster, stop_cluster
from etl.setup.environment import Places
from etl.setup.location import home_candidates, locate
from etl.setup.messages import SetupError
from etl.setup.probe import NO_POSTGIS, UNREACHABLE
from etl.setup.processes import run, works_in
from etl.setup.roles import current_address, prepare_database
from etl.setup.stamps import Stamp

URL_SETTING = "HATANG_DATABASE_URL"
APP_URL_SETTING = "HATANG_APP_DATABASE_URL"
STDOUT = 1
MIGRATED_BY = ("domain", "migrations", "models", "operations")
"""What the migrations make tables, rights and functions from, in `gis`."""
UPGRADE = "import sys; from gis.migrations.runner import upgrade; upgrade(sys.stdin.read())"


def ensure_database(places: Places, env: Mapping[str, str]) -> str:
    """Return the owner's address of a database that answers; raise ``SetupError`` where there is none to be had."""
    for setting in (URL_SETTING, APP_URL_SETTING):
        if env.get(setting):
            _require_answer(places, setting, env)
    if url := env.get(URL_SETTING):
        return url
    cluster = locate(places)
    if cluster.is_running() and (written := current_address(cluster, places.run)):
        return written
    cluster.start()
    return prepare_database(cluster, places.run)


def _require_answer(places: Places, setting: str, env: Mapping[str, str]) -> None:
    ask = [str(places.python), "-m", "etl.setup.probe"]
    done = subprocess.run(
        ask, input=env[setting], capture_output=True, text=True, cwd=places.root, env=env, check=False
    )
    if done.returncode == NO_POSTGIS:
        raise SetupError("database_without_postgis", setting=setting)
    if done.returncode == UNREACHABLE:
        raise SetupError("database_unreachable", setting=setting, reason=done.stdout.strip())
    if done.returncode != 0:
        reason = done.stderr.strip().splitlines()[-1]
        raise SetupError("database_unreachable", setting=setting, reason=reason)


def migrate(places: Places, url: str, env: Mapping[str, str]) -> None:
    """Bring the database to the newest structure, unless these very migrations brought it there before."""
    folders = (places.root / "gis" / part for part in MIGRATED_BY)
    sources = sorted(source for folder in folders for source in folder.rglob("*.py"))
    application_url = _application_url(places, url, env)
    stamp = Stamp(places.run / "migrations.stamp", sources, f"{url} {application_url}")
    if stamp.is_current() and stands_at_newest(places, url, application_url, env):
        return
    upgrade(places, url, env)
    stamp.write()


def upgrade(places: Places, url: str, env: Mapping[str, str]) -> None:
    """Run the migrations of this program on the database at ``url`` and give the web its rights."""
    run(
        [places.python, "-c", UPGRADE],
        log=places.logs / "migrations.log",
        problem=SetupError("migration_failed"),
        cwd=places.root,
        env=env,
        text=url,
    )


def _application_url(places: Places, url: str, env: Mapping[str, str]) -> str:
    """Return the address that the web will take, as `gis.database.application_url` finds it."""
    if env.get(APP_URL_SETTING):
        return env[APP_URL_SETTING]
    return url if env.get(URL_SETTING) else (places.run / "app_database_url").read_text().strip()


def stands_at_newest(places: Places, url: str, application_url: str, env: Mapping[str, str]) -> bool:
    """Ask the database itself too: it may have been restored, or made anew at the same address."""
    ask = [str(places.python), "-m", "etl.setup.standing"]
    told = f"{url} {application_url}"
    done = subprocess.run(
        ask, input=told, capture_output=True, text=True, cwd=places.root, env=env, check=False
    )
    return done.returncode == 0


def fill(places: Places, env: Mapping[str, str]) -> None:
    """Load units, reference data and, into an empty database, the demonstration data."""
    run(
        [places.python, "-m", "etl", "setup-data"],
        log=places.logs / "setup-data.log",
        problem=SetupError("loading_failed"),
        cwd=places.root,
        env=env,
        stdout=STDOUT,
    )


def stop_database(places: Places) -> bool:
    """Stop the private cluster; say whether it was running."""
    stopped = [stop_cluster(home) for home in home_candidates(places)]
    return any(stopped)


def is_database_running(places: Places) -> bool:
    """Say whether the private cluster runs."""
    return any(works_in(postmaster(home), home / "data") for home in home_candidates(places))
