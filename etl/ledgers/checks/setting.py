"""What the checks of one sheet look at: the ledgers, the day of entry, the price lists, sums kept from row to row."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from etl.ledgers.settling import Entry
from etl.ledgers.stock import Fact, Stock
from gis.domain.ledger_codes import AcceptanceKind
from gis.queries.ledgers import PriceLists

NO_PRICES: Final = PriceLists((), ())


@dataclass(frozen=True, slots=True)
class Setting:
    """The facts that count so far, stored and from the file, and the day on which they are entered.

    `kept` is room for what a check wants to carry from one row of a project to the next.
    """

    stock: Stock
    as_of: date
    prices: PriceLists = NO_PRICES
    kept: dict[Any, Any] = field(default_factory=dict)

    def facts(self, ledger: str, entry: Entry) -> list[dict[str, Any]]:
        """Return the values of the other facts of the row's project in a ledger."""
        return [fact.values for fact in self.known(ledger, entry)]

    def known(self, ledger: str, entry: Entry) -> list[Fact]:
        """Return the other facts of the row's project in a ledger."""
        return self.stock.facts(ledger, entry.row.project_id)


def began_on(entry: Entry) -> date | None:
    """Return the day from which facts of the project are possible: its decision or start, whichever came first."""
    project = entry.row.project
    days = [day for day in (project.decision_date, project.start_date) if day is not None] if project else []
    return min(days, default=None)


def final_days(entry: Entry, setting: Setting) -> list[date]:
    """Return the days of the minutes that accept the completed works of the row's project."""
    minutes = setting.facts("acceptance", entry)
    return [known["effective_date"] for known in minutes if known["kind"] == AcceptanceKind.FINAL]


def contracted_on(entry: Entry, setting: Setting) -> date | None:
    """Return the day of the first contract of the row's project; None where none is known."""
    return min((known["effective_date"] for known in setting.facts("contract", entry)), default=None)
