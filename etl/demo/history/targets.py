"""What each commune with demonstration projects set out to reach in a year: proposals to compare figures with."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any, Final

from sqlalchemy import text
from sqlalchemy.orm import Session

from etl.demo.history.copying import copy_rows
from etl.demo.history.place_rows import TargetRow
from etl.demo.history.streams import stream
from gis.domain.contribution import GiftAim

SOURCE: Final = "Chỉ tiêu minh họa (đề xuất)"
_RATIOS: Final = {
    "progress": ("0.80", "0.90"),
    "disbursement": ("1.00", "1.00"),
    "on_time": ("0.85", "0.95"),
    "clearance": ("0.90", "1.00"),
    "freshness": ("0.90", "1.00"),
}
"""Lowest and highest target of an indicator as a part of 1; the plan of the movement asks for all capital to be paid."""
_GIFTS: Final = {
    GiftAim.CASH: (150, 900, 1_000_000),
    GiftAim.LAND: (30, 160, 100),
    GiftAim.LABOUR: (10, 80, 50),
}
"""Lowest and highest plan of gifts and their step: đồng, m², days in a year."""
_CONTRIBUTION_MILLION: Final = (200, 1_200)
"""Target of contributions: million đồng a year in a commune."""

_UNITS: Final = text("""
SELECT unit.id, unit.code, unit.full_name, extract(year FROM unit.valid_from)::int AS first_year,
       extract(year FROM unit.valid_to)::int AS last_year
FROM unit WHERE unit.level = 'commune' AND unit.id IN (
    SELECT unit_id FROM project_share JOIN project ON project.id = project_id WHERE is_demo)
ORDER BY unit.id
""")
_STANDING: Final = text("SELECT unit_id, indicator, target_year FROM unit_target")
_FIRST_YEAR: Final = text("SELECT min(extract(year FROM decision_date))::int FROM project WHERE is_demo")


def load(session: Session, *, seed: int, as_of: date) -> int:
    """Add the targets that are missing, never changing one that stands; return how many were made."""
    first = session.scalar(_FIRST_YEAR) or as_of.year
    standing = {tuple(row) for row in session.execute(_STANDING)}
    missing = (
        row
        for unit in session.execute(_UNITS)
        for year in range(
            max(first, unit.first_year or first), min(as_of.year, unit.last_year or as_of.year) + 1
        )
        for row in _targets(unit, year, seed)
        if row[:3] not in standing
    )
    return copy_rows(session, missing)


def _targets(unit: Any, year: int, seed: int) -> Iterator[TargetRow]:
    rng = stream(seed, "target", unit.code, unit.full_name, str(year))
    amounts = {
        indicator: Decimal(low) + (Decimal(high) - Decimal(low)) * rng.randint(0, 4) / 4
        for indicator, (low, high) in _RATIOS.items()
    }
    amounts["contribution"] = Decimal(rng.randint(*_CONTRIBUTION_MILLION) // 50 * 50 * 1_000_000)
    gifts = stream(seed, "gift_target", unit.code, unit.full_name, str(year))
    amounts |= {aim: Decimal(gifts.randint(low, high) * step) for aim, (low, high, step) in _GIFTS.items()}
    for indicator, ratio in amounts.items():
        yield TargetRow(unit.id, indicator, year, ratio, SOURCE)
