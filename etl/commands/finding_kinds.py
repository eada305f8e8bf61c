"""Many findings on the terminal: each kind once, with all that mends it: where, one value, what is wrong, what to do."""

from collections import defaultdict
from collections.abc import Iterator
from typing import Final

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from etl.commands.common import Texts, current_language, say
from etl.findings import Finding, Findings, Severity

SHOWN_SINGLY: Final = 12
"""Up to so many findings are printed one by one."""
_TEXTS: Final = Texts("common")
_SHOWN_ROWS: Final = 8
_SHOWN_PLACES: Final = 5
_LONGEST_VALUE: Final = 80
_COLOURS: Final = {Severity.ERROR: "red", Severity.WARNING: "yellow", Severity.INFO: "cyan"}


def show_kinds(console: Console, findings: Findings) -> None:
    """Print each kind of finding, the weightiest first: how often, in which sheets, rows and columns, an example."""
    kinds: dict[tuple[Severity, str], list[Finding]] = defaultdict(list)
    for finding in findings:
        kinds[finding.severity, finding.code].append(finding)
    weights = list(Severity)
    ordered = sorted(kinds.items(), key=lambda item: (weights.index(item[0][0]), -len(item[1])))
    console.print(f"\n{_text('kinds')}")
    table = Table(*(_text(f"column_{name}") for name in ("severity", "place", "remedied")), show_lines=True)
    for (severity, _), found in ordered:
        label = f"[{_COLOURS[severity]}]{_text(severity.value)}[/] × {len(found)}"
        table.add_row(label, escape("\n".join(places(found))), escape(_told(found[0])))
    console.print(table)
    say(_TEXTS, "counts", **{severity.value: count for severity, count in findings.by_severity().items()})


def places(found: list[Finding]) -> Iterator[str]:
    """Yield where findings of one kind are: a line for each sheet and column, the first ones; then a value of them."""
    rows: dict[tuple[str | None, str | None], dict[int, None]] = defaultdict(dict)
    for finding in found:
        known = rows[finding.sheet, finding.column]
        if finding.row is not None:
            known[finding.row] = None
    for (sheet, column), numbers in list(rows.items())[:_SHOWN_PLACES]:
        parts = (sheet, _rows(list(numbers)), column and _text("column_named", name=column))
        if line := " · ".join(part for part in parts if part):
            yield line
    if len(rows) > _SHOWN_PLACES:
        yield _text("more_places", count=len(rows) - _SHOWN_PLACES)
    if value := found[0].value:
        is_long = len(value) > _LONGEST_VALUE
        yield _text("for_example", value=value[:_LONGEST_VALUE] + "…" if is_long else value)


def _rows(numbers: list[int]) -> str:
    if not numbers:
        return ""
    shown = ", ".join(map(str, numbers[:_SHOWN_ROWS]))
    more = len(numbers) - _SHOWN_ROWS
    return _text("rows_and_more", rows=shown, count=more) if more > 0 else _text("row", row=shown)


def _told(finding: Finding) -> str:
    language = current_language()
    remedy = finding.remedy(language)
    return finding.message(language) + (f"\n→ {remedy}" if remedy else "")


def _text(key: str, **params: object) -> str:
    return _TEXTS.get(key, current_language(), **params)
