"""Settings are read exactly, and a line that is none is named."""

from types import SimpleNamespace

import pytest

from etl.setup.environment import Places, parse_settings, read_settings, require_space
from etl.setup.messages import SetupError


@pytest.mark.parametrize(
    ("line", "value"),
    [
        ("HATANG_PORT=8100", "8100"),
        ("  HATANG_PORT = 8100  ", "8100"),
        ("export HATANG_PORT=8100", "8100"),
        ("HATANG_PORT=8100 # cổng", "8100"),
        ("HATANG_PORT='8100'  # cổng", "8100"),
        ('HATANG_PORT="Đắk R\'Lấp # 1"', "Đắk R'Lấp # 1"),
        ("HATANG_PORT=a#b", "a#b"),
        ("HATANG_PORT=", ""),
    ],
)
def test_setting_line_is_read(line, value):
    assert parse_settings(f"# chú thích\n\n{line}\n") == {"HATANG_PORT": value}


@pytest.mark.parametrize("line", ["HATANG_PORT 8100", "=8100", "8PORT=1", 'HATANG_PORT="8100', "A='b' c"])
def test_broken_line_is_named(line):
    with pytest.raises(SetupError) as caught:
        parse_settings(f"HATANG_HTTPS=true\n{line}\n")
    assert caught.value.code == "broken_setting"
    assert caught.value.values["line"] == 2
    assert line in str(caught.value)


def test_shell_wins_over_file(tmp_path):
    (tmp_path / ".env").write_text("HATANG_PORT=8100\nHATANG_PLACE_NAME=Nhân Cơ\n", encoding="utf-8")
    settings = read_settings(tmp_path, {"HATANG_PORT": "9000", "HOME": "/root"})
    assert settings == {"HATANG_PORT": "9000", "HATANG_PLACE_NAME": "Nhân Cơ", "HOME": "/root"}


def test_no_file_leaves_the_shell(tmp_path):
    assert read_settings(tmp_path, {"HATANG_PORT": "9000"}) == {"HATANG_PORT": "9000"}


@pytest.mark.parametrize(
    ("is_installed", "free", "is_enough"),
    [
        (False, 2_900_000_000, False),
        (False, 3_100_000_000, True),
        (True, 600_000_000, True),
        (True, 400_000_000, False),
    ],
)
def test_a_full_disk_is_told_before_anything_is_written(tmp_path, monkeypatch, is_installed, free, is_enough):
    places = Places(tmp_path)
    if is_installed:
        places.python.parent.mkdir(parents=True)
        places.python.touch()
    monkeypatch.setattr("shutil.disk_usage", lambda _: SimpleNamespace(free=free))
    if is_enough:
        require_space(places)
        return
    with pytest.raises(SetupError) as caught:
        require_space(places)
    assert f"{free // 1_000_000} MB" in str(caught.value)


def test_two_checkouts_have_two_keys(tmp_path):
    one, other = Places(tmp_path / "one"), Places(tmp_path / "other")
    assert one.key != other.key
    assert one.key == Places(tmp_path / "one").key


def test_addresses_are_for_the_owner_only(tmp_path):
    places = Places(tmp_path)
    places.prepare()
    places.prepare()
    assert places.run.stat().st_mode & 0o777 == 0o700


def test_a_grown_log_is_laid_aside(tmp_path):
    places = Places(tmp_path)
    places.prepare()
    with (places.logs / "server.log").open("wb") as log:
        log.truncate(20_000_001)
    (places.logs / "pip.log").write_text("short")
    places.prepare()
    assert sorted(file.name for file in places.logs.iterdir()) == ["pip.log", "server.log.1"]
