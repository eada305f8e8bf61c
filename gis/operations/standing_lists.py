"""Lists as authorities state them, added with their days: targets and residents here, prices in `price_lists.py`."""

from datetime import date
from decimal import Decimal
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from gis.models import PriceItem, UnitConversion, UnitResidents, UnitTarget
from gis.operations import audit
from gis.operations.audit import Actor

OWN: Final = ("id", "recorded_at", "recorded_by", "recorded_as", "corrects_id")
"""What no list states."""


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
        session,
        actor,
        action=f"{name}.append",
        subject=name,
        subject_id=subject_id,
        after=stated(row),
        document_id=row.document_id if isinstance(row, PriceItem | UnitConversion) else None,
    )


def adopt_target(
    session: Session, actor: Actor, row: UnitTarget, *, amount: Decimal, source: str, is_proposal: bool
) -> None:
    """Put another amount in the place of a proposed target; an adopted one stays: ValueError."""
    if not row.is_proposal:
        raise ValueError("an adopted target stays")
    before = stated(row)
    row.target_ratio, row.source, row.is_proposal = amount, source, is_proposal
    session.flush()
    audit.record(
        session,
        actor,
        action="unit_target.replace_proposal",
        subject="unit_target",
        subject_id=row.unit_id,
        before=before,
        after=stated(row),
    )


def stated(row: PriceItem | UnitConversion | UnitTarget | UnitResidents) -> dict[str, Any]:
    """Return what a row of a list says, as the log writes it: empty columns and who wrote it down left out."""
    columns = type(row).__table__.columns
    unsaid = (*OWN, "document_id")  # the entry of the log names the paper itself
    values = {column.key: getattr(row, column.key) for column in columns if column.key not in unsaid}
    return {name: _json(value) for name, value in values.items() if value is not None}


def _json(value: Any) -> Any:
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else str(value)
    return value.isoformat() if isinstance(value, date) else value
