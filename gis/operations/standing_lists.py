"""Prices, conversions, targets and residents as authorities state them: added with their days, never overwritten."""

from datetime import date
from decimal import Decimal
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from gis.domain.ledger_codes import ContributionKind
from gis.models import PriceItem, UnitConversion, UnitResidents, UnitTarget
from gis.operations import audit
from gis.operations.audit import Actor

_OWN: Final = ("id", "recorded_at", "recorded_by", "recorded_as")
"""What no list states."""


def known_price(
    session: Session,
    *,
    kind: ContributionKind,
    item: str,
    quantity_unit: str,
    unit_id: int | None,
    valid_from: date,
) -> PriceItem | None:
    """Return the price of an item that holds from this very day, in this commune or everywhere."""
    return session.scalars(
        select(PriceItem)
        .where(
            PriceItem.kind == kind,
            PriceItem.item == item,
            PriceItem.quantity_unit == quantity_unit,
            PriceItem.unit_id.is_not_distinct_from(unit_id),
            PriceItem.valid_from == valid_from,
        )
        .order_by(PriceItem.id.desc())
    ).first()


def known_conversion(
    session: Session, *, item: str, from_unit: str, to_unit: str, valid_from: date
) -> UnitConversion | None:
    """Return the conversion of an item that holds from this very day."""
    return session.scalars(
        select(UnitConversion).where(
            UnitConversion.item == item,
            UnitConversion.from_unit == from_unit,
            UnitConversion.to_unit == to_unit,
            UnitConversion.valid_from == valid_from,
        )
    ).first()


def known_target(session: Session, *, unit_id: int, indicator: str, target_year: int) -> UnitTarget | None:
    """Return what a commune set out to reach in a year."""
    return session.get(UnitTarget, (unit_id, indicator, target_year))


def known_residents(session: Session, *, unit_id: int, counted_on: date) -> UnitResidents | None:
    """Return what is recorded of a commune's residents on this very day; a demonstration's count is none."""
    return session.scalars(
        select(UnitResidents).where(
            UnitResidents.unit_id == unit_id, UnitResidents.counted_on == counted_on, ~UnitResidents.is_demo
        )
    ).one_or_none()


def add(session: Session, actor: Actor, row: PriceItem | UnitConversion | UnitTarget | UnitResidents) -> None:
    """Add a row of a list with its author and its entry in the log. Flushes, never commits."""
    if isinstance(row, PriceItem | UnitConversion):
        row.recorded_by, row.recorded_as = actor.account_id, actor.program
    session.add(row)
    session.flush()
    name = row.__tablename__
    subject_id = row.unit_id if isinstance(row, UnitTarget | UnitResidents) else row.id
    audit.record(
        session, actor, action=f"{name}.append", subject=name, subject_id=subject_id, after=_stated(row)
    )


def end(session: Session, actor: Actor, row: PriceItem | UnitConversion, *, last_day: date) -> None:
    """Let a price or conversion hold to `last_day`; one that has an end already keeps it: ValueError."""
    if row.valid_to is not None:
        raise ValueError("an end that was set stays")
    row.valid_to = last_day
    session.flush()
    name, after = row.__tablename__, {"valid_to": last_day.isoformat()}
    audit.record(session, actor, action=f"{name}.end", subject=name, subject_id=row.id, after=after)


def adopt_price(session: Session, actor: Actor, row: PriceItem, *, source: str) -> None:
    """Let a proposed price be adopted by the paper `source`, its amount as it was; an adopted one stays: ValueError."""
    if not row.is_proposal:
        raise ValueError("an adopted price stays")
    before = {"source": row.source, "is_proposal": True}
    row.source, row.is_proposal = source, False
    session.flush()
    audit.record(
        session,
        actor,
        action="price_item.adopt",
        subject="price_item",
        subject_id=row.id,
        before=before,
        after={"source": source, "is_proposal": False},
    )


def adopt_target(
    session: Session, actor: Actor, row: UnitTarget, *, amount: Decimal, source: str, is_proposal: bool
) -> None:
    """Put another amount in the place of a proposed target; an adopted one stays: ValueError."""
    if not row.is_proposal:
        raise ValueError("an adopted target stays")
    before = _stated(row)
    row.target_ratio, row.source, row.is_proposal = amount, source, is_proposal
    session.flush()
    audit.record(
        session,
        actor,
        action="unit_target.replace_proposal",
        subject="unit_target",
        subject_id=row.unit_id,
        before=before,
        after=_stated(row),
    )


def _stated(row: PriceItem | UnitConversion | UnitTarget | UnitResidents) -> dict[str, Any]:
    columns = type(row).__table__.columns
    values = {column.key: getattr(row, column.key) for column in columns if column.key not in _OWN}
    return {name: _json(value) for name, value in values.items() if value is not None}


def _json(value: Any) -> Any:
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else str(value)
    return value.isoformat() if isinstance(value, date) else value
