"""The completion dates of a project as the panel of extensions shows them: the one that holds, the first, each extension."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from gis.domain.completion import first_date, legal_date
from gis.domain.ledger import visible
from gis.domain.ledger_codes import CompletionDateKind
from gis.queries.ledger_entries import Entry


@dataclass(frozen=True, slots=True)
class Decision:
    """One decision on the completion date; `number` counts the extensions, None for a first date or a contract."""

    entry: Entry[Any]
    number: int | None

    @property
    def said(self) -> Any:
        """The columns of the row."""
        return self.entry.stated

    @property
    def papers(self) -> str:
        """The number of the decision and that of its document, each once."""
        numbers = (self.said.get("decision_no"), self.said.get("document"))
        return ", ".join(dict.fromkeys(each for each in numbers if each))


@dataclass(frozen=True, slots=True)
class Deadlines:
    """The date that holds on a day, the first one, the end of the contract, and the decisions, newest first."""

    due: date | None
    first: date | None
    contract_end: date | None
    decisions: tuple[Decision, ...]


def deadlines(entries: Sequence[Entry[Any]], *, as_of: date) -> Deadlines | None:
    """Return the completion dates as they stand on `as_of`; None where none was ever stated."""
    counted = visible(entries, as_of=as_of)
    if not counted:
        return None
    facts, decisions, extended = [each.fact for each in entries], [], 0
    for entry in counted:
        is_extension = entry.stated["kind"] is CompletionDateKind.EXTENSION
        extended += is_extension
        decisions.append(Decision(entry, extended if is_extension else None))
    ends = [
        each.stated["new_date"] for each in counted if each.stated["kind"] is CompletionDateKind.CONTRACT_END
    ]
    due = legal_date(facts, as_of=as_of)
    return Deadlines(
        due=due,
        first=first_date(facts, as_of=as_of),
        contract_end=ends[-1] if ends else None,
        decisions=tuple(reversed(decisions)),
    )
