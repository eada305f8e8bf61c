"""Which gifts everybody reads one by one and how the others are added up, so that no household's stands alone (rules §8)."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, Generic, NamedTuple, TypeVar

from gis.domain.contribution import item_apart
from gis.domain.ledger_codes import ContributionKind, DonorKind
from gis.domain.names import name_key

Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class ReleaseRules:
    """From how many households on a sum of gifts may stand for a village: a proposal until an authority sets it."""

    least_household_count: int = 3
    is_proposal: bool = True


RELEASE_RULES: Final = ReleaseRules()
_OF_PEOPLE: Final = frozenset({DonorKind.HOUSEHOLD, DonorKind.PERSON})


class GiftHead(NamedTuple):
    """What of a gift decides where it is added up; `unit` names its commune."""

    kind: ContributionKind
    item: str | None
    quantity_unit: str
    unit: str
    village: str | None
    household_count: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class GiftGroup(Generic[Row]):
    """Gifts of households that everybody reads as one sum; `village` None where it is that of the commune's rest."""

    kind: ContributionKind
    item: str | None
    quantity_unit: str
    unit: str
    village: str | None
    rows: tuple[Row, ...]


def is_told_singly(
    donor_kind: DonorKind, household_count: int | None, *, rules: ReleaseRules = RELEASE_RULES
) -> bool:
    """Return whether everybody may read a gift by itself: those of bodies and whole communities, not those of people.

    A community of fewer households than a sum needs is people. Source: docs/rules.md, "Months and what is public".
    """
    if donor_kind is DonorKind.COMMUNITY:
        return household_count is None or household_count >= rules.least_household_count
    return donor_kind not in _OF_PEOPLE


def added_up(
    gifts: Iterable[tuple[GiftHead, Row]], *, rules: ReleaseRules = RELEASE_RULES
) -> list[GiftGroup[Row]]:
    """Return the gifts of people as sums by kind, thing, measure and village; no gift is lost or in two of them.

    Villages with too few households are one sum of their commune, and where that has too few as well, the next
    smallest villages join it. A gift that does not say how many gave counts as one household's.
    """
    places: dict[GiftHead, list[tuple[GiftHead, Row]]] = {}
    for head, row in gifts:
        of_commune = head._replace(item=item_apart(head.kind, head.item), village=None, household_count=None)
        places.setdefault(of_commune, []).append((head, row))
    return [group for own in places.values() for group in _of_commune(own, rules.least_household_count)]


def _of_commune(gifts: list[tuple[GiftHead, Row]], least_count: int) -> list[GiftGroup[Row]]:
    villages: dict[str, list[tuple[GiftHead, Row]]] = {}
    for gift in gifts:
        villages.setdefault(name_key(gift[0].village or ""), []).append(gift)
    rest = villages.pop("", [])
    told = []
    for own in sorted(villages.values(), key=_household_count):
        too_few = _household_count(own) < least_count
        if too_few or (rest and _household_count(rest) < least_count):
            rest = [*rest, *own]
        else:
            told.append(_group(own, own[0][0].village))
    return [*told, _group(rest, None)] if rest else told


def _household_count(gifts: list[tuple[GiftHead, Row]]) -> int:
    return sum(max(1, head.household_count or 1) for head, _ in gifts)


def _group(gifts: list[tuple[GiftHead, Row]], village: str | None) -> GiftGroup[Row]:
    head = gifts[0][0]
    return GiftGroup(
        kind=head.kind,
        item=item_apart(head.kind, head.item),
        quantity_unit=head.quantity_unit,
        unit=head.unit,
        village=village,
        rows=tuple(row for _, row in gifts),
    )
