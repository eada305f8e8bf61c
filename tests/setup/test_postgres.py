"""A PostgreSQL counts only where server, description and code of PostGIS are all there."""

import pytest

from etl.setup import postgres
from etl.setup.messages import SetupError
from etl.setup.postgres import Postgres, choose_postgres, find_postgres


@pytest.fixture
def debian(tmp_path, monkeypatch):
    """An empty machine laid out as Debian does; call with a major version to install parts of it."""
    monkeypatch.setattr(postgres, "DEBIAN_LIB", tmp_path / "lib")
    monkeypatch.setattr(postgres, "DEBIAN_SHARE", tmp_path / "share")
    monkeypatch.setenv("PATH", "")

    def install(major, *parts):
        files = {
            "server": tmp_path / "lib" / major / "bin" / "initdb",
            "code": tmp_path / "lib" / major / "lib" / "postgis-3.so",
            "description": tmp_path / "share" / major / "extension" / "postgis.control",
        }
        for part in parts or files:
            files[part].parent.mkdir(parents=True, exist_ok=True)
            files[part].touch()

    return install


def test_the_newest_comes_first(debian, tmp_path):
    debian("15")
    debian("17")
    assert find_postgres() == [Postgres(17, tmp_path / "lib/17/bin"), Postgres(15, tmp_path / "lib/15/bin")]


@pytest.mark.parametrize("missing", ["server", "code", "description"])
def test_half_an_installation_does_not_count(debian, missing):
    debian("15", *({"server", "code", "description"} - {missing}))
    assert find_postgres() == []


def test_data_are_opened_by_the_version_that_made_them(debian, tmp_path):
    debian("15")
    debian("17")
    assert choose_postgres(tmp_path).major == 17
    (tmp_path / "PG_VERSION").write_text("15\n")
    assert choose_postgres(tmp_path).major == 15
    (tmp_path / "PG_VERSION").write_text("16\n")
    with pytest.raises(SetupError) as caught:
        choose_postgres(tmp_path)
    assert caught.value.values["found"] == "17, 15"


def test_a_program_on_the_path_is_found(debian, tmp_path, monkeypatch):
    debian("16")
    monkeypatch.setattr(postgres, "DEBIAN_SHARE", tmp_path / "elsewhere")
    asker = tmp_path / "pg_config"
    lines = ["PostgreSQL 16.4", tmp_path / "lib/16/bin", tmp_path / "share/16", tmp_path / "lib/16/lib"]
    asker.write_text("#!/bin/sh\n" + "\n".join(f"echo '{line}'" for line in lines))
    asker.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert find_postgres() == [Postgres(16, tmp_path / "lib/16/bin")]
