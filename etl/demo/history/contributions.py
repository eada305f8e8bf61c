"""What people gave to a project: land where it was given up, cash, labour, materials, machines; no names."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Final

from etl.demo.history.place_rows import ContributionRow
from etl.demo.history.plans import MILLION
from etl.demo.history.prices import OFFERS, SOURCE, UNPRICED, Offer, PriceList
from etl.demo.history.rows import Row
from etl.demo.history.story import Story
from etl.demo.history.streams import Stream
from etl.demo.history.subject import PRIVATE_SOURCES
from etl.demo.vocabulary import RURAL_VILLAGES, TOWN_VILLAGES
from gis.domain.ledger_codes import ContributionKind, DonorKind

_SECTORS: Final = frozenset({"roads_transport", "culture", "agriculture_rural", "energy", "education"})
_QUANTITIES: Final = {
    ContributionKind.LABOUR: (15, 260),
    ContributionKind.MATERIAL: (5, 60),
    ContributionKind.MACHINE: (1, 14),
    ContributionKind.ASSET: (4, 90),
}
_MOST_LAND_M2: Final = 3_500
"""Land that one household gives at most."""
_MOST_CASH_VND: Final = 1_500 * MILLION
_TOWNS: Final = ("Thị trấn", "Phường")
_LAND: Final = tuple(offer for offer in OFFERS if offer.kind is ContributionKind.LAND)
_IN_KIND: Final = tuple(offer for offer in OFFERS if offer.kind is not ContributionKind.LAND)


def rows(story: Story, prices: PriceList) -> Iterator[Row]:
    """Yield the gifts to the project between its decision and the end of works."""
    rng, subject = story.stream("contributions"), story.subject
    first = subject.decision_date
    last = min(subject.accepted or story.as_of, story.as_of)
    if first is None or first >= last or not subject.places:
        return
    yield from _land(story, rng, prices, last)
    share = sum(amount for source, amount in subject.sources if source.code in PRIVATE_SOURCES)
    begun = subject.start_date or last
    if share and begun < last:
        yield from _cash(story, rng, share, begun, last)
    if subject.sector in _SECTORS and rng.has(story.traits.giving_chance) and begun < last:
        yield from _in_kind(story, rng, prices, begun, last)


def _land(story: Story, rng: Stream, prices: PriceList, last: date) -> Iterator[Row]:
    land = story.land
    if land is None or land.donated_ratio == 0 or land.notice_on is None or land.notice_on >= last:
        return
    given = land.handed_over(last) * land.donated_ratio
    left = int(land.area_m2 * given)
    households = max(1, int(land.household_count * given))
    for part in range(rng.randint(1, 3), 0, -1):
        area = left if part == 1 else int(left * rng.uniform(0.3, 0.7))
        left -= area
        if area > 0:
            offer = rng.choices(_LAND, (1, 6, 3, 1))[0]
            count = max(1, households // part, area // _MOST_LAND_M2 + 1)
            households = max(1, households - count)
            day = rng.day(land.notice_on, last)
            yield _gift(story, rng, prices, day, offer=offer, quantity=area, households=count)


def _cash(story: Story, rng: Stream, share: int, first: date, last: date) -> Iterator[Row]:
    """Yield what was collected of the people's part of the budget so far, now and then with an enterprise's gift."""
    collected = int(min(share, _MOST_CASH_VND) * story.done_ratio(last) * rng.uniform(0.75, 1.0))
    for part in range(rng.randint(1, 3), 0, -1):
        amount = collected // part // 100_000 * 100_000
        collected -= amount
        if amount <= 0:
            continue
        donor = rng.choices((DonorKind.HOUSEHOLD, DonorKind.COMMUNITY, DonorKind.ENTERPRISE), (5, 3, 1))[0]
        count = (
            None if donor is DonorKind.ENTERPRISE else max(1, amount // (rng.randint(5, 25) * MILLION // 10))
        )
        yield _row(
            story, rng, rng.day(first, last), kind=ContributionKind.CASH, item=None, quantity=amount, unit="đồng",
            value=amount, donor=donor, households=None if count is None else min(count, 350),
        )  # fmt: skip


def _in_kind(story: Story, rng: Stream, prices: PriceList, first: date, last: date) -> Iterator[Row]:
    for _ in range(rng.randint(1, 4)):
        day = rng.day(first, last)
        if rng.has(0.14):
            kind, item, unit = rng.choice(UNPRICED)
            offer = Offer(kind, item, unit, 0, 0)
        else:
            offer = rng.choices(_IN_KIND, (6, 1, 1, 1, 1, 1))[0]
        quantity = rng.randint(*_QUANTITIES[offer.kind])
        households = (
            max(1, quantity // rng.randint(3, 8))
            if offer.kind is ContributionKind.LABOUR
            else rng.randint(1, 6)
        )
        yield _gift(story, rng, prices, day, offer=offer, quantity=quantity, households=households)


def _gift(
    story: Story, rng: Stream, prices: PriceList, day: date, *, offer: Offer, quantity: int, households: int
) -> ContributionRow:
    price = prices.of(offer.item, day)
    is_company = offer.kind in (ContributionKind.MATERIAL, ContributionKind.MACHINE) and rng.has(0.4)
    donors = (DonorKind.HOUSEHOLD, DonorKind.HOUSEHOLD, DonorKind.COMMUNITY)
    return _row(
        story, rng, day, kind=offer.kind, item=offer.item, quantity=quantity, unit=offer.unit,
        price=price.price_vnd if price else None, price_id=price.id if price else None,
        value=None if price is None else price.price_vnd * quantity,
        donor=DonorKind.ENTERPRISE if is_company else rng.choice(donors), households=None if is_company else households,
    )  # fmt: skip


def _row(
    story: Story, rng: Stream, day: date, *, kind: ContributionKind, item: str | None, quantity: int, unit: str,
    value: int | None, donor: DonorKind, households: int | None, price: int | None = None, price_id: int | None = None,
) -> ContributionRow:  # fmt: skip
    place = story.subject.places_on(day)[0]
    return ContributionRow(
        story.subject.id,
        day,
        place.unit_id,
        rng.choice(TOWN_VILLAGES if place.full_name.startswith(_TOWNS) else RURAL_VILLAGES),
        kind,
        item,
        Decimal(quantity),
        unit,
        price,
        price_id,
        None if price_id is None else SOURCE,
        value,
        donor,
        households,
    )
