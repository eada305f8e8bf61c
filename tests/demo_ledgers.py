"""A demonstration of a few communes with its ledgers, read back as rows, for tests of its history."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from etl.demo.generate import Wish, fill
from etl.demo.history.level import Level
from tests.factories.units import NewUnitFactory, OldUnitFactory, UnitSuccessionFactory

AS_OF = date(2026, 11, 22)
LEDGERS = (
    "status_step",
    "completion_date",
    "suspension",
    "acceptance",
    "budget_decision",
    "bid_package",
    "contract",
    "contract_addendum",
    "progress_report",
    "capital_plan",
    "voucher",
    "clearance_count",
    "clearance_difficulty",
    "contribution",
)
Rows = list[Any]


@dataclass(frozen=True)
class Demo:
    """Every project by id, the rows of each ledger in the order of their days, units and sources by id."""

    projects: dict[int, Any]
    ledgers: dict[str, Rows]
    units: dict[int, Any]
    sources: dict[int, Any]

    def by_project(self, ledger: str) -> dict[int, Rows]:
        """Return the rows of a ledger for each project that has some."""
        found: dict[int, Rows] = defaultdict(list)
        for row in self.ledgers[ledger]:
            found[row.project_id].append(row)
        return found


def add_communes(session: Session) -> None:
    """Add four communes in a row and the two that they became, cut for overlaps; what is drawn hangs on their names."""
    for half, name in enumerate(("Tây", "Đông")):
        west = 107 + half * 0.2
        wide = NewUnitFactory(code=f"9{half}", name=name, geom=box(west, 0.2))
        for part in range(2):
            old = OldUnitFactory(
                code=f"8{half}{part}", name=f"{name} {part}", geom=box(west + part * 0.1, 0.1)
            )
            UnitSuccessionFactory(old_id=old.id, new_id=wide.id)
    session.execute(text("INSERT INTO unit_part (unit_id, geom) SELECT id, (ST_Dump(geom)).geom FROM unit"))


def box(west: float, width: float) -> str:
    """Return a strip of land from 12° to 12,1° north."""
    corners = ((west, 12), (west + width, 12), (west + width, 12.1), (west, 12.1), (west, 12))
    return f"SRID=4326;MULTIPOLYGON((({', '.join(f'{x:.6f} {y}' for x, y in corners)})))"


def make(session: Session, *, projects: int, seed: int = 1, level: Level = Level.FULL) -> Demo:
    """Fill the communes and return what was written."""
    fill(session, Wish(projects=projects, seed=seed, as_of=AS_OF, history=level))
    return read(session)


def read(session: Session) -> Demo:
    """Return what the database holds."""
    return Demo(
        projects={row.id: row for row in session.execute(text("SELECT * FROM project ORDER BY id"))},
        ledgers={
            name: list(session.execute(text(f"SELECT * FROM {name} ORDER BY effective_date, id")))
            for name in LEDGERS
        },
        units={row.id: row for row in session.execute(text("SELECT id, valid_from, valid_to FROM unit"))},
        sources={
            row.id: row for row in session.execute(text("SELECT id, code, valid_to FROM capital_source"))
        },
    )
