"""What people gave in a commune in a year and what land it handed over: sums with plans, each with its rows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final

from gis.domain.clearance import Handed
from gis.domain.contribution import (
    Amount,
    ContributionPlan,
    ContributionTotals,
    GiftAim,
    against_plan,
    amounts,
    participation,
    per_household,
)
from gis.domain.ledger_codes import ContributionKind
from gis.domain.ratios import Part
from gis.domain.residents import Counted
from gis.queries.indicator_places import GiftSum, place_sums, totals_of
from gis.queries.indicators import Target
from webmap.database import db
from webmap.units.residents import ResidentsOfUnit

_AIMS: Final = {
    ContributionKind.CASH: GiftAim.CASH,
    ContributionKind.LAND: GiftAim.LAND,
    ContributionKind.LABOUR: GiftAim.LABOUR,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class KindLine:
    """All gifts of a kind: how much of what, value in đồng, how many have none yet, and the plan in its own unit."""

    kind: ContributionKind
    gift_count: int
    amounts: list[Amount]
    value_vnd: int | None
    unconverted_count: int
    against: Part | None
    target: Target | None
    each_household_vnd: Decimal | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Giving:
    """A commune's gifts of a year and its land clearance, as of `day`; what is not known is None, never 0.

    `donated` is all the land ever given against the land to recover, `taking_part` the households that gave.
    """

    year: int
    day: date
    kinds: list[KindLine]
    total: ContributionTotals
    households: Counted | None
    each_household_vnd: Decimal | None
    taking_part: Part
    land: list[tuple[Handed, Part]]
    donated: Part

    @property
    def has_land(self) -> bool:
        """Whether anybody counted anything of land clearance."""
        return any(part.whole is not None for _, part in self.land)


def giving_of(
    unit_id: int, residents: ResidentsOfUnit, aims: Mapping[GiftAim, Target], *, year: int, day: date
) -> Giving:
    """Return the block of a commune for the gifts of `year` known on `day`, against what it set out to raise."""
    sums, handed = place_sums(db.session, unit_id=unit_id, day=day)
    own = [each for each in sums if each.year == year]
    found = totals_of(own)
    households = residents.households.value if residents.households else None
    return Giving(
        year=year,
        day=day,
        kinds=_kinds(own, found, aims, households),
        total=found,
        households=residents.households,
        each_household_vnd=per_household(found.value_vnd, household_count=households),
        taking_part=participation(found, household_count=households),
        land=list(handed.items()),
        donated=Part(totals_of(sums).land_m2, handed[Handed.AREA].whole),
    )


def _kinds(
    sums: Sequence[GiftSum],
    found: ContributionTotals,
    aims: Mapping[GiftAim, Target],
    households: int | None,
) -> list[KindLine]:
    """Return a line for each kind that was given or planned."""
    plan: dict[str, Any] = {_FIELDS[aim]: target.amount for aim, target in aims.items()}
    cash, land, labour = against_plan(found, ContributionPlan(**plan))
    against = {ContributionKind.CASH: cash, ContributionKind.LAND: land, ContributionKind.LABOUR: labour}
    lines = []
    for kind in ContributionKind:
        own = [each for each in sums if each.kind is kind]
        target = aims.get(_AIMS[kind]) if kind in _AIMS else None
        if own or target:
            lines.append(_line(kind, own, against.get(kind), target, households))
    return lines


_FIELDS: Final = {GiftAim.CASH: "cash_vnd", GiftAim.LAND: "land_m2", GiftAim.LABOUR: "labour_days"}


def _line(
    kind: ContributionKind,
    sums: Sequence[GiftSum],
    against: Part | None,
    target: Target | None,
    households: int | None,
) -> KindLine:
    total = totals_of(list(sums))
    return KindLine(
        kind=kind,
        gift_count=total.gift_count,
        amounts=amounts(kind, total.quantities),
        value_vnd=total.value_vnd,
        unconverted_count=total.unconverted_count,
        against=against if target else None,
        target=target,
        each_household_vnd=per_household(total.value_vnd, household_count=households),
    )
