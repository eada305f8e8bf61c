"""One demonstration project as the rows that are copied into the tables."""

from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import shapely

from etl.demo import geometry, timeline
from etl.demo.history.traits import entropy
from etl.demo.places import DemoCommune
from etl.demo.vocabulary import RURAL_VILLAGES, SCHOOLS, TOWN_VILLAGES, WORKS, Work
from gis.domain.lifecycle import Execution

_WEIGHTS = np.array([work.weight for work in WORKS], dtype=float)
_CHANCE = _WEIGHTS / _WEIGHTS.sum()


@dataclass(frozen=True, slots=True)
class DemoProject:
    """What was drawn for one project; money in đồng."""

    commune: DemoCommune
    work: Work
    name: str
    budget_vnd: int
    life: timeline.Timeline
    execution: Execution
    clearance: str
    settlement: str
    place: bytes | None


class Drawer:
    """Draws the projects of one commune from its own seed, so that one commune never moves another."""

    def __init__(self, commune: DemoCommune, *, seed: int, as_of: date) -> None:
        """Seed from the run's seed and the commune's code and name."""
        self._rng = np.random.default_rng(entropy(seed, commune.code, commune.full_name))
        self._commune = commune
        self._land = geometry.Commune(commune.boundary)
        self._as_of = as_of
        self._lag = float(self._rng.random())  # what `traits.land_lag` tells of the commune

    def draw(self) -> DemoProject:
        """Return the next project of this commune."""
        rng = self._rng
        work = WORKS[int(rng.choice(len(WORKS), p=_CHANCE))]
        budget = _budget_vnd(rng, work)
        life = timeline.draw(rng, as_of=self._as_of, budget_million=budget // 1_000_000)
        shape = geometry.draw(rng, self._land, shape=work.shape, budget_million=budget // 1_000_000)
        has_place = rng.random() > 0.06
        return DemoProject(
            commune=self._commune,
            work=work,
            name=self._name(work, self._printed_unit(life)),
            budget_vnd=budget,
            life=life,
            execution=Execution.PAUSED if self._is_paused(life) else Execution.NORMAL,
            clearance=timeline.clearance(life, is_needed=work.needs_clearance, lag=self._lag),
            settlement=timeline.settlement(life),
            place=shapely.to_wkb(shapely.set_srid(shape, 4326), include_srid=True) if has_place else None,
        )

    def pick(self, ids: list[int]) -> int:
        """Return one of these agencies."""
        return ids[int(self._rng.integers(len(ids)))]

    def chance(self) -> float:
        """Return the next number in 0–1 of this commune's sequence."""
        return float(self._rng.random())

    def _is_paused(self, life: timeline.Timeline) -> bool:
        is_running = life.start_date is not None and life.acceptance_date is None
        return is_running and self._rng.random() < 0.06

    def _printed_unit(self, life: timeline.Timeline) -> str:
        """Return the commune's name as the papers of that day wrote it."""
        commune = self._commune
        decided = life.decision_date or self._as_of
        name = (
            commune.successor_name
            if commune.changed_on and decided >= commune.changed_on
            else commune.full_name
        )
        return name[0].lower() + name[1:]

    def _name(self, work: Work, printed_unit: str) -> str:
        rng = self._rng
        is_town = self._commune.kind.lower() in ("thị trấn", "phường", "township", "ward")
        villages = TOWN_VILLAGES if is_town else RURAL_VILLAGES
        first, second = rng.choice(len(villages), size=2, replace=False)
        pattern = work.patterns[int(rng.integers(len(work.patterns)))]
        words: dict[str, Any] = {
            "a": villages[int(first)],
            "b": villages[int(second)],
            "n": 2 * int(rng.integers(1, 7)),
            "school": SCHOOLS[int(rng.integers(len(SCHOOLS)))],
            "unit": printed_unit,
        }
        return pattern.format(**words)


def _budget_vnd(rng: np.random.Generator, work: Work) -> int:
    """Return whole đồng, most near the lower end, rounded as decisions round: to a million or a thousand."""
    low, high = np.log(work.budget_low), np.log(work.budget_high)
    million = float(np.exp(low + (high - low) * rng.beta(1.8, 2.4)))
    if rng.random() < 0.7:
        return round(million / 10) * 10_000_000 or 10_000_000
    return round(million * 1_000) * 1_000
