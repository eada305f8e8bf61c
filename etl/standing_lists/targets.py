"""Taking in the targets of communes for a year: a proposed one is replaced, an adopted one stays."""

from datetime import date
from decimal import Decimal
from typing import Final

from sqlalchemy.orm import Session

from etl.standing_lists.judging import Outcome, check_decimals, commune_of
from etl.standing_lists.reading import ListRow
from etl.standing_lists.sheet import INDICATOR_WORDS, Column, indicator_of
from gis.domain.contribution import GiftAim
from gis.domain.indicators import Indicator
from gis.models import UnitTarget
from gis.operations import standing_lists
from gis.operations.audit import Actor

_HUNDRED: Final = Decimal(100)
_YEARS: Final = (2000, 2100)
_PERCENT_DECIMALS: Final = 2
_IN_MONEY: Final = (Indicator.CONTRIBUTION, GiftAim.CASH)


def take_target(session: Session, actor: Actor, row: ListRow) -> Outcome | None:
    """Take a target in; None, with a finding, where it stays out."""
    indicator = indicator_of(row.values[Column.INDICATOR])
    if indicator is None:
        row.tell(
            "list_indicator_unknown",
            Column.INDICATOR,
            known=", ".join(words[0] for words in INDICATOR_WORDS.values()),
        )
    year = _year(row)
    amount = _amount(row, indicator) if indicator is not None else None
    unit_id = commune_of(session, row, day=date(year, 12, 31)) if year is not None else None
    if indicator is None or year is None or amount is None or unit_id is None or row.is_wrong:
        return None
    source, is_proposal = row.values[Column.SOURCE], not row.values.get(Column.ADOPTED, False)
    known = standing_lists.known_target(session, unit_id=unit_id, indicator=indicator.value, target_year=year)
    if known is None:
        made = UnitTarget(
            unit_id=unit_id,
            indicator=indicator.value,
            target_year=year,
            target_ratio=amount,
            source=source,
            is_proposal=is_proposal,
        )
        standing_lists.add(session, actor, made)
        return Outcome.NEW
    if (known.target_ratio, known.source, known.is_proposal) == (amount, source, is_proposal):
        return Outcome.UNCHANGED
    if not known.is_proposal:
        row.tell("list_target_adopted", Column.TARGET, source=known.source or "")
        return None
    standing_lists.adopt_target(session, actor, known, amount=amount, source=source, is_proposal=is_proposal)
    return Outcome.REPLACED


def _amount(row: ListRow, indicator: Indicator | GiftAim) -> Decimal | None:
    """Return the target: for contributions đồng, m² or days of the year, else a part of 1."""
    if indicator in _IN_MONEY:
        vnd = row.money(Column.TARGET)
        return None if vnd is None else Decimal(vnd)
    if isinstance(indicator, GiftAim):
        amount = row.decimal(Column.TARGET)
        if amount is not None and amount <= 0:
            row.tell("list_not_positive", Column.TARGET)
        check_decimals(row, Column.TARGET, amount, most=_PERCENT_DECIMALS)
        return amount
    cell = row.cells[Column.TARGET]
    if isinstance(cell, str) and cell.rstrip().endswith("%"):
        row.cells = {**row.cells, Column.TARGET: cell.rstrip().removesuffix("%")}
    percent = row.decimal(Column.TARGET)
    if percent is not None and not 1 < percent <= _HUNDRED:
        row.tell("list_percent_range", Column.TARGET)
        return None
    check_decimals(row, Column.TARGET, percent, most=_PERCENT_DECIMALS)
    return None if percent is None else percent / _HUNDRED


def _year(row: ListRow) -> int | None:
    text = str(row.values[Column.YEAR])
    if not (text.isascii() and text.isdecimal() and _YEARS[0] <= int(text) <= _YEARS[1]):
        row.tell("list_year_bad", Column.YEAR)
        return None
    return int(text)
