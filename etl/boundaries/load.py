"""Setting up the units of a territory: names, codes, parents, boundaries, succession. The same again changes nothing."""

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Final, NamedTuple

import shapely
from anyascii import anyascii
from sqlalchemy.orm import Session

from etl.boundaries.cells import polygons
from etl.boundaries.downloads import Downloads
from etl.boundaries.drawing import Drawn, draw
from etl.boundaries.matching import best_outlines
from etl.boundaries.official_list import ListedUnit, OfficialList
from etl.boundaries.outline_files import Outline
from etl.boundaries.package_list import read_official_list
from etl.boundaries.sources import find_boundary_files, succession_file
from etl.boundaries.successions import successions_of
from etl.boundaries.territory import Territory, choose_territory
from etl.findings import Finding, Findings
from etl.reference import REFERENCE_DIR
from gis.domain.names import UnitKind, UnitName
from gis.domain.units import BoundaryKind, UnitKey, UnitLevel
from gis.operations.audit import Actor
from gis.operations.boundaries import Boundary, derive_parents, replace_boundaries
from gis.operations.units import UnitFacts, save_successions, save_units
from gis.queries.boundaries import boundaries_of_kind, parents_to_derive

INSTALLATION: Final = REFERENCE_DIR / "installation.toml"
DERIVED_SOURCE: Final = "ST_Union"
_ENGLISH_KINDS: Final = {
    UnitKind.PROVINCE: "Province",
    UnitKind.CITY: "City",
    UnitKind.DISTRICT: "District",
    UnitKind.URBAN_DISTRICT: "Urban District",
    UnitKind.TOWN: "Town",
    UnitKind.COMMUNE: "Commune",
    UnitKind.WARD: "Ward",
    UnitKind.TOWNSHIP: "Township",
    UnitKind.SPECIAL_ZONE: "Special Zone",
}


class Choice(NamedTuple):
    """Which territory: a level and the code of the official list (none for the country)."""

    level: UnitLevel
    code: str = ""


class Loaded(NamedTuple):
    """What a load did: communes before and after, units added or changed, boundaries changed, by kind."""

    old_count: int
    new_count: int
    unit_changes: int
    boundary_changes: int
    succession_changes: int
    kinds: dict[BoundaryKind, int]

    @property
    def is_changed(self) -> bool:
        """Whether anything was written."""
        return bool(self.unit_changes or self.boundary_changes or self.succession_changes)


def installed_choice(path: Path = INSTALLATION) -> Choice:
    """Return the territory that this installation starts with."""
    territory = tomllib.loads(path.read_text(encoding="utf-8"))["territory"]
    return Choice(UnitLevel(territory["level"]), territory.get("code", ""))


def load_units(
    session: Session,
    actor: Actor,
    choice: Choice,
    *,
    findings: Findings,
    given: Path | None = None,
    downloads: Downloads | None = None,
    listed: OfficialList | None = None,
) -> Loaded:
    """Save the territory's units with the best boundaries at hand, never replacing better ones. Does not commit."""
    listed = listed or read_official_list()
    territory = choose_territory(listed, level=choice.level, code=choice.code)
    if territory.joined:
        names = ", ".join(unit.full_name for unit in territory.joined)
        findings.add(Finding.of("territory_joined", count=len(territory.joined), names=names))
    files = find_boundary_files(given)
    if not files and downloads is not None:
        files = downloads.files({unit.key.code for unit in territory.communes(before=False)})
    outlines = best_outlines(territory, listed, files)
    drawn = draw(territory, listed, outlines, kept=_authority_boundaries(session, territory))
    _note_sketches(territory, drawn, findings)
    saved = save_units(
        session, actor, [_facts(unit, outlines.get(unit.key)) for unit in territory.units.values()]
    )
    boundaries = [
        Boundary(saved.ids[key], piece.shape.wkb, piece.kind, piece.source) for key, piece in drawn.items()
    ]
    changed = replace_boundaries(session, actor, boundaries, keep_better=True)
    complete = [saved.ids[key] for key in territory.complete]
    parents = parents_to_derive(session, complete, changed_ids=changed)
    changed += derive_parents(session, actor, parents, source=DERIVED_SOURCE)
    successions = list(successions_of(territory, saved.ids, succession_file(files), findings))
    written = save_successions(session, actor, successions)
    kinds = {kind: sum(piece.kind is kind for piece in drawn.values()) for kind in BoundaryKind}
    return Loaded(
        len(territory.communes(before=True)),
        len(territory.communes(before=False)),
        saved.added_count + saved.changed_count,
        len(changed),
        written,
        kinds,
    )


def _authority_boundaries(session: Session, territory: Territory) -> dict[UnitKey, Drawn]:
    """Return the authority's boundaries that are in use, so that sketches beside them fit."""
    rows = boundaries_of_kind(session, BoundaryKind.AUTHORITY)
    keyed = {UnitKey(row.level, row.code, row.valid_from): row for row in rows}
    return {
        key: Drawn(polygons(shapely.from_wkb(row.wkb)), BoundaryKind.AUTHORITY, row.source or "")
        for key, row in keyed.items()
        if key in territory.units and row.wkb
    }


def _note_sketches(territory: Territory, drawn: Mapping[UnitKey, Drawn], findings: Findings) -> None:
    communes = [*territory.communes(before=True), *territory.communes(before=False)]
    for unit in communes:
        if unit.key not in drawn:
            findings.add(Finding.of("boundary_empty", unit=unit.full_name))
    count = sum(piece.kind is BoundaryKind.SCHEMATIC for piece in drawn.values())
    if count:
        findings.add(Finding.of("boundaries_schematic", count=count))
    divided = sum(
        len(news) > 1 for old, news in territory.successors.items() if old.level is UnitLevel.COMMUNE
    )
    if divided:
        findings.add(Finding.of("shares_estimated", count=divided))


def _facts(unit: ListedUnit, outline: Outline | None) -> UnitFacts:
    kind = UnitName.parse(unit.full_name).kind
    area = unit.official_area_km2 or (outline.official_area_km2 if outline else None)
    return UnitFacts(
        key=unit.key,
        name=unit.name,
        full_name=unit.full_name,
        kind=kind.value if kind else unit.key.level.value,
        parent=unit.parent,
        valid_to=unit.valid_to,
        name_en=english_name(unit.full_name),
        legal_doc=unit.legal_doc,
        population=outline.population if outline else None,
        population_date=outline.population_date if outline else None,
        household_count=outline.household_count if outline else None,
        official_area_km2=round(area, 3) if area else None,
    )


def english_name(full_name: str) -> str:
    """Return the name as English texts write it: without marks, the kind behind."""
    parsed = UnitName.parse(full_name)
    kind = _ENGLISH_KINDS.get(parsed.kind) if parsed.kind else None
    return f"{anyascii(parsed.name)} {kind}" if kind else anyascii(full_name)
