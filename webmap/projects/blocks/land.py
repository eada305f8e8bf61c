"""Land clearance: what is handed over, where the road is blocked, every commune's count and its difficulties."""

from dataclasses import dataclass, replace
from datetime import date, timedelta

from gis.domain.clearance import (
    ClearanceCount,
    HandedOver,
    Trend,
    handed_over,
    is_blocked,
    trend,
)
from gis.domain.clearance_succession import standing_counts
from gis.domain.ledger import LedgerEntry
from gis.domain.months import month_of
from gis.queries.ledger_entries import Entry
from webmap.projects.known import Known, last_day

STEPS = (
    "household_total_count",
    "household_noticed_count",
    "household_inventoried_count",
    "household_plan_approved_count",
    "household_publicised_count",
    "household_paid_count",
    "household_handed_over_count",
)
"""Every household goes through these in this order."""


@dataclass(frozen=True, slots=True)
class LandBlock:
    """The sums over the communes, what each last stated of each measure, all counts newest first, and what stands in the way.

    `added` is what more was handed over in the month of the last count, in communes that counted before it and in it.
    `households_done` handed over their land, whether or not somebody knows how many there are; None is not counted.
    """

    total: HandedOver
    households_done: int | None
    is_blocked: bool | None
    since: date
    counted_on: date
    added: Trend
    standing: list[Entry[ClearanceCount]]
    counts: list[Entry[ClearanceCount]]
    difficulties: list[Entry[LedgerEntry]]
    open_count: int
    day: date | None


def land_block(known: Known) -> LandBlock:
    """Return the block as of the page's day; a commune that another one succeeded is counted once."""
    counts = known.seen(known.ledgers.counts)
    by_id = {entry.id: entry for entry in counts}
    facts = (entry.fact for entry in counts)
    standing = standing_counts(facts, successors=known.ledgers.successors, as_of=known.as_of)
    difficulties = known.seen(known.ledgers.difficulties)[::-1]
    own = [entry.fact for entry in counts if entry.fact.unit_id in {row.unit_id for row in standing}]
    counted_on = last_day(counts) or known.as_of
    since = month_of(counted_on) - timedelta(days=1)
    done = [count for row in standing if (count := row.household_handed_over_count) is not None]
    return LandBlock(
        total=handed_over(standing),
        households_done=sum(done) if done else None,
        is_blocked=is_blocked(standing),
        since=since,
        counted_on=counted_on,
        added=trend(own, since=since, as_of=counted_on),
        standing=[replace(by_id[row.id], fact=row) for row in standing if row.id is not None],
        counts=counts[::-1],
        difficulties=difficulties,
        open_count=sum(is_open(entry, as_of=known.as_of) for entry in difficulties),
        day=last_day(counts, difficulties),
    )


def is_open(difficulty: Entry[LedgerEntry], *, as_of: date) -> bool:
    """Tell whether a difficulty stands on the day."""
    resolved: date | None = difficulty.stated["resolved_on"]
    return resolved is None or resolved > as_of
