"""What tests of files share: a database that a command may commit to."""

from collections.abc import Iterator

import pytest

from tests import databases


@pytest.fixture(scope="module")
def own_url(request: pytest.FixtureRequest) -> Iterator[str]:
    """Give the tests of one file a fresh database, migrated and with the reference rows."""
    config = request.config
    given = getattr(config, "workerinput", {}).get("hatang_template")
    with databases.copy_of(given or config.stash[databases.TEMPLATE].make()) as url:
        yield url
