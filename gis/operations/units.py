"""Saving administrative units and who followed whom; boundaries are saved by `gis.operations.boundaries`."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final, NamedTuple

from sqlalchemy import func, insert, select, update
from sqlalchemy.orm import Session, aliased

from gis.domain.names import name_key
from gis.domain.units import UnitKey, UnitLevel, estimated_shares
from gis.models import Unit, UnitSuccession
from gis.operations.audit import Actor, record

_FIELDS: Final = (
    "name",
    "full_name",
    "name_en",
    "name_key",
    "kind",
    "parent_id",
    "valid_to",
    "legal_doc",
    "population",
    "population_date",
    "official_area_km2",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitFacts:
    """What a source says about a unit; None says nothing and leaves what is known."""

    key: UnitKey
    name: str
    full_name: str
    kind: str
    parent: UnitKey | None = None
    valid_to: date | None = None
    name_en: str | None = None
    legal_doc: str | None = None
    population: int | None = None
    population_date: date | None = None
    official_area_km2: Decimal | None = None


class SavedUnits(NamedTuple):
    """The id of every unit that was given, and how many were new or changed."""

    ids: dict[UnitKey, int]
    added_count: int
    changed_count: int


class SuccessionFacts(NamedTuple):
    """`old` went into `new` on a day; `share_ratio` None where no document says how much."""

    old_id: int
    new_id: int
    effective_date: date
    share_ratio: Decimal | None
    legal_doc: str | None


def save_units(session: Session, actor: Actor, facts: Sequence[UnitFacts]) -> SavedUnits:
    """Insert or refresh units by level, code and first day; the same facts twice change nothing.

    A parent that is neither among `facts` nor in the database is left out. Writes the audit log; never commits.
    """
    known = _known_units(session)
    ids = {key: unit["id"] for key, unit in known.items()}
    added_count = 0
    for level in UnitLevel:
        new = [fact for fact in facts if fact.key.level is level and fact.key not in known]
        if new:
            rows = [fact.key._asdict() | _values(fact, ids) for fact in new]
            statement = insert(Unit).returning(Unit.id, sort_by_parameter_order=True)
            ids |= zip((fact.key for fact in new), session.scalars(statement, rows), strict=True)
            added_count += len(new)
    changes = []
    for fact in facts:
        unit, said = known.get(fact.key), _values(fact, ids)
        if unit and any(value is not None and value != unit[name] for name, value in said.items()):
            changes.append(
                {name: unit[name] if value is None else value for name, value in said.items()}
                | {"id": unit["id"]}
            )
    if changes:
        session.execute(update(Unit), changes)
    if added_count or changes:
        after = {"added": added_count, "changed": len(changes)}
        record(session, actor, action="save_units", subject="unit", subject_id=None, after=after)
    return SavedUnits({fact.key: ids[fact.key] for fact in facts}, added_count, len(changes))


def save_successions(session: Session, actor: Actor, rows: Iterable[SuccessionFacts]) -> int:
    """Insert successions and refresh documented shares; return how many rows were written.

    A share that no document gives is 1 for a unit with one successor; else it is estimated once, by the areas that
    old and new boundaries have in common. Writes the audit log; never commits.
    """
    known = {
        (row.old_id, row.new_id, row.effective_date): row for row in session.scalars(select(UnitSuccession))
    }
    given = list(rows)
    new = [row for row in given if row[:3] not in known]
    estimates = _estimates(session, [row for row in new if row.share_ratio is None])
    for row in new:
        share = estimates[row.old_id, row.new_id] if row.share_ratio is None else row.share_ratio
        session.add(UnitSuccession(**row._asdict() | {"share_ratio": share}))
    changed_count = 0
    for row in given:
        kept = known.get(row[:3])
        if kept is not None and row.share_ratio is not None:
            document = row.legal_doc or kept.legal_doc
            if (row.share_ratio, document) != (kept.share_ratio, kept.legal_doc):
                kept.share_ratio, kept.legal_doc = row.share_ratio, document
                changed_count += 1
    session.flush()
    if new or changed_count:
        after = {"added": len(new), "changed": changed_count}
        record(session, actor, action="save_successions", subject="unit", subject_id=None, after=after)
    return len(new) + changed_count


def _known_units(session: Session) -> dict[UnitKey, Mapping[str, Any]]:
    """Return all units without the weight of their boundaries."""
    columns = (getattr(Unit, name) for name in ("id", "level", "code", "valid_from", *_FIELDS))
    rows = session.execute(select(*columns)).mappings()
    return {UnitKey(row["level"], row["code"], row["valid_from"]): dict(row) for row in rows}


def _values(fact: UnitFacts, ids: Mapping[UnitKey, int]) -> dict[str, Any]:
    given = {name: getattr(fact, name, None) for name in _FIELDS}
    parent_id = None if fact.parent is None else ids.get(fact.parent)
    return given | {"name_key": name_key(fact.name), "parent_id": parent_id}


def _estimates(session: Session, rows: Sequence[SuccessionFacts]) -> dict[tuple[int, int], Decimal]:
    """Return the share of each (old, new) by common area; only divided units need their boundaries read."""
    successors: dict[int, list[int]] = defaultdict(list)
    for row in rows:
        successors[row.old_id].append(row.new_id)
    divided = {old: news for old, news in successors.items() if len(news) > 1}
    shares = {(old, news[0]): Decimal(1) for old, news in successors.items()}
    for old, news in divided.items():
        total, overlaps = _common_areas(session, old, news)
        shares |= {
            (old, new): share for new, share in zip(news, estimated_shares(overlaps, total), strict=True)
        }
    return shares


def _common_areas(session: Session, old_id: int, new_ids: Sequence[int]) -> tuple[float, list[float]]:
    """Return the area of an old unit and of its parts in the new ones, in square degrees; 0 without boundaries."""
    old, new = aliased(Unit), aliased(Unit)
    part = func.coalesce(func.ST_Area(func.ST_Intersection(old.geom, new.geom)), 0.0)
    statement = (
        select(new.id, part, func.coalesce(func.ST_Area(old.geom), 0.0))
        .join(new, new.id.in_(new_ids))
        .where(old.id == old_id)
    )
    found = {row[0]: (row[1], row[2]) for row in session.execute(statement)}
    return max(total for _, total in found.values()), [found[new_id][0] for new_id in new_ids]
