"""Saving administrative units and who followed whom; boundaries are saved by `gis.operations.boundaries`."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final, NamedTuple

from sqlalchemy import insert, select, text, update
from sqlalchemy.orm import Session

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
    "household_count",
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
    household_count: int | None = None
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
        known_share = Decimal(1) if row.share_ratio is None else row.share_ratio
        share = estimates.get(row[:2]) or Share(known_share, is_estimated=False)
        session.add(UnitSuccession(**row._asdict() | share._asdict()))
    changed_count = 0
    for row in given:
        kept = known.get(row[:3])
        if kept is not None and row.share_ratio is not None:
            said = (row.share_ratio, row.legal_doc or kept.legal_doc, False)
            if said != (kept.share_ratio, kept.legal_doc, kept.is_estimated):
                kept.share_ratio, kept.legal_doc, kept.is_estimated = said
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


class Share(NamedTuple):
    """How much of an old unit went into a new one, and whether that was measured instead of read in a document."""

    share_ratio: Decimal
    is_estimated: bool


def _estimates(session: Session, rows: Sequence[SuccessionFacts]) -> dict[tuple[int, int], Share]:
    """Return the share of each (old, new) of a divided unit by common area."""
    successors: dict[int, list[int]] = defaultdict(list)
    for row in rows:
        successors[row.old_id].append(row.new_id)
    divided = {old: news for old, news in successors.items() if len(news) > 1}
    areas = _common_areas(session, [(old, new) for old, news in divided.items() for new in news])
    shares: dict[tuple[int, int], Share] = {}
    for old, news in divided.items():
        parts = estimated_shares([areas[old, new].part for new in news], areas[old, news[0]].whole)
        shares |= {(old, new): Share(part, is_estimated=True) for new, part in zip(news, parts, strict=True)}
    return shares


class _Areas(NamedTuple):
    part: float
    whole: float


_COMMON_AREAS = text("""
SELECT old.id, new.id, coalesce(ST_Area(ST_Intersection(old.geom, new.geom)), 0), coalesce(ST_Area(old.geom), 0)
FROM unnest(CAST(:olds AS bigint[]), CAST(:news AS bigint[])) pair(old_id, new_id)
JOIN unit old ON old.id = pair.old_id JOIN unit new ON new.id = pair.new_id
""")


def _common_areas(session: Session, pairs: Sequence[tuple[int, int]]) -> dict[tuple[int, int], _Areas]:
    """Return the areas of old units and of their parts in new ones, in square degrees; 0 without boundaries."""
    asked = {"olds": [old for old, _ in pairs], "news": [new for _, new in pairs]}
    return {(row[0], row[1]): _Areas(row[2], row[3]) for row in session.execute(_COMMON_AREAS, asked)}
