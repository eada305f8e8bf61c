"""Server and database killed hard, twenty times, while people save: every receipt is kept, no figure is there twice."""

import http.client
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import Engine, create_engine, text
from sqlalchemy.orm import Session as DatabaseSession

from etl.setup.postgres import find_postgres
from gis.operations import summaries
from gis.queries.log_chain import verified
from tests.load import ground
from tests.load.browser import Answer, Browser
from tests.load.ground import SECRET_KEY, Ground
from tests.load.people import Session, Work
from tests.load.service import Service, own_service
from tests.load.tally import Tally, differences, kept_sums
from webmap.clock import today

pytestmark = pytest.mark.skipif(not find_postgres(), reason="no PostgreSQL with PostGIS on this machine")

KILLS = 20
PEOPLE, COMMUNES, PROJECTS = 6, 2, 4
RECEIPTS_BETWEEN = 2
"""So many receipts come after each kill before the next one: the kill falls into work."""
PATIENCE_S = 90
PAUSE_S = 0.5
"""Whoever asks again sooner only takes the processors from what comes back."""
AWAY = "Cơ sở dữ liệu chưa sẵn sàng"
SUMMARIES = ("project_month", "project_money", "project_summary", "unit_month", "unit_money")


class PatientBrowser(Browser):
    """Sends the very same request again while there is no answer, or none but that the service is away.

    So does the queue of the page: the same record with the same key.
    """

    def __init__(self, port: int, address: str, work: Work) -> None:
        super().__init__(port, address)
        self.work = work

    def _ask(self, method: str, path: str, body: bytes | None, headers: Mapping[str, str]) -> Answer:
        deadline = time.monotonic() + PATIENCE_S
        pause = threading.Event()
        while True:
            try:
                answer = super()._ask(method, path, body, headers)
                if answer.status != 503:
                    return answer
                if time.monotonic() > deadline:
                    return answer
                if AWAY not in answer.text:
                    self.work.tally.failed("503 without advice", answer.text)
            except (OSError, http.client.HTTPException):
                if time.monotonic() > deadline:
                    raise
            pause.wait(PAUSE_S)


@pytest.fixture(scope="module")
def service() -> Iterator[Service]:
    with own_service(HATANG_SECRET_KEY=SECRET_KEY, HATANG_TRUSTED_PROXIES="1") as started:
        yield started


@pytest.fixture(scope="module")
def filled(service: Service) -> Ground:
    return ground.fill(service.url, communes=COMMUNES, projects=PROJECTS, sessions=PEOPLE)


@pytest.fixture(scope="module")
def serving(service: Service, filled: Ground) -> Service:
    service.start_web()
    until(lambda: status(service, "/readyz") == 200, service)
    return service


def until(holds: Callable[[], bool], service: Service) -> None:
    """Wait for a state; fail with the end of the server's log where it does not come."""
    deadline, pause = time.monotonic() + PATIENCE_S, threading.Event()
    while not holds():
        assert time.monotonic() < deadline, service.log()
        pause.wait(0.05)


def status(service: Service, path: str) -> int:
    """Return the status of an answer, 0 without one."""
    browser = Browser(service.port, "10.9.9.9")
    try:
        return browser.get(path).status
    except (OSError, http.client.HTTPException):
        return 0
    finally:
        browser.close()


def test_the_web_tells_that_the_database_is_away_and_comes_back_by_itself(
    serving: Service, filled: Ground
) -> None:
    """To who is signed in and to who is not."""
    work = Work(filled.month, Tally(), threading.Event(), think_s=0)
    officer = Session(filled.people[0], Browser(serving.port, "10.9.9.2"), work, seed=0)
    officer.sign_in()
    officer.browser.get("/updates")
    browser = Browser(serving.port, "10.9.9.1")
    assert browser.get("/accounts/login").status == 200
    workers = serving.workers()
    serving.stop_database()
    try:
        tells_that_it_is_away(browser, officer.browser)
    finally:
        serving.start_database()
    for _ in range(8):  # both workers, with the connections that they had
        assert browser.get("/projects").status == 200
        browser.close()
    assert officer.browser.get("/updates").status == 200
    assert (browser.get("/readyz").status, serving.workers()) == (200, workers)
    browser.close()
    officer.browser.close()


