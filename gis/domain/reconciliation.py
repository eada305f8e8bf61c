"""Holding vouchers against the State Treasury's list: pairs one to one, what differs in them, what either side lacks."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, NamedTuple

from gis.domain.ledger_codes import ReconciliationState, VoucherKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Payment:
    """A payment of a project as one side states it; amount in whole đồng, `number` as a key without case and signs.

    `project_id` None is a project that our side does not know; `plan_year` and `number` None are not stated.
    """

    key: int
    project_id: int | None
    kind: VoucherKind
    paid_on: date
    amount_vnd: int
    plan_year: int | None = None
    number: str | None = None


@dataclass(frozen=True, slots=True)
class MatchRules:
    """How far the days of one payment may be apart on the two sides: booking days differ (a setting)."""

    most_days: int = 5


MATCH_RULES: Final = MatchRules()
FIELDS: Final = ("kind", "amount_vnd", "plan_year", "paid_on", "number")
"""What is compared, in the order in which differences are told."""


class Difference(NamedTuple):
    """A field in which the two sides differ, with both values."""

    field: str
    ours: object
    theirs: object


@dataclass(frozen=True, slots=True)
class Pair:
    """A line of the Treasury and the voucher it stands for; either may be missing, then the other side lacks it."""

    line: Payment | None
    voucher: Payment | None
    state: ReconciliationState
    differences: tuple[Difference, ...] = ()


def reconcile(
    lines: Sequence[Payment], vouchers: Sequence[Payment], *, rules: MatchRules = MATCH_RULES
) -> list[Pair]:
    """Pair the lines of the Treasury with vouchers of the same projects, each at most once.

    First what agrees in kind and amount within a few days, the same number and the nearest day before others; then,
    of what is left, the same number, or the same kind and amount on any day, or the same kind on one day: those
    pairs differ. A number stated on both sides that differs makes no agreement. The result names every line in the
    order of the list, then the vouchers that the list lacks by day. Source: docs/rules.md, "Treasury".
    """
    by_project: dict[int | None, list[Payment]] = defaultdict(list)
    for voucher in vouchers:
        by_project[voucher.project_id].append(voucher)
    open_lines: dict[int | None, list[Payment]] = defaultdict(list)
    for line in lines:
        open_lines[line.project_id].append(line)
    paired: dict[int, Payment] = {}
    for project_id, own in open_lines.items():
        if project_id is not None:
            paired |= _paired(own, by_project[project_id], rules)
    taken = {voucher.key for voucher in paired.values()}
    left = sorted(
        (voucher for voucher in vouchers if voucher.key not in taken),
        key=lambda voucher: (voucher.paid_on, voucher.key),
    )
    return [
        *(_pair(line, paired.get(line.key), rules) for line in lines),
        *(Pair(None, voucher, ReconciliationState.MISSING_AT_TREASURY) for voucher in left),
    ]


def _paired(lines: Sequence[Payment], vouchers: Sequence[Payment], rules: MatchRules) -> dict[int, Payment]:
    """Return the voucher of each line of one project: the best pairs first, so that a near one never takes another's."""
    ranked = sorted(_candidates(lines, vouchers, rules))
    by_line = {line.key: line for line in lines}
    by_voucher = {voucher.key: voucher for voucher in vouchers}
    found: dict[int, Payment] = {}
    taken: set[int] = set()
    for _, _, line_key, voucher_key in ranked:
        if line_key in by_line and line_key not in found and voucher_key not in taken:
            found[line_key] = by_voucher[voucher_key]
            taken.add(voucher_key)
    return found


def _candidates(
    lines: Sequence[Payment], vouchers: Sequence[Payment], rules: MatchRules
) -> Iterator[tuple[int, int, int, int]]:
    for line in lines:
        for voucher in vouchers:
            rank = _rank(line, voucher, rules)
            if rank is not None:
                yield rank, abs((line.paid_on - voucher.paid_on).days), line.key, voucher.key


def _rank(line: Payment, voucher: Payment, rules: MatchRules) -> int | None:
    """Return how well two payments fit, 0 best; None where they can't be one."""
    same_sum = line.kind is voucher.kind and line.amount_vnd == voucher.amount_vnd
    same_number = line.number is not None and line.number == voucher.number
    other_number = line.number is not None and voucher.number is not None and not same_number
    is_near = abs((line.paid_on - voucher.paid_on).days) <= rules.most_days
    fits = (
        same_sum and is_near and same_number,
        same_sum and is_near and not other_number,
        same_number and line.kind is voucher.kind,
        same_sum and is_near,
        same_number,
        same_sum and not other_number,
        line.kind is voucher.kind and line.paid_on == voucher.paid_on and not other_number,
    )
    return next((rank for rank, is_fit in enumerate(fits) if is_fit), None)


def _pair(line: Payment, voucher: Payment | None, rules: MatchRules) -> Pair:
    if voucher is None:
        return Pair(line, None, ReconciliationState.MISSING_IN_LEDGER)
    found = tuple(differences(line, voucher, rules=rules))
    state = ReconciliationState.DIFFERENT if found else ReconciliationState.MATCHED
    return Pair(line, voucher, state, found)


def differences(line: Payment, voucher: Payment, *, rules: MatchRules = MATCH_RULES) -> Iterator[Difference]:
    """Yield the fields in which both sides state something and differ; days that are near enough do not."""
    for field in FIELDS:
        ours, theirs = getattr(voucher, field), getattr(line, field)
        if field == "paid_on":
            if abs((ours - theirs).days) > rules.most_days:
                yield Difference(field, ours, theirs)
        elif ours is not None and theirs is not None and ours != theirs:
            yield Difference(field, ours, theirs)


def counts(pairs: Iterable[Pair]) -> dict[ReconciliationState, int]:
    """Return how many pairs are in each state, none left out."""
    found: dict[ReconciliationState, int] = {}
    for state in ReconciliationState:
        if state is not ReconciliationState.UNCHECKED:
            found[state] = 0
    for pair in pairs:
        found[pair.state] += 1
    return found
