"""The tables of the benchmark, as Markdown."""

import platform
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Final

from tests.bench.client import Answer
from tests.bench.first_view import FirstView, Views
from tests.bench.peer import Rates
from tests.bench.tiles import Timing


def quantile(values: Sequence[float], share: float) -> float:
    """Return the value that this share of all does not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]


def heading(title: str, facts: Mapping[str, object]) -> str:
    """Return a headline and a line of circumstances."""
    told = " · ".join(f"{name} {value}" for name, value in facts.items())
    return f"## {title}\n\n{told}\n"


def machine() -> dict[str, object]:
    """Return what the figures hang on."""
    cores = Path("/proc/cpuinfo").read_text(encoding="utf-8").count("processor\t")
    load = Path("/proc/loadavg").read_text(encoding="utf-8").split()[0]
    return {"python": platform.python_version(), "cores": cores, "load before": load}


def tiles_table(timings: Iterable[Timing]) -> str:
    """Return milliseconds, rates and sizes of each kind of tile, HTTP beside the bare database."""
    rows = [
        "| tile | HTTP p50 ms | p99 | bare p50 ms | p99 | HTTP/s | bare/s | share | raw kB p50 | p99 | sent kB p50 | p99 |",
        "|---|---|---|---|---|---|---|---|---|---|---|---|",
    ]
    for timing in timings:
        ms = [quantile(values, share) for values in (timing.http_ms, timing.bare_ms) for share in (0.5, 0.99)]
        kb = [
            quantile(values, share) / 1000
            for values in (timing.raw_bytes, timing.sent_bytes)
            for share in (0.5, 0.99)
        ]
        rates = (
            f"{timing.http_rate:,.0f} | {timing.bare_rate:,.0f} | {timing.http_rate / timing.bare_rate:.2f}"
        )
        rows.append(
            f"| {timing.name} | {' | '.join(f'{value:.1f}' for value in ms)} | {rates} "
            f"| {' | '.join(f'{value:.1f}' for value in kb)} |"
        )
    return "\n".join(rows) + "\n"


def peer_table(found: Iterable[Rates]) -> str:
    """Return tiles a second of pg_tileserv and of the application, and how they compare."""
    rows = ["| tiles a second | pg_tileserv | ours | ours / pg_tileserv | bare |", "|---|---|---|---|---|"]
    for each in found:
        ratio = each.ours / each.peer
        rows.append(
            f"| z{each.zoom} | {each.peer:,.0f} | {each.ours:,.0f} | {ratio:.2f} | {each.bare:,.0f} |"
        )
    return "\n".join(rows) + "\n"


def pages_table(found: Mapping[str, Sequence[Answer]]) -> str:
    """Return milliseconds and sizes of pages."""
    rows = ["| page | p50 ms | p99 | sent kB |", "|---|---|---|---|"]
    for name, answers in found.items():
        ms = [answer.ms for answer in answers]
        statuses = {answer.status for answer in answers} - {200}
        told = name if not statuses else f"{name} (status {', '.join(map(str, sorted(statuses)))})"
        rows.append(
            f"| {told} | {quantile(ms, 0.5):.1f} | {quantile(ms, 0.99):.1f} | {answers[0].size / 1000:.1f} |"
        )
    return "\n".join(rows) + "\n"


def first_view_table(views: Views) -> str:
    """Return what visits took, by the state of the browser: the middle one and the longest."""
    states = list(views)
    rows = [f"| first view, middle (longest) | {' | '.join(states)} |", "|---" * (len(states) + 1) + "|"]
    for name, read in _FIRST_VIEW.items():
        found = [sorted(map(read, visits)) for visits in views.values()]
        cells = [f"{quantile(values, 0.5):,.0f} ({values[-1]:,.0f})" for values in found]
        rows.append(f"| {name} | {' | '.join(cells)} |")
    return "\n".join(rows) + "\n"


_FIRST_VIEW: Final[dict[str, Callable[[FirstView], float]]] = {
    "first words, ms": lambda visit: visit.painted_ms,
    "marks seen and clickable, ms": lambda visit: visit.clickable_ms,
    "all projects drawn live, ms": lambda visit: visit.usable_ms,
    "all names drawn, ms": lambda visit: visit.complete_ms,
    "requests of the page": lambda visit: visit.requests,
    "sent kB": lambda visit: visit.sent_kb,
    "names of units": lambda visit: visit.names,
}


def seconds_table(seconds: Mapping[str, float]) -> str:
    """Return how long single works took."""
    rows = ["| work | seconds |", "|---|---|"]
    return "\n".join([*rows, *(f"| {name} | {value:.3g} |" for name, value in seconds.items())]) + "\n"


def rates_table(rates: Mapping[str, float]) -> str:
    """Return how many rows a second single works took in."""
    rows = ["| work | rows/s |", "|---|---|"]
    return "\n".join([*rows, *(f"| {name} | {value:,.0f} |" for name, value in rates.items())]) + "\n"
