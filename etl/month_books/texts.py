"""The words of the month's workbook around the columns of its ledgers."""

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Final

LANGUAGES: Final = ("vi", "en")


def text(key: str, language: str) -> str:
    """Return a text of the workbook; KeyError for an unknown key."""
    return _texts()[key][language]


def in_every_language(key: str) -> tuple[str, ...]:
    """Return the text in each language: a workbook may come back through a page in the other one."""
    return tuple(_texts()[key][language] for language in LANGUAGES)


@cache
def _texts() -> Mapping[str, Mapping[str, str]]:
    with Path(__file__).with_name("texts.toml").open("rb") as stream:
        return tomllib.load(stream)
