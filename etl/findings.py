"""Findings: what was noticed in a file, where, and what to do, in Vietnamese or English."""

import dataclasses
import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any, Final

LANGUAGES: Final = ("vi", "en")
Param = str | int | float


class Severity(StrEnum):
    """How much a finding weighs: an error keeps its row out, a warning asks for a look, an info tells."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


@dataclass(frozen=True, slots=True)
class _Text:
    severity: Severity
    message: Mapping[str, str]
    remedy: Mapping[str, str]


@cache
def catalogue() -> Mapping[str, _Text]:
    """Return every known finding code with its usual severity and its texts, from ``finding_texts*.toml``."""
    entries: dict[str, Any] = {}
    for path in sorted(Path(__file__).parent.glob("finding_texts*.toml")):
        entries |= tomllib.loads(path.read_text(encoding="utf-8"))
    return {
        code: _Text(
            Severity(entry["severity"]),
            {language: entry[language][0] for language in LANGUAGES},
            {language: entry[language][1] for language in LANGUAGES},
        )
        for code, entry in entries.items()
    }


def in_both(name: str, vi: str, en: str) -> dict[str, Param]:
    """Return a parameter that is told in the reader's language."""
    return {name: vi, f"{name}_en": en}


@dataclass(frozen=True, slots=True)
class Finding:
    """One finding; ``row`` and ``column`` are what the user sees in the file, ``value`` the cell as written.

    ``field`` is our name of the field (``etl.columns``); a finding about the whole file has neither row nor column.
    A parameter that has a twin ``…_en`` is told by that one in English.
    """

    code: str
    severity: Severity
    sheet: str | None = None
    row: int | None = None
    column: str | None = None
    field: str | None = None
    value: str | None = None
    params: Mapping[str, Param] = dataclasses.field(default_factory=dict, hash=False)

    @classmethod
    def of(cls, code: str, **params: Param) -> "Finding":
        """Make a finding about the file with the severity of the catalogue; ``KeyError`` for an unknown code."""
        return cls(code, catalogue()[code].severity, params=params)

    def at(
        self,
        *,
        sheet: str | None = None,
        row: int | None = None,
        column: str | None = None,
        field: str | None = None,
        value: object = None,
    ) -> "Finding":
        """Return the finding with its place; the value is cut to 200 characters."""
        written = None if value is None else str(value)[:200]
        return Finding(
            self.code, self.severity, sheet or None, row, column, field, written, self.params
        )  # not replace(): a large file has a finding or more for each row

    def message(self, language: str = "vi") -> str:
        """Say what is the matter."""
        return self._render(catalogue()[self.code].message[language], language)

    def remedy(self, language: str = "vi") -> str:
        """Say what to do; empty where nothing need be done."""
        return self._render(catalogue()[self.code].remedy[language], language)

    def as_json(self, language: str = "vi") -> dict[str, Any]:
        """Return the finding as a JSON object with its rendered texts."""
        return {
            "code": self.code,
            "severity": self.severity.value,
            "sheet": self.sheet,
            "row": self.row,
            "column": self.column,
            "field": self.field,
            "value": self.value,
            "params": dict(self.params),
            "message": self.message(language),
            "remedy": self.remedy(language),
        }

    def _render(self, text: str, language: str) -> str:
        params = {"value": self.value or "", "column": self.column or "", **self.params}
        if language != "vi":
            ending = f"_{language}"
            params |= {
                name.removesuffix(ending): told for name, told in self.params.items() if name.endswith(ending)
            }
        return text.format_map(params)


class CellError(ValueError):
    """A cell cannot be read; ``code`` and ``params`` become a finding at the place of the cell."""

    def __init__(self, code: str, **params: Param) -> None:
        super().__init__(code)
        self.code = code
        self.params = params

    def finding(self) -> Finding:
        """Return the finding, still without its place."""
        return Finding.of(self.code, **self.params)


class FileRefusedError(Exception):
    """The file is refused whole: nothing of it was or can be read."""

    def __init__(self, finding: Finding) -> None:
        super().__init__(finding.message("en"))
        self.finding = finding

    @classmethod
    def of(cls, code: str, **params: Param) -> "FileRefusedError":
        """Refuse with a finding of the catalogue."""
        return cls(Finding.of(code, **params))


class Findings:
    """The findings of one file in the order they were made."""

    def __init__(self, findings: Iterable[Finding] = ()) -> None:
        self._items = list(findings)

    def __iter__(self) -> Iterator[Finding]:
        return iter(self._items)

    def __len__(self) -> int:
        return len(self._items)

    def add(self, finding: Finding) -> None:
        """Keep one more finding."""
        self._items.append(finding)

    def extend(self, findings: Iterable[Finding]) -> None:
        """Keep several more findings."""
        self._items.extend(findings)

    def by_severity(self) -> dict[Severity, int]:
        """Count the findings of each severity, none left out."""
        counts = Counter(item.severity for item in self._items)
        return {severity: counts[severity] for severity in Severity}

    def by_code(self) -> dict[str, int]:
        """Count the findings of each code, most frequent first."""
        return dict(Counter(item.code for item in self._items).most_common())

    def rows_with_errors(self) -> set[tuple[str | None, int]]:
        """Return (sheet, row) of every row that an error keeps out."""
        errors = (item for item in self._items if item.severity is Severity.ERROR)
        return {(item.sheet, item.row) for item in errors if item.row is not None}

    def in_file_order(self) -> list[Finding]:
        """Return the findings about the file first, then by sheet and row."""
        return sorted(self._items, key=lambda item: (item.sheet or "", item.row or 0))

    def as_json(self, language: str = "vi") -> dict[str, Any]:
        """Return counts and findings as one JSON object."""
        return {
            "counts": {severity.value: count for severity, count in self.by_severity().items()},
            "codes": self.by_code(),
            "findings": [item.as_json(language) for item in self.in_file_order()],
        }
