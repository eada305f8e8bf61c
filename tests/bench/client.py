"""A client that costs little beside what it measures: raw sockets that are kept open, answers read by their length."""

import selectors
import socket
import time
from collections.abc import Sequence
from typing import NamedTuple

from tests.bench.server import HOST

BUFFER = 1 << 18
HEADER_END = b"\r\n\r\n"
LAST_CHUNK = b"\r\n0\r\n\r\n"


class Answer(NamedTuple):
    """Status, size of the body as sent, and the milliseconds from request to last byte."""

    status: int
    size: int
    ms: float


class Wire:
    """One open connection."""

    def __init__(self, port: int) -> None:
        self.socket = socket.create_connection((HOST, port))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.received = b""

    def send(self, path: str) -> None:
        self.received, self.started = b"", time.perf_counter()
        self.socket.sendall(f"GET {path} HTTP/1.1\r\nHost: {HOST}\r\nAccept-Encoding: gzip\r\n\r\n".encode())

    def read(self) -> Answer | None:
        """Take what has come; return the answer once it is whole."""
        self.received += self.socket.recv(BUFFER)
        end = self.received.find(HEADER_END)
        if end < 0:
            return None
        head = self.received[:end].lower()
        size = len(self.received) - end - len(HEADER_END)
        if b"transfer-encoding: chunked" in head:
            is_whole = self.received.endswith(LAST_CHUNK)
        else:
            promised = head.partition(b"content-length:")[2].split(b"\r\n", 1)[0]
            is_whole = size >= int(promised or 0)
        if not is_whole:
            return None
        return Answer(int(head[9:12]), size, (time.perf_counter() - self.started) * 1000)


def one_after_the_other(port: int, paths: Sequence[str]) -> list[Answer]:
    """Ask for each path on one connection."""
    wire = Wire(port)
    answers = []
    for path in paths:
        wire.send(path)
        while (answer := wire.read()) is None:
            pass
        answers.append(answer)
    wire.socket.close()
    return answers


def per_second(port: int, paths: Sequence[str], *, connections: int, seconds: float) -> float:
    """Return how many answers a second come when so many connections ask without pause."""
    selector = selectors.DefaultSelector()
    wires = [Wire(port) for _ in range(connections)]
    for number, wire in enumerate(wires):
        selector.register(wire.socket, selectors.EVENT_READ, wire)
        wire.send(paths[number % len(paths)])
    sent, done, started = connections, 0, time.perf_counter()
    while time.perf_counter() - started < seconds:
        for key, _ in selector.select():
            wire = key.data
            if wire.read() is not None:
                done += 1
                wire.send(paths[sent % len(paths)])
                sent += 1
    elapsed = time.perf_counter() - started
    for wire in wires:
        wire.socket.close()
    return done / elapsed
