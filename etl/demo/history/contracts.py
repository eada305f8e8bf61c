"""Bid packages, contracts a little below their price, and addenda where the time was extended."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Final, NamedTuple

from etl.demo.history.keys import Keys
from etl.demo.history.rows import AddendumRow, ContractRow, PackageRow, Row
from etl.demo.history.story import Story
from etl.demo.history.streams import Stream
from etl.demo.history.words import EXTENSIONS
from gis.domain.lifecycle import Stage

_TWO_WORKS_FROM_VND: Final = 12_000_000_000
_OPEN_TENDER_FROM_VND: Final = 1_000_000_000
_COMMITTED: Final = 0.97
"""Part of the budget that contracts and compensation take; the rest is the reserve."""
_EQUIPPED: Final = frozenset({"education", "health", "digital_post"})


class Deal(NamedTuple):
    """A package and its contract as far as they have come; money in đồng, ids None where no rows are kept."""

    package_id: int | None
    contract_id: int | None
    number: str
    name: str
    price_vnd: int
    value_vnd: int
    is_works: bool
    planned_on: date
    signed_on: date | None
    end_on: date | None


def deals(story: Story, keys: Keys | None) -> tuple[Deal, ...]:
    """Return the packages of the project, the main works first; none before contractors are selected."""
    subject, rng = story.subject, story.stream("contracts")
    planned = subject.steps.get(Stage.CONTRACTOR_SELECTION)
    if planned is None:
        return ()
    signed = subject.steps.get(Stage.CONTRACT_SIGNED)
    found = []
    for number, name, price, is_works in _packages(rng, story):
        saved = rng.choices(
            (rng.uniform(0.001, 0.02), rng.uniform(0.02, 0.06), rng.uniform(0.06, 0.14)), (6, 3, 1)
        )[0]
        end = subject.due and subject.due - (rng.days(0, 20) if is_works else timedelta(0))
        found.append(
            Deal(
                package_id=next(keys.bid_package) if keys else None,
                contract_id=next(keys.contract) if keys and signed else None,
                number=number,
                name=name,
                price_vnd=price,
                value_vnd=int(price * (1 - saved)) // 1000 * 1000,
                is_works=is_works,
                planned_on=planned,
                signed_on=signed,
                end_on=max(end, (subject.start_date or planned) + timedelta(days=20)) if end else None,
            )
        )
    return tuple(found)


def contract_end(found: tuple[Deal, ...]) -> tuple[date, date] | None:
    """Return when the first contract of works was signed and when it says they end."""
    for deal in found:
        if deal.is_works and deal.signed_on and deal.end_on:
            return deal.signed_on, deal.end_on
    return None


def rows(story: Story, found: tuple[Deal, ...]) -> Iterator[Row]:
    """Yield the packages, the signed contracts and their addenda."""
    subject, rng = story.subject, story.stream("contract rows")
    for deal in found:
        if deal.package_id is None:
            continue
        form = _form(rng, deal)
        yield PackageRow(
            deal.package_id, subject.id, deal.planned_on, deal.number, deal.name, deal.price_vnd, form
        )
        if deal.contract_id is None or deal.signed_on is None:
            continue
        yield ContractRow(
            deal.contract_id,
            subject.id,
            deal.signed_on,
            deal.package_id,
            subject.builder_id if deal.is_works else subject.supervisor_id,
            f"{rng.randint(1, 180):02d}/{deal.signed_on.year}/HĐ-{'XD' if deal.is_works else 'TV'}",
            deal.value_vnd,
            subject.start_date or deal.signed_on + timedelta(days=10),
            deal.end_on,
        )
        yield from _addenda(story, deal.contract_id, deal)


def _addenda(story: Story, contract_id: int, deal: Deal) -> Iterator[Row]:
    if not deal.is_works:
        return
    for place, extension in enumerate(story.extensions, start=1):
        day = min(extension.decided_on + timedelta(days=4), story.as_of)
        yield AddendumRow(
            story.subject.id,
            max(day, extension.decided_on),
            contract_id,
            f"PL{place:02d}",
            None,
            extension.new_date,
            EXTENSIONS[extension.cause],
        )


def _packages(rng: Stream, story: Story) -> Iterator[tuple[str, str, int, bool]]:
    budget = story.subject.budget_vnd
    advice_ratio = rng.uniform(0.045, 0.065)
    land_ratio = story.land.compensation_vnd / budget if story.land else 0.0
    works = _part(budget, _COMMITTED - advice_ratio - land_ratio - rng.uniform(0, 0.05))
    advice = _part(budget, advice_ratio)
    if budget >= _TWO_WORKS_FROM_VND and rng.has(0.4):
        first = _part(works, 0.6)
        yield "XL-01", "Thi công xây dựng phần chính", first, True
        yield "XL-02", "Thi công hạng mục phụ trợ", works - first, True
    elif story.subject.sector in _EQUIPPED and rng.has(0.5):
        first = _part(works, 0.88)
        yield "XL-01", "Thi công xây dựng công trình", first, True
        yield "TB-01", "Mua sắm, lắp đặt thiết bị", works - first, True
    else:
        yield "XL-01", "Thi công xây dựng công trình", works, True
    yield "TV-01", "Tư vấn giám sát thi công", advice, False


def _part(total: int, ratio: float) -> int:
    return max(1_000, int(total * ratio) // 1000 * 1000)


def _form(rng: Stream, deal: Deal) -> str:
    if deal.is_works and deal.price_vnd >= _OPEN_TENDER_FROM_VND:
        return rng.choice(
            ("Đấu thầu rộng rãi qua mạng", "Đấu thầu rộng rãi qua mạng", "Chào hàng cạnh tranh qua mạng")
        )
    return "Chỉ định thầu rút gọn"
