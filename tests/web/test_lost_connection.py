"""A connection that breaks while an answer is made: what was made goes out, and the next answer has another connection."""

from collections.abc import Callable

from flask import Flask
from sqlalchemy import create_engine, text

from webmap.database import db
from webmap.permissions import public


def break_connection(database_url: str) -> int:
    """End the connection of this request at the server; return the process that served it."""
    pid = int(db.session.scalar(text("SELECT pg_backend_pid()")))
    engine = create_engine(database_url)
    with engine.connect() as other:
        other.execute(text("SELECT pg_terminate_backend(:pid, 5000)"), {"pid": pid})
    engine.dispose()
    return pid


def test_a_connection_that_broke_spoils_neither_this_answer_nor_the_next(
    make_app: Callable[..., Flask], database_url: str
) -> None:
    app = make_app(log_level="CRITICAL")
    ended: list[int] = []

    @public
    def read_and_lose() -> str:
        ended.append(break_connection(database_url))
        return str(ended[-1])

    app.add_url_rule("/lost", view_func=read_and_lose)
    answers = [app.test_client().get("/lost") for _ in range(2)]
    assert [answer.status_code for answer in answers] == [200, 200]
    assert [int(answer.text) for answer in answers] == ended
    assert len(set(ended)) == 2


def test_a_connection_that_broke_before_the_answer_is_told_as_a_problem(
    make_app: Callable[..., Flask], database_url: str
) -> None:
    app = make_app(log_level="CRITICAL", testing=False)

    @public
    def lose_and_read() -> str:
        break_connection(database_url)
        return str(db.session.scalar(text("SELECT 1")))

    app.add_url_rule("/lost", view_func=lose_and_read)
    answer = app.test_client().get("/lost", headers={"Accept": "application/json"})
    assert (answer.status_code, answer.json["status"]) == (503, 503)
