"""What people gave to a project as everybody reads it: sums by kind and village, with the donors who agreed to be named."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from gis.domain.contribution import Contribution
from gis.domain.ledger_codes import ContributionKind
from gis.domain.released_gifts import GiftGroup, GiftHead, added_up, is_told_singly
from gis.queries.ledger_entries import Entry


@dataclass(frozen=True, slots=True, kw_only=True)
class GiftSumLine:
    """Gifts of people of one kind and place; `value_vnd` in đồng and `household_count` None where nothing tells them."""

    kind: ContributionKind
    item: str | None
    place: str
    quantity: Decimal
    quantity_unit: str
    value_vnd: int | None
    unconverted_count: int
    household_count: int | None
    gift_count: int
    names: list[str]


def is_told(entry: Entry[Contribution]) -> bool:
    """Return whether everybody reads the gift by itself."""
    return is_told_singly(entry.fact.donor_kind, entry.fact.household_count)


def sums_of(gifts: Iterable[Entry[Contribution]]) -> list[GiftSumLine]:
    """Return the gifts as sums, in the order of their kinds and places."""
    lines = [_line(group) for group in added_up((_head(entry), entry) for entry in gifts)]
    kinds = list(ContributionKind)
    return sorted(lines, key=lambda line: (kinds.index(line.kind), line.item or "", line.place))


def _head(entry: Entry[Contribution]) -> GiftHead:
    return GiftHead(
        kind=entry.fact.kind,
        item=entry.fact.item,
        quantity_unit=entry.fact.quantity_unit,
        unit=entry.names.unit or "",
        village=entry.stated.get("village"),
        household_count=entry.fact.household_count,
    )


def _line(group: GiftGroup[Entry[Contribution]]) -> GiftSumLine:
    facts = [entry.fact for entry in group.rows]
    values = [fact.value_vnd for fact in facts if fact.value_vnd is not None]
    households = [fact.household_count for fact in facts if fact.household_count is not None]
    return GiftSumLine(
        kind=group.kind,
        item=group.item,
        place=", ".join(each for each in (group.unit, group.village) if each),
        quantity=sum((fact.quantity for fact in facts), Decimal(0)),
        quantity_unit=group.quantity_unit,
        value_vnd=sum(values) if values else None,
        unconverted_count=len(facts) - len(values),
        household_count=sum(households) if households else None,
        gift_count=len(facts),
        names=sorted({fact.donor_name for fact in facts if fact.donor_name and fact.is_name_public}),
    )
