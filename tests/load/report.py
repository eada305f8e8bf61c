"""What a run under load showed, as Markdown, and whether it was right."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from tests.bench.report import machine, quantile
from tests.load.tally import MEASURED, Sum, Tally
from tests.load.usage import Memory

MEDIAN_MS, P99_MS = 100, 1000
SHOWN_ERRORS = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """Everything that was seen; `wrong` are the lines of what does not agree."""

    tally: Tally
    kept: Mapping[tuple[str, int], Sum]
    wrong: Sequence[str]
    seconds: float
    server_cpu_s: float
    database_cpu_s: float
    client_cpu_s: float
    worker: Memory
    loads: Sequence[float]


def report(given: Mapping[str, object], seen: Measured) -> tuple[str, bool]:
    """Return the report, and True where nothing failed and every acknowledged figure is there once."""
    is_right = not seen.wrong and not seen.tally.errors
    parts = [_heading(given, seen), _requests(seen), _figures(seen), _budgets(seen)]
    if seen.tally.errors:
        counted = Counter(seen.tally.errors).most_common(SHOWN_ERRORS)
        parts.append("Errors:\n" + "\n".join(f"- {count} × {each}" for each, count in counted))
    if seen.wrong:
        parts.append("Wrong:\n" + "\n".join(f"- {each}" for each in seen.wrong[:SHOWN_ERRORS]))
    parts.append("Every acknowledged figure is there, once." if is_right else "NOT RIGHT.")
    return "\n\n".join(parts) + "\n", is_right


def _heading(given: Mapping[str, object], seen: Measured) -> str:
    facts = " · ".join(f"{name} {value}" for name, value in {**given, **machine()}.items())
    loads = f"load {seen.loads[0]:.1f} at the start, {sum(seen.loads) / len(seen.loads):.1f} on average, {max(seen.loads):.1f} at most"
    cpu = " · ".join(
        f"{name} {spent:.0f} s ({spent / seen.seconds:.0%} of a core)"
        for name, spent in (
            ("web server", seen.server_cpu_s),
            ("database", seen.database_cpu_s),
            ("this script", seen.client_cpu_s),
        )
    )
    return f"## Load\n\n{facts}\n\n{loads} · CPU: {cpu} · largest worker {seen.worker}"


def _requests(seen: Measured) -> str:
    rows = ["| request | count | p50 ms | p95 ms | p99 ms | max ms |", "|---|---|---|---|---|---|"]
    for kind, ms in sorted(seen.tally.ms.items()):
        rows.append(_row(kind, ms))
    rows.append(_row("**all saves**", _saves(seen)))
    rows.append(_row("**all**", [each for ms in seen.tally.ms.values() for each in ms]))
    told = ", ".join(f"{name} {count}" for name, count in sorted(seen.tally.outcomes.items()))
    total = sum(len(ms) for kind, ms in seen.tally.ms.items() if not kind.startswith("sign in"))
    rate = f"{total / seen.seconds:.1f} requests a second after signing in"
    return "\n".join(rows) + f"\n\n{rate} · outcomes: {told} · errors: {len(seen.tally.errors)}"


def _row(kind: str, ms: Sequence[float]) -> str:
    if not ms:
        return f"| {kind} | 0 | | | | |"
    told = " | ".join(f"{quantile(ms, share):,.0f}" for share in (0.5, 0.95, 0.99))
    return f"| {kind} | {len(ms):,} | {told} | {max(ms):,.0f} |"


def _figures(seen: Measured) -> str:
    rows = [
        "| ledger | rows acknowledged | rows kept | sum acknowledged | sum kept |",
        "|---|---|---|---|---|",
    ]
    told = seen.tally.sums()
    for ledger in MEASURED:
        acknowledged, kept = (_whole(sums, ledger) for sums in (told, seen.kept))
        rows.append(
            f"| {ledger} | {acknowledged.count:,} | {kept.count:,} | {acknowledged.total:,} | {kept.total:,} |"
        )
    return "\n".join(rows) + f"\n\nCompared by commune: {len({unit for _, unit in told})} communes."


def _whole(sums: Mapping[tuple[str, int], Sum], ledger: str) -> Sum:
    own = [each for (name, _), each in sums.items() if name == ledger]
    return Sum(sum(each.count for each in own), sum((each.total for each in own), Decimal(0)))


def _budgets(seen: Measured) -> str:
    saves = _saves(seen)
    if not saves:
        return "Nothing was saved."
    median, p99 = quantile(saves, 0.5), quantile(saves, 0.99)
    return (
        f"Saving: median {median:.0f} ms (budget {MEDIAN_MS}: {'held' if median <= MEDIAN_MS else 'NOT held'}), "
        f"p99 {p99:.0f} ms (budget {P99_MS}: {'held' if p99 <= P99_MS else 'NOT held'})"
    )


def _saves(seen: Measured) -> list[float]:
    return [each for kind, ms in seen.tally.ms.items() if kind.startswith("save ") for each in ms]
