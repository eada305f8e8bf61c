"""Random histories of projects in old and new communes: facts of every ledger, corrections and withdrawals, by one seed."""

from collections.abc import Collection
from datetime import date, timedelta
from random import Random
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from gis.domain.ledger_codes import ReviewState
from gis.domain.units import UnitLevel
from gis.models import Contract, LedgerEntry, ProjectShare
from gis.operations import shares
from tests.factories import (
    NewUnitFactory,
    OldUnitFactory,
    ProjectFactory,
    ProjectLocationFactory,
    UnitFactory,
    UnitPartFactory,
    UnitSuccessionFactory,
    square,
)
from tests.random_facts import MAKERS, Land

FIRST_DAY = date(2024, 1, 10)
WRITTEN_FROM = date(2026, 5, 26)
"""From here to `LAST_DAY` the facts are written; none is dated later than the day it is written on."""
LAST_DAY = date(2026, 6, 20)
LEDGERS: Final = tuple(MAKERS)
_STATES: Final = (ReviewState.ACCEPTED,) * 12 + tuple(ReviewState)
_DRAWN: Final = [(name, make) for name, (times, make) in MAKERS.items() for _ in range(times)]


def land() -> Land:
    """Save six old communes in a row that became two new ones, three each, with their pieces and successions."""
    made = Land(UnitFactory(level=UnitLevel.DISTRICT, kind="district", valid_to=OldUnitFactory.valid_to))
    for place in range(6):
        geom = square(107.0 + place / 10, 12.0)
        made.old.append(OldUnitFactory(geom=geom, parent_id=made.district.id))
        UnitPartFactory(unit_id=made.old[-1].id, geom=_polygon(107.0 + place / 10, 0.1))
    for place in range(2):
        west = 107.0 + 3 * place / 10
        made.new.append(NewUnitFactory(geom=None))
        UnitPartFactory(unit_id=made.new[-1].id, geom=_polygon(west, 0.3))
        for old in made.old[3 * place : 3 * place + 3]:
            UnitSuccessionFactory(old_id=old.id, new_id=made.new[-1].id)
    return made


def _polygon(west: float, width: float) -> str:
    east = west + width
    return (
        f"SRID=4326;POLYGON(({west:.6f} 12, {east:.6f} 12, {east:.6f} 12.1, {west:.6f} 12.1, {west:.6f} 12))"
    )


def projects(session: Session, random: Random, ground: Land, count: int) -> list[Any]:
    """Save roads across the communes and compute their shares."""
    made = []
    for _ in range(count):
        start = FIRST_DAY + timedelta(days=random.randrange(200))
        project = ProjectFactory(
            sector_id=random.choice((1, 2, None)),
            decision_date=start,
            start_date=start + timedelta(days=30),
            first_completion_date=None,
            approved_completion_date=None,
            stage=None,
        )
        west = ground.west + random.random() * (ground.east - ground.west) * 2 / 3
        east = west + random.choice((0.02, 0.1, 0.25)) * random.random() + 0.001
        first, last = (ground.south + random.random() * (ground.north - ground.south) for _ in range(2))
        road = f"SRID=4326;MULTILINESTRING(({west:.6f} {first:.6f}, {east:.6f} {last:.6f}))"
        ProjectLocationFactory(project_id=project.id, geom=road)
        made.append(project)
    session.flush()
    shares.recompute(session, [project.id for project in made])
    for share in session.scalars(select(ProjectShare).order_by(ProjectShare.unit_id)):
        ground.places.setdefault(share.project_id, []).append(share.unit_id)
    return made


def fact(
    random: Random, project: Any, ground: Land, *, ledgers: Collection[str] | None = None
) -> LedgerEntry:
    """Return one new fact of the project, not saved, of any of these ledgers (None: of all)."""
    day = _day(random, project.start_date)
    makers = [make for name, make in _DRAWN if ledgers is None or name in ledgers]
    made = random.choice(makers)(random, project, ground, day)
    made.review_state = random.choice(_STATES)
    if isinstance(made, Contract):
        ground.contracts.setdefault(project.id, []).append(made)
    return made


def correction(random: Random, row: LedgerEntry, ground: Land, project: Any) -> LedgerEntry:
    """Return a row that takes the place of `row` or takes it back, counted from a day of its own.

    It stays with the project, as corrections do: a fact of another one is another fact.
    """
    made = fact(random, project, ground, ledgers={row.__tablename__})
    made.project_id, made.corrects_id = row.project_id, row.id
    made.is_withdrawn = random.random() < 0.3
    made.counted_from = random.choice((None, row.effective_date, _day(random, row.effective_date)))
    return made


def named_by(rows: Collection[LedgerEntry]) -> tuple[list[int], list[int], set[str]]:
    """Return the projects, communes and ledgers of new rows, as those who write them name them to what follows."""
    units = {unit_id for row in rows if (unit_id := getattr(row, "unit_id", None)) is not None}
    projects = {row.project_id for row in rows if row.project_id is not None}
    return sorted(projects), sorted(units), {row.__tablename__ for row in rows}


def _day(random: Random, since: date) -> date:
    return since + timedelta(days=random.randrange((WRITTEN_FROM - since).days))
