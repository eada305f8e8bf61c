"""The report of an import for programs: one JSON object with counts, reading, changes and findings."""

import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Protocol

from etl.diff import OUTCOMES, ChangeWords
from etl.findings import Findings
from etl.load import LoadResult


class Reported(Protocol):
    """What an import came to, as far as reports of any kind of file tell it."""

    @property
    def findings(self) -> Findings:
        """Everything that was found."""

    @property
    def counts(self) -> dict[str, int]:
        """How many rows came to each outcome."""

    @property
    def row_outcomes(self) -> dict[tuple[str | None, int], str]:
        """The outcome of each row by sheet and number."""

    @property
    def changes(self) -> Sequence[Any]:
        """What is known against what the file says."""


class ReportWords(Protocol):
    """How the changes and outcomes of one kind of import read in one language."""

    @property
    def language(self) -> str:
        """The language, vi or en."""

    def lines(self, changes: Sequence[Any]) -> Iterable[tuple[str, ...]]:
        """Yield the lines of the table of changes."""

    def outcomes(self, counts: Mapping[str, int]) -> Mapping[str, int]:
        """Return the counts in the order of the screens, none left out."""


def outcome_counts(result: LoadResult) -> dict[str, int]:
    """Return how many rows came to each outcome, none left out."""
    return {outcome: result.counts.get(outcome, 0) for outcome in OUTCOMES}


def report_object(result: LoadResult, words: ChangeWords) -> dict[str, Any]:
    """Return the report as a JSON object, its texts in the language of ``words``."""
    found = result.findings.as_json(words.language)
    return {
        "file": {
            "name": result.facts.name,
            "sha256": result.facts.sha256,
            "size_bytes": result.facts.size_bytes,
        },
        "reading": result.reading,
        "is_refused": result.is_refused,
        "saved_count": result.saved_count,
        "rows": outcome_counts(result),
        "severities": found["counts"],
        "codes": found["codes"],
        "new": [item.as_json(words) for item in result.newcomers],
        "changes": [
            {
                "code": change.code,
                "field": change.field,
                "label": line.field,
                "old": change.old,
                "new": change.new,
            }
            for change, line in zip(result.changes, words.lines(result.changes), strict=True)
        ],
        "findings": found["findings"],
    }


def write_json_report(path: Path, result: LoadResult, words: ChangeWords) -> None:
    """Write the report as JSON in UTF-8: a part a line, in lists an item a line."""
    parts = (f"{_json(name)}: {_part(part)}" for name, part in report_object(result, words).items())
    path.write_text("{\n" + ",\n".join(parts) + "\n}\n", encoding="utf-8")


def _part(part: Any) -> str:
    if not isinstance(part, list) or not part:
        return _json(part)
    return "[\n" + ",\n".join(map(_json, part)) + "\n]"


def _json(value: Any) -> str:
    """Write a value in one line: indenting it would take Python itself ten times as long."""
    return json.dumps(value, ensure_ascii=False, default=str)
