"""What tests of files share: a database that a command may commit to."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from gis.models import Unit
from tests import databases
from tests.etl.import_samples import make_territory


@pytest.fixture(scope="module")
def own_url(request: pytest.FixtureRequest) -> Iterator[str]:
    """Give the tests of one file a fresh database, migrated and with the reference rows."""
    with databases.copy_of(databases.template_of(request.config)) as url:
        yield url


@pytest.fixture
def imports_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Let original files be kept under the test's own folder."""
    folder = tmp_path / "imports"
    monkeypatch.setenv("HATANG_IMPORTS_DIR", str(folder))
    return folder


@pytest.fixture
def without_official_list(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make this a machine without the official list of units: only loaded units are known by name."""
    monkeypatch.setitem(sys.modules, "vietnamadminunits", None)


@pytest.fixture
def territory(session: Session, imports_folder: Path, without_official_list: None) -> dict[str, Unit]:
    """Give the units of `make_territory`, and a folder for original files."""
    return make_territory(session)
