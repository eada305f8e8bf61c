"""Filling a database with demonstration projects for the communes it holds."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

import numpy as np
from sqlalchemy import text
from sqlalchemy.orm import Session

from etl.demo.agencies import AgencyBook
from etl.demo.places import DemoCommune, communes
from etl.demo.references import References
from etl.demo.rows import DemoProject, Drawer
from etl.demo.tables import CopyBuffer
from gis.operations import refresh
from gis.operations.audit import Actor, record

BATCH = 10_000

Report = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Wish:
    """How many projects, from which seed, as of which day."""

    projects: int
    seed: int
    as_of: date


def fill(session: Session, wish: Wish, *, report: Report = lambda done, total: None) -> int:
    """Add demonstration projects to every commune with a boundary; return how many.

    Deterministic: the same units, number, seed and day give the same rows. Raises LookupError where no commune
    has a boundary. Does not commit; `report` is told (done, total) after each batch.
    """
    places = communes(session)
    if not places:
        raise LookupError("no commune with a boundary: load units first")
    book = AgencyBook(session)
    references = References.read(session)
    ids: list[int] = []
    buffer = CopyBuffer(session, references=references, book=book, as_of=wish.as_of)
    for drawer, project in _projects(places, wish):
        buffer.add(drawer, project)
        if buffer.size == BATCH:
            ids.extend(_flush(session, buffer))
            report(len(ids), wish.projects)
    ids.extend(_flush(session, buffer))
    report(len(ids), wish.projects)
    session.execute(_MARK_INTER_COMMUNE)
    record(
        session,
        Actor("etl demo"),
        action="demo.fill",
        subject="project",
        subject_id=None,
        after={"projects": len(ids), "seed": wish.seed, "as_of": wish.as_of.isoformat()},
    )
    return len(ids)


_MARK_INTER_COMMUNE = text("""
UPDATE project SET is_inter_commune = true
WHERE is_demo AND NOT is_inter_commune AND id IN (
    SELECT share.project_id FROM project_share share JOIN unit ON unit.id = share.unit_id AND unit.level = 'commune'
    GROUP BY share.project_id, unit.valid_to HAVING count(*) > 1)
""")


def _flush(session: Session, buffer: CopyBuffer) -> list[int]:
    ids = buffer.write()
    refresh.after_change(session, ids)
    return ids


def _projects(places: list[DemoCommune], wish: Wish) -> Iterator[tuple[Drawer, DemoProject]]:
    weights = np.array([place.weight for place in places])
    counts = np.random.default_rng(wish.seed).multinomial(wish.projects, weights / weights.sum())
    for place, count in zip(places, counts, strict=True):
        drawer = Drawer(place, seed=wish.seed, as_of=wish.as_of)
        for _ in range(count):
            yield drawer, drawer.draw()
