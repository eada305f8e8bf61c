"""One project as a list states it, ready to be staged."""

from datetime import date
from typing import NamedTuple

from gis.crs import WGS84
from gis.domain.lifecycle import (
    AccuracyClass,
    ClearanceStatus,
    DatePrecision,
    Execution,
    PartyRole,
    ProjectGroup,
    ProjectType,
    SettlementStatus,
)


class StatedParty(NamedTuple):
    """An agency that the list names in a role, `since` a day where it tells one.

    `agency_id` is None where the catalogue lacks it.
    """

    role: PartyRole
    name: str
    name_key: str
    agency_id: int | None = None
    is_former: bool = False
    since: date | None = None
    decision_no: str | None = None


class StatedTerm(NamedTuple):
    """Since when and by which decision a role is held by whoever holds it; the list names no agency."""

    role: PartyRole
    since: date | None = None
    decision_no: str | None = None


class StatedSource(NamedTuple):
    """A capital source and its amount in đồng, None where only the source is named."""

    source_id: int
    amount_vnd: int | None = None


class StatedPlace(NamedTuple):
    """A geometry as WKB in degrees (EPSG:4326), with the system and accuracy that it had in the file."""

    wkb: bytes
    source_crs: int = WGS84
    accuracy_class: AccuracyClass = AccuracyClass.DIGITISED


class StatedDocument(NamedTuple):
    """A document by reference; `is_titled` is false where the list gives no title and `title` stands in for it."""

    kind: str
    number: str | None
    title: str
    is_titled: bool = True
    issued_on: date | None = None
    issuer: str | None = None
    url: str | None = None


class ProjectRecord(NamedTuple):
    """What one row of a list says about a project; None means that the row does not say.

    `recorded_date` is the day of the list or of the row: changes take effect on it, a new party on its own day where
    that is known. A guessed sector or guessed units only fill what is still open. Money is whole đồng.
    """

    row_id: int
    code: str
    name: str
    budget_code: str | None = None
    old_codes: tuple[str, ...] = ()
    description: str | None = None
    sector_id: int | None = None
    is_sector_guess: bool = False
    type: ProjectType | None = None
    project_group: ProjectGroup | None = None
    group_decision_no: str | None = None
    stage: int | None = None
    execution: Execution | None = None
    clearance: ClearanceStatus | None = None
    settlement: SettlementStatus | None = None
    is_awaiting_takeover: bool | None = None
    is_key_project: bool | None = None
    is_inter_commune: bool | None = None
    budget_vnd: int | None = None
    decision_no: str | None = None
    decision_date: date | None = None
    start_date: date | None = None
    first_completion_date: date | None = None
    first_completion_precision: DatePrecision | None = None
    approved_completion_date: date | None = None
    acceptance_date: date | None = None
    recorded_date: date | None = None
    parties: tuple[StatedParty, ...] = ()
    terms: tuple[StatedTerm, ...] = ()
    sources: tuple[StatedSource, ...] = ()
    documents: tuple[StatedDocument, ...] = ()
    unit_ids: tuple[int, ...] = ()
    are_units_guess: bool = False
    unit_source: str | None = None
    place: StatedPlace | None = None
