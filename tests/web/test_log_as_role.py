"""The log and the register of looks with the web connected as its own role: written, chained, read within the own units."""

import json
from collections.abc import Iterator
from datetime import date
from decimal import Decimal

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine, create_engine, text
from sqlalchemy.orm import Session

from gis.domain.ledger_codes import ContributionKind, DonorKind, ReviewState
from gis.domain.roles import Role
from gis.models import Contribution
from gis.operations import ledger
from gis.operations.audit import Actor, record
from gis.queries.log_chain import verified
from tests import databases
from tests.two_communes import TwoCommunes, settle, token_of
from tests.web.conftest import checked_app, close_connections, form_token, make_settings


@pytest.fixture(scope="module")
def own_url(request: pytest.FixtureRequest) -> Iterator[str]:
    """Give the owner's address of a database of this module alone."""
    with databases.copy_of(databases.template_of(request.config)) as url:
        yield url


@pytest.fixture(scope="module")
def owner(own_url: str) -> Iterator[Engine]:
    engine = create_engine(own_url)
    yield engine
    engine.dispose()


@pytest.fixture(scope="module")
def world(owner: Engine) -> TwoCommunes:
    """Give two communes; what happened to each one's project stands in the log."""
    with Session(owner, expire_on_commit=False) as session:
        made = settle(session)
        for ground in (made.own, made.other):
            for action in ("project.update", "voucher.append"):
                actor = Actor("etl")
                record(session, actor, action=action, subject="project", subject_id=ground.project_id)
        session.commit()
    return made


@pytest.fixture(scope="module")
def web(own_url: str, world: TwoCommunes, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    url = databases.as_application(own_url)
    if url is None:
        pytest.skip("this server has no role of the application")
    var = tmp_path_factory.mktemp("var")
    app = checked_app(make_settings(database_url=own_url, app_database_url=url, var_folder=var))
    yield app
    close_connections(app)


def client_of(web: Flask, role: Role) -> FlaskClient:
    client = web.test_client()
    with client.session_transaction() as cookie:
        cookie["_user_id"], cookie["_fresh"] = token_of(role), True
    return client


def test_a_look_is_noted_under_the_readers_own_name(web: Flask, owner: Engine, world: TwoCommunes) -> None:
    assert client_of(web, Role.REVIEWER).get(f"/projects/{world.own.code}").status_code == 200
    with owner.connect() as connection:
        look = connection.execute(text("SELECT account_id, field, subject_id FROM restricted_view")).one()
    assert tuple(look) == (world.accounts[Role.REVIEWER], "unreleased_rows", world.own.project_id)
    assert world.own.code in client_of(web, Role.ADMINISTRATOR).get("/audit/looks").text


@pytest.mark.parametrize("path", ["/audit", "/audit.csv", "/audit.jsonl", "/audit.xlsx"])
def test_the_log_is_given_in_every_form(web: Flask, world: TwoCommunes, path: str) -> None:
    for role in (Role.ADMINISTRATOR, Role.REVIEWER, Role.UNIT_LEADER, Role.COMMITTEE_LEADER):
        answer = client_of(web, role).get(path)
        assert (answer.status_code, bool(answer.data)) == (200, True), role


def test_a_leader_reads_what_happened_in_the_own_units(web: Flask, world: TwoCommunes) -> None:
    lines = client_of(web, Role.UNIT_LEADER).get("/audit.jsonl").text.splitlines()
    subjects = {json.loads(line)["subject_id"] for line in lines}
    assert world.own.project_id in subjects
    assert world.other.project_id not in subjects


def test_a_leader_reads_what_was_typed_as_given_to_the_own_commune(
    web: Flask, owner: Engine, world: TwoCommunes
) -> None:
    gift = {"effective_date": date(2025, 6, 1), "kind": ContributionKind.CASH, "quantity": Decimal(5_000_000)}
    gift |= {"quantity_unit": "đồng", "donor_kind": DonorKind.HOUSEHOLD, "review_state": ReviewState.DRAFT}
    with Session(owner) as session:
        own, other = (
            ledger.append(
                session,
                Contribution,
                gift | {"unit_id": ground.unit_id},
                Actor("etl"),
                as_of=date(2025, 7, 1),
            ).id
            for ground in (world.own, world.other)
        )
        session.commit()
    lines = map(json.loads, client_of(web, Role.UNIT_LEADER).get("/audit.jsonl").text.splitlines())
    typed = {line["after"]["id"] for line in lines if line["action"] == "contribution.append"}
    assert (own in typed, other in typed) == (True, False)


def test_what_the_web_writes_is_chained_with_the_roles_of_the_day(
    web: Flask, owner: Engine, world: TwoCommunes
) -> None:
    administrator = client_of(web, Role.ADMINISTRATOR)
    account = world.accounts[Role.COUNCIL]
    page = f"/accounts/people/{account}"
    form = {"csrf_token": form_token(administrator, page)}
    before = administrator.get("/audit.jsonl").text.count("\n")
    assert administrator.post(f"{page}/close", data=form).status_code in (302, 303)
    after = [json.loads(line) for line in administrator.get("/audit.jsonl").text.splitlines()]
    assert len(after) > before
    assert after[0]["actor_roles"] == [{"role": "administrator", "unit_id": None}]
    with Session(owner) as session:
        walk = verified(session)
    assert walk.findings == []
    assert walk.row_count == len(after)
