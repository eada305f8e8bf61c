"""Text of cells: one Unicode form, no control characters, and the repair of old encodings column by column."""

import re
import unicodedata
from collections.abc import Callable, Iterable
from enum import StrEnum
from itertools import islice
from typing import Final, NamedTuple

from etl.legacy_encodings import decode_misread_utf8, decode_tcvn3, decode_vni
from etl.syllables import plausibility

_SAMPLE_SIZE: Final = 400
_LEAST_RATIO: Final = 0.7
_LEAST_LEAD: Final = 0.3
_SURE_RATIO: Final = 0.9
_SURE_WORDS: Final = 3
_SPACES: Final = re.compile(r"[^\S\n]+")


class TextEncoding(StrEnum):
    """How the text of a column is encoded once the file's bytes were decoded."""

    UNICODE = "unicode"
    TCVN3 = "tcvn3"
    VNI = "vni"
    MISREAD_UTF8 = "misread_utf8"


_DECODERS: Final[dict[TextEncoding, Callable[[str], str]]] = {
    TextEncoding.UNICODE: str,
    TextEncoding.TCVN3: decode_tcvn3,
    TextEncoding.VNI: decode_vni,
    TextEncoding.MISREAD_UTF8: decode_misread_utf8,
}


class EncodingGuess(NamedTuple):
    """The encoding of a column, from ``word_count`` words; ``sample`` is one value before and after the repair."""

    encoding: TextEncoding
    ratio: float
    word_count: int
    sample: tuple[str, str] | None

    @property
    def is_sure(self) -> bool:
        """Whether the words leave no doubt; else a person should look at the sample."""
        enough = self.word_count >= _SURE_WORDS and self.ratio >= _SURE_RATIO
        return self.encoding is TextEncoding.UNICODE or enough


class CleanText(NamedTuple):
    """Text without control characters, and whether any had to be taken out."""

    text: str
    had_control: bool


def repair(text: str, encoding: TextEncoding) -> str:
    """Return the text as Unicode in form NFC; cells of the column that are Unicode already stay as they are."""
    return unicodedata.normalize("NFC", _DECODERS[encoding](text))


def detect_encoding(values: Iterable[str]) -> EncodingGuess:
    """Guess the encoding of one column from its first values that hold letters outside ASCII.

    Soft hyphens must still be in the text. Another encoding than Unicode is taken only where it makes clearly more
    words into possible Vietnamese syllables; a column without such words is Unicode.
    """
    sample = list(islice((value for value in values if not value.isascii()), _SAMPLE_SIZE))
    scores = {encoding: plausibility(" ".join(map(decode, sample))) for encoding, decode in _DECODERS.items()}
    unicode_score = scores.pop(TextEncoding.UNICODE)
    best = max(scores, key=lambda encoding: scores[encoding].ratio)
    ratio = scores[best].ratio
    if unicode_score.word_count and ratio >= max(_LEAST_RATIO, unicode_score.ratio + _LEAST_LEAD):
        changed = next((value for value in sample if repair(value, best) != value), "")
        return EncodingGuess(best, ratio, unicode_score.word_count, (changed, repair(changed, best)))
    return EncodingGuess(TextEncoding.UNICODE, unicode_score.ratio, unicode_score.word_count, None)


def clean(text: str) -> CleanText:
    """Return NFC text with plain spaces and line ends, trimmed, without control and invisible characters.

    Markup is left as it is: it is data, and whoever shows it escapes it.
    """
    if text.isprintable() and unicodedata.is_normalized("NFC", text):
        return CleanText(_SPACES.sub(" ", text).strip(), had_control=False)
    lines = text.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n").replace("\x0b", "\n")
    kept = "".join(letter for letter in lines if letter in "\n\t" or not _is_unwanted(letter))
    tidy = "\n".join(
        _SPACES.sub(" ", line).strip() for line in unicodedata.normalize("NFC", kept).split("\n")
    )
    had_control = any(
        unicodedata.category(letter) in ("Cc", "Cs") for letter in lines if letter not in "\n\t"
    )
    return CleanText(tidy.strip(), had_control)


def one_line(text: str) -> str:
    """Return cleaned text with every run of white space as one space, as names and codes are kept."""
    return " ".join(clean(text).text.split())


def _is_unwanted(letter: str) -> bool:
    return unicodedata.category(letter) in ("Cc", "Cf", "Cs", "Co", "Cn")
