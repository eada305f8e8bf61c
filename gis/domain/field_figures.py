"""The figures that stand beside each field of a form: what was stated last, what is planned and paid, what a list says."""

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

from gis.domain.completion import extensions, legal_date
from gis.domain.disbursement import advance_balance, plan_of, summed
from gis.domain.field_limits import paid_rows
from gis.domain.ledger_codes import ContributionKind, VoucherKind
from gis.domain.plausibility import ProjectBook, waiting_counts
from gis.domain.valuation import PriceItem, prices_on

Value = int | Decimal | date | str


class FigureCode(StrEnum):
    """What a figure tells."""

    LAST = "last"
    YEAR_PLAN = "year_plan"
    NO_PLAN = "no_plan"
    BUDGET = "budget"
    ADVANCE_OUT = "advance_out"
    PRICE = "price"
    PRICE_PROPOSED = "price_proposed"
    PRICE_SPAN = "price_span"
    DUE = "due"
    EXTENDED = "extended"


class Figure(NamedTuple):
    """A figure beside a field, with what fills its sentence; `kind` names the kind of row that it holds for."""

    field: str
    code: FigureCode
    params: dict[str, Value]
    kind: ContributionKind | VoucherKind | None = None


def payment_figures(
    book: ProjectBook, *, plan_year: int, is_carried_over: bool, as_of: date
) -> tuple[Figure, ...]:
    """Return plan and payments of a pot, budget and all payments, and the advances that are out; amounts in đồng."""
    rows = paid_rows(book, as_of=as_of)
    own = [row for row in rows if (row.plan_year, row.is_carried_over) == (plan_year, is_carried_over)]
    plan_vnd = plan_of(book.plans, plan_year=plan_year, is_carried_over=is_carried_over, as_of=as_of)
    paid: dict[str, Value] = {"year": str(plan_year), "paid": summed(own).cash_vnd}
    code = FigureCode.NO_PLAN if plan_vnd is None else FigureCode.YEAR_PLAN
    found = [Figure("amount_vnd", code, paid if plan_vnd is None else paid | {"plan": plan_vnd})]
    if (budget_vnd := book.budget_on(as_of)) is not None:
        all_paid: dict[str, Value] = {"budget": budget_vnd, "paid": summed(rows).cash_vnd}
        found.append(Figure("amount_vnd", FigureCode.BUDGET, all_paid))
    out_vnd = advance_balance(rows, as_of=as_of)
    if out_vnd is not None:
        found.append(Figure("kind", FigureCode.ADVANCE_OUT, {"value": out_vnd}))
    return tuple(found)


def price_figures(
    prices: Iterable[PriceItem], *, unit_id: int | None, item: str | None, day: date
) -> tuple[Figure, ...]:
    """Return what the lists of a day say for each kind of gift: the price of `item`, else the span of all its items."""
    by_kind: dict[ContributionKind, list[PriceItem]] = {}
    for price in prices_on(prices, unit_id=unit_id, day=day):
        by_kind.setdefault(price.kind, []).append(price)
    return tuple(_price(kind, listed, item, day) for kind, listed in by_kind.items())


def extension_figures(book: ProjectBook, *, as_of: date) -> tuple[Figure, ...]:
    """Return the completion date that holds today and how often it was extended."""
    dates = waiting_counts(book.dates)
    due = legal_date(dates, as_of=as_of)
    if due is None:
        return ()
    count = len(extensions(dates, as_of=as_of))
    params: dict[str, Value] = {"day": due, "count": count}
    return (Figure("new_date", FigureCode.EXTENDED if count else FigureCode.DUE, params),)


def _price(kind: ContributionKind, listed: Sequence[PriceItem], item: str | None, day: date) -> Figure:
    own = [price for price in listed if price.item == (item or kind.value)]
    least, most = (pick(own or listed, key=lambda price: price.price_vnd) for pick in (min, max))
    if least.price_vnd == most.price_vnd:
        params: dict[str, Value] = {
            "value": most.price_vnd,
            "unit": most.quantity_unit,
            "source": most.source,
            "day": day,
        }
        code = FigureCode.PRICE_PROPOSED if most.is_proposal else FigureCode.PRICE
        return Figure("unit_price_vnd", code, params, kind)
    span: dict[str, Value] = {
        "low": least.price_vnd,
        "high": most.price_vnd,
        "count": len(listed),
        "day": day,
    }
    return Figure("unit_price_vnd", FigureCode.PRICE_SPAN, span, kind)
