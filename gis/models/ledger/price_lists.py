"""Price lists and conversions of units: rows that hold over days, appended and corrected by newer rows like facts."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ColumnElement,
    Date,
    DateTime,
    ForeignKey,
    Index,
    Numeric,
    Text,
    and_,
    exists,
    func,
    text,
)
from sqlalchemy.orm import Mapped, aliased, declared_attr, mapped_column

from gis.database import Base
from gis.domain.ledger_codes import ContributionKind, ReviewState
from gis.models.columns import BigKey, Label, Vnd, coded


class ListEntry:
    """A row of a list with its validity, both days included; the database refuses to change or delete it.

    A row is replaced by the one row whose `corrects_id` names it; `is_withdrawn` marks a correction that only takes
    back. `review_state` is submitted for a proposal that awaits the authority, accepted for what it adopted.
    """

    __tablename__: str

    id: Mapped[BigKey]
    valid_from: Mapped[date] = mapped_column(Date)
    valid_to: Mapped[date | None] = mapped_column(Date)
    source: Mapped[Label]
    """Where the row is from, as the list states it."""
    review_state: Mapped[ReviewState] = mapped_column(
        coded(ReviewState, "review_state"), server_default="submitted"
    )
    is_withdrawn: Mapped[bool] = mapped_column(server_default="false")
    recorded_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True), server_default=func.now())
    """Null for a row of the time before anybody noted the moment."""
    recorded_as: Mapped[str | None] = mapped_column(Text)
    """The program that wrote the row down, with its user, where no account did."""

    recorded_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    document_id: Mapped[int | None] = mapped_column(ForeignKey("document.id"))

    @declared_attr
    @classmethod
    def corrects_id(cls) -> Mapped[int | None]:
        """Point to the row of the same list that this one replaces; a row is replaced at most once."""
        return mapped_column(BigInteger, ForeignKey(f"{cls.__tablename__}.id"), unique=True)


_STATES: Final = ", ".join(f"'{state.value}'" for state in (ReviewState.SUBMITTED, ReviewState.ACCEPTED))


def _rules(name: str, *identity: str) -> tuple[Any, ...]:
    """Return the table arguments of a list: one first row for each identity, and that only a correction takes back."""
    return (
        Index(
            f"uq_{name}_first",
            *identity,
            "valid_from",
            unique=True,
            postgresql_where=text("corrects_id IS NULL"),
            postgresql_nulls_not_distinct=True,
        ),
        CheckConstraint(f"review_state IN ({_STATES})", name="proposed_or_adopted"),
        CheckConstraint("corrects_id IS NOT NULL OR NOT is_withdrawn", name="withdrawal"),
        CheckConstraint("valid_to >= valid_from", name="validity"),
    )


class PriceItem(ListEntry, Base):
    """A unit price of a list that an authority adopted, with its validity; a proposal until then."""

    __tablename__ = "price_item"
    __table_args__ = (
        *_rules("price_item", "kind", "item", "quantity_unit", "unit_id"),
        CheckConstraint("price_vnd > 0", name="price"),
    )

    kind: Mapped[ContributionKind] = mapped_column(coded(ContributionKind, "kind"))
    item: Mapped[Label]
    """Land type, material or machine; the kind itself where nothing finer is told."""
    quantity_unit: Mapped[Label]
    price_vnd: Mapped[Vnd]
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"))
    """Where the price holds; null everywhere."""


class UnitConversion(ListEntry, Base):
    """How many of one unit make another for an item (1 m³ of sand = 1.4 t), with its validity."""

    __tablename__ = "unit_conversion"
    __table_args__ = (
        *_rules("unit_conversion", "item", "from_unit", "to_unit"),
        CheckConstraint("factor_ratio > 0", name="factor"),
    )

    item: Mapped[Label]
    from_unit: Mapped[Label]
    to_unit: Mapped[Label]
    factor_ratio: Mapped[Decimal] = mapped_column(Numeric(18, 9))


Listed = PriceItem | UnitConversion
PRICE_LISTS: Final[tuple[type[PriceItem] | type[UnitConversion], ...]] = (PriceItem, UnitConversion)


def stands(model: type[Listed]) -> ColumnElement[bool]:
    """Return the condition under which a row of a list values gifts: nothing corrects it, and it takes nothing back."""
    newer = aliased(model)
    return and_(~model.is_withdrawn, ~exists().where(newer.corrects_id == model.id))
