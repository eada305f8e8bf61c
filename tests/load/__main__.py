"""`python -m tests.load` (or `make load ARGS="…"`): many people keep a month at once; every receipt is held against the database."""

import argparse
import os
import resource
import shutil
import sys
import tempfile
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Engine, create_engine
from sqlalchemy.orm import Session as DatabaseSession

from gis.queries.log_chain import verified
from tests.bench.server import serving
from tests.load import ground, tally, usage
from tests.load.browser import Browser
from tests.load.ground import SECRET_KEY, Ground
from tests.load.people import Session, Work, wait_until
from tests.load.report import Measured, report

OUTPUT = Path("var/load")
SIGN_INS_AT_ONCE = 4
STACK_BYTES = 512 * 1024
SERVER_SETTINGS = {"HATANG_SECRET_KEY": SECRET_KEY, "HATANG_TRUSTED_PROXIES": "1", "HATANG_LOG_LEVEL": "INFO"}
"""Beside those of `make run`: behind a proxy, so that each person has an address of their own and limits hold for each."""


def main() -> int:
    """Run once; return 1 where anything failed or a figure is missing, doubled or another one."""
    given = _arguments()
    threading.stack_size(STACK_BYTES)
    with (
        ground.filled(communes=given.communes, projects=given.projects, sessions=given.sessions) as made,
        tempfile.TemporaryDirectory(prefix="hatang-load-") as folder,
        serving(made.url, Path(folder), HATANG_APP_DATABASE_URL=made.application_url, **SERVER_SETTINGS) as (
            port,
            pid,
        ),
    ):
        measured = _run(given, made, port, pid)
        text, is_right = report(vars(given), measured)
        _keep(text, Path(folder) / "server.log")
    sys.stdout.write(text)
    return 0 if is_right else 1


def _keep(text: str, log: Path) -> None:
    """Lay the report and what the server wrote aside, each run beside the others."""
    OUTPUT.mkdir(parents=True, exist_ok=True)
    name = f"{datetime.now(UTC):%Y%m%d-%H%M%S}"
    (OUTPUT / f"{name}.md").write_text(text, encoding="utf-8")
    shutil.copyfile(log, OUTPUT / f"{name}.log")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.load", description=__doc__)
    parser.add_argument("--sessions", type=int, default=200, help="people who are signed in at once")
    parser.add_argument("--minutes", type=float, default=10, help="how long they work, after all signed in")
    parser.add_argument("--communes", type=int, default=124)
    parser.add_argument("--projects", type=int, default=60, help="projects of each commune")
    parser.add_argument(
        "--think", type=float, default=20, help="seconds a person takes between two requests, ± half"
    )
    parser.add_argument("--seed", type=int, default=1)
    return parser.parse_args()


def _run(given: argparse.Namespace, made: Ground, port: int, pid: int) -> Measured:
    work = Work(made.month, tally.Tally(), threading.Event(), given.think)
    sessions = [
        Session(person, Browser(port, f"10.1.{number // 250}.{number % 250 + 1}"), work, given.seed + number)
        for number, person in enumerate(made.people)
    ]
    with ThreadPoolExecutor(SIGN_INS_AT_ONCE) as signing:
        list(signing.map(Session.sign_in, sessions))
    engine = create_engine(made.url)
    before, own_before = _cpu(engine, pid), _own_cpu_s()
    loads, memory = [os.getloadavg()[0]], [usage.Memory()]

    def look() -> None:
        loads.append(os.getloadavg()[0])
        memory.append(usage.largest(usage.family(pid)))

    threads = [threading.Thread(target=each.work_on, daemon=True) for each in sessions]
    started = time.monotonic()
    for thread in threads:
        thread.start()
    wait_until(started + given.minutes * 60, work.over, 5, look)
    for thread in threads:
        thread.join()
    seconds = time.monotonic() - started
    after = _cpu(engine, pid)
    with DatabaseSession(engine) as session:
        findings = [str(each) for each in verified(session).findings]
    wrong = [*tally.differences(work.tally.sums(), kept := tally.kept_sums(engine)), *findings]
    engine.dispose()
    return Measured(
        tally=work.tally,
        kept=kept,
        wrong=wrong,
        seconds=seconds,
        server_cpu_s=usage.spent_s(before[0], after[0]),
        database_cpu_s=usage.spent_s(before[1], after[1]),
        client_cpu_s=_own_cpu_s() - own_before,
        worker=max(memory, key=lambda found: found.part_mb),
        loads=loads,
    )


def _cpu(engine: Engine, pid: int) -> tuple[dict[int, float], dict[int, float]]:
    return usage.cpu_s(usage.family(pid)), usage.cpu_s(usage.backends(engine))


def _own_cpu_s() -> float:
    spent = resource.getrusage(resource.RUSAGE_SELF)
    return spent.ru_utime + spent.ru_stime


if __name__ == "__main__":
    sys.exit(main())
