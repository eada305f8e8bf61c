"""Words of papers for coded columns: "Đang thi công đạt 60%" is stage 6, "NS huyện" the source `district`."""

import tomllib
from collections.abc import Mapping
from enum import StrEnum
from functools import cache, lru_cache
from pathlib import Path
from typing import Final

from gis.domain.names import name_key


class ChoiceList(StrEnum):
    """The lists of ``choice_names.toml``."""

    STAGE = "stage"
    EXECUTION = "execution"
    CLEARANCE = "clearance"
    SETTLEMENT = "settlement"
    PROJECT_TYPE = "project_type"
    PROJECT_GROUP = "project_group"
    FLAG = "flag"
    SECTOR = "sector"
    CAPITAL_SOURCE = "capital_source"


# Single letters and short words mean something only as the whole text.
_SHORTEST_BEGINNING: Final = 4
_SHORTEST_WORDS: Final = frozenset({"khong", "chua", "dang"})


@cache
def _lists() -> Mapping[ChoiceList, Mapping[str, str]]:
    with Path(__file__).with_name("choice_names.toml").open("rb") as file:
        entries = tomllib.load(file)
    return {
        ChoiceList(name): {name_key(word): code for code, words in choices.items() for word in (code, *words)}
        for name, choices in entries.items()
    }


@lru_cache(maxsize=16_384)
def choose(choices: ChoiceList, text: str) -> str | None:
    """Return the code that a text means, by the whole text or its longest known beginning; None if it means none."""
    known = _lists()[choices]
    key = name_key(text)
    if key in known:
        return known[key]
    words = key.split()
    for size in range(len(words) - 1, 0, -1):
        beginning = " ".join(words[:size])
        if len(beginning) >= _SHORTEST_BEGINNING and beginning not in _SHORTEST_WORDS and beginning in known:
            return known[beginning]
    return None


def examples(choices: ChoiceList) -> str:
    """Return one word for each code, for the remedy of a finding."""
    with Path(__file__).with_name("choice_names.toml").open("rb") as file:
        return ", ".join(words[0] for words in tomllib.load(file)[choices.value].values())
