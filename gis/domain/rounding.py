"""Rounding as the field does it: half away from zero, on exact numbers."""

from decimal import Decimal
from fractions import Fraction


def round_half_away(number: Decimal | Fraction | int, *, places: int = 0) -> Decimal:
    """Return `number` with `places` decimals, halves away from zero, as PostgreSQL's `round(numeric)` does."""
    exact = Fraction(number) * 10**places
    doubled = abs(exact) * 2
    whole = (doubled.numerator + doubled.denominator) // (2 * doubled.denominator)
    return Decimal(whole if exact >= 0 else -whole).scaleb(-places)


def whole_vnd(number: Decimal | Fraction | int) -> int:
    """Return whole đồng, halves away from zero."""
    return int(round_half_away(number))
