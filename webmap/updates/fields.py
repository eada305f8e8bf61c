"""The fields of a side panel: input, choices, note, and the limits that stand beside each."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from sqlalchemy import Enum

from etl.ledgers.catalogue import CellKind, LedgerColumn, sheet_of
from etl.ledgers.words import offered
from gis.domain.documents import PAPER_FIELDS
from gis.models.ledger.entry import table_of
from webmap.facets import reference_name
from webmap.labels import label
from webmap.language import current_language
from webmap.request_filters import codes
from webmap.updates.hints import Hints
from webmap.updates.reading import columns_of, label_of

_INPUTS: Final[Mapping[CellKind, str]] = {
    CellKind.TEXT: "text",
    CellKind.LONG_TEXT: "area",
    CellKind.DATE: "date",
    CellKind.DAY: "date",
    CellKind.ANY_DATE: "date",
    CellKind.YEAR: "number",
    CellKind.MONEY: "number",
    CellKind.INTEGER: "number",
    CellKind.DECIMAL: "number",
    CellKind.PERCENT: "number",
    CellKind.CODE: "select",
    CellKind.SOURCE: "select",
    CellKind.CONTRACT: "select",
    CellKind.YES: "check",
}


@dataclass(frozen=True, slots=True)
class Field:
    """A field of a panel: `kind` is the kind of its input, `hints` its limits in words, `note` how it is filled."""

    name: str
    label: str
    kind: str
    value: str
    note: str
    is_required: bool
    choices: tuple[tuple[str, str], ...]
    offered: tuple[str, ...]
    hints: Hints
    error: str

    @property
    def is_of_paper(self) -> bool:
        """Whether it names the paper that the figure rests on."""
        return self.name in PAPER_FIELDS


def fields(
    ledger: str,
    values: Mapping[str, str],
    *,
    hints: Mapping[str, Hints],
    contracts: Iterable[tuple[int, str]] = (),
    known_words: Mapping[str, Iterable[str]],
    errors: Mapping[str, str],
) -> list[Field]:
    """Return the fields of a ledger's panel in order; `known_words` are offered beside what the sheets list."""
    return [
        Field(
            name=column.field,
            label=label_of(column),
            kind=_INPUTS[column.kind],
            value=values.get(column.field, ""),
            note=column.note(current_language()),
            is_required=column.is_required,
            choices=_choices(ledger, column, contracts),
            offered=_offered(column, known_words.get(column.field, ())),
            hints=hints.get(column.field, Hints()),
            error=errors.get(column.field, ""),
        )
        for column in columns_of(ledger)
    ]


def _offered(column: LedgerColumn, known: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys([*known, *(offered(column.choices) if column.choices else ())]))


def _choices(
    ledger: str, column: LedgerColumn, contracts: Iterable[tuple[int, str]]
) -> tuple[tuple[str, str], ...]:
    if column.kind is CellKind.SOURCE:
        return tuple((str(row.id), reference_name(row)) for row in codes().sources)
    if column.kind is CellKind.CONTRACT:
        return tuple((str(number_of), words) for number_of, words in contracts)
    if column.kind is not CellKind.CODE:
        return ()
    kind = table_of(sheet_of(ledger).model).c[column.field].type
    if isinstance(kind, Enum) and kind.enum_class is not None:
        return tuple((str(member.value), label(member)) for member in kind.enum_class)
    return ()
