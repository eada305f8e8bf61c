"""A program that fails leaves one problem and its words in a log; a full disk is recognised."""

import os
import signal
import subprocess
import sys
from types import SimpleNamespace

import pytest

from etl.setup.messages import SetupError
from etl.setup.processes import end, is_alive, processes_in, read_pid, run, tail, works_in


@pytest.fixture
def call(tmp_path):
    def start(script, **more):
        log = tmp_path / "program.log"
        return run(["sh", "-c", script], log=log, problem=SetupError("pip_failed"), cwd=tmp_path, **more)

    return start


@pytest.fixture
def sleeper(tmp_path):
    """A living process in a folder of its own that a SIGTERM ends."""
    with subprocess.Popen([sys.executable, "-c", "input()"], cwd=tmp_path, stdin=subprocess.PIPE) as process:
        yield process
        process.kill()


def test_output_goes_to_the_log(call, tmp_path):
    assert call("echo xin chào; echo lỗi >&2") == ""
    assert (tmp_path / "program.log").read_text() == "xin chào\nlỗi\n"


def test_output_is_returned_where_it_is_asked_for(call):
    assert call("cat", text="mật khẩu", stdout=subprocess.PIPE) == "mật khẩu"


def test_failure_names_the_log_and_shows_this_run_only(call, tmp_path):
    call("echo lần trước")
    with pytest.raises(SetupError) as caught:
        call("echo không có mạng; exit 3")
    assert caught.value.code == "pip_failed"
    assert caught.value.log == tmp_path / "program.log"
    assert tail(caught.value.log, caught.value.start) == "    không có mạng"


def test_full_disk_is_told_as_such(call):
    with pytest.raises(SetupError) as caught:
        call("echo 'write: No space left on device'; exit 1")
    assert caught.value.code == "disk_filled_up"


def test_a_disk_too_full_for_the_log_is_told_as_such(call, monkeypatch):
    monkeypatch.setattr("shutil.disk_usage", lambda _: SimpleNamespace(free=4096))
    with pytest.raises(SetupError) as caught:
        call("exit 1")
    assert caught.value.code == "disk_filled_up"


def test_full_disk_of_an_earlier_run_is_not_told_again(call, tmp_path):
    (tmp_path / "program.log").write_text("No space left on device\n")
    with pytest.raises(SetupError) as caught:
        call("exit 1")
    assert caught.value.code == "pip_failed"


def test_of_a_python_trace_only_the_error_is_shown(tmp_path):
    script = "print('nạp đơn vị', flush=True); raise ValueError('thiếu cột mã')"
    with pytest.raises(SetupError) as caught:
        run(
            [sys.executable, "-c", script],
            log=tmp_path / "log",
            problem=SetupError("loading_failed"),
            cwd=tmp_path,
        )
    assert tail(caught.value.log) == "    nạp đơn vị\n    ValueError: thiếu cột mã"


def test_a_missing_program_is_the_problem_given(tmp_path):
    log = tmp_path / "log"
    with pytest.raises(SetupError) as caught:
        run(["no-such-program"], log=log, problem=SetupError("npm_failed"), cwd=tmp_path)
    assert caught.value.code == "npm_failed"
    assert "no-such-program" in log.read_text()


def test_a_process_is_known_by_its_folder(sleeper, tmp_path):
    assert works_in(sleeper.pid, tmp_path)
    assert not works_in(sleeper.pid, tmp_path.parent)
    assert processes_in(tmp_path) == [sleeper.pid]
    assert not works_in(None, tmp_path)


def test_a_dead_process_that_waits_for_its_parent_is_not_alive(sleeper, tmp_path):
    os.kill(sleeper.pid, signal.SIGKILL)
    end(sleeper.pid)
    assert not is_alive(sleeper.pid)
    assert not works_in(sleeper.pid, tmp_path)
    assert sleeper.wait() == -signal.SIGKILL


def test_a_process_is_ended(sleeper):
    end(sleeper.pid)
    assert sleeper.wait() == -signal.SIGTERM


@pytest.mark.parametrize(("text", "pid"), [("12\nmore", 12), ("", None), ("abc", None)])
def test_process_id_is_read(tmp_path, text, pid):
    (tmp_path / "pid").write_text(text)
    assert read_pid(tmp_path / "pid") == pid
