"""Gifts as everybody reads them: those of people added up, the others row by row (`gis.domain.released_gifts`)."""

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from typing import Any

from gis.domain.ledger import COUNTED_STATES
from gis.domain.ledger_codes import ContributionKind, DonorKind
from gis.domain.released_gifts import GiftGroup, GiftHead, added_up, is_told_singly
from gis.queries.figure_rows import IndicatorRow
from gis.queries.ledger_entries import Entry
from gis.queries.project_ledgers import ProjectLedgers


def told_singly(ledgers: ProjectLedgers) -> Iterator[Entry[Any]]:
    """Yield a project's rows without the gifts of people, and without what a correction turned into one."""
    counted = [each for each in ledgers.contributions if each.review_state in COUNTED_STATES]
    newest = {each.root_id: each for each in sorted(counted, key=lambda each: each.id)}
    for entry in ledgers.every_entry():
        if entry.ledger != "contribution" or all(
            is_told_singly(each.fact.donor_kind, each.fact.household_count)
            for each in (entry, newest.get(entry.root_id, entry))
        ):
            yield entry


def released_gift_rows(rows: Sequence[IndicatorRow]) -> list[IndicatorRow]:
    """Return the rows with those of people as sums, what nobody valued yet first, then the largest.

    Parts, quantities and households add up to those of `rows` (`gis.queries.indicator_places.gift_rows`).
    """
    told = [row for row in rows if _is_told(row)]
    sums = map(_sum_of, added_up((_head(row), row) for row in rows if not _is_told(row)))
    return sorted([*told, *sums], key=lambda row: (row.part is not None, -(row.part or 0)))


def _is_told(row: IndicatorRow) -> bool:
    return row.donor_kind is not None and is_told_singly(DonorKind(row.donor_kind), row.household_count)


def _head(row: IndicatorRow) -> GiftHead:
    return GiftHead(
        kind=ContributionKind(row.kind or ""),
        item=row.item,
        quantity_unit=row.quantity_unit or "",
        unit=row.commune_name or "",
        village=row.village,
        household_count=row.household_count,
    )


def _sum_of(group: GiftGroup[IndicatorRow]) -> IndicatorRow:
    shares = {row.share_ratio for row in group.rows}
    return IndicatorRow(
        share_ratio=shares.pop() if len(shares) == 1 else None,
        part=_added(row.part for row in group.rows),
        unit_name=", ".join(each for each in (group.village, group.unit) if each),
        kind=group.kind.value,
        item=group.item,
        quantity_unit=group.quantity_unit,
        quantity_part=_added(row.quantity_part for row in group.rows),
        household_part=_households(row.household_part for row in group.rows),
        gift_count=len(group.rows),
        unconverted_count=sum(row.part is None for row in group.rows),
    )


def _added(amounts: Iterable[Decimal | None]) -> Decimal | None:
    known = [amount for amount in amounts if amount is not None]
    return sum(known, Decimal(0)) if known else None


def _households(counts: Iterable[int | None]) -> int | None:
    known = [count for count in counts if count is not None]
    return sum(known) if known else None
