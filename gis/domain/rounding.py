"""Rounding as the field does it: half away from zero, on exact numbers."""

from decimal import Decimal
from fractions import Fraction


def round_half_away(number: Decimal | Fraction | int, *, places: int = 0) -> Decimal:
    """Return `number` with `places` decimals, halves away from zero, as PostgreSQL's `round(numeric)` does."""
    return round_quotient(*number.as_integer_ratio(), places=places)


def round_quotient(part: int, whole: int, *, places: int = 0) -> Decimal:
    """Return part ÷ whole the same way, rounded once from the exact value. Raises ZeroDivisionError."""
    size, of = 2 * abs(part) * 10**places, abs(whole)
    rounded = (size + of) // (2 * of)
    return Decimal(rounded if (part < 0) == (whole < 0) else -rounded).scaleb(-places)


def whole_vnd(number: Decimal | Fraction | int) -> int:
    """Return whole đồng, halves away from zero."""
    return int(round_half_away(number))
