"""Every route × every role and nobody × the own unit and another's, held against the one table of permissions.

The application stands over the tables' owner here, so that its own checks alone refuse; what the database refuses
besides is tests/database/test_row_security.py.
"""

from collections.abc import Callable, Iterator
from io import BytesIO
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from etl.stored_files.intake import kept_path
from gis.domain.roles import Permission, Role, may
from gis.models import StoredFile
from tests.two_communes import TwoCommunes, settle, token_of
from tests.web.conftest import form_token
from tests.web.walked_routes import SCOPED, UNBOUNDED, Probe, parts_of
from webmap.files.sending import files_folder
from webmap.permissions import MARK, PUBLIC

LOGIN = "/accounts/login"
REFUSED = {401, 403}
ABSENT = 404
Ask = Callable[[Role | None, Rule, str, Probe], TestResponse]


@pytest.fixture
def world(session: Session) -> TwoCommunes:
    return settle(session)


@pytest.fixture
def ask(app: Flask, session: Session, world: TwoCommunes) -> Iterator[Ask]:
    """Give what asks a route as a role, with a valid form token; whatever it writes is undone."""
    clients: dict[Role | None, tuple[FlaskClient, str]] = {}

    def client_of(role: Role | None) -> tuple[FlaskClient, str]:
        client = app.test_client()
        if role is None:
            return client, form_token(client)
        with client.session_transaction() as cookie:
            cookie["_user_id"], cookie["_fresh"] = token_of(role), True
        return client, form_token(client, "/accounts/me")

    def send(role: Role | None, rule: Rule, method: str, probe: Probe) -> TestResponse:
        if role not in clients:
            clients[role] = client_of(role)
        client, token = clients[role]
        with app.test_request_context():
            address = app.url_map.bind("localhost").build(rule.endpoint, probe.parts, method=method)
        session.connection().exec_driver_sql("SAVEPOINT walk")
        fields: dict[str, Any] = {"query_string" if method == "GET" else "data": probe.fields}
        if method == "POST":
            fields["data"] = probe.fields | {"csrf_token": token}
        answer = client.open(address, method=method, **fields)
        session.connection().exec_driver_sql("ROLLBACK TO SAVEPOINT walk")
        session.expire_all()
        return answer

    return (yield send)


def routes(app: Flask) -> list[tuple[Rule, str, str]]:
    """Return every rule with each of its methods and the mark of its view."""
    found = []
    for rule in app.url_map.iter_rules():
        mark = getattr(app.view_functions[rule.endpoint], MARK)
        found += [(rule, method, mark) for method in sorted((rule.methods or set()) & {"GET", "POST"})]
    return found


def is_refused(answer: TestResponse) -> bool:
    return answer.status_code in REFUSED or LOGIN in answer.headers.get("Location", "")


def is_unbounded(endpoint: str) -> bool:
    return any(endpoint.startswith(each) for each in UNBOUNDED)


def plain(rule: Rule, world: TwoCommunes) -> Probe:
    known = parts_of(world)
    if rule.endpoint == "units.indicator":
        known["code"] = "disbursement"
    return Probe({name: known[name] for name in rule.arguments}, {})


def test_every_guarded_route_says_how_it_is_bounded(app: Flask) -> None:
    guarded = {rule.endpoint for rule, _, mark in routes(app) if mark != PUBLIC}
    assert {
        endpoint for endpoint in guarded if endpoint not in SCOPED and not is_unbounded(endpoint)
    } == set()
    assert set(SCOPED) <= guarded


def test_public_routes_are_open_to_everybody(app: Flask, ask: Ask, world: TwoCommunes) -> None:
    public = [(rule, method) for rule, method, mark in routes(app) if mark == PUBLIC]
    for role in (None, Role.COUNCIL):
        for rule, method in public:
            answer = ask(role, rule, method, plain(rule, world))
            assert answer.status_code < 500, rule
            assert answer.status_code not in REFUSED, (rule, method, role)


