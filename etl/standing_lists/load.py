"""Taking a list in: every row told what became of it, the same file twice changes nothing."""

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Final, NamedTuple

from sqlalchemy.orm import Session

from etl.findings import Findings
from etl.ledgers.words import code_of, words_of
from etl.standing_lists.judging import Outcome, check_decimals, commune_of
from etl.standing_lists.reading import ListRow, read_list
from etl.standing_lists.residents import take_residents
from etl.standing_lists.sheet import INDICATOR_WORDS, Column, ListKind, indicator_of
from gis.domain.contribution import GiftAim
from gis.domain.indicators import Indicator
from gis.domain.ledger_codes import ContributionKind
from gis.models import PriceItem, UnitConversion, UnitTarget
from gis.operations import standing_lists
from gis.operations.audit import Actor

_HUNDRED: Final = Decimal(100)
_YEARS: Final = (2000, 2100)
_PERCENT_DECIMALS: Final = 2
_FACTOR_DECIMALS: Final = 9
_IN_MONEY: Final = (Indicator.CONTRIBUTION, GiftAim.CASH)


class ListResult(NamedTuple):
    """What a file led to, or would lead to: the outcome of each row by its number, and what was told."""

    outcomes: Mapping[tuple[str | None, int], Outcome]
    findings: Findings

    def count(self, outcome: Outcome) -> int:
        """Return how many rows came to this."""
        return sum(each is outcome for each in self.outcomes.values())


def take_list(
    session: Session, actor: Actor, path: Path, kind: ListKind, *, as_of: date, is_trial: bool = False
) -> ListResult:
    """Take the rows of a list in as of today; of a trial nothing stays. Flushes, never commits.

    A row that is wrong stays out and never stops the others. What is recorded keeps its amount: another one needs a
    validity of its own. A proposed price is adopted by a row that says so, with its paper. Raises FileRefusedError where the file is no such list.
    """
    rows, findings = read_list(path, kind)
    take = partial(take_residents, as_of=as_of) if kind is ListKind.RESIDENTS else _TAKERS[kind]
    outcomes = {}
    with session.begin_nested() as trial:
        for row in rows:
            outcomes[row.sheet, row.number] = _taken(session, actor, row, take)
            findings.extend(row.findings)
        if is_trial:
            trial.rollback()
    return ListResult(outcomes, findings)


Taker = Callable[[Session, Actor, ListRow], Outcome | None]


def _taken(session: Session, actor: Actor, row: ListRow, take: Taker) -> Outcome:
    if not row.is_wrong:
        _check_span(row)
    outcome = None if row.is_wrong else take(session, actor, row)
    return Outcome.REFUSED if outcome is None or row.is_wrong else outcome


def _check_span(row: ListRow) -> None:
    last = row.values.get(Column.VALID_TO)
    if last is not None and last < row.day:
        row.tell("list_ends_first", Column.VALID_TO)


def _price(session: Session, actor: Actor, row: ListRow) -> Outcome | None:
    code, amount = code_of("contribution_kind", row.values[Column.KIND]), row.money(Column.PRICE)
    if code is None or code == ContributionKind.CASH.value:
        row.tell("list_kind_unknown", Column.KIND, known=", ".join(words_of("contribution_kind")[1:]))
    if amount is not None and amount <= 0:
        row.tell("list_not_positive", Column.PRICE)
    unit_id = commune_of(session, row, day=row.day) if Column.COMMUNE in row.values else None
    if code is None or amount is None or row.is_wrong:
        return None
    item = row.values.get(Column.ITEM) or code
    identity = {"item": item, "quantity_unit": row.values[Column.UNIT_OF_QUANTITY], "unit_id": unit_id}
    kind = ContributionKind(code)
    known = standing_lists.known_price(session, kind=kind, valid_from=row.day, **identity)
    if known is not None:
        return _held(session, actor, row, known, is_same=known.price_vnd == amount, column=Column.PRICE)
    made = PriceItem(
        kind=kind,
        price_vnd=Decimal(amount),
        valid_from=row.day,
        valid_to=row.values.get(Column.VALID_TO),
        source=row.values[Column.SOURCE],
        is_proposal=not row.values.get(Column.ADOPTED, False),
        **identity,
    )
    standing_lists.add(session, actor, made)
    return Outcome.NEW


def _conversion(session: Session, actor: Actor, row: ListRow) -> Outcome | None:
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
    known = standing_lists.known_conversion(session, **identity)
    if known is not None:
        return _held(session, actor, row, known, is_same=known.factor_ratio == factor, column=Column.FACTOR)
    made = UnitConversion(
        factor_ratio=factor,
        valid_to=row.values.get(Column.VALID_TO),
        source=row.values[Column.SOURCE],
        **identity,
    )
    standing_lists.add(session, actor, made)
    return Outcome.NEW


def _held(
    session: Session,
    actor: Actor,
    row: ListRow,
    known: PriceItem | UnitConversion,
    *,
    is_same: bool,
    column: Column,
) -> Outcome | None:
    """Settle a row whose first day is recorded: the same again, a proposal adopted, an open end, or another amount."""
    last = row.values.get(Column.VALID_TO)
    if not is_same:
        row.tell("list_known_otherwise", column, day=f"{row.day:%d/%m/%Y}")
        return None
    is_ending = last is not None and last != known.valid_to
    if is_ending and known.valid_to is not None:
        row.tell("list_ended_before", Column.VALID_TO, day=f"{known.valid_to:%d/%m/%Y}")
        return None
    is_adopting = isinstance(known, PriceItem) and known.is_proposal and row.values.get(Column.ADOPTED, False)
    if isinstance(known, PriceItem) and is_adopting:
        standing_lists.adopt_price(session, actor, known, source=row.values[Column.SOURCE])
    elif known.source != row.values[Column.SOURCE]:
        row.tell("list_source_kept", Column.SOURCE, source=known.source or "–")
    if last is not None and is_ending:
        standing_lists.end(session, actor, known, last_day=last)
    if is_adopting:
        return Outcome.REPLACED
    return Outcome.ENDED if is_ending else Outcome.UNCHANGED


def _target(session: Session, actor: Actor, row: ListRow) -> Outcome | None:
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


_TAKERS: Final[Mapping[ListKind, Taker]] = {
    ListKind.PRICES: _price,
    ListKind.CONVERSIONS: _conversion,
    ListKind.TARGETS: _target,
}
