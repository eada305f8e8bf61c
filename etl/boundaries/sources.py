"""Where boundary files lie on this machine: a given folder, the setting HATANG_BOUNDARIES, data/boundaries."""

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final

from etl.findings import FileRefusedError

SETTING: Final = "HATANG_BOUNDARIES"
ROOT: Final = Path(__file__).resolve().parents[2]
OWN_FOLDER: Final = ROOT / "data" / "boundaries"


@dataclass(frozen=True, slots=True)
class BoundaryFile:
    """A file of outlines; `day` and `source` where they are known apart from the file."""

    path: Path
    day: date | None = None
    source: str | None = None


def find_boundary_files(
    given: Path | None, environment: Mapping[str, str] = os.environ, *, own_folder: Path = OWN_FOLDER
) -> list[BoundaryFile]:
    """Return the files of the first place that is named or has any: `given`, the setting, data/boundaries.

    In a folder the files `communes_*.geojson` stand before others with "communes" in their names. Refuses a named
    place without files.
    """
    named = given or (Path(environment[SETTING]) if environment.get(SETTING) else None)
    files = _files_in(named or own_folder)
    if named and not files:
        raise FileRefusedError.of("boundaries_missing", path=str(named))
    return [BoundaryFile(path) for path in files]


def succession_file(files: Sequence[BoundaryFile]) -> Path | None:
    """Return the `succession.csv` that lies beside the boundary files."""
    beside = [file.path.with_name("succession.csv") for file in files]
    return next((path for path in beside if path.is_file()), None)


def _files_in(place: Path) -> list[Path]:
    if place.is_file():
        return [place]
    found = sorted(place.glob("*communes*.geojson"))
    return sorted(found, key=lambda path: not path.name.startswith("communes_"))
