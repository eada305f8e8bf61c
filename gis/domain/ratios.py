"""Parts of a whole: a ratio is missing, never 0, where the whole is."""

from decimal import Decimal
from typing import NamedTuple

from gis.domain.rounding import round_quotient

Number = Decimal | int


def ratio(part: Number | None, whole: Number | None) -> Decimal | None:
    """Return part ÷ whole; None where either is unknown or the whole is 0."""
    return Decimal(part) / Decimal(whole) if part is not None and whole else None


def percent(part: Number | None, whole: Number | None) -> Decimal | None:
    """Return the same in percent with 2 decimals, half away from zero, rounded once from the exact value."""
    if part is None or not whole:
        return None
    (part_over, part_under), (whole_over, whole_under) = part.as_integer_ratio(), whole.as_integer_ratio()
    return round_quotient(100 * part_over * whole_under, part_under * whole_over, places=2)


class Part(NamedTuple):
    """A part and its whole in the same unit; None where nobody counted both."""

    part: Number | None
    whole: Number | None

    @property
    def ratio(self) -> Decimal | None:
        """Part ÷ whole, None where there is no whole."""
        return ratio(self.part, self.whole)

    @property
    def percent(self) -> Decimal | None:
        """The same in percent with 2 decimals."""
        return percent(self.part, self.whole)
