"""How wrong forecasts were on the demonstration history, by progress: what intervals rest on until real ones are known."""

from decimal import Decimal
from typing import Final

from gis.domain.forecast_errors import ErrorBand

DEMONSTRATION_BANDS: Final = (
    ErrorBand(Decimal(0), Decimal(25), 0.58, 0.87, 1.22, 2614),
    ErrorBand(Decimal(25), Decimal(50), 0.68, 0.94, 1.33, 3052),
    ErrorBand(Decimal(50), Decimal(75), 0.71, 0.98, 1.51, 3125),
    ErrorBand(Decimal(75), Decimal(100), 0.43, 0.90, 1.71, 5378),
)
"""From 3,000 demonstration projects, seed 1: `python -m tests.bench.forecast --projects 3000 --seed 1`.

A project's own unevenness alone gives intervals that hold about half of the completions and not 80 %. An installation
with enough finished projects of its own should measure these on them.
"""
