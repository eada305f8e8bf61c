"""Reading how long personal data are kept, from data/reference/retention.toml."""

import tomllib
from pathlib import Path

from etl.reference import REFERENCE_DIR
from gis.domain.personal import Retention, RetentionError


def read_retention(directory: Path = REFERENCE_DIR) -> Retention:
    """Return the settings; RetentionError, naming the setting, where one is missing or makes no sense."""
    with (directory / "retention.toml").open("rb") as stream:
        stated = tomllib.load(stream).get("retention", {})
    spans: dict[str, int] = {}
    for name in Retention.__slots__:
        span = stated.get(name)
        if not isinstance(span, int) or isinstance(span, bool):
            raise RetentionError(name)
        spans[name] = span
    return Retention(**spans)
