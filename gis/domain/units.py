"""Administrative units as the law knows them: levels, and exact splitting of whole numbers by shares."""

from collections.abc import Sequence
from datetime import date
from decimal import ROUND_DOWN, Decimal
from enum import StrEnum
from fractions import Fraction
from itertools import accumulate
from typing import Final, NamedTuple

from gis.domain.rounding import round_half_away


class UnitLevel(StrEnum):
    """The levels of administration; districts end on 30/06/2025."""

    COUNTRY = "country"
    PROVINCE = "province"
    DISTRICT = "district"
    COMMUNE = "commune"


class UnitKey(NamedTuple):
    """What names a unit in lists and files: a code means one unit only together with the day it began."""

    level: UnitLevel
    code: str
    valid_from: date | None


class BoundaryKind(StrEnum):
    """Where a boundary came from, best first; schematic ones are drawn dashed and labelled."""

    AUTHORITY = "authority"
    PUBLIC = "public"
    DERIVED = "derived"
    SCHEMATIC = "schematic"


class ShareBasis(StrEnum):
    """How a project's share of a unit was found."""

    LENGTH = "length"
    AREA = "area"
    POINT = "point"
    STATED = "stated"


_WHOLE_RATIO: Final = 0.98
_SHARE_STEP: Final = Decimal("0.0000000001")


def estimated_shares(parts: Sequence[float], total: float) -> list[Decimal]:
    """Return the shares of a divided unit from the areas of its parts and of the whole, to 10 decimals.

    Parts that make up 98 % or more are taken as the whole, and sum to exactly 1; fewer leave the rest to units that
    are not asked about. Without any area the parts are equal.
    """
    if sum(parts) <= 0:
        parts, total = [1.0] * len(parts), float(len(parts))
    is_whole = sum(parts) >= _WHOLE_RATIO * total
    divisor = sum(parts) if is_whole else total
    shares = [Decimal(part / divisor).quantize(_SHARE_STEP, ROUND_DOWN) for part in parts]
    if is_whole:
        largest = parts.index(max(parts))
        shares[largest] += 1 - sum(shares)
    return shares


def split_exact(total: int, shares: Sequence[Decimal]) -> list[int]:
    """Split a whole number (đồng, count) by shares, in the order given, so that the parts sum to `total` exactly.

    See `split_decimal` for the rule and the error.
    """
    return [int(part) for part in split_decimal(total, shares)]


def split_decimal(total: Decimal | int, shares: Sequence[Decimal], *, places: int = 0) -> list[Decimal]:
    """Split an amount by shares, in the order given, into parts of `places` decimals that sum to it exactly.

    A part is what the rounded running total grows by: round(total · sum up to it) − round(total · sum before it), with
    the shares made to sum to 1 and halves away from zero. No part differs from its exact one by more than the last
    decimal, and the result depends on nothing but the arguments. `total` has at most `places` decimals. Raises
    ValueError where shares are empty, negative or all 0. Source: docs/rules.md, "Shares and splitting"; the SQL
    twins are `gis.queries.unit_figures` and `gis.operations.summaries`.
    """
    weight = sum((Fraction(share) for share in shares), Fraction(0))
    if weight <= 0 or any(share < 0 for share in shares):
        raise ValueError("shares must be non-negative and sum to more than 0")
    exact, given, parts = Fraction(total) / weight, Decimal(0), []
    for up_to in accumulate(Fraction(share) for share in shares):
        reached = round_half_away(exact * up_to, places=places)
        parts.append(reached - given)
        given = reached
    return parts
