from flask.testing import FlaskClient
from sqlalchemy import text
from sqlalchemy.orm import Session

from tests.web.conftest import NO_DATABASE


def test_the_process_answers_without_a_database(make_app) -> None:
    app = make_app(database_url=NO_DATABASE)
    response = app.test_client().get("/healthz")
    assert (response.status_code, response.json) == (200, {"status": "ok"})


def test_a_missing_database_is_not_ready(make_app) -> None:
    app = make_app(database_url=NO_DATABASE)
    response = app.test_client().get("/readyz")
    assert (response.status_code, response.json["missing"]) == (503, "database")


def test_a_migrated_database_is_ready(client: FlaskClient) -> None:
    assert client.get("/readyz").status_code == 200


def test_an_older_database_is_not_ready(client: FlaskClient, session: Session) -> None:
    session.execute(text("UPDATE alembic_version SET version_num = 'older'"))
    response = client.get("/readyz")
    assert (response.status_code, response.json["missing"]) == (503, "migrations")
