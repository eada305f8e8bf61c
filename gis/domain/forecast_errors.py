"""How wrong earlier forecasts were: the quantiles that give later ones an honest interval."""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from itertools import pairwise
from statistics import quantiles
from typing import Final, NamedTuple

BAND_EDGES_PCT: Final = (Decimal(0), Decimal(25), Decimal(50), Decimal(75), Decimal(100))
MIN_SAMPLE_COUNT: Final = 30


class ErrorSample(NamedTuple):
    """A forecast held back in time: works when it was made, and days that really remained ÷ days forecast."""

    progress_pct: Decimal
    remaining_ratio: float


class ErrorBand(NamedTuple):
    """Between which ratios 8 of 10 forecasts lay that were made from `from_pct` to below `to_pct` percent of works."""

    from_pct: Decimal
    to_pct: Decimal
    low_ratio: float
    middle_ratio: float
    high_ratio: float
    sample_count: int


def error_bands(
    samples: Iterable[ErrorSample],
    *,
    edges_pct: Sequence[Decimal] = BAND_EDGES_PCT,
    min_sample_count: int = MIN_SAMPLE_COUNT,
) -> tuple[ErrorBand, ...]:
    """Return the 10th, 50th and 90th percentile of the errors by progress; bands with too few samples are left out."""
    rows = list(samples)
    bands = []
    for from_pct, to_pct in pairwise(edges_pct):
        ratios = [row.remaining_ratio for row in rows if from_pct <= row.progress_pct < to_pct]
        if len(ratios) >= min_sample_count:
            deciles = quantiles(ratios, n=10, method="inclusive")
            bands.append(ErrorBand(from_pct, to_pct, deciles[0], deciles[4], deciles[8], len(ratios)))
    return tuple(bands)


def band_of(bands: Iterable[ErrorBand], progress_pct: Decimal) -> ErrorBand | None:
    """Return the band that a progress falls in, or None."""
    return next((band for band in bands if band.from_pct <= progress_pct < band.to_pct), None)
