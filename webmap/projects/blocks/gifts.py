"""What people gave to a project: quantity and money side by side, land never inside the cash."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from gis.domain.clearance import ClearanceCount, donated
from gis.domain.contribution import Amount, Contribution, ContributionTotals, amounts, totals
from gis.domain.ledger_codes import ContributionKind
from gis.domain.ratios import Part
from gis.queries.ledger_entries import Entry
from gis.queries.project_ledgers import facts
from webmap.projects.blocks.gift_sums import GiftSumLine, is_told, sums_of
from webmap.projects.known import Known, last_day


@dataclass(frozen=True, slots=True)
class KindLine:
    """All gifts of one kind: how much of what, value in đồng, and how many have none yet."""

    kind: ContributionKind
    amounts: list[Amount]
    value_vnd: int | None
    unconverted_count: int


@dataclass(frozen=True, slots=True)
class GiftsBlock:
    """The totals, a line for each kind, land given against land to recover, sums of people's gifts, the rows, newest first."""

    total: ContributionTotals
    kinds: list[KindLine]
    donated: Part
    sums: list[GiftSumLine]
    gifts: list[Entry[Contribution]]
    day: date | None


def gifts_block(known: Known, *, counts: Iterable[ClearanceCount], is_staff: bool) -> GiftsBlock:
    """Return the block as of the page's day; `counts` tell the land that is to be recovered.

    Gifts of people stand one by one for staff alone; everybody else reads their sums.
    """
    gifts = known.seen(known.ledgers.contributions)
    told = gifts if is_staff else [entry for entry in gifts if is_told(entry)]
    found = totals(facts(gifts), as_of=known.as_of)
    return GiftsBlock(
        total=found,
        kinds=[_line(kind, facts(gifts), found) for kind in ContributionKind if _has(kind, found)],
        donated=donated(found.land_m2, counts),
        sums=[] if is_staff else sums_of(entry for entry in gifts if not is_told(entry)),
        gifts=told[::-1],
        day=last_day(gifts),
    )


def _has(kind: ContributionKind, found: ContributionTotals) -> bool:
    return any(key.kind is kind for key in found.quantities)


def _line(kind: ContributionKind, gifts: tuple[Contribution, ...], found: ContributionTotals) -> KindLine:
    rows = [row for row in gifts if row.kind is kind]
    values = [row.value_vnd for row in rows if row.value_vnd is not None]
    return KindLine(
        kind=kind,
        amounts=amounts(kind, found.quantities),
        value_vnd=sum(values) if values else None,
        unconverted_count=len(rows) - len(values),
    )
