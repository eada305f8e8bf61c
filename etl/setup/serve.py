"""Serve the application in the foreground until Ctrl-C, and stop a server that was left behind."""

from __future__ import annotations

import contextlib
import http.client
import signal
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from etl.setup.environment import Places
from etl.setup.location import is_free
from etl.setup.messages import SetupError
from etl.setup.processes import end, read_pid, works_in

HOST = "127.0.0.1"
DEFAULT_PORT = "8000"
APPLICATION = "webmap.wsgi:app"
SECONDS_TO_ANSWER = 60
WELCOME = """
Hatang đang chạy ở http://{host}:{port} (Ctrl-C để dừng)

Tài khoản trình diễn, mật khẩu mới mỗi lần chạy / demonstration accounts:
{logins}"""


def read_port(settings: Mapping[str, str]) -> int:
    """Return the port of the setting HATANG_PORT; raise ``SetupError`` where it is no port."""
    value = settings.get("HATANG_PORT") or DEFAULT_PORT
    if not value.isdecimal() or not 1 <= int(value) <= 65535:
        raise SetupError("bad_port", value=value)
    return int(value)


def require_port(places: Places, port: int) -> None:
    """Raise ``SetupError`` where something listens on the port already, and tell whether it is this checkout."""
    pid = server_pid(places)
    if pid is not None:
        raise SetupError("already_running", address=(places.run / "server.address").read_text().strip())
    if not is_free(port):
        others = (candidate for candidate in range(port + 1, 65536) if is_free(candidate))
        raise SetupError("port_in_use", port=port, other=next(others, 8001))


def server_pid(places: Places) -> int | None:
    """Return the process id of this checkout's living server, None where there is none."""
    pid = read_pid(places.run / "server.pid")
    if pid is None or not works_in(pid, places.root):
        return None
    with contextlib.suppress(OSError):
        if APPLICATION.encode() in Path(f"/proc/{pid}/cmdline").read_bytes():
            return pid
    return None


def stop_server(places: Places) -> bool:
    """Stop this checkout's server; say whether there was one."""
    pid = server_pid(places)
    if pid is not None:
        end(pid)
    for name in ("server.pid", "server.address"):
        (places.run / name).unlink(missing_ok=True)
    return pid is not None


def serve(places: Places, port: int, env: Mapping[str, str], accounts: Callable[[], str]) -> None:
    """Start granian, tell the address when it answers, and stay until it ends or Ctrl-C is pressed.

    ``accounts`` makes the demonstration accounts, meanwhile, and returns them as a text.
    """
    log = places.logs / "server.log"
    command = [
        str(places.python),
        "-m",
        "granian",
        "--interface",
        "wsgi",
        "--host",
        HOST,
        "--port",
        str(port),
    ]
    command += ["--workers", "2", "--blocking-threads", "1", "--no-ws", APPLICATION]
    with log.open("ab") as output, _signals_end_it():
        server = subprocess.Popen(
            command, cwd=places.root, env=env, stdout=output, stderr=subprocess.STDOUT, start_new_session=True
        )
        (places.run / "server.pid").write_text(f"{server.pid}\n")
        (places.run / "server.address").write_text(f"http://{HOST}:{port}\n")
        try:
            logins = accounts()
            _wait_for_answer(server, port, log)
            print(WELCOME.format(host=HOST, port=port, logins=logins), flush=True)
            server.wait()
        except KeyboardInterrupt:
            print("\n· Đã dừng máy chủ web; cơ sở dữ liệu vẫn chạy (dừng hẳn: make stop)", flush=True)
        finally:
            if server.poll() is None:
                server.terminate()
                _reap(server)
            stop_server(places)


def _wait_for_answer(server: subprocess.Popen[bytes], port: int, log: Path) -> None:
    deadline = time.monotonic() + SECONDS_TO_ANSWER
    while time.monotonic() < deadline:
        if server.poll() is not None:
            break
        if _answers(port):
            return
        time.sleep(0.1)
    raise SetupError("server_failed", log=log)


def _answers(port: int) -> bool:
    connection = http.client.HTTPConnection(HOST, port, timeout=5)
    try:
        connection.request("GET", "/healthz")
        return connection.getresponse().status == http.HTTPStatus.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def _reap(server: subprocess.Popen[bytes]) -> None:
    try:
        server.wait(timeout=15)
    except subprocess.TimeoutExpired:
        server.kill()
        server.wait()


@contextlib.contextmanager
def _signals_end_it() -> Iterator[None]:
    """Let a closed terminal or a kill end the server as Ctrl-C does."""

    def interrupt(_number: int, _frame: object) -> None:
        raise KeyboardInterrupt

    before = {number: signal.signal(number, interrupt) for number in (signal.SIGTERM, signal.SIGHUP)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