def tells_that_it_is_away(browser: Browser, officer: Browser) -> None:
    answers = [
        browser.get("/projects"),
        browser.post("/accounts/login", {"login": "x", "password": "y"}),
        officer.get("/updates"),
        officer.post("/updates/records/progress_report", {}, Accept="application/json"),
    ]
    assert [(answer.status, AWAY in answer.text) for answer in answers[:3]] == [(503, True)] * 3
    assert (answers[3].status, AWAY in answers[3].json()["detail"]) == (503, True)
    problem = browser.get("/api/v1/indicators")
    assert (problem.status, AWAY in problem.json()["detail"]) == (503, True)
    readiness = browser.get("/readyz")
    assert (readiness.status, readiness.json()["missing"]) == (503, "database")
    assert browser.get("/healthz").status == 200


def test_every_receipt_outlives_twenty_kills(serving: Service, filled: Ground) -> None:
    work = Work(filled.month, Tally(), threading.Event(), think_s=0.02)
    people = [
        Session(person, PatientBrowser(serving.port, f"10.9.0.{number + 1}", work), work, number)
        for number, person in enumerate(filled.people)
    ]
    for each in people:
        each.sign_in()
    threads = [threading.Thread(target=each.work_on, daemon=True) for each in people]
    for thread in threads:
        thread.start()
    try:
        kill(serving, work.tally)
        until(lambda: accepted_count(serving) > 0, serving)
    finally:
        work.over.set()
        for thread in threads:
            thread.join(PATIENCE_S)
    assert work.tally.errors == []
    judge(serving, work.tally)


def kill(service: Service, tally: Tally) -> None:
    """Kill something again and again, each time after some more receipts."""
    web = (service.kill_worker, service.kill_worker, service.kill_server)
    for number in range(KILLS // 2):
        await_receipts(service, tally)
        web[number % len(web)]()
        await_receipts(service, tally)
        service.kill_database()
    await_receipts(service, tally)


def await_receipts(service: Service, tally: Tally) -> None:
    wanted = tally.receipt_count + RECEIPTS_BETWEEN
    until(lambda: tally.receipt_count >= wanted, service)


def judge(service: Service, tally: Tally) -> None:
    """Hold the database against the receipts, the summaries against their facts, the log against its chain."""
    with connected(service) as engine, DatabaseSession(engine) as session:
        durable = [session.scalar(text(f"SHOW {name}")) for name in ("fsync", "synchronous_commit")]
        assert durable == ["on", "on"]
        assert list(differences(tally.sums(), kept_sums(engine))) == []
        assert verified(session).findings == []
        before = kept_summaries(session)
        summaries.rebuild(session, as_of=today())
        assert kept_summaries(session) == before
        session.rollback()


@contextmanager
def connected(service: Service) -> Iterator[Engine]:
    """Give the owner's engine, closed afterwards whatever happens."""
    engine = create_engine(service.url)
    try:
        yield engine
    finally:
        engine.dispose()


def accepted_count(service: Service) -> int:
    """Return how many of the people's reports count already."""
    wanted = (
        "SELECT count(*) FROM progress_report WHERE recorded_by IS NOT NULL AND review_state = 'accepted'"
    )
    with connected(service) as engine, engine.connect() as connection:
        return int(connection.scalar(text(wanted)) or 0)


def kept_summaries(session: DatabaseSession) -> dict[str, list[Any]]:
    """Return all rows of the summaries in a fixed order."""
    return {
        name: session.scalars(text(f"SELECT to_jsonb({name})::text FROM {name} ORDER BY 1")).all()
        for name in SUMMARIES
    }
