"""What an import of ledgers shows on the terminal: outcomes by sheet, corrections before and after, findings."""

from typing import Final

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from etl.commands.common import Texts, current_language, say, show_findings
from etl.commands.finding_kinds import SHOWN_SINGLY, show_kinds
from etl.ledgers.load import LedgerResult
from etl.ledgers.report import LedgerWords, ledger_titles
from etl.ledgers.rows import Outcome

TEXTS: Final = Texts("ledgers")
_SHOWN_CHANGES: Final = 40


def show_ledger_result(result: LedgerResult, words: LedgerWords, *, is_trial: bool) -> None:
    """Print what came of a file and, at the end, whether anything was saved."""
    console = Console()
    _show_outcomes(console, result)
    _show_changes(console, result, words)
    if len(result.findings) > SHOWN_SINGLY:
        show_kinds(console, result.findings)
    else:
        show_findings(result.findings)
    _say_end(result, is_trial=is_trial)


def is_nothing_taken(result: LedgerResult) -> bool:
    """Tell whether rows were refused and none was taken or known."""
    return "refused" in result.counts and set(result.counts) <= {"refused", "skipped", "repeated"}


def _say_end(result: LedgerResult, *, is_trial: bool) -> None:
    if result.is_refused:
        say(TEXTS, "refused")
    elif is_trial:
        say(TEXTS, "trial")
    elif result.saved_count:
        say(TEXTS, "saved", count=result.saved_count, name=result.facts.name, sha256=result.facts.sha256[:12])
    else:
        say(TEXTS, "nothing_taken" if is_nothing_taken(result) else "nothing_new")


def _show_outcomes(console: Console, result: LedgerResult) -> None:
    console.print(f"\n{_text('outcomes')}")
    shown = [outcome for outcome in Outcome if result.counts.get(outcome.value)]
    table = Table(_text("heading_ledger"))
    for outcome in shown:
        table.add_column(_text(f"outcome_{outcome.value}"), justify="right")
    for name, title in ledger_titles(current_language()).items():
        if name in result.sheet_counts:
            counts = result.sheet_counts[name]
            table.add_row(title, *(str(counts.get(outcome.value, 0) or "") for outcome in shown))
    console.print(table)


def _show_changes(console: Console, result: LedgerResult, words: LedgerWords) -> None:
    if not result.changes:
        return
    console.print(f"\n{_text('changes')}")
    table = Table(*(_text(f"heading_{name}") for name in ("code", "name", "field", "old", "new")))
    for line in words.lines(result.changes[:_SHOWN_CHANGES]):
        table.add_row(*map(escape, line))
    console.print(table)
    if len(result.changes) > _SHOWN_CHANGES:
        say(TEXTS, "more_changes", count=len(result.changes) - _SHOWN_CHANGES)


def _text(key: str) -> str:
    return TEXTS.get(key, current_language())
