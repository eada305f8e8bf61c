"""Start other programs with their output in a log, and turn a failure into one sentence."""

from __future__ import annotations

import contextlib
import os
import pwd
import re
import shutil
import signal
import subprocess
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from etl.setup.messages import SetupError

Command = Sequence[str | Path]

TAIL_LINES = 12
NO_SPACE = "No space left on device"
BYTES_OF_A_FULL_DISK = 10_000_000
PYTHON_TRACE = re.compile(r"^Traceback \(most recent call last\):\n(?:[ \t].*\n)+", re.MULTILINE)


class Account(NamedTuple):
    """A system account that programs are started as."""

    name: str
    uid: int
    gid: int

    @classmethod
    def of(cls, uid: int) -> Account:
        """Return the account with a user id, named by its number where the machine does not know it."""
        try:
            entry = pwd.getpwuid(uid)
        except KeyError:
            return cls(str(uid), uid, uid)
        return cls(entry.pw_name, uid, entry.pw_gid)


def run(
    command: Command,
    *,
    log: Path,
    problem: SetupError,
    cwd: Path,
    env: Mapping[str, str] | None = None,
    account: Account | None = None,
    text: str = "",
    stdout: int | None = None,
) -> str:
    """Run a command to its end and return what it said on standard output, if ``stdout`` is a pipe.

    The rest of its output is appended to ``log``; ``problem`` is raised where it fails.
    """
    with log.open("ab") as output:
        start = output.tell()
        try:
            done = subprocess.run(
                [str(part) for part in command],
                input=text.encode(),
                stdout=output if stdout is None else stdout,
                stderr=output,
                cwd=cwd,
                env=env,
                check=False,
                **identity(account),
            )
        except FileNotFoundError as error:
            output.write(f"{error}\n".encode())
            raise with_log(problem, log, start) from error
    if done.returncode != 0:
        raise disk_or(problem, log, start)
    return (done.stdout or b"").decode(errors="replace")


def identity(account: Account | None) -> dict[str, Any]:
    """Return the arguments of ``subprocess`` that make a child run as another account (root only)."""
    if account is None or account.uid == os.geteuid():
        return {}
    return {"user": account.uid, "group": account.gid, "extra_groups": []}


def with_log(problem: SetupError, log: Path, start: int) -> SetupError:
    """Return the problem with the place of its details."""
    problem.log, problem.start = log, start
    return problem


def disk_or(problem: SetupError, log: Path, start: int) -> SetupError:
    """Return the full disk where the log tells of one from byte ``start`` on, or could not; else the problem."""
    if NO_SPACE in _read_from(log, start) or shutil.disk_usage(log.parent).free < BYTES_OF_A_FULL_DISK:
        return SetupError("disk_filled_up", log=log, start=start)
    return with_log(problem, log, start)


def tail(log: Path, start: int = 0) -> str:
    """Return what a log says to a person from byte ``start`` on, at its end: of a Python trace only the error."""
    text = PYTHON_TRACE.sub("", _read_from(log, start))
    lines = [line for line in text.splitlines() if line.strip()]
    return "\n".join(f"    {line}" for line in lines[-TAIL_LINES:])


def _read_from(log: Path, start: int) -> str:
    with log.open("rb") as lines:
        lines.seek(start)
        return lines.read().decode(errors="replace")


def read_pid(file: Path) -> int | None:
    """Return the process id in the first line of a file, None where there is none."""
    with contextlib.suppress(OSError, ValueError, IndexError):
        return int(file.read_text().split()[0])
    return None


def works_in(pid: int | None, folder: Path) -> bool:
    """Say whether a living process has this working folder: ids are used again, folders are not."""
    if pid is None:
        return False
    try:
        return Path(f"/proc/{pid}/cwd").readlink() == folder.resolve()
    except OSError:
        return False


def processes_in(folder: Path) -> list[int]:
    """Return the ids of all living processes that have this working folder."""
    ids = [int(entry.name) for entry in Path("/proc").iterdir() if entry.name.isdigit()]
    return [pid for pid in ids if works_in(pid, folder)]


def is_alive(pid: int) -> bool:
    """Say whether a process still does anything: a dead one that waits for its parent does not."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except (OSError, IndexError):
        return False
    return state not in {"Z", "X"}


def end(pid: int, *, gently: signal.Signals = signal.SIGTERM, seconds: float = 15) -> None:
    """Ask a process to stop, and stop it hard where it does not within some seconds."""
    for which, patience in ((gently, seconds), (signal.SIGKILL, 5.0)):
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, which)
        deadline = time.monotonic() + patience
        while time.monotonic() < deadline:
            if not is_alive(pid):
                return
            time.sleep(0.05)
