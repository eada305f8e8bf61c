"""How people keep a month: an officer fills rows in, a leader too and hands in, a reviewer accepts; each takes time to think."""

import html
import re
import threading
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from random import Random
from urllib.parse import urlsplit

import pyotp

from gis.domain.months import reported_day
from gis.domain.roles import Role
from gis.operations.drafts import ONE_A_MONTH
from tests.load.browser import Answer, Browser, UnexpectedError
from tests.load.ground import Person
from tests.load.tally import Tally
from webmap.clock import today

ROW = re.compile(r'name="project_id" value="(\d+)">\s*<input type="hidden" name="base_id" value="(\d*)"')
WAITING = re.compile(r'name="rows" value="([a-z_]+:\d+)"')
ROWS_A_PAGE = 8
"""After so many figures somebody looks at the whole page again."""
MOST_ACCEPTED = 40
SENT_TWICE = 0.05
COUNTED_AFTER_S = 0.5
REASON = "Đã kiểm tra tại hiện trường"
JSON = {"Accept": "application/json"}
OTHERS = ("voucher", "clearance_count", "contribution")


@dataclass(slots=True)
class Work:
    """What all sessions share: the month, where answers are noted, when it ends, how long a person thinks."""

    month: date
    tally: Tally
    over: threading.Event
    think_s: float


