"""A real granian: answers, ends with Ctrl-C and with stop, and leaves nothing behind after a hard kill."""

import http.client
import os
import signal
import socket
import subprocess
import sys

import pytest

from etl.setup.environment import Places
from etl.setup.messages import SetupError
from etl.setup.processes import read_pid
from etl.setup.serve import HOST, read_port
from etl.setup.server import require_port, server_processes, stop_server

APPLICATION = """
def app(environ, start_response):
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [b"here"]
"""
SERVE = """
import os, sys
from pathlib import Path
from etl.setup.environment import Places
from etl.setup.serve import serve
serve(Places(Path(sys.argv[1])), int(sys.argv[2]), os.environ, lambda: "canbo  mat-khau")
"""


@pytest.fixture
def port():
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return probe.getsockname()[1]


@pytest.fixture
def places(tmp_path):
    """A checkout that holds an application of five lines and borrows this environment."""
    places = Places(tmp_path)
    places.prepare()
    (tmp_path / "webmap").mkdir()
    (tmp_path / "webmap" / "wsgi.py").write_text(APPLICATION)
    places.venv.symlink_to(sys.prefix)
    yield places
    stop_server(places)


@pytest.fixture
def serving(places, port):
    """The set-up serving in the foreground of another process, after it said that the server answers."""
    command = [sys.executable, "-c", SERVE, str(places.root), str(port)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        told = [process.stdout.readline() for _ in range(5)]
        assert f"http://{HOST}:{port}" in told[1]
        assert told[4] == "canbo  mat-khau\n"
        yield process
        process.send_signal(signal.SIGINT)
        try:
            process.wait(timeout=30)
        except subprocess.TimeoutExpired:
            process.kill()


def _answer(port):
    connection = http.client.HTTPConnection(HOST, port, timeout=5)
    connection.request("GET", "/")
    text = connection.getresponse().read()
    connection.close()
    return text


def test_ctrl_c_ends_the_server_and_its_workers(serving, places, port):
    assert _answer(port) == b"here"
    serving.send_signal(signal.SIGINT)
    assert serving.wait(timeout=30) == 0
    assert server_processes(places) == []
    require_port(places, port)


def test_stop_ends_it_from_another_terminal(serving, places, port):
    assert stop_server(places)
    assert serving.wait(timeout=30) == 0
    assert not stop_server(places)


def test_a_second_start_is_told_where_the_first_one_answers(serving, places, port):
    with pytest.raises(SetupError) as caught:
        require_port(places, port)
    assert caught.value.code == "already_running"
    assert f":{port}" in str(caught.value)


def test_workers_of_a_killed_leader_give_the_port_back(serving, places, port):
    os.kill(read_pid(places.run / "server.pid"), signal.SIGKILL)
    assert serving.wait(timeout=30) == 0
    require_port(places, port)
    assert server_processes(places) == []


def test_another_program_on_the_port_is_left_alone(places):
    with socket.socket() as taken:
        taken.bind((HOST, 0))
        taken.listen()
        with pytest.raises(SetupError) as caught:
            require_port(places, taken.getsockname()[1])
    assert caught.value.code == "port_in_use"


def test_an_application_that_does_not_start_is_told_with_its_error(places, port):
    (places.root / "webmap" / "wsgi.py").write_text("raise RuntimeError('thiếu bảng')\n")
    command = [sys.executable, "-c", SERVE, str(places.root), str(port)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert "SetupError: ✗ Máy chủ web dừng" in done.stderr
    assert "thiếu bảng" in (places.logs / "server.log").read_text()
    assert server_processes(places) == []


@pytest.mark.parametrize("value", ["0", "65536", "tám", "-1", "80 80"])
def test_what_is_no_port_is_refused(value):
    with pytest.raises(SetupError) as caught:
        read_port({"HATANG_PORT": value})
    assert value in str(caught.value)


@pytest.mark.parametrize(
    ("settings", "port"), [({}, 8000), ({"HATANG_PORT": ""}, 8000), ({"HATANG_PORT": "81"}, 81)]
)
def test_the_port_is_read(settings, port):
    assert read_port(settings) == port
