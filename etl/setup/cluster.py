"""The private PostGIS cluster of a checkout: made once, started when needed, found again after a hard stop."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
from dataclasses import dataclass
from pathlib import Path

from etl.setup.messages import SetupError
from etl.setup.postgres import Postgres, cluster_major
from etl.setup.processes import Account, Command, end, identity, processes_in, read_pid, run, works_in
from etl.setup.progress import report

SUPERUSER = "postgres"
CGROUP_MEMORY = Path("/sys/fs/cgroup/memory.max")
WAIT = ("-s", "-w", "-t", "120")
SECONDS_TO_STOP = 120
# No PG* variable of the shell, and messages whose words do not depend on its language.
ENVIRONMENT = {"PATH": os.defpath, "LC_ALL": "C.UTF-8"}

CONFIGURATION = """\
# Written anew at each start by etl/setup/cluster.py
listen_addresses = ''
port = {port}
unix_socket_directories = '{sockets}'
shared_buffers = {shared_mb}MB
work_mem = 16MB
maintenance_work_mem = 128MB
effective_cache_size = {cached_mb}MB
random_page_cost = 1.1
max_wal_size = {wal_mb}MB
max_connections = 60
jit = off
synchronous_commit = on
timezone = 'UTC'
lc_messages = 'C'
"""
ACCESS = """\
# The superuser only as the account that runs the cluster; everyone else by password
local all {superuser} peer map=hatang
local all all scram-sha-256
"""


@dataclass(frozen=True, slots=True)
class Cluster:
    """One cluster: its home folder, the account it runs as, its programs, socket folder and port; where logs go."""

    home: Path
    account: Account
    postgres: Postgres
    sockets: Path
    port: int
    logs: Path
    server_log: Path

    @property
    def data(self) -> Path:
        """The folder that PostgreSQL calls PGDATA."""
        return self.home / "data"

    def is_running(self) -> bool:
        """Say whether this cluster's postmaster lives (not another process that took over its number)."""
        return works_in(postmaster(self.home), self.data)

    def start(self) -> None:
        """Make the cluster where there is none and start it; after a hard stop it recovers by itself."""
        if self.is_running():
            return
        if cluster_major(self.data) is None:
            self._make()
        own_folder(self.sockets, self.account)
        self._clear_after_kill()
        self._configure()
        own_file(self.server_log, self.account)
        self._launch()

    def stop(self) -> None:
        """Stop the cluster and wait until its files are closed."""
        stop_cluster(self.home)

    def _make(self) -> None:
        """Make the data beside its place and move it there whole, so that half a cluster never counts."""
        report("making_cluster")
        fresh = self.home / "data.new"
        shutil.rmtree(fresh, ignore_errors=True)
        options = [
            "--encoding=UTF8",
            "--locale=C.UTF-8",
            "--auth=peer",
            "--data-checksums",
            "--no-instructions",
        ]
        run(
            [self.postgres.program("initdb"), "-D", fresh, "-U", SUPERUSER, *options],
            log=self.logs / "initdb.log",
            problem=SetupError("cluster_failed", path=self.home),
            cwd=self.home,
            env=ENVIRONMENT,
            account=self.account,
        )
        with (fresh / "postgresql.conf").open("a") as settings:
            settings.write("include = 'hatang.conf'\n")
        fresh.rename(self.data)

    def _clear_after_kill(self) -> None:
        """After a hard stop: end processes that outlived their postmaster, then drop the locks it left.

        PostgreSQL does the second part itself, but not where another program has taken over the number,
        nor where the dead postmaster still waits to be buried by its parent.
        """
        if postmaster(self.home) is None or not Path("/proc/self").exists():
            return
        for pid in processes_in(self.data):
            end(pid, gently=signal.SIGQUIT)
        (self.data / "postmaster.pid").unlink()
        for left in self.sockets.glob(".s.PGSQL.*"):
            left.unlink()

    def _configure(self) -> None:
        user = self.account.name.replace('"', "")
        files = {
            "hatang.conf": CONFIGURATION.format(
                port=self.port,
                sockets=self.sockets,
                wal_mb=log_mb(shutil.disk_usage(self.data).free // 1_000_000),
                **memory(machine_mb()),
            ),
            "pg_hba.conf": ACCESS.format(superuser=SUPERUSER),
            "pg_ident.conf": f'hatang "{user}" {SUPERUSER}\n',
        }
        for name, text in files.items():
            (self.data / name).write_text(text)
            own_file(self.data / name, self.account)

    def _launch(self) -> None:
        """Start the server and wait; what pg_ctl says goes to the log that the server itself writes."""
        run(
            [self.postgres.program("pg_ctl"), "start", "-D", self.data, "-l", self.server_log, *WAIT],
            log=self.server_log,
            problem=SetupError("cluster_not_started", path=self.home),
            cwd=self.home,
            env=ENVIRONMENT,
            account=self.account,
        )

    def sql(self, database: str, script: str) -> None:
        """Run SQL as the superuser; raise ``SetupError`` at the first statement that fails."""
        target: Command = ["-h", self.sockets, "-p", str(self.port), "-U", SUPERUSER, "-d", database]
        run(
            [self.postgres.program("psql"), "-X", "-q", "-v", "ON_ERROR_STOP=1", "-o", os.devnull, *target],
            log=self.logs / "psql.log",
            problem=SetupError("roles_failed"),
            cwd=self.home,
            env=ENVIRONMENT,
            account=self.account,
            text=script,
        )


def machine_mb() -> int:
    """Return the memory of this machine in MB, or of the container where that may use less."""
    of_machine = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    try:
        allowed = CGROUP_MEMORY.read_text().strip()
    except OSError:
        allowed = "max"
    return min(of_machine, int(allowed) if allowed.isdecimal() else of_machine) // 1_000_000


def memory(total_mb: int) -> dict[str, int]:
    """Return the MB that the cluster keeps for itself, a quarter, and those that it may expect to find cached, half."""
    return {"shared_mb": min(max(total_mb // 4, 128), 8_192), "cached_mb": max(total_mb // 2, 512)}


def log_mb(free_mb: int) -> int:
    """Return the MB that changes may fill before they are all on the disk, a tenth of what is free there."""
    return min(max(free_mb // 10, 512), 8_192)


def postmaster(home: Path) -> int | None:
    """Return the process id that a cluster's lock names, living or not."""
    return read_pid(home / "data" / "postmaster.pid")


def stop_cluster(home: Path) -> bool:
    """Stop the cluster in a home folder, with or without its programs; say whether it was running."""
    pid = postmaster(home)
    if pid is None or not works_in(pid, home / "data"):
        return False
    end(pid, gently=signal.SIGINT, seconds=SECONDS_TO_STOP)
    return True


def own_folder(folder: Path, account: Account) -> None:
    """Make a folder that is the account's alone; raise ``SetupError`` where somebody else holds it."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    own_file(folder, account)
    if folder.stat().st_uid != account.uid:
        raise SetupError("may_not_write", path=folder)
    folder.chmod(0o700)


def own_file(file: Path, account: Account) -> None:
    """Hand a file over to the account; only root needs to, and only root can."""
    if not file.exists():
        file.touch(mode=0o600)
    if os.geteuid() == 0:
        os.chown(file, account.uid, account.gid)


def can_use(folder: Path, account: Account) -> bool:
    """Say whether the account reaches a folder and the disk keeps its rights, as PostgreSQL demands."""
    done = subprocess.run(["test", "-w", str(folder)], cwd="/", check=False, **identity(account))
    return done.returncode == 0 and folder.stat().st_mode & 0o077 == 0
