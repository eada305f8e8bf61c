"""How much a text looks like Vietnamese: the share of its words that are possible syllables."""

import re
import unicodedata
from typing import Final, NamedTuple

_TONES: Final = re.compile("[\u0300\u0301\u0303\u0309\u0323]")
# ASCII signs, no-break space and general punctuation part words; other Latin-1 signs are letters of old encodings.
_GAPS: Final = re.compile("[\x00-\x40\\[-`{-\x7f\u00a0\u2000-\u206f]+")
_ONSETS: Final = (
    "ngh|ng|nh|n|ch|c|gh|gi|g|kh|kr|k|ph|pl|p|qu|th|tr|t|bl|br|b|đr|đ|dr|d|h|j|l|m|r|s|v|w|x|y|z|"
)
_NUCLEI: Final = "uyê|uya|iê|yê|ia|uô|ươ|ưa|ua|oa|oă|oe|oo|uâ|uê|uơ|uy|a|ă|â|e|ê|i|o|ô|ơ|u|ư|y"
_CODAS: Final = "ng|nh|n|ch|c|m|p|t|k|l|r|i|y|o|u|h|"
_SYLLABLE: Final = re.compile(f"(?:{_ONSETS})(?:{_NUCLEI})(?:{_CODAS})")


class Plausibility(NamedTuple):
    """Words with a letter outside ASCII: how many, and how many of them are possible syllables."""

    word_count: int
    syllable_count: int

    @property
    def ratio(self) -> float:
        """Share of possible syllables, 0–1; 1 where no word says anything."""
        return self.syllable_count / self.word_count if self.word_count else 1.0


def is_syllable(word: str) -> bool:
    """Tell whether the word could be one Vietnamese syllable: known onset, nucleus and coda, at most one tone."""
    bare, tones = _TONES.subn("", unicodedata.normalize("NFD", word.lower()))
    return tones <= 1 and _SYLLABLE.fullmatch(unicodedata.normalize("NFC", bare)) is not None


def plausibility(text: str) -> Plausibility:
    """Count the words of the text that hold letters outside ASCII, and the possible syllables among them."""
    words = [word for word in _GAPS.split(unicodedata.normalize("NFC", text)) if not word.isascii()]
    return Plausibility(len(words), sum(map(is_syllable, words)))
