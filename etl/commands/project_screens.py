"""What an import of projects shows on the terminal: outcomes, new projects, before and after, findings."""

from typing import Final

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from etl.commands.common import Texts, current_language, say, show_findings
from etl.commands.finding_kinds import SHOWN_SINGLY, show_kinds
from etl.diff import ChangeWords
from etl.load import LoadResult
from etl.newcomers import headings
from etl.report import outcome_counts

TEXTS: Final = Texts("projects")
_SHOWN_CHANGES: Final = 40
_SHOWN_NEW: Final = 20


def show_result(result: LoadResult, words: ChangeWords, *, is_trial: bool) -> None:
    """Print what came of a file and, at the end, whether anything was saved."""
    console = Console()
    _show_outcomes(console, result)
    _show_new(console, result, words)
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
    if result.change_count > _SHOWN_CHANGES:
        say(TEXTS, "more_changes", count=result.change_count - _SHOWN_CHANGES)


def _show_new(console: Console, result: LoadResult, words: ChangeWords) -> None:
    if not result.newcomers:
        return
    console.print(f"\n{_text('new_projects')}")
    table = Table(*new_headings(words))
    shown = result.newcomers[:_SHOWN_NEW]
    for item in shown:
        table.add_row(*map(escape, item.texts(words)))
    console.print(table)
    if (more := result.counts["new"] - len(shown)) > 0:
        say(TEXTS, "more_new", count=more)


def new_headings(words: ChangeWords) -> list[str]:
    """Return the headings of the table of new projects."""
    return headings({"row": TEXTS.get("heading_row", words.language)}, words)


def _text(key: str) -> str:
    return TEXTS.get(key, current_language())
