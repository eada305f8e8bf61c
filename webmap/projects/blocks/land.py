"""Land clearance: what is handed over, where the road is blocked, every commune's count and its difficulties."""

from dataclasses import dataclass
from datetime import date

from gis.domain.clearance import ClearanceCount, HandedOver, handed_over, is_blocked, latest_counts
from gis.domain.clearance_succession import standing_counts
from gis.domain.ledger import LedgerEntry
from gis.queries.ledger_entries import Entry
from webmap.projects.known import Known, last_day

STEPS = (
    "household_total_count",
    "household_noticed_count",
    "household_inventoried_count",
    "household_plan_approved_count",
    "household_paid_count",
    "household_handed_over_count",
)
"""Every household goes through these in this order."""


@dataclass(frozen=True, slots=True)
class LandBlock:
    """The sums over the communes, each one's last count, all counts newest first, and what stands in the way.

    `households_done` handed over their land, whether or not somebody knows how many there are; None is not counted.
    """

    total: HandedOver
    households_done: int | None
    is_blocked: bool | None
    standing: list[Entry[ClearanceCount]]
    counts: list[Entry[ClearanceCount]]
    difficulties: list[Entry[LedgerEntry]]
    open_count: int
    day: date | None


def land_block(known: Known) -> LandBlock:
    """Return the block as of the page's day; a commune that another one succeeded is counted once."""
    counts = known.seen(known.ledgers.counts)
    by_id = {entry.id: entry for entry in counts}
    latest = latest_counts((entry.fact for entry in counts), as_of=known.as_of)
    standing = standing_counts(latest, successors=known.ledgers.successors)
    difficulties = known.seen(known.ledgers.difficulties)[::-1]
    done = [count for row in standing if (count := row.household_handed_over_count) is not None]
    return LandBlock(
        total=handed_over(standing),
        households_done=sum(done) if done else None,
        is_blocked=is_blocked(standing),
        standing=[by_id[row.id] for row in standing if row.id is not None],
        counts=counts[::-1],
        difficulties=difficulties,
        open_count=sum(is_open(entry, as_of=known.as_of) for entry in difficulties),
        day=last_day(counts, difficulties),
    )


def is_open(difficulty: Entry[LedgerEntry], *, as_of: date) -> bool:
    """Tell whether a difficulty stands on the day."""
    resolved: date | None = difficulty.stated["resolved_on"]
    return resolved is None or resolved > as_of
