"""What a workbook says about itself."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Cover:
    """What the second sheet says: a title, and lines of name and text about filter, date and origin."""

    title: str
    lines: tuple[tuple[str, str], ...]
