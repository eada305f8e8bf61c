"""Taking in prices and conversions: what each row is known by, and its amount."""

from decimal import Decimal
from typing import Final

from etl.ledgers.words import code_of, words_of
from etl.standing_lists.judging import Outcome, check_decimals, commune_of
from etl.standing_lists.reading import ListRow
from etl.standing_lists.settling import Desk, Statement, settle
from etl.standing_lists.sheet import Column
from gis.domain.ledger_codes import ContributionKind
from gis.models import PriceItem, UnitConversion
from gis.operations import price_lists

_FACTOR_DECIMALS: Final = 9


def take_price(desk: Desk, row: ListRow) -> Outcome | None:
    """Take a price in; None, with a finding, where it stays out."""
    code, amount = code_of("contribution_kind", row.values[Column.KIND]), row.money(Column.PRICE)
    if code is None or code == ContributionKind.CASH.value:
        row.tell("list_kind_unknown", Column.KIND, known=", ".join(words_of("contribution_kind")[1:]))
    if amount is not None and amount <= 0:
        row.tell("list_not_positive", Column.PRICE)
    has_commune = Column.COMMUNE in row.values
    unit_id = commune_of(desk.session, row, day=row.day) if has_commune else None
    if code is None or amount is None or row.is_wrong:
        return None
    identity = {
        "kind": ContributionKind(code),
        "item": row.values.get(Column.ITEM) or code,
        "quantity_unit": row.values[Column.UNIT_OF_QUANTITY],
        "unit_id": unit_id,
        "valid_from": row.day,
    }
    said = Statement(
        model=PriceItem, identity=identity, name="price_vnd", amount=Decimal(amount), column=Column.PRICE
    )
    return settle(desk, row, said, price_lists.price_versions(desk.session, **identity))


def take_conversion(desk: Desk, row: ListRow) -> Outcome | None:
    """Take a conversion in; None, with a finding, where it stays out."""
    factor = row.decimal(Column.FACTOR)
    if factor is not None and factor <= 0:
        row.tell("list_not_positive", Column.FACTOR)
    check_decimals(row, Column.FACTOR, factor, most=_FACTOR_DECIMALS)
    if factor is None or row.is_wrong:
        return None
    identity = {
        "item": row.values[Column.ITEM],
        "from_unit": row.values[Column.FROM_UNIT],
        "to_unit": row.values[Column.TO_UNIT],
        "valid_from": row.day,
    }
    said = Statement(
        model=UnitConversion, identity=identity, name="factor_ratio", amount=factor, column=Column.FACTOR
    )
    return settle(desk, row, said, price_lists.conversion_versions(desk.session, **identity))
