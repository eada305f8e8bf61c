"""Programs of the operating system: what is missing, and its installation by apt where that is allowed."""

from __future__ import annotations

import ctypes
import importlib.util
import os
import shutil
import subprocess
import sys
from collections.abc import Iterable

from etl.setup.environment import Places
from etl.setup.messages import SetupError
from etl.setup.postgres import find_postgres
from etl.setup.processes import run
from etl.setup.progress import report

POSTGIS = "postgresql-postgis"
CHROMIUM = "chromium-headless-shell"
"""The engine without windows: what tests need, and half the work of the whole browser, which serves them, too."""
CHROMIUMS = (CHROMIUM, "chromium")
ATOMIC = "libatomic1"  # the driver of the browser tests is linked against it

# Debian starts a server of its own with PostgreSQL's package; ours is private, so that one is not wanted.
INSTALL_SCRIPT = """\
set -e
export DEBIAN_FRONTEND=noninteractive
wish=/etc/postgresql-common/createcluster.d/hatang.conf
mkdir -p "$(dirname "$wish")"
trap 'rm -f "$wish"' EXIT
echo 'create_main_cluster = false' > "$wish"
apt-get -q -y -o DPkg::Lock::Timeout=300 update
apt-get -q -y -o DPkg::Lock::Timeout=300 install --no-install-recommends "$@"
"""


def missing_packages(places: Places, *, database: bool, browser: bool) -> list[str]:
    """Return the Debian packages that this machine still needs, in one list for one installation."""
    missing = []
    if not places.python.exists() and not any(map(importlib.util.find_spec, ("ensurepip", "pip"))):
        missing.append(f"python3.{sys.version_info.minor}-venv")
    if database and not find_postgres():
        missing.append(POSTGIS)
    if browser and not any(map(shutil.which, CHROMIUMS)):
        missing.append(CHROMIUM)
    if browser and not _loads("libatomic.so.1"):
        missing.append(ATOMIC)
    return missing


def _loads(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def ensure_system(places: Places, *, database: bool, browser: bool = False) -> None:
    """Install what is missing; raise ``SetupError`` with the one command to run where this account may not."""
    missing = missing_packages(places, database=database, browser=browser)
    if not missing:
        return
    install(places, missing)
    still = missing_packages(places, database=database, browser=browser)
    if still:
        raise SetupError("still_missing", packages=", ".join(still), log=places.logs / "apt.log")


def install(places: Places, packages: Iterable[str]) -> None:
    """Install packages by apt as root, or by sudo."""
    names = " ".join(packages)
    if shutil.which("apt-get") is None:
        raise SetupError("no_apt", packages=names)
    right = administrator()
    if right is None:
        raise SetupError("no_rights", packages=names, remedy=f"sudo apt-get install -y {names}")
    report("installing_system", names=names)
    run(
        [*right, "sh", "-c", INSTALL_SCRIPT, "install", *names.split()],
        log=places.logs / "apt.log",
        problem=SetupError("apt_failed", packages=names),
        cwd=places.root,
    )
    importlib.invalidate_caches()


def administrator() -> list[str] | None:
    """Return what stands before a command to run it as root: nothing, sudo, or None where neither is given."""
    if os.geteuid() == 0:
        return []
    if shutil.which("sudo") is None:
        return None
    if subprocess.run(["sudo", "-n", "true"], capture_output=True, check=False).returncode == 0:
        return ["sudo", "-n"]
    if sys.stdin is not None and sys.stdin.isatty():
        report("asking_for_rights")
        return ["sudo"]
    return None
