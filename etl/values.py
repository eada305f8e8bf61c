"""Words of status columns read as codes of the field: stage, execution, clearance, settlement, group, type, yes or no."""

import tomllib
from collections.abc import Mapping
from functools import cache, lru_cache
from pathlib import Path
from typing import Final

from etl.cells import Cell, as_text
from etl.columns import Field, field_label
from etl.findings import CellError
from gis.domain.lifecycle import Stage
from gis.domain.names import name_key

AXES: Final[Mapping[Field, tuple[str, ...]]] = {
    Field.STATUS: ("stage", "execution", "settlement"),
    Field.STAGE: ("stage", "execution"),
    Field.EXECUTION: ("execution",),
    Field.CLEARANCE: ("clearance",),
    Field.SETTLEMENT: ("settlement",),
    Field.PROJECT_GROUP: ("project_group",),
    Field.PROJECT_TYPE: ("project_type",),
}


def read_codes(cell: Cell, field: Field) -> dict[str, str]:
    """Return what a status cell says, by axis: ``Đã quyết toán còn công nợ`` moves stage and settlement.

    A code itself is understood too. Raises ``CellError`` ``value_not_in_list`` with the words that would be.
    """
    text = as_text(cell)
    found = _codes_of(text, field)
    if not found:
        choices = ", ".join(label for axis in AXES[field] for label in _labels()[axis])
        raise CellError("value_not_in_list", value=text, **field_label(field), choices=choices)
    return dict(found)


def read_yes(cell: Cell, field: Field) -> bool:
    """Return whether a cell says yes; raises ``CellError`` ``value_not_in_list``."""
    if isinstance(cell, bool):
        return cell
    text = as_text(cell)
    answer = _word_codes()["yes"].get(name_key(text) or text)
    if answer is None:
        raise CellError("value_not_in_list", value=text, **field_label(field), choices="Có, Không")
    return answer == "true"


def choice_label(axis: str, code: str, language: str = "vi") -> str:
    """Return the words for a code of an axis: the label in Vietnamese, the name of the code in English."""
    if language == "vi":
        return next(iter(_entries()[axis].get(code, [])), code)
    return Stage(int(code)).name.replace("_", " ").lower() if axis == "stage" else code.replace("_", " ")


@lru_cache(maxsize=4_096)
def _codes_of(text: str, field: Field) -> Mapping[str, str]:
    words, key = _word_codes(), name_key(text)
    return {axis: words[axis][key] for axis in AXES[field] if key in words[axis]}


def read_shape_kind(cell: Cell) -> str:
    """Return ``point``, ``line`` or ``area``; raises ``CellError`` ``value_not_in_list``."""
    text = as_text(cell)
    kind = code_for("shape_kind", text)
    if kind is None:
        choices = ", ".join(_labels()["shape_kind"])
        raise CellError("value_not_in_list", value=text, **field_label(Field.SHAPE_KIND), choices=choices)
    return kind


def code_for(axis: str, words: str) -> str | None:
    """Return the code that words (or the code itself) mean on an axis; None where they mean none."""
    return _word_codes()[axis].get(name_key(words) or words)


def label_for(axis: str, code: str) -> str | None:
    """Return the first word of a code, None for an unknown one."""
    words = _entries()[axis].get(code)
    return words[0] if words else None


def word_for(axis: str, code: str) -> str:
    """Return the first word of a code, which files that we write use; KeyError for an unknown code."""
    return _entries()[axis][code][0]


@cache
def _entries() -> Mapping[str, Mapping[str, list[str]]]:
    with Path(__file__).with_name("value_names.toml").open("rb") as file:
        return tomllib.load(file)


@cache
def _word_codes() -> Mapping[str, Mapping[str, str]]:
    return {
        axis: {
            name_key(word) or word: code
            for code, words in codes.items()
            for word in (code.replace("_", " "), *words)
        }
        for axis, codes in _entries().items()
    }


@cache
def _labels() -> Mapping[str, list[str]]:
    return {axis: [words[0] for words in codes.values()] for axis, codes in _entries().items()}
