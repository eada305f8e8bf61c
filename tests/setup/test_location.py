"""The cluster's port is free and remembered, and its socket path is one the kernel takes."""

import os
import socket
from pathlib import Path

from etl.setup.location import SOCKET_PATH_LIMIT, is_free, remembered_port, socket_folder


def _listener():
    taken = socket.socket()
    taken.bind(("127.0.0.1", 0))
    taken.listen()
    return taken


def test_a_port_that_somebody_listens_on_is_not_free():
    with _listener() as taken:
        port = taken.getsockname()[1]
        assert not is_free(port)
    assert is_free(port)


def test_the_port_is_remembered(tmp_path):
    file = tmp_path / "postgres.port"
    port = remembered_port(file)
    assert file.read_text() == f"{port}\n"
    file.write_text("5599\n")
    assert remembered_port(file) == 5599


def test_a_broken_memory_is_replaced(tmp_path):
    file = tmp_path / "postgres.port"
    file.write_text("")
    assert remembered_port(file) == int(file.read_text())


def test_the_socket_lies_beside_the_data_where_its_path_is_short():
    assert socket_folder(Path("/srv/hatang/var/postgres"), "abc", 5433) == Path(
        "/srv/hatang/var/postgres/socket"
    )


def test_a_long_path_gets_a_short_folder_of_its_own():
    home = Path("/srv") / ("Đắk R'Lấp " * 8) / "var" / "postgres"
    folder = socket_folder(home, "abc", 5433)
    assert len(os.fsencode(folder / ".s.PGSQL.5433")) <= SOCKET_PATH_LIMIT
    assert "abc" in folder.name
