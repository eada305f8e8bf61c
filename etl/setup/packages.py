"""The Python environment, its pinned packages, and the compiled translations."""

from __future__ import annotations

import importlib.util
import subprocess
import sys
from collections.abc import Mapping

from etl.setup.environment import Places
from etl.setup.messages import SetupError
from etl.setup.processes import Command, run
from etl.setup.progress import report
from etl.setup.stamps import Stamp

RUNTIME = "requirements.txt"
DEVELOPMENT = "requirements-dev.txt"
DATA_ONLY = "requirements-data.txt"


def ensure_packages(places: Places, env: Mapping[str, str], *, development: bool = False) -> None:
    """Make .venv and install the pins, unless both are current; development pins contain the others."""
    wanted = DEVELOPMENT if development else RUNTIME
    if _stamp(places, wanted).is_current() and _version(places) == sys.version:
        return
    if _version(places) != sys.version or not _has_pip(places):
        _make_environment(places, env)
    report("installing_python")
    _install(places, env, "-r", wanted)
    _install(places, env, "--no-deps", "-r", DATA_ONLY)
    for name in (RUNTIME, wanted):
        _stamp(places, name).write()


def _install(places: Places, env: Mapping[str, str], *wanted: str) -> None:
    flags = ("--disable-pip-version-check", "--progress-bar", "off")
    command: Command = [places.python, "-m", "pip", "install", *flags, *wanted]
    run(command, log=places.logs / "pip.log", problem=SetupError("pip_failed"), cwd=places.root, env=env)


def _stamp(places: Places, requirements: str) -> Stamp:
    sources = [places.root / requirements, places.root / DATA_ONLY]
    return Stamp(places.venv / f".{requirements}.stamp", sources, sys.version)


def _version(places: Places) -> str | None:
    """Return the version of the environment's interpreter, None where it does not run."""
    ask = [str(places.python), "-c", "import sys; print(sys.version)"]
    try:
        done = subprocess.run(ask, capture_output=True, text=True, check=False)
    except OSError:
        return None
    return done.stdout.strip() if done.returncode == 0 else None


def _has_pip(places: Places) -> bool:
    ask = [str(places.python), "-m", "pip", "--version"]
    return subprocess.run(ask, capture_output=True, check=False).returncode == 0


def _make_environment(places: Places, env: Mapping[str, str]) -> None:
    """Make .venv anew; a Debian without python3-venv but with pip can do it too."""
    report("making_environment")
    log = places.logs / "venv.log"
    problem = SetupError("venv_failed")
    own_pip = importlib.util.find_spec("ensurepip") is not None
    flags = ["--clear"] if own_pip else ["--clear", "--without-pip"]
    make: Command = [sys.executable, "-m", "venv", *flags, places.venv]
    run(make, log=log, problem=problem, cwd=places.root, env=env)
    if not own_pip:
        fill: Command = [sys.executable, "-m", "pip", "--python", places.python, "install", "pip"]
        run(fill, log=log, problem=problem, cwd=places.root, env=env)


def ensure_translations(places: Places, env: Mapping[str, str]) -> None:
    """Compile the message catalogues that changed since the last time."""
    folder = places.root / "webmap" / "translations"
    catalogues = sorted(folder.glob("*/LC_MESSAGES/*.po"))
    stamp = Stamp(places.run / "translations.stamp", catalogues)
    if not catalogues or (
        stamp.is_current() and all(file.with_suffix(".mo").is_file() for file in catalogues)
    ):
        return
    command: Command = [places.python, "-m", "babel.messages.frontend", "compile", "-d", folder]
    log = places.logs / "translations.log"
    run(command, log=log, problem=SetupError("translations_failed"), cwd=places.root, env=env)
    stamp.write()
