"""Price lists and conversions as people look them up: what holds on a day, on which papers, and what stood there before."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final, NamedTuple

from sqlalchemy import ColumnElement, Select, and_, exists, func, literal, null, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased

from gis.domain.ledger_codes import ContributionKind, ReviewState
from gis.models import Account, Document, PriceItem, Unit, UnitConversion
from gis.models.ledger.price_lists import Listed, stands


class ListLine(NamedTuple):
    """A row of a list: a price in đồng a `from_unit`, or how many `to_unit` one `from_unit` is.

    `is_used` is false for a row in whose place another one values gifts of the day: one that begins later, or, for a row
    that was taken back, none. `author` is an account's name, or the program that wrote the row; None is not known.
    """

    id: int
    kind: ContributionKind | None
    item: str
    from_unit: str
    to_unit: str | None
    amount: Decimal
    unit_id: int | None
    unit_name: str | None
    unit_code: str | None
    valid_from: date
    valid_to: date | None
    source: str
    review_state: ReviewState
    is_withdrawn: bool
    recorded_at: datetime | None
    author: str | None
    document_number: str | None
    document_title: str | None
    issued_on: date | None
    issuer: str | None
    url: str | None
    is_used: bool

    @property
    def is_proposal(self) -> bool:
        """Whether it awaits the authority."""
        return self.review_state is not ReviewState.ACCEPTED

    @property
    def paper(self) -> str | None:
        """Return the number of its paper, else the title; None where it rests on none."""
        return self.document_number or self.document_title


class ListPage(NamedTuple):
    """Some of the `total` rows that hold on a day, each with what it replaced, the newest version first."""

    lines: Sequence[ListLine]
    earlier: Mapping[int, Sequence[ListLine]]
    total: int


_IDENTITY: Final[Mapping[type[Listed], tuple[InstrumentedAttribute[Any], ...]]] = {
    PriceItem: (PriceItem.kind, PriceItem.item, PriceItem.quantity_unit, PriceItem.unit_id),
    UnitConversion: (UnitConversion.item, UnitConversion.from_unit, UnitConversion.to_unit),
}


def list_on(session: Session, model: type[Listed], *, day: date, limit: int, offset: int = 0) -> ListPage:
    """Return the newest version of every row that holds on a day, by item and place, taken-back ones too."""
    newer = aliased(model)
    holds = and_(
        ~exists().where(newer.corrects_id == model.id),
        model.valid_from <= day,
        or_(model.valid_to.is_(None), model.valid_to >= day),
    )
    rank = func.row_number().over(
        partition_by=_IDENTITY[model], order_by=(model.is_withdrawn, model.valid_from.desc(), model.id.desc())
    )
    is_used = and_(rank == 1, ~model.is_withdrawn)
    statement = (
        _lines(model, is_used)
        .where(holds)
        .order_by(*(each.asc().nulls_first() for each in _IDENTITY[model]), model.valid_from.desc())
    )
    lines = [ListLine(*row) for row in session.execute(statement.limit(limit).offset(offset))]
    is_all = len(lines) < limit and (lines or not offset)
    total = offset + len(lines) if is_all else _count(session, model, holds)
    return ListPage(lines, _earlier(session, model, [line.id for line in lines]), total)


def _count(session: Session, model: type[Listed], holds: ColumnElement[bool]) -> int:
    return session.scalar(select(func.count()).select_from(model).where(holds)) or 0


def standing_lines(session: Session, model: type[Listed]) -> Iterator[ListLine]:
    """Yield every row that values gifts of some day, by item and place, the oldest day first."""
    statement = (
        _lines(model, literal(value=True))
        .where(stands(model))
        .order_by(*(each.asc().nulls_first() for each in _IDENTITY[model]), model.valid_from)
    )
    for row in session.execute(statement):
        yield ListLine(*row)


def price_lines(session: Session, ids: Iterable[int]) -> dict[int, ListLine]:
    """Return prices by id, whatever became of them; `is_used` says nothing here."""
    wanted = sorted(set(ids))
    if not wanted:
        return {}
    statement = _lines(PriceItem, literal(value=False)).where(PriceItem.id.in_(wanted))
    return {row.id: ListLine(*row) for row in session.execute(statement)}


def _lines(model: type[Listed], is_used: ColumnElement[bool]) -> Select[Any]:
    is_price = model is PriceItem
    own: tuple[Any, ...] = (
        (PriceItem.kind, PriceItem.item, PriceItem.quantity_unit, null(), PriceItem.price_vnd)
        if is_price
        else (
            null(),
            UnitConversion.item,
            UnitConversion.from_unit,
            UnitConversion.to_unit,
            UnitConversion.factor_ratio,
        )
    )
    place: tuple[Any, ...] = (
        (PriceItem.unit_id, Unit.full_name, Unit.code) if is_price else (null(), null(), null())
    )
    statement = (
        select(
            model.id,
            *own,
            *place,
            model.valid_from,
            model.valid_to,
            model.source,
            model.review_state,
            model.is_withdrawn,
            model.recorded_at,
            func.coalesce(Account.display_name, model.recorded_as),
            Document.number,
            Document.title,
            Document.issued_on,
            Document.issuer,
            Document.url,
            is_used,
        )
        .select_from(model)
        .join(Account, Account.id == model.recorded_by, isouter=True)
        .join(Document, Document.id == model.document_id, isouter=True)
    )
    return statement.join(Unit, Unit.id == PriceItem.unit_id, isouter=True) if is_price else statement


def _earlier(session: Session, model: type[Listed], ids: Iterable[int]) -> dict[int, list[ListLine]]:
    """Return the versions before each of these rows, the newest first."""
    chain = (
        select(model.id.label("tip_id"), model.corrects_id.label("older_id"))
        .where(model.id.in_(list(ids)), model.corrects_id.is_not(None))
        .cte("chain", recursive=True)
    )
    older = aliased(model)
    chain = chain.union_all(
        select(chain.c.tip_id, older.corrects_id)
        .join(older, older.id == chain.c.older_id)
        .where(older.corrects_id.is_not(None))
    )
    statement = (
        _lines(model, literal(value=False))
        .join(chain, chain.c.older_id == model.id)
        .add_columns(chain.c.tip_id)
        .order_by(model.id.desc())
    )
    found: dict[int, list[ListLine]] = defaultdict(list)
    for *line, tip_id in session.execute(statement):
        found[tip_id].append(ListLine(*line))
    return dict(found)
