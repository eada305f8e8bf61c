"""Broken rules of the field as values: named, weighed, with the rule quoted and the numbers that break it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum


class Severity(StrEnum):
    """Whether a fact that breaks a rule is kept out or taken with a warning."""

    REFUSE = "refuse"
    WARN = "warn"


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule in the words of its source, in Vietnamese, with the number of the document it stands in.

    `legal_reference` is the number of a row of data/reference/legal_references.csv; a rule without one is
    practice or arithmetic. `is_proposal` marks what an authority has yet to adopt.
    """

    text: str
    legal_reference: str | None = None
    is_proposal: bool = False


Param = str | int | Decimal | date
Params = dict[str, Param]


@dataclass(frozen=True, slots=True)
class Breach:
    """One rule that a fact breaks; `code` names the message in the reader's language, `params` fill it."""

    code: StrEnum
    severity: Severity
    rule: Rule
    params: Mapping[str, Param] = field(default_factory=dict, hash=False)


def is_refused(breaches: tuple[Breach, ...]) -> bool:
    """Tell whether any of the breaches keeps the fact out."""
    return any(breach.severity is Severity.REFUSE for breach in breaches)
