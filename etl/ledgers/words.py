"""What the codes of ledger rows are called in files: read in any wording, written in one."""

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from gis.domain.names import name_key


def code_of(axis: str, text: str) -> str | None:
    """Return the code that words, or the code itself, mean on an axis; None where they mean none."""
    return _codes()[axis].get(name_key(text) or text)


def word_of(axis: str, code: str, language: str = "vi") -> str:
    """Return the label of a code; KeyError for an unknown one."""
    return _words()[axis][code][0 if language == "vi" else 1]


def words_of(axis: str, language: str = "vi") -> list[str]:
    """Return the labels of an axis in their order, for drop-down lists and findings."""
    return [words[0 if language == "vi" else 1] for words in _words()[axis].values()]


def offered(name: str, language: str = "vi") -> tuple[str, ...]:
    """Return the words that a drop-down list offers for a free text."""
    return tuple(words[0 if language == "vi" else -1] for words in _lists()[name])


def offered_word(name: str, text: str, language: str = "vi") -> str:
    """Return a free text in a language where the list offers it in any, else as it was written."""
    place = 0 if language == "vi" else -1
    return next((words[place] for words in _lists()[name] if text in words), text)


@cache
def _lists() -> Mapping[str, list[list[str]]]:
    with Path(__file__).with_name("lists.toml").open("rb") as stream:
        return tomllib.load(stream)


@cache
def _words() -> Mapping[str, Mapping[str, list[str]]]:
    with Path(__file__).with_name("words.toml").open("rb") as stream:
        return tomllib.load(stream)


@cache
def _codes() -> Mapping[str, Mapping[str, str]]:
    return {
        axis: {
            name_key(word) or word: code
            for code, words in codes.items()
            for word in (code.replace("_", " "), *words)
        }
        for axis, codes in _words().items()
    }
