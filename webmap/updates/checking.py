"""A figure from a form against the facts of its project, by the rules that hold for files too."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, Final

from gis.domain.breaches import Breach
from gis.domain.clearance import ClearanceCount
from gis.domain.completion import CompletionDate
from gis.domain.contribution import CASH_UNIT, LABOUR_UNIT, LAND_UNIT, Contribution
from gis.domain.contribution_checks import check_consent, check_land_papers
from gis.domain.disbursement import Voucher
from gis.domain.ledger_codes import CompletionDateKind, ContributionKind
from gis.domain.plausibility import (
    ProjectBook,
    check_extension,
    check_gift,
    check_land,
    check_payment,
    check_progress,
)
from gis.domain.progress import ProgressReport
from gis.queries.ledger_entries import Values, fact_of
from webmap.updates.papers import stated_paper

UNITS: Final[Mapping[ContributionKind, str]] = {
    ContributionKind.CASH: CASH_UNIT,
    ContributionKind.LAND: LAND_UNIT,
    ContributionKind.LABOUR: LABOUR_UNIT,
}
"""The unit in which a kind of gift is counted where nothing else is told."""
FILLED_IN: Final[Mapping[str, frozenset[str]]] = {
    "contribution": frozenset({"quantity_unit", "unit_price_vnd", "price_source"})
}
"""The fields of a form that `complete` fills in where they are left blank."""
_OF_LIST: Final = ("unit_price_vnd", "price_source")
Check = Callable[[Values, ProjectBook, date], tuple[Breach, ...]]


def check(
    ledger: str, values: Values, *, base_id: int | None, book: ProjectBook, as_of: date
) -> tuple[Breach, ...]:
    """Return the rules that the figure breaks; `values` are completed: the unit of a gift, its price and its value.

    `base_id` is the row that it takes the place of, which does not count beside it.
    """
    return _CHECKS[ledger](values | {"corrects_id": base_id}, book, as_of)


def complete(ledger: str, values: Values, *, book: ProjectBook) -> Values:
    """Return the values with what follows from them: an extension's kind, the unit, price and value of a gift."""
    if ledger == "completion_date":
        return values | {"kind": CompletionDateKind.EXTENSION}
    if ledger != "contribution":
        return values
    kind = values["kind"]
    stated = values | {"quantity_unit": values.get("quantity_unit") or UNITS.get(kind), "value_vnd": None}
    if stated["quantity_unit"] is None:
        return stated
    valuation, _ = check_gift(fact_of(Contribution, stated), book=book, as_of=values["effective_date"])
    return stated | {
        "value_vnd": valuation.value_vnd,
        "unit_price_vnd": valuation.unit_price_vnd,
        "price_source": valuation.price_source or values.get("price_source"),
        "price_item_id": valuation.price_item_id,
    }


def filled_in_of(ledger: str, stated: Mapping[str, Any]) -> frozenset[str]:
    """Return the fields of a row that follow from its others: the unit that its kind has, price and source of a list."""
    if ledger != "contribution" or not stated:
        return frozenset()
    unit = stated.get("quantity_unit")
    found = {"quantity_unit"} if unit is not None and unit == UNITS.get(stated["kind"]) else set()
    return frozenset(found | set(_OF_LIST if stated.get("price_item_id") is not None else ()))


def _report(values: Values, book: ProjectBook, as_of: date) -> tuple[Breach, ...]:
    return check_progress(fact_of(ProgressReport, values), book=book, as_of=as_of)


def _voucher(values: Values, book: ProjectBook, as_of: date) -> tuple[Breach, ...]:
    return check_payment(fact_of(Voucher, values), book=book, as_of=as_of)


def _count(values: Values, book: ProjectBook, as_of: date) -> tuple[Breach, ...]:
    return check_land(fact_of(ClearanceCount, values), book=book, as_of=as_of)


def _gift(values: Values, book: ProjectBook, as_of: date) -> tuple[Breach, ...]:
    paper = stated_paper(values)
    has_paper = paper.is_named if paper is not None else values.get("document_id") is not None
    gift = fact_of(Contribution, values)
    return (
        *check_gift(gift, book=book, as_of=as_of)[1],
        *check_consent(gift.donor_name, has_paper=has_paper),
        *check_land_papers(gift, has_paper=has_paper),
    )


def _extension(values: Values, book: ProjectBook, as_of: date) -> tuple[Breach, ...]:
    return check_extension(fact_of(CompletionDate, values), book=book, as_of=as_of)


_CHECKS: Final[Mapping[str, Check]] = {
    "progress_report": _report,
    "voucher": _voucher,
    "clearance_count": _count,
    "contribution": _gift,
    "completion_date": _extension,
}
