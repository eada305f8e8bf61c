"""Filling a database with demonstration projects for the communes it holds."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

import numpy as np
from sqlalchemy import text
from sqlalchemy.orm import Session

from etl.demo.agencies import AgencyBook
from etl.demo.history import origin, residents, targets
from etl.demo.history.add import Writer
from etl.demo.history.level import FULL_UP_TO, Level
from etl.demo.places import DemoCommune, communes
from etl.demo.references import References
from etl.demo.rows import DemoProject, Drawer
from etl.demo.tables import CopyBuffer
from gis.operations import refresh
from gis.operations.audit import Actor, record
from gis.queries.contents import demo_without_history

BATCH = 10_000

Report = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Wish:
    """How many projects, from which seed, as of which day, with how much history."""

    projects: int
    seed: int
    as_of: date
    history: Level = Level.FULL


class Filled(NamedTuple):
    """How many projects were added, and how many rows of history."""

    projects: int
    history_rows: int


def fill(session: Session, wish: Wish, *, report: Report = lambda done, total: None) -> Filled:
    """Add demonstration projects and their history to every commune with a boundary; return how many.

    Deterministic: the same units, number, seed and day give the same rows. Raises LookupError where no commune
    has a boundary. Does not commit; `report` is told (done, total) after each batch.
    """
    places = communes(session)
    if not places:
        raise LookupError("no commune with a boundary: load units first")
    book = AgencyBook(session)
    buffer = CopyBuffer(
        session,
        references=References.read(session),
        book=book,
        as_of=wish.as_of,
        batch_id=origin.batch(session, seed=wish.seed, as_of=wish.as_of),
        has_papers=wish.history is Level.FULL,
    )
    writer = Writer.begin(session, places, seed=wish.seed, as_of=wish.as_of, level=wish.history)
    ids: list[int] = []
    rows = 0
    for drawer, project in _projects(places, wish):
        buffer.add(drawer, project)
        if buffer.size == BATCH:
            rows += _flush(session, buffer, writer, ids)
            report(len(ids), wish.projects)
    rows += _flush(session, buffer, writer, ids)
    report(len(ids), wish.projects)
    session.execute(_MARK_INTER_COMMUNE)
    writer.finish()
    refresh.draw(session, ids)
    _log(session, "demo.fill", {"projects": len(ids), "history_rows": rows}, wish)
    return Filled(len(ids), rows)


def add_missing_history(session: Session, wish: Wish) -> int:
    """Give history to demonstration projects that have none, as those of older versions; return the rows written.

    A second call finds only projects about which there is nothing to tell. More projects than get a full history
    are left as they are. Does not commit.
    """
    ids = demo_without_history(session, most=FULL_UP_TO)
    if not ids:
        return 0
    writer = Writer.begin(session, communes(session), seed=wish.seed, as_of=wish.as_of, level=wish.history)
    rows = writer.add(ids)
    if rows:
        writer.finish()
        refresh.follow(session, ids)
        _log(session, "demo.history", {"projects": len(ids), "history_rows": rows}, wish)
    return rows


def add_missing_residents(session: Session, wish: Wish) -> int:
    """Add residents and plans of gifts to the communes of demonstration data of older versions; return the rows."""
    rows = residents.load(session, seed=wish.seed) + targets.load(session, seed=wish.seed, as_of=wish.as_of)
    if rows:
        _log(session, "demo.residents", {"rows": rows}, wish)
    return rows


_MARK_INTER_COMMUNE = text("""
UPDATE project SET is_inter_commune = true
WHERE is_demo AND NOT is_inter_commune AND id IN (
    SELECT share.project_id FROM project_share share JOIN unit ON unit.id = share.unit_id AND unit.level = 'commune'
    GROUP BY share.project_id, unit.valid_to HAVING count(*) > 1)
""")


def _log(session: Session, action: str, counts: dict[str, int], wish: Wish) -> None:
    after = counts | {"seed": wish.seed, "as_of": wish.as_of.isoformat(), "history": wish.history.value}
    record(session, Actor("etl demo"), action=action, subject="project", subject_id=None, after=after)


def _flush(session: Session, buffer: CopyBuffer, writer: Writer, done: list[int]) -> int:
    """Write the projects of the buffer and their history, add their ids to `done`; return the rows of history."""
    ids = buffer.write()
    if not ids:
        return 0
    refresh.place(session, ids)
    rows = writer.add(ids)
    refresh.describe(session, ids)
    done += ids
    return rows


def _projects(places: list[DemoCommune], wish: Wish) -> Iterator[tuple[Drawer, DemoProject]]:
    weights = np.array([place.weight for place in places])
    counts = np.random.default_rng(wish.seed).multinomial(wish.projects, weights / weights.sum())
    for place, count in zip(places, counts, strict=True):
        drawer = Drawer(place, seed=wish.seed, as_of=wish.as_of)
        for _ in range(count):
            yield drawer, drawer.draw()
