"""Saving reference rows: sectors, capital sources, thresholds, legal references, lead agencies."""

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from gis.database import Base
from gis.domain.names import name_key
from gis.models import Agency, CapitalSource, GroupThresholdRow, LegalReference, Sector, SectorLead

Row = Mapping[str, Any]


def save_sectors(session: Session, rows: Iterable[Row]) -> None:
    """Insert or refresh sectors by id; parents are named by `parent_code` and stand before their children."""
    ids: dict[str, int] = {}
    values = []
    for row in rows:
        ids[row["code"]] = row["id"]
        parent = row["parent_code"]
        kept = {key: value for key, value in row.items() if key != "parent_code"}
        values.append(kept | {"parent_id": ids[parent] if parent else None})
    _upsert(session, Sector, values, key="id")


def save_capital_sources(session: Session, rows: Iterable[Row]) -> None:
    """Insert or refresh capital sources by id."""
    _upsert(session, CapitalSource, [dict(row) for row in rows], key="id")


def save_legal_references(session: Session, rows: Iterable[Row]) -> None:
    """Insert or refresh legal documents by number."""
    _upsert(session, LegalReference, [dict(row) for row in rows], key="number")


def save_group_thresholds(session: Session, rows: Iterable[Row]) -> None:
    """Replace the ladders of project groups: nothing refers to a threshold row."""
    session.execute(delete(GroupThresholdRow))
    session.add_all(GroupThresholdRow(**row) for row in rows)
    session.flush()


def save_sector_leads(session: Session, rows: Iterable[Row]) -> None:
    """Replace the lead agencies of sectors; agencies that are missing are added by name and kind."""
    sectors = {sector.code: sector.id for sector in session.scalars(select(Sector))}
    session.execute(delete(SectorLead))
    for row in rows:
        agency_id = _agency_id(session, name=row["agency_name"], kind=row["agency_kind"])
        session.add(
            SectorLead(
                sector_id=sectors[row["sector_code"]],
                agency_id=agency_id,
                valid_from=row["valid_from"],
                valid_to=row["valid_to"],
                source=row["source"],
                is_proposal=row["is_proposal"],
            )
        )
    session.flush()


def _agency_id(session: Session, *, name: str, kind: str) -> int:
    found = session.scalar(select(Agency.id).where(Agency.name_key == name_key(name), Agency.kind == kind))
    if found is not None:
        return found
    agency = Agency(name=name, name_key=name_key(name), kind=kind)
    session.add(agency)
    session.flush()
    return agency.id


def _upsert(session: Session, model: type[Base], values: list[dict[str, Any]], *, key: str) -> None:
    statement = insert(model).values(values)
    changes = {column: statement.excluded[column] for column in values[0] if column != key}
    session.execute(statement.on_conflict_do_update(index_elements=[key], set_=changes))
