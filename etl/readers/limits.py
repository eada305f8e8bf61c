"""How much a reader takes: limits that keep a bad file from filling memory or time."""

from dataclasses import astuple, dataclass


@dataclass(frozen=True, slots=True)
class ReadLimits:
    """Limits of one file; each ends in a finding that names it. Sizes in bytes, lengths in characters."""

    max_bytes: int = 50 * 1024 * 1024
    max_unpacked_bytes: int = 500 * 1024 * 1024
    max_archive_entries: int = 5_000
    max_rows: int = 200_000
    max_columns: int = 400
    max_cells: int = 10_000_000
    max_cell_chars: int = 20_000
    max_vertices: int = 200_000
    max_reader_bytes: int = 2 * 1024 * 1024 * 1024
    """Memory of the program that reads a workbook, code and libraries included."""
    max_reader_seconds: int = 90

    def as_numbers(self) -> tuple[int, ...]:
        """Return all limits in their order, to hand them to another program."""
        return astuple(self)


def megabytes(size_bytes: int) -> float:
    """Return megabytes with one decimal, as shown to people."""
    return round(size_bytes / 1024 / 1024, 1)
