"""Two communes in a database of their own, and connections of the web's role as whoever asks."""

from collections.abc import Iterator

import pytest
from sqlalchemy import Connection, Engine, create_engine
from sqlalchemy.orm import Session

from gis.domain.roles import Role
from tests import databases
from tests.raw_sql import IDENTIFY, As
from tests.two_communes import TwoCommunes, settle, token_of


@pytest.fixture(scope="session")
def communes_url(request: pytest.FixtureRequest) -> Iterator[str]:
    """Give the owner's address of a database of its own, with two communes."""
    with databases.copy_of(databases.template_of(request.config)) as url:
        yield url


@pytest.fixture(scope="session")
def communes_owner(communes_url: str) -> Iterator[Engine]:
    engine = create_engine(communes_url)
    yield engine
    engine.dispose()


@pytest.fixture(scope="session")
def communes(communes_owner: Engine) -> TwoCommunes:
    with Session(communes_owner, expire_on_commit=False) as session:
        return settle(session)


@pytest.fixture
def communes_web(communes_url: str, communes: TwoCommunes) -> Iterator[Engine]:
    url = databases.as_application(communes_url)
    if url is None:
        pytest.skip("this server has no role of the application")
    engine = create_engine(url)
    yield engine
    engine.dispose()


@pytest.fixture
def asking(communes_web: Engine) -> Iterator[As]:
    """Give what opens a transaction of a role's account, or of nobody; all are undone."""
    opened: list[Connection] = []

    def ask(role: Role | None) -> Connection:
        connection = communes_web.connect()
        opened.append(connection)
        connection.begin()
        if role is not None:
            assert connection.scalar(IDENTIFY, {"token": token_of(role)}) is not None
        return connection

    yield ask
    for connection in opened:
        connection.close()
