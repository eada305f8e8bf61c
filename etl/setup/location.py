"""Where a checkout's cluster lives, who runs it, and by which socket and port it is reached."""

from __future__ import annotations

import os
import pwd
import socket
import tempfile
from pathlib import Path

from etl.setup.cluster import Cluster, can_use, own_folder, postmaster
from etl.setup.environment import Places
from etl.setup.messages import SetupError
from etl.setup.postgres import choose_postgres
from etl.setup.processes import Account, works_in
from etl.setup.progress import report

SOCKET_PATH_LIMIT = 107
SYSTEM_HOME = Path("/var/lib/hatang")
PORTS = range(5433, 5933)


def locate(places: Places) -> Cluster:
    """Return the cluster of this checkout, made or not; raise ``SetupError`` where it cannot be used."""
    account = cluster_account(places)
    home = cluster_home(places, account)
    postgres = choose_postgres(home / "data")
    server_logs = places.logs if home == home_candidates(places)[0] else home
    if works_in(postmaster(home), home / "data"):
        sockets, port = listening_place(home)
    else:
        port = remembered_port(places.run / "postgres.port")
        sockets = socket_folder(home, places.key, port)
    return Cluster(home, account, postgres, sockets, port, places.logs, server_logs / "postgres.log")


def cluster_account(places: Places) -> Account:
    """Return who runs the cluster: who made it, else this account, else for root the account postgres."""
    me = os.geteuid()
    for home in filter(Path.is_dir, home_candidates(places)):
        owner = home.stat().st_uid
        if me == 0 and owner != 0 and (home / "data").is_dir():
            return Account.of(owner)
        if me not in (0, owner):
            raise SetupError("other_owner", path=home, owner=Account.of(owner).name)
    if me != 0:
        return Account.of(me)
    try:
        return Account.of(pwd.getpwnam("postgres").pw_uid)
    except KeyError:
        raise SetupError("no_cluster_user") from None


def home_candidates(places: Places) -> tuple[Path, Path]:
    """Return the folder in the checkout and the one elsewhere, for a checkout its account cannot reach."""
    elsewhere = SYSTEM_HOME if os.geteuid() == 0 else Path.home() / ".local" / "share" / "hatang"
    return places.var / "postgres", elsewhere / places.key


def cluster_home(places: Places, account: Account) -> Path:
    """Return a folder that the account can use, the one in the checkout where possible."""
    near, far = home_candidates(places)
    own_folder(near, account)
    if can_use(near, account):
        return near
    if not far.exists():
        report("other_folder", near=near, account=account.name, far=far)
        far.parent.mkdir(parents=True, exist_ok=True)
    own_folder(far, account)
    return far


def socket_folder(home: Path, key: str, port: int) -> Path:
    """Return a folder whose socket path is short enough for the kernel, beside the data where possible."""
    near = home / "socket"
    if len(os.fsencode(near / f".s.PGSQL.{port}")) <= SOCKET_PATH_LIMIT:
        return near
    if os.geteuid() == 0:
        return Path("/run") / f"hatang-{key}"
    base = os.environ.get("XDG_RUNTIME_DIR") or tempfile.gettempdir()
    return Path(base) / f"hatang-{os.geteuid()}-{key}"


def listening_place(home: Path) -> tuple[Path, int]:
    """Return socket folder and port of a running cluster, as its postmaster wrote them down."""
    lines = (home / "data" / "postmaster.pid").read_text().splitlines()
    return Path(lines[4]), int(lines[3])


def remembered_port(file: Path) -> int:
    """Return the port of this checkout, chosen free the first time and kept in a file."""
    if file.is_file() and file.read_text().strip().isdigit():
        return int(file.read_text())
    port = next((candidate for candidate in PORTS if is_free(candidate)), PORTS.start)
    file.write_text(f"{port}\n")
    return port


def is_free(port: int) -> bool:
    """Say whether nothing listens on a port of this machine."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True
