"""The commands as a person types them: whatever is wrong is told in one sentence, never by a traceback."""

import ast
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from etl.setup import __main__ as entry
from etl.setup.environment import Places
from etl.setup.messages import SetupError


@pytest.fixture
def checkout(tmp_path):
    """A fresh copy of the set-up with nothing prepared."""
    shutil.copytree("etl/setup", tmp_path / "etl" / "setup", ignore=shutil.ignore_patterns("__pycache__"))
    (tmp_path / "etl" / "__init__.py").touch()
    return tmp_path


def _call(checkout, *arguments, **settings):
    command = [sys.executable, "-m", "etl.setup", *arguments]
    env = {"PATH": "/usr/bin:/bin", **settings}
    return subprocess.run(
        command, cwd=checkout, env=env, capture_output=True, text=True, stdin=subprocess.DEVNULL, check=False
    )


def _told(done):
    """Return the first line of what was told, after checking that it is a sentence and not a traceback."""
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    return done.stderr.splitlines()[0]


def test_an_unknown_command_points_to_the_help(checkout):
    assert _told(_call(checkout, "fly")).endswith("make help")
    assert "make help" in _told(_call(checkout))
    assert "stop --help" in _told(_call(checkout, "stop", "--help"))


def test_a_broken_setting_is_told_before_anything_is_installed(checkout):
    (checkout / ".env").write_text("HATANG_PORT=8100\nHATANG_HTTPS true\n")
    assert "dòng 2" in _told(_call(checkout, "run"))
    assert not (checkout / ".venv").exists()


def test_a_port_that_is_none_is_told(checkout):
    assert "HATANG_PORT=80000" in _told(_call(checkout, "run", HATANG_PORT="80000"))


def test_a_port_in_use_is_told_with_another(checkout):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        told = _told(_call(checkout, "run", HATANG_PORT=str(port)))
    assert f"Cổng {port}" in told
    assert "HATANG_PORT=" in told


def test_stop_without_anything_running_is_no_failure(checkout):
    done = _call(checkout, "stop")
    assert done.returncode == 0
    assert "Không có gì đang chạy" in done.stderr


def test_reset_asks_and_keeps_the_data_without_the_word(checkout):
    (checkout / "var" / "postgres" / "data").mkdir(parents=True)
    told = _call(checkout, "reset")
    assert told.returncode == 1
    assert "Chưa xoá gì cả" in told.stderr
    assert (checkout / "var" / "postgres" / "data").is_dir()


def test_reset_deletes_after_the_word(checkout):
    (checkout / "var" / "postgres" / "data").mkdir(parents=True)
    (checkout / "var" / "imports").mkdir()
    done = subprocess.run(
        [sys.executable, "-m", "etl.setup", "reset"],
        cwd=checkout,
        input="xoa\n",
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0
    assert not (checkout / "var" / "postgres").exists()
    assert not (checkout / "var" / "imports").exists()


def test_an_old_python_is_told(monkeypatch):
    monkeypatch.setattr(sys, "version_info", (3, 9, 2))
    monkeypatch.setenv("PATH", "")
    with pytest.raises(SetupError) as caught:
        entry.require_python(["run"])
    assert caught.value.code == "python_too_old"


@pytest.mark.parametrize("name", ["__main__", "messages"])
def test_what_an_old_python_reads_is_written_for_it(name):
    source = Path("etl/setup", f"{name}.py").read_text(encoding="utf-8")
    assert ast.parse(source, feature_version=(3, 8)).body


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (OSError(28, "No space left on device"), "disk_filled_up"),
        (PermissionError(13, "Permission denied", "var/run"), "may_not_write"),
        (OSError(30, "Read-only file system", "var"), "may_not_write"),
        (OSError(5, "Input/output error"), "unexpected"),
    ],
)
def test_what_the_system_refuses_is_translated(error, code, tmp_path):
    places = Places(tmp_path)
    places.prepare()
    assert entry.refused(error, places).code == code


def test_the_trace_of_the_unforeseen_is_kept_in_a_log(tmp_path):
    places = Places(tmp_path)
    places.prepare()
    problem = entry.unexpected(ValueError("odd"), places)
    assert "ValueError: odd" in str(problem)
    assert "ValueError: odd" in (places.logs / "setup.log").read_text()