def test_nobody_reaches_a_guarded_route(app: Flask, ask: Ask, world: TwoCommunes) -> None:
    for rule, method, mark in routes(app):
        if mark == PUBLIC:
            continue
        for probe in (
            [plain(rule, world)]
            if rule.endpoint not in SCOPED
            else [SCOPED[rule.endpoint](ground) for ground in (world.own, world.other)]
        ):
            assert is_refused(ask(None, rule, method, probe)), (rule, method)


def kept_workbook(app: Flask, ask: Ask, role: Role, world: TwoCommunes) -> str | None:
    """Hand in the workbook of the own month and return the name of its look; None for who fills none in."""
    rules = {rule.endpoint: rule for rule, _, _ in routes(app)}
    probe = SCOPED["updates.workbook_file"](world.own)
    book = ask(role, rules["updates.workbook_file"], "GET", probe)
    if book.status_code == 403:
        return None
    handed_in = Probe({}, probe.fields | {"file": (BytesIO(book.data), "so.xlsx")})
    sent = ask(role, rules["updates.take_workbook"], "POST", handed_in)
    return str(sent.location.rpartition("/")[2].partition("?")[0])


def keep_original(app: Flask, session: Session, world: TwoCommunes) -> None:
    """Put the bytes of the own ground's file where the program looks for them."""
    stored = session.get_one(StoredFile, world.own.file_id)
    with app.app_context():
        path = kept_path(files_folder(), stored.sha256)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"jpeg")


@pytest.mark.parametrize("role", list(Role))
def test_a_role_reaches_what_the_table_gives_it(
    app: Flask, ask: Ask, session: Session, world: TwoCommunes, role: Role
) -> None:
    """A route of the own unit answers with what is there, so that a refusal is one and "not found" hides none."""
    keep_original(app, session, world)
    workbook = kept_workbook(app, ask, role, world)
    for rule, method, mark in routes(app):
        if mark == PUBLIC or rule.endpoint == "accounts.logout":
            continue
        scoped = SCOPED.get(rule.endpoint)
        probe = scoped(world.own) if scoped else plain(rule, world)
        if "sha256" in probe.parts and workbook is not None:
            probe = Probe({"sha256": workbook}, probe.fields)
        answer = ask(role, rule, method, probe)
        assert answer.status_code < 500, (rule, method)
        holds = may({role}, Permission(mark))
        assert (answer.status_code == 403) != holds, (rule, method, answer.status_code)
        assert answer.status_code != ABSENT or scoped is None, (rule, method)
        assert answer.headers.get("Location", "").partition("?")[0] != LOGIN, rule


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.ADMINISTRATOR])
def test_no_role_reaches_another_unit(app: Flask, ask: Ask, world: TwoCommunes, role: Role) -> None:
    for rule, method, _mark in routes(app):
        if rule.endpoint not in SCOPED:
            continue
        answer = ask(role, rule, method, SCOPED[rule.endpoint](world.other))
        assert answer.status_code == 403, (rule, method, answer.status_code)


@pytest.mark.parametrize("role", [Role.DATA_ENTRY, Role.UNIT_LEADER, Role.REVIEWER])
def test_a_foreign_project_is_not_smuggled_in_by_the_own_unit(
    app: Flask, ask: Ask, world: TwoCommunes, role: Role
) -> None:
    smuggled = {f"updates.{name}" for name in ("show_panel", "show_photo", "record", "drop_record")}
    tried = [(rule, method) for rule, method, _ in routes(app) if rule.endpoint in smuggled]
    assert {rule.endpoint for rule, _ in tried} == smuggled
    for rule, method in tried:
        probe = SCOPED[rule.endpoint](world.other)
        answer = ask(role, rule, method, Probe(probe.parts, probe.fields | {"unit": world.own.unit_id}))
        assert answer.status_code in {403, ABSENT, 422}, rule


def test_who_is_refused_reads_which_units_are_the_own(ask: Ask, app: Flask, world: TwoCommunes) -> None:
    rule = next(rule for rule in app.url_map.iter_rules() if rule.endpoint == "locations.edit")
    page = ask(Role.DATA_ENTRY, rule, "GET", SCOPED["locations.edit"](world.other))
    assert "Ngoài phạm vi bạn phụ trách" in page.text
    assert "Xã Của Mình" in page.text
