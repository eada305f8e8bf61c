"""Prices and conversions as an authority states them: appended, and changed by rows that take the place of others."""

from collections.abc import Sequence
from datetime import date
from enum import StrEnum
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from gis.domain.ledger_codes import ContributionKind
from gis.models import PriceItem, UnitConversion
from gis.models.ledger.price_lists import Listed
from gis.operations import audit, standing_lists
from gis.operations.audit import Actor


class Step(StrEnum):
    """Why a row takes the place of another one, as the log names it."""

    ADOPT = "adopt"
    END = "end"
    CORRECT = "correct"
    WITHDRAW = "withdraw"


def price_versions(
    session: Session,
    *,
    kind: ContributionKind,
    item: str,
    quantity_unit: str,
    unit_id: int | None,
    valid_from: date,
) -> Sequence[PriceItem]:
    """Return every row about the price of an item from this very day, in this commune or everywhere, oldest first."""
    return session.scalars(
        select(PriceItem)
        .where(
            PriceItem.kind == kind,
            PriceItem.item == item,
            PriceItem.quantity_unit == quantity_unit,
            PriceItem.unit_id.is_not_distinct_from(unit_id),
            PriceItem.valid_from == valid_from,
        )
        .order_by(PriceItem.id)
    ).all()


def conversion_versions(
    session: Session, *, item: str, from_unit: str, to_unit: str, valid_from: date
) -> Sequence[UnitConversion]:
    """Return every row about the conversion of an item from this very day, oldest first."""
    return session.scalars(
        select(UnitConversion)
        .where(
            UnitConversion.item == item,
            UnitConversion.from_unit == from_unit,
            UnitConversion.to_unit == to_unit,
            UnitConversion.valid_from == valid_from,
        )
        .order_by(UnitConversion.id)
    ).all()


def replace(session: Session, actor: Actor, known: Listed, step: Step, changes: dict[str, Any]) -> Listed:
    """Append a row that takes the place of `known`, the newest of its kind, with these columns changed.

    The log gets the columns before and after. Flushes, never commits; IntegrityError where somebody was faster.
    """
    columns = [column.key for column in type(known).__table__.columns if column.key not in standing_lists.OWN]
    kept = {name: getattr(known, name) for name in columns}
    row = type(known)(
        **kept | changes,
        corrects_id=known.id,
        recorded_by=actor.account_id,
        recorded_as=actor.program,
    )
    session.add(row)
    session.flush()
    before, after = standing_lists.stated(known), standing_lists.stated(row)
    changed = [name for name in before | after if before.get(name) != after.get(name)]
    audit.record(
        session,
        actor,
        action=f"{row.__tablename__}.{step}",
        subject=row.__tablename__,
        subject_id=row.id,
        before={name: before.get(name) for name in changed},
        after={name: after.get(name) for name in changed},
        document_id=row.document_id,
    )
    return row
