"""English pages say nothing in Vietnamese but names: every text of ours that is shown stands in its translation."""

import re
from collections.abc import Iterator
from html import unescape

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from gis.models import Contract, Contribution, Project, ProjectSummary, Unit
from gis.operations import summaries, versions
from tests.conventions.test_translations import PLACEHOLDER, VIETNAMESE, used_texts
from tests.demo_ledgers import add_communes, make
from webmap.clock import today

_HIDDEN = re.compile(r"(?s)<(script|style|template)\b.*?</\1>")
_ATTRIBUTE = re.compile(r'(?:title|aria-label|placeholder|alt)="([^"]*)"')
_LEAST_LETTERS = 3
_NAMES = ("Tiếng Việt", "Hạ tầng")
"""The other language by its own name, and the program's."""


def shown(page: str) -> Iterator[str]:
    """Yield each text of a page, and of the attributes that are read out."""
    rest = _HIDDEN.sub("", page)
    for found in (*re.split(r"<[^>]+>", rest), *_ATTRIBUTE.findall(rest)):
        text = " ".join(unescape(found).split())
        if VIETNAMESE.search(text):
            yield text


def own_texts() -> re.Pattern[str]:
    """Return what matches a Vietnamese text of ours with anything in its places."""
    found = []
    for text in used_texts():
        fixed = "".join(PLACEHOLDER.split(text))
        if VIETNAMESE.search(fixed) and sum(letter.isalpha() for letter in fixed) > _LEAST_LETTERS:
            found.append(".+?".join(map(re.escape, PLACEHOLDER.split(" ".join(text.split())))))
    return re.compile("|".join(found))


@pytest.fixture
def addresses(session: Session) -> list[str]:
    add_communes(session)
    make(session, projects=40)
    summaries.rebuild(session, as_of=today())
    versions.bump(session)
    given = select(Contribution.project_id).where(Contribution.project_id.is_not(None))
    signed = select(Contract.project_id)
    told = session.scalars(
        select(Project.code)
        .where(Project.id.in_(given), Project.id.in_(signed))
        .order_by(Project.id)
        .limit(3)
    ).all()
    alarming = session.scalars(
        select(Project.code)
        .join(ProjectSummary, ProjectSummary.project_id == Project.id)
        .where(ProjectSummary.alert_codes != [])
        .limit(2)
    ).all()
    unit = session.scalars(select(Unit.id).where(Unit.name == "Tây")).one()
    indicators = ("disbursement", "contribution", "on_time", "clearance")
    assert told
    assert alarming
    return [
        "/",
        "/projects",
        *(f"/projects/{code}" for code in (*told, *alarming)),
        "/units",
        f"/units/{unit}",
        *(f"/units/{unit}/indicators/{code}" for code in indicators),
        f"/map/drawer/unit/{unit}",
        "/alerts",
        "/prices",
        "/accounts/login",
    ]


def test_english_pages_leak_no_text_of_ours(client: FlaskClient, addresses: list[str]) -> None:
    ours, leaks = own_texts(), set()
    for address in addresses:
        page = client.get(f"{address}?lang=en")
        assert page.status_code == 200, address
        leaks |= {(address, text) for text in shown(page.text) if ours.fullmatch(text)}
    assert [leak for leak in sorted(leaks) if leak[1] not in _NAMES] == []
