"""The words of a text with their places, their search keys, and which of them stand side by side."""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from gis.domain.names import name_key

_WORD: Final = re.compile(r"[^\W_]+(?:['’‘ʼ`´][^\W_]+)*")


@dataclass(frozen=True, slots=True)
class Word:
    """A word: as written, in lower case, as search key, and from where to where it stands."""

    text: str
    lower: str
    key: str
    start: int
    end: int

    @property
    def is_capitalised(self) -> bool:
        """Whether it begins like a name or is a number."""
        return self.text[0].isupper() or self.text[0].isdigit()


class Words:
    """The words of one text."""

    def __init__(self, text: str) -> None:
        self.text = unicodedata.normalize("NFC", text)
        self.items = [_word(found.group(), *found.span()) for found in _WORD.finditer(self.text)]
        self._run_ends = self._find_run_ends("")
        self._hyphen_run_ends = self._find_run_ends("-–")

    def __len__(self) -> int:
        return len(self.items)

    def __getitem__(self, at: int) -> Word:
        return self.items[at]

    def gap_before(self, at: int) -> str:
        """Return what stands between a word and the one before it."""
        return self.text[self.items[at - 1].end : self.items[at].start]

    def is_run(self, at: int, size: int) -> bool:
        """Tell whether there are ``size`` words from ``at`` with nothing but space between them."""
        return at + size <= len(self.items) and self._run_ends[at] >= at + size

    def written(self, at: int, size: int) -> str:
        """Return words as written, with single spaces."""
        return " ".join(word.text for word in self.items[at : at + size])

    def key(self, at: int, size: int) -> str:
        """Return the search key of words."""
        return " ".join(word.key for word in self.items[at : at + size])

    def keys(self, at: int, most: int) -> list[str]:
        """Return the search keys of up to ``most`` words from ``at`` with nothing but space or hyphens between them."""
        return (
            [word.key for word in self.items[at : min(at + most, self._hyphen_run_ends[at])]]
            if at < len(self.items)
            else []
        )

    def _find_run_ends(self, joints: str) -> list[int]:
        ends = [0] * len(self.items)
        end = len(self.items)
        for at in range(len(self.items) - 1, -1, -1):
            ends[at] = end
            if at and self.gap_before(at).strip().strip(joints):
                end = at
        return ends


def _word(text: str, start: int, end: int) -> Word:
    return Word(text, text.lower(), _word_key(text), start, end)


@lru_cache(maxsize=32_768)
def _word_key(word: str) -> str:
    return name_key(word)
