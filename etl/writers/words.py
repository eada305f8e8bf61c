"""The words that written files use for codes, in the language of the file."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from etl.values import label_for, word_for
from gis.queries.reference import ReferenceCodes

VIETNAMESE = "vi"


@dataclass(frozen=True, slots=True)
class Words:
    """What codes are called in a file of `language` (vi or en)."""

    language: str
    reference: ReferenceCodes

    def pick(self, vietnamese: str, english: str) -> str:
        """Return the text in the language of the file."""
        return vietnamese if self.language == VIETNAMESE else english

    def code(self, axis: str, code: object) -> str | None:
        """Return the word for a code of an axis; None stays None."""
        if code is None:
            return None
        own = _own_words()[self.language].get(axis)
        return word_for(axis, str(code)) if own is None else own[str(code)]

    def document_kind(self, kind: str) -> str:
        """Return the words for a kind of document; a kind that a list named itself stays as it is."""
        own = _own_words()[self.language].get("document_kind", {})
        return own.get(kind) or label_for("document_kind", kind) or kind

    def yes(self, value: bool) -> str:
        """Return the word for yes or no."""
        return self.pick("Có", "Yes") if value else self.pick("Không", "No")

    def sector(self, code: str | None) -> str | None:
        """Return the name of a sector."""
        return None if code is None else self._names(self.reference.sectors)[code]

    def source(self, code: str) -> str:
        """Return the name of a source of capital."""
        return self._names(self.reference.sources)[code]

    def _names(self, rows: tuple) -> Mapping[str, str]:  # type: ignore[type-arg]
        return {row.code: self.pick(row.name_vi, row.name_en) for row in rows}


@cache
def _own_words() -> Mapping[str, Mapping[str, Mapping[str, str]]]:
    with Path(__file__).with_name("words.toml").open("rb") as stream:
        return tomllib.load(stream)
