"""What each command does, step by step."""

from __future__ import annotations

import contextlib
import fcntl
import os
import shutil
import subprocess
from collections.abc import Iterator, Sequence

from etl.setup.database import (
    URL_SETTING,
    ensure_database,
    fill,
    is_database_running,
    migrate,
    stop_database,
)
from etl.setup.environment import Places, read_settings, require_space
from etl.setup.frontend import ensure_frontend
from etl.setup.location import home_candidates
from etl.setup.messages import SetupError, say
from etl.setup.packages import ensure_packages, ensure_translations
from etl.setup.processes import run
from etl.setup.progress import report
from etl.setup.serve import read_port, serve
from etl.setup.server import require_port, stop_server
from etl.setup.system import ensure_system

CONFIRMATION = "xoa"
_STOPPED = {
    (True, True): "stopped_both",
    (True, False): "stopped_web",
    (False, True): "stopped_database",
    (False, False): "nothing_running",
}
"""What to tell of the server and the cluster that were stopped."""
TEST_OPTIONS = ("-n", "3", "--dist", "loadfile", "--no-loadscope-reorder")
"""One process more than the cores that tests must do with: some wait for clusters to start and people to click.

What the tests of a file share, a cluster or a filled database, is made once: they stay in one process.
"""
UNCOMPILED = "PYTHONDONTWRITEBYTECODE"


@contextlib.contextmanager
def alone(places: Places) -> Iterator[None]:
    """Let one set-up at a time work in a checkout; a second one waits."""
    with (places.run / "setup.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            report("waiting")
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def prepare(places: Places, env: dict[str, str], *, development: bool = False, browser: bool = False) -> str:
    """Bring packages, front end and database up to date and return the database's address."""
    require_space(places)
    ensure_system(places, database=not env.get(URL_SETTING), browser=browser)
    ensure_packages(places, env, development=development)
    ensure_frontend(places, env)
    ensure_translations(places, env)
    url = ensure_database(places, env)
    migrate(places, url, env)
    return url


def run_application(places: Places, _arguments: Sequence[str]) -> int:
    """Prepare everything and serve the application with demonstration data."""
    env = read_settings(places.root, os.environ)
    port = read_port(env)
    require_port(places, port)
    with alone(places):
        prepare(places, env)
        fill(places, env)
    require_port(places, port)
    serve(places, port, env, lambda: demonstration_accounts(places, env))
    return 0


def demonstration_accounts(places: Places, env: dict[str, str]) -> str:
    """Return the demonstration accounts with freshly generated passwords, or why there are none, as a text to print."""
    return run(
        [places.python, "-m", "flask", "--app", "webmap.wsgi", "demo-accounts", "--renew"],
        log=places.logs / "accounts.log",
        problem=SetupError("accounts_failed"),
        cwd=places.root,
        env=env,
        stdout=subprocess.PIPE,
    )


def make_database(places: Places, _arguments: Sequence[str]) -> int:
    """Prepare everything up to a migrated database and print its address."""
    with alone(places):
        print(prepare(places, read_settings(places.root, os.environ)))
    return 0


def install_tools(places: Places, _arguments: Sequence[str]) -> int:
    """Install what the quality checks need, without a database."""
    env = read_settings(places.root, os.environ)
    with alone(places):
        require_space(places)
        ensure_system(places, database=False)
        ensure_packages(places, env, development=True)
        ensure_frontend(places, env)
    return 0


def run_tests(places: Places, arguments: Sequence[str]) -> int:
    """Prepare everything, Chromium included, run the tests and stop a cluster that was started for them."""
    env = read_settings(places.root, os.environ)
    env.pop(UNCOMPILED, None)  # scores of processes start: they need not compile everything anew
    with alone(places):
        was_running = is_database_running(places)
        prepare(places, env, development=True, browser=True)
    command = [str(places.python), "-m", "pytest", *(arguments or TEST_OPTIONS)]
    try:
        return subprocess.run(command, cwd=places.root, env=env, check=False).returncode
    finally:
        if not was_running:
            stop_database(places)


def stop(places: Places, _arguments: Sequence[str]) -> int:
    """Stop the server and the cluster of this checkout."""
    report(_STOPPED[stop_server(places), stop_database(places)])
    return 0


def reset(places: Places, _arguments: Sequence[str]) -> int:
    """Delete the data of the private cluster after asking; packages stay."""
    homes = [home for home in home_candidates(places) if home.exists()]
    if not homes:
        report("nothing_to_delete")
        return 0
    say("Mọi dữ liệu ở các thư mục sau sẽ mất hẳn / all data in these folders will be lost:")
    doomed = [*homes, places.var / "imports"]
    for folder in doomed:
        say(f"    {folder}")
    try:
        answer = input(f"Gõ “{CONFIRMATION}” để xoá / type “{CONFIRMATION}” to delete: ")
    except EOFError:
        answer = ""
    if answer.strip() != CONFIRMATION:
        raise SetupError("not_confirmed", word=CONFIRMATION)
    with alone(places):
        stop(places, ())
        for folder in doomed:
            shutil.rmtree(folder, ignore_errors=True)
        for name in ("database_url", "app_database_url", "postgres.port"):
            (places.run / name).unlink(missing_ok=True)
    report("deleted")
    return 0
