from itertools import pairwise

from gis.domain.forecast_bands import DEMONSTRATION_BANDS
from gis.domain.forecast_errors import BAND_EDGES_PCT, MIN_SAMPLE_COUNT


def test_the_bands_cover_all_progress_without_gaps() -> None:
    edges = [DEMONSTRATION_BANDS[0].from_pct, *(band.to_pct for band in DEMONSTRATION_BANDS)]
    assert tuple(edges) == BAND_EDGES_PCT
    assert all(left.to_pct == right.from_pct for left, right in pairwise(DEMONSTRATION_BANDS))


def test_every_band_holds_its_middle_and_rests_on_enough_forecasts() -> None:
    for band in DEMONSTRATION_BANDS:
        assert 0 < band.low_ratio < band.middle_ratio < band.high_ratio
        assert band.sample_count >= MIN_SAMPLE_COUNT
