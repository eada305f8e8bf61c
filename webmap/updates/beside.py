"""What stands beside each field of a panel: the last figure, plan, payments and prices, and the limits by the rules."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any, Final

from etl.ledgers.catalogue import CellKind
from gis.domain.clearance import last_known
from gis.domain.field_figures import (
    Figure,
    FigureCode,
    extension_figures,
    payment_figures,
    price_figures,
)
from gis.domain.field_limits import (
    Limit,
    day_limits,
    extension_limits,
    gift_limits,
    land_limits,
    payment_limits,
    progress_limits,
    standing_gift_limits,
)
from gis.domain.ledger import visible
from gis.domain.ledger_codes import ContributionKind
from gis.domain.plausibility import ProjectBook
from gis.queries.ledger_entries import Entry
from webmap.clock import today
from webmap.updates.asked import Asked
from webmap.updates.hints import Hints, hints_of
from webmap.updates.reading import columns_of

_FIGURES: Final = frozenset({CellKind.MONEY, CellKind.INTEGER, CellKind.DECIMAL, CellKind.PERCENT})
_BY_KIND: Final = frozenset({"voucher", "contribution"})
"""Ledgers in which a figure is compared with the last one of its own kind."""
_ONE_A_MONTH: Final = frozenset({"progress_report", "clearance_count"})


def beside(
    ledger: str,
    book: ProjectBook,
    entries: Sequence[Entry[Any]],
    asked: Asked,
    values: Mapping[str, str],
    *,
    edited_id: int | None,
) -> dict[str, Hints]:
    """Return what stands beside the fields of a ledger's form, which holds `values` as typed."""
    counted = [each for each in visible(entries, as_of=today()) if each.id != edited_id]
    if ledger in _ONE_A_MONTH:
        counted = [each for each in counted if each.effective_date < asked.month]
    figures = [*_last(ledger, counted), *_known(ledger, book, asked, values)]
    return hints_of(
        [*_limits(ledger, book, counted, asked, values)],
        figures,
        chosen_kind=values.get("kind", "") if ledger in _BY_KIND else "",
    )


def _last(ledger: str, counted: Sequence[Entry[Any]]) -> Iterator[Figure]:
    """Yield the last figure of each field, of each kind for itself where a ledger has kinds."""
    columns = [column.field for column in columns_of(ledger) if column.kind in _FIGURES]
    found: dict[tuple[str, Any], Figure] = {}
    for entry in counted:
        kind = entry.stated.get("kind") if ledger in _BY_KIND else None
        for name in columns:
            if entry.stated.get(name) is not None:
                params = {"value": entry.stated[name], "day": entry.effective_date}
                found[name, kind] = Figure(name, FigureCode.LAST, params, kind)
    yield from found.values()


def _known(ledger: str, book: ProjectBook, asked: Asked, values: Mapping[str, str]) -> Iterable[Figure]:
    if ledger == "voucher":
        return payment_figures(book, **_pot(asked, values), as_of=today())
    if ledger == "contribution":
        item = (values.get("item") or "").strip() or None
        return price_figures(book.prices, unit_id=asked.unit.id, item=item, day=_day(asked, values))
    return extension_figures(book, as_of=today()) if ledger == "completion_date" else ()


def _limits(
    ledger: str,
    book: ProjectBook,
    counted: Sequence[Entry[Any]],
    asked: Asked,
    values: Mapping[str, str],
) -> Iterable[Limit]:
    facts = [entry.fact for entry in counted]
    if ledger == "voucher":
        return payment_limits(book, **_pot(asked, values), as_of=today())
    if ledger == "completion_date":
        return extension_limits(book, as_of=today())
    days = day_limits(book, as_of=today())
    if ledger == "progress_report":
        return (*days, *progress_limits(facts[-1] if facts else None, day=asked.day))
    if ledger == "clearance_count":
        return (*days, *land_limits(last_known(facts)))
    usual = (limit for kind in ContributionKind for limit in gift_limits(kind))
    return (*days, *standing_gift_limits(), *usual)


def _pot(asked: Asked, values: Mapping[str, str]) -> dict[str, Any]:
    """Return the plan that a payment is typed for, that of the month's year where none can be read."""
    year = values.get("plan_year", "").strip()
    is_year = year.isascii() and year.isdecimal() and 2000 <= int(year[:5]) <= 2100
    return {
        "plan_year": int(year) if is_year else asked.month.year,
        "is_carried_over": values.get("is_carried_over") == "true",
    }


def _day(asked: Asked, values: Mapping[str, str]) -> date:
    try:
        return date.fromisoformat(values.get("effective_date", ""))
    except ValueError:
        return asked.day
