"""Reading the reference rows under data/reference and putting them into the database."""

import csv
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from gis.operations import reference

REFERENCE_DIR = Path(__file__).resolve().parents[1] / "data" / "reference"


def load_reference(session: Session, directory: Path = REFERENCE_DIR) -> dict[str, int]:
    """Insert or refresh every reference table from `directory`; return the rows read for each file.

    The same files twice change nothing. Does not commit.
    """
    rows = {path.stem: _read(path) for path in sorted(directory.glob("*.csv"))}
    reference.save_sectors(session, rows["sectors"])
    reference.save_capital_sources(session, rows["capital_sources"])
    reference.save_group_thresholds(session, rows["group_thresholds"])
    reference.save_legal_references(session, rows["legal_references"])
    reference.save_sector_leads(session, rows["sector_leads"])
    return {name: len(found) for name, found in rows.items()}


def _read(path: Path) -> list[dict[str, Any]]:
    with path.open(encoding="utf-8", newline="") as stream:
        return [{key: _value(key, text) for key, text in row.items()} for row in csv.DictReader(stream)]


def _value(column: str, text: str) -> Any:
    if text == "":
        return None
    if column in ("valid_from", "valid_to"):
        return date.fromisoformat(text)
    if column == "is_proposal":
        return text == "true"
    if column in ("id", "position") or column.endswith("_vnd"):
        return int(text)
    return text
