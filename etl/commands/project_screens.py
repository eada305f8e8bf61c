"""What an import shows on the terminal: outcomes, before and after, findings by kind."""

from collections import defaultdict
from typing import Final

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from etl.commands.common import Texts, current_language, say, show_findings
from etl.diff import ChangeWords
from etl.findings import Finding, Findings, Severity
from etl.load import LoadResult
from etl.report import outcome_counts

TEXTS: Final = Texts("projects")
_COMMON: Final = Texts("common")
_SHOWN_CHANGES: Final = 40
SHOWN_SINGLY: Final = 12
_SHOWN_ROWS: Final = 10
_COLOURS: Final = {Severity.ERROR: "red", Severity.WARNING: "yellow", Severity.INFO: "cyan"}


def show_result(result: LoadResult, words: ChangeWords, *, is_trial: bool) -> None:
    """Print what came of a file and, at the end, whether anything was saved."""
    console = Console()
    _show_outcomes(console, result)
    _show_changes(console, result, words)
    if len(result.findings) > SHOWN_SINGLY:
        show_kinds(console, result.findings)
    else:
        show_findings(result.findings)
    _say_end(result, is_trial=is_trial)


def is_nothing_taken(result: LoadResult) -> bool:
    """Tell whether rows were refused and none was taken."""
    return "refused" in result.counts and not any(
        result.counts.get(outcome) for outcome in ("new", "changed", "same", "outside")
    )


def _say_end(result: LoadResult, *, is_trial: bool) -> None:
    if result.is_refused:
        say(TEXTS, "refused")
    elif is_trial:
        say(TEXTS, "trial")
    elif result.saved_count:
        say(TEXTS, "saved", count=result.saved_count, name=result.facts.name, sha256=result.facts.sha256[:12])
    else:
        say(TEXTS, "nothing_taken" if is_nothing_taken(result) else "nothing_new")


def _show_outcomes(console: Console, result: LoadResult) -> None:
    console.print(f"\n{_text('outcomes')}")
    table = Table()
    shown = {outcome: count for outcome, count in outcome_counts(result).items() if count}
    for outcome in shown:
        table.add_column(_text(f"outcome_{outcome}"), justify="right")
    table.add_row(*(str(count) for count in shown.values()))
    console.print(table)


def _show_changes(console: Console, result: LoadResult, words: ChangeWords) -> None:
    if not result.changes:
        return
    headings = (_text(f"heading_{name}") for name in ("code", "field", "old", "new"))
    console.print(f"\n{_text('changes')}")
    table = Table(*headings)
    for line in words.lines(result.changes[:_SHOWN_CHANGES]):
        table.add_row(*(escape(text) for text in (line.code, line.field, line.old, line.new)))
    console.print(table)
    if len(result.changes) > _SHOWN_CHANGES:
        say(TEXTS, "more_changes", count=len(result.changes) - _SHOWN_CHANGES)


def show_kinds(console: Console, findings: Findings) -> None:
    """Print one line for each kind of finding, the weightiest first: how often, where, and one of them."""
    kinds: dict[tuple[Severity, str], list[Finding]] = defaultdict(list)
    for finding in findings:
        kinds[finding.severity, finding.code].append(finding)
    weights = list(Severity)
    headings = (_text(f"heading_{name}") for name in ("severity", "times", "example"))
    console.print(f"\n{_text('findings')}")
    table = Table(*headings, show_lines=True)
    for (severity, _), found in sorted(
        kinds.items(), key=lambda item: (weights.index(item[0][0]), -len(item[1]))
    ):
        first = found[0]
        told = f"{first.message(current_language())} {first.remedy(current_language())}".strip()
        label = _COMMON.get(severity.value, current_language())
        rows = _rows(found)
        table.add_row(
            f"[{_COLOURS[severity]}]{label}[/]", str(len(found)), escape(f"{rows}: {told}" if rows else told)
        )
    console.print(table)
    say(_COMMON, "counts", **{severity.value: count for severity, count in findings.by_severity().items()})


def _rows(found: list[Finding]) -> str:
    numbers = [str(finding.row) for finding in found[: _SHOWN_ROWS + 1] if finding.row is not None]
    if not numbers:
        return ""
    more = ", …" if len(numbers) > _SHOWN_ROWS else ""
    return _COMMON.get("row", current_language(), row=", ".join(numbers[:_SHOWN_ROWS]) + more)


def _text(key: str) -> str:
    return TEXTS.get(key, current_language())