class Session:
    """One person who has signed in."""

    def __init__(self, person: Person, browser: Browser, work: Work, seed: int) -> None:
        self.person, self.browser, self.work = person, browser, work
        self.random = Random(seed)
        self.query = ""

    def sign_in(self) -> None:
        """Sign in by password, and by a code where the role asks for one."""
        self._took("sign in: page", self.browser.get("/accounts/login"), 200)
        given = {"login": self.person.login, "password": self.person.password}
        answer = self._took("sign in: password", self.browser.post("/accounts/login", given), 302)
        if self.person.secret is None:
            return
        self._took("sign in: page", self.browser.get(_path(answer.location)), 200)
        code = {"code": pyotp.TOTP(self.person.secret).now()}
        self._took("sign in: code", self.browser.post(_path(answer.location), code), 302)

    def work_on(self) -> None:
        """Work until time is over; what goes wrong is noted, and the person goes on with the page opened anew."""
        task: Callable[[], None] = self._review if self.person.role is Role.REVIEWER else self._keep
        self.work.over.wait(self.random.uniform(0, self.work.think_s))
        while not self.work.over.is_set():
            try:
                task()
            except (UnexpectedError, OSError) as error:
                self.work.tally.failed(self.person.role, repr(error))
                self.work.over.wait(1)
        self.browser.close()

    def _keep(self) -> None:
        unit_id = self.person.unit_ids[0]
        rows = self._month(unit_id)
        for project_id, base_id in self.random.sample(rows, min(ROWS_A_PAGE, len(rows))):
            if self._is_over():
                return
            if self.random.random() < 0.2:
                self._other(unit_id, project_id)
            else:
                pct = Decimal(self.random.randrange(3100, 3900)) / 100
                fields = {"physical_progress_pct": str(pct), "base_id": base_id}
                self._save("progress_report", unit_id, project_id, fields, pct)
        if self.person.role is Role.UNIT_LEADER and not self._is_over():
            self._hand_in()

    def _month(self, unit_id: int) -> list[tuple[str, str]]:
        self.query = f"unit={unit_id}&month={self.work.month:%Y-%m}"
        page = self._took("month page", self.browser.get(f"/updates?{self.query}"), 200)
        return ROW.findall(page.text)

    def _other(self, unit_id: int, project_id: str) -> None:
        """Open a panel and write a payment, a count of land, or a gift down."""
        ledger = self.random.choice(OTHERS)
        path = f"/updates/panels/{ledger}?{self.query}&project_id={project_id}"
        answer = self._took("panel", self.browser.get(path, **{"X-Piece": "panel"} | JSON), 200)
        base = re.search(r'name="base_id" value="(\d*)"', answer.json()["html"])
        if self._is_over():
            return
        value, fields = self._figure(ledger)
        day = reported_day(self.work.month, today=today()).isoformat()
        fields |= {"effective_date": day, "base_id": base[1] if base else ""}
        self._save(ledger, unit_id, project_id, fields, value)

    def _figure(self, ledger: str) -> tuple[Decimal, dict[str, str]]:
        if ledger == "voucher":
            amount = self.random.randrange(100_000, 9_000_000)
            named = {"kind": "advance", "plan_year": str(self.work.month.year)}
            return Decimal(amount), named | {"amount_vnd": str(amount), "voucher_no": uuid.uuid4().hex[:8]}
        if ledger == "clearance_count":
            households = self.random.randrange(10, 200)
            return Decimal(households), {"household_total_count": str(households)}
        days = self.random.randrange(1, 90)
        named = {"kind": "labour", "donor_kind": "community", "unit_price_vnd": "200000"}
        return Decimal(days), named | {
            "quantity": str(days),
            "quantity_unit": "",
            "price_source": "Nghị quyết xã",
        }

    def _save(
        self, ledger: str, unit_id: int, project_id: str, fields: dict[str, str], value: Decimal
    ) -> None:
        """Send a figure; give a reason where the page asks for one, and choose the own figure in a conflict."""
        form: dict[str, object] = {
            "unit": unit_id,
            "month": f"{self.work.month:%Y-%m}",
            "project_id": project_id,
        }
        form |= fields | {"entry_key": str(uuid.uuid4())}
        for _ in range(4):
            answer = self.browser.post(f"/updates/records/{ledger}", form, **JSON)
            if answer.status not in (200, 409, 422):
                raise UnexpectedError(f"save {ledger}", answer.status, answer.text[:200])
            told = answer.json()
            self.work.tally.took(f"save {ledger}", answer.ms, told["result"])
            if told["result"] == "saved":
                self.work.tally.acknowledged(ledger, told["base_id"], unit_id, value)
                self._again(ledger, form, told["base_id"])
                self._count()
                return
            if told["result"] == "refused":
                if set(told["fields"]) != {"base_id"}:
                    raise UnexpectedError(ledger, form, told["fields"])
                return  # it waits for review meanwhile
            is_others = ledger in ONE_A_MONTH and str(told.get("base_id")) != str(form["base_id"])
            if told["result"] == "conflict" and not is_others:
                raise UnexpectedError(f"{ledger}: a conflict with nobody", form, told)
            form |= {"entry_key": told["entry_key"], "reason": REASON}
            form |= {"base_id": told["base_id"]} if told["result"] == "conflict" else {}
            if self._is_over():
                return
        raise UnexpectedError(f"{ledger} was not taken in four tries", told["fields"])

    def _again(self, ledger: str, form: dict[str, object], row_id: int) -> None:
        """Send some figures a second time, as after a receipt that was lost: the same receipt comes back."""
        if self.random.random() > SENT_TWICE or self._is_over():
            return
        answer = self._took(
            f"save {ledger} again", self.browser.post(f"/updates/records/{ledger}", form, **JSON), 200
        )
        if answer.json()["base_id"] != row_id:
            raise UnexpectedError(f"{ledger} has two receipts", form, answer.text[:200])

    def _count(self) -> None:
        """Ask how far the month is, as the page does by itself a moment after each saving."""
        if not self.work.over.wait(COUNTED_AFTER_S):
            self._took("month counted", self.browser.get(f"/updates/counts?{self.query}", **JSON), 200)

    def _hand_in(self) -> None:
        self._move("submit", "hand in", 10_000, [])

    def _review(self) -> None:
        unit_id = self.random.choice(self.person.unit_ids)
        self.query = f"unit={unit_id}&month={self.work.month:%Y-%m}"
        self._move("review", "accept", MOST_ACCEPTED, [("verdict", "accept")])
        self._is_over()

    def _move(self, page: str, kind: str, most: int, more: list[tuple[str, object]]) -> None:
        """Move the rows that a page offers, and see where that leads."""
        shown = self._took(f"{page} page", self.browser.get(f"/updates/{page}?{self.query}"), 200)
        rows = WAITING.findall(shown.text)[:most]
        if not rows or self._is_over():
            return
        place = [tuple(pair.split("=", 1)) for pair in self.query.split("&")]
        form = [*place, *(("rows", row) for row in rows), *more]
        answer = self._took(kind, self.browser.post(f"/updates/{page}", form), 303)
        self._took("page after it", self.browser.get(_path(answer.location)), 200)

    def _is_over(self) -> bool:
        """Think, for half to one and a half times as long as people do; tell whether time is over then."""
        return self.work.over.wait(self.random.uniform(0.5, 1.5) * self.work.think_s)

    def _took(self, kind: str, answer: Answer, wanted: int) -> Answer:
        if answer.status != wanted:
            raise UnexpectedError(kind, answer.status, answer.location, _title(answer.text))
        self.work.tally.took(kind, answer.ms)
        return answer


def _title(text: str) -> str:
    found = re.search("<title>(.*?)</title>", text, re.DOTALL)
    return html.unescape(found[1]) if found else text[:200]


def _path(location: str) -> str:
    parts = urlsplit(location)
    return f"{parts.path}?{parts.query}" if parts.query else parts.path


def wait_until(deadline: float, over: threading.Event, every_s: float, look: Callable[[], None]) -> None:
    """Look at something again and again until the deadline, then let everybody stop."""
    while (left := deadline - time.monotonic()) > 0:
        over.wait(min(every_s, left))
        look()
    over.set()
