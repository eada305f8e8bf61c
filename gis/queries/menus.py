"""What menus of units and agencies offer: names by id, the units of a day that fit into a menu."""

from collections.abc import Collection, Mapping
from datetime import date
from typing import NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from gis.domain.names import name_key
from gis.domain.units import UnitLevel
from gis.models import Agency, Unit
from gis.queries.units import UnitRow, communes_on, is_valid_on

MOST_COMMUNES = 200


class UnitMenu(NamedTuple):
    """The units that a menu offers; `homes` maps smaller units to them where the communes are too many."""

    rows: tuple[UnitRow, ...]
    homes: Mapping[int, int] | None


def commune_ids(session: Session, day: date) -> list[int]:
    """Return the ids of all communes of `day`."""
    return list(session.scalars(select(Unit.id).where(Unit.level == UnitLevel.COMMUNE, is_valid_on(day))))


def commune_count(session: Session, day: date) -> int:
    """Return how many communes exist on `day`."""
    statement = select(func.count()).where(Unit.level == UnitLevel.COMMUNE, is_valid_on(day))
    return session.scalars(statement).one()


def unit_menu(session: Session, day: date, *, most: int = MOST_COMMUNES) -> UnitMenu:
    """Return the communes of `day`; above `most` of them the provinces of that day with what lies below each."""
    if commune_count(session, day) <= most:
        return UnitMenu(tuple(communes_on(session, day)), None)
    provinces = (
        select(*(getattr(Unit, name) for name in UnitRow._fields))
        .where(Unit.level == UnitLevel.PROVINCE, is_valid_on(day))
        .order_by(Unit.name_key, Unit.id)
    )
    rows = tuple(UnitRow(*row) for row in session.execute(provinces))
    return UnitMenu(rows, _homes(session, {row.id for row in rows}))


def unit_names(session: Session, ids: Collection[int]) -> dict[int, str]:
    """Return the full names of the units that exist among `ids`, whatever their dates."""
    statement = select(Unit.id, Unit.full_name).where(Unit.id.in_(ids))
    return {row.id: row.full_name for row in session.execute(statement)} if ids else {}


def agency_names(session: Session, ids: Collection[int]) -> dict[int, str]:
    """Return the names of the agencies that exist among `ids`."""
    statement = select(Agency.id, Agency.name).where(Agency.id.in_(ids))
    return {row.id: row.name for row in session.execute(statement)} if ids else {}


def agencies_named(session: Session, words: str, *, among: Collection[int]) -> list[int]:
    """Return which of these agencies have all the words in their names, whatever their accents and order."""
    keys = (Agency.name_key.contains(word, autoescape=True) for word in name_key(words).split())
    return list(session.scalars(select(Agency.id).where(Agency.id.in_(among), *keys)))


def _homes(session: Session, roots: Collection[int]) -> dict[int, int]:
    """Return, for every unit below `roots`, which of them it lies in."""
    tree = select(Unit.id.label("home"), Unit.id).where(Unit.id.in_(roots)).cte("tree", recursive=True)
    child = aliased(Unit)
    tree = tree.union_all(select(tree.c.home, child.id).where(child.parent_id == tree.c.id))
    return {unit_id: home for home, unit_id in session.execute(select(tree.c.home, tree.c.id))}
