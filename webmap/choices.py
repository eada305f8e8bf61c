"""One filter with its choices, as map, list and API offer it."""

from dataclasses import dataclass
from typing import NamedTuple


@dataclass(frozen=True, slots=True)
class Choice:
    """One value of a filter: what the address says, what the reader sees, how many projects it would leave."""

    value: str
    label: str
    count: int | None
    is_chosen: bool
    code: str = ""
    depth: int = 0


class Facet(NamedTuple):
    """One filter with its choices; `sign` draws sector signs or status shapes."""

    name: str
    legend: str
    choices: list[Choice]
    sign: str = ""
    type: str = "checkbox"
    is_open: bool = False
    finder: str | None = None
    """The words by which choices are looked for; None where all of them stand there."""
    note: str = ""
