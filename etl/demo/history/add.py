"""Adding history to demonstration projects, a bounded number of them at a time."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from sqlalchemy import text
from sqlalchemy.orm import Session

from etl.demo.history import (
    budget,
    clearance,
    contracts,
    contributions,
    dates,
    money,
    origin,
    prices,
    progress,
    reading,
    residents,
    targets,
)
from etl.demo.history.copying import analyze, copy_rows
from etl.demo.history.filing import filed
from etl.demo.history.funds import Funds
from etl.demo.history.keys import Keys, settle
from etl.demo.history.level import Level
from etl.demo.history.prices import PriceList
from etl.demo.history.rows import ProgressRow, Row
from etl.demo.history.shelf import Shelf
from etl.demo.history.story import Story, tell
from etl.demo.history.subject import Source
from etl.demo.history.traits import Traits, traits_of
from etl.demo.places import DemoCommune

CHUNK: Final = 1_000

_SET_PROGRESS: Final = text("""
UPDATE project SET physical_progress_pct = last.physical, planned_progress_pct = last.planned
FROM unnest(CAST(:ids AS bigint[]), CAST(:physical AS numeric[]), CAST(:planned AS numeric[]))
    AS last(id, physical, planned)
WHERE project.id = last.id
""")


@dataclass(frozen=True, slots=True)
class Writer:
    """Everything that the histories of one run share."""

    session: Session
    seed: int
    as_of: date
    level: Level
    traits: Mapping[int, Traits]
    catalogue: Mapping[str, Source]
    prices: PriceList
    batch_id: int | None

    @classmethod
    def begin(
        cls, session: Session, communes: Sequence[DemoCommune], *, seed: int, as_of: date, level: Level
    ) -> "Writer":
        """Read what all histories need; `communes` are those that projects were put into."""
        return cls(
            session=session,
            seed=seed,
            as_of=as_of,
            level=level,
            traits=traits_of(((each.id, each.code, each.full_name) for each in communes), seed=seed),
            catalogue=reading.catalogue(session),
            prices=prices.load(session),
            batch_id=None if level is Level.NONE else origin.batch(session, seed=seed, as_of=as_of),
        )

    def add(self, project_ids: Sequence[int]) -> int:
        """Write the history of these projects, whose shares are known; return the number of rows."""
        if self.level is Level.NONE:
            return 0
        count, keys = 0, Keys.read(self.session)
        for start in range(0, len(project_ids), CHUNK):
            rows = list(self._rows(project_ids[start : start + CHUNK], keys))
            count += copy_rows(self.session, rows, batch_id=self.batch_id)
            self._set_progress(rows)
        settle(self.session)
        return count

    def finish(self) -> None:
        """Tell the planner how much was written, add targets and residents of the communes; call after the last project."""
        if self.level is not Level.NONE:
            analyze(self.session)
            targets.load(self.session, seed=self.seed, as_of=self.as_of)
            residents.load(self.session, seed=self.seed)

    def _rows(self, project_ids: Sequence[int], keys: Keys) -> Iterator[Row]:
        for subject in reading.subjects(
            self.session, project_ids, finest=self.traits, sources=self.catalogue.values()
        ):
            traits = self.traits.get(subject.home_id or 0, Traits())
            story = tell(subject, seed=self.seed, as_of=self.as_of, traits=traits)
            is_full = self.level is Level.FULL
            rows = self._full(story, keys) if is_full else self._light(story, keys)
            yield from filed(rows, Shelf(story, keys), is_light=not is_full)

    def _full(self, story: Story, keys: Keys) -> Iterator[Row]:
        deals = contracts.deals(story, keys)
        paid = list(money.rows(story, deals, self.catalogue))
        funds = Funds(paid)
        yield from budget.rows(story, keys)
        yield from dates.rows(story, keys, contract_end=contracts.contract_end(deals))
        yield from contracts.rows(story, deals)
        yield from progress.rows(story, funds)
        yield from paid
        yield from clearance.steps(story)
        yield from clearance.rows(story, funds)
        yield from contributions.rows(story, self.prices)

    def _light(self, story: Story, keys: Keys) -> Iterator[Row]:
        deals = contracts.deals(story, None)
        paid = list(money.rows(story, deals, self.catalogue, is_light=True))
        yield from budget.rows(story, keys)
        yield from dates.rows(story, keys, contract_end=contracts.contract_end(deals))
        yield from clearance.steps(story)
        yield from progress.last_row(story, Funds(paid))
        yield from paid

    def _set_progress(self, rows: Sequence[Row]) -> None:
        last = {row.project_id: row for row in rows if isinstance(row, ProgressRow)}
        if last:
            values = {
                "ids": list(last),
                "physical": [row.physical_progress_pct for row in last.values()],
                "planned": [row.planned_progress_pct for row in last.values()],
            }
            self.session.execute(_SET_PROGRESS, values)
