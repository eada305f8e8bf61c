"""What a machine lacks is named in one list, and installed only by whoever may."""

import io

import pytest

from etl.setup import system
from etl.setup.environment import Places
from etl.setup.messages import SetupError
from etl.setup.system import administrator, install, missing_packages


@pytest.fixture
def places(tmp_path):
    places = Places(tmp_path)
    places.prepare()
    return places


@pytest.fixture
def programs(tmp_path, monkeypatch):
    """An empty PATH; call with a name and a script to put a program there."""
    folder = tmp_path / "bin"
    folder.mkdir()
    monkeypatch.setenv("PATH", str(folder))

    def add(name, script="exit 0"):
        (folder / name).write_text(f"#!/bin/sh\n{script}\n")
        (folder / name).chmod(0o755)

    return add


def test_a_machine_with_nothing_lacks_everything_in_one_list(places, programs, monkeypatch):
    monkeypatch.setattr(system, "find_postgres", list)
    monkeypatch.setattr("importlib.util.find_spec", lambda _: None)
    monkeypatch.setattr("ctypes.CDLL", _raise_os_error)
    missing = missing_packages(places, database=True, browser=True)
    assert [name.partition(".")[0] for name in missing] == [
        "python3",
        "postgresql-postgis",
        "chromium-headless-shell",
        "libatomic1",
    ]


def _raise_os_error(name):
    raise OSError(name)


def test_a_database_of_ones_own_needs_no_postgis(places, programs, monkeypatch):
    monkeypatch.setattr(system, "find_postgres", list)
    assert missing_packages(places, database=False, browser=False) == []


@pytest.mark.parametrize("program", ["chromium-headless-shell", "chromium"])
def test_chromium_on_the_path_is_not_installed_again(places, programs, program):
    assert "chromium-headless-shell" in missing_packages(places, database=False, browser=True)
    programs(program)
    assert "chromium-headless-shell" not in missing_packages(places, database=False, browser=True)


def test_without_apt_the_packages_are_named(places, programs):
    with pytest.raises(SetupError) as caught:
        install(places, ["postgresql-postgis"])
    assert caught.value.code == "no_apt"


def test_without_any_right_the_one_command_is_named(places, programs, monkeypatch):
    programs("apt-get")
    monkeypatch.setattr("os.geteuid", lambda: 1000)
    with pytest.raises(SetupError) as caught:
        install(places, ["postgresql-postgis", "chromium-headless-shell"])
    assert "sudo apt-get install -y postgresql-postgis chromium-headless-shell" in str(caught.value)


def test_sudo_without_a_password_is_used(programs, monkeypatch):
    monkeypatch.setattr("os.geteuid", lambda: 1000)
    programs("sudo")
    assert administrator() == ["sudo", "-n"]
    programs("sudo", "exit 1")
    monkeypatch.setattr("sys.stdin", io.StringIO())
    assert administrator() is None


def test_root_needs_no_sudo(monkeypatch):
    monkeypatch.setattr("os.geteuid", lambda: 0)
    assert administrator() == []
