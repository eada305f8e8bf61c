"""Taking in the authority's own boundaries: matched to dated units, checked, saved; what they replace is kept."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final, NamedTuple

from sqlalchemy.orm import Session

from etl.boundaries.authority_checks import SetChecks
from etl.boundaries.authority_files import GivenOutline, boundary_paths, parts_of, read_given
from etl.boundaries.authority_match import UnitNames, by_set, match_units
from etl.findings import FileRefusedError, Finding, Findings, Severity
from etl.originals import file_facts, imports_folder, keep_original
from gis.crs import MAINLAND, Bounds
from gis.domain.units import BoundaryKind
from gis.operations.audit import Actor
from gis.operations.boundaries import Boundary, derive_parents, replace_boundaries
from gis.operations.imports import BatchFacts, record_batch, wait_for_turn
from gis.queries.boundaries import boundaries_of_kind, boundaries_on, derived_parents
from gis.queries.unit_sets import CommuneSet, commune_sets
from gis.queries.units import extent

_MARGIN_DEGREES: Final = 0.5
_DERIVED_SOURCE: Final = "ST_Union"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """How boundaries are taken in; `tolerance_m2` is the least overlap or gap that is reported.

    The caller rolls a trial back; its files are not kept.
    """

    epsg: int | None = None
    on: date | None = None
    repair: bool = False
    tolerance_m2: float = 500.0
    all_or_nothing: bool = False
    is_trial: bool = False


class Taken(NamedTuple):
    """What came of a file: units it draws, boundaries that changed, units above them made anew."""

    matched_count: int
    changed_ids: list[int]
    parent_ids: list[int]
    is_refused: bool = False


def import_boundaries(
    session: Session, actor: Actor, place: Path, rules: Rules, *, findings: Findings, as_of: date
) -> Taken:
    """Replace boundaries of units by those of a file or folder; a unit with an error keeps what it has.

    The same files twice change nothing. Projects must be brought up to date afterwards
    (`gis.operations.refresh.after_boundaries`). Refuses files that draw no unit. Does not commit.
    """
    wait_for_turn(session)
    sets = commune_sets(session, as_of=as_of)
    if not sets:
        raise FileRefusedError.of("units_not_loaded")
    paths = boundary_paths(place)
    area = _area(session, sets[-1].day)
    given = read_given(paths, findings, area=area, epsg=rules.epsg, day=rules.on)
    accepted = _accept(session, sets, given, rules, findings)
    if not accepted or (rules.all_or_nothing and findings.by_severity()[Severity.ERROR]):
        findings.add(Finding.of("boundaries_refused"))
        return Taken(len(accepted), [], [], is_refused=True)
    changed = replace_boundaries(session, actor, accepted, reason=place.name)
    parents = derive_parents(session, actor, derived_parents(session, changed), source=_DERIVED_SOURCE)
    _note_sketches(session, findings, is_changed=bool(changed))
    if changed:
        _remember(session, actor, place, paths, rules, findings, changed)
    return Taken(len(accepted), changed, parents)


def _accept(
    session: Session,
    sets: Sequence[CommuneSet],
    given: Sequence[GivenOutline],
    rules: Rules,
    findings: Findings,
) -> list[Boundary]:
    """Return the boundaries that passed their checks, over all unit sets that the files draw."""
    units = {each: boundaries_on(session, each.day) for each in sets}
    names = {each: UnitNames(rows) for each, rows in units.items()}
    accepted = []
    for each, items in by_set(names, given, on=rules.on).items():
        matched = match_units(names[each], items, findings, day=each.day)
        checks = SetChecks(units[each], findings, repair=rules.repair, tolerance_m2=rules.tolerance_m2)
        for unit_id, (item, shape) in checks.run(matched, day=each.day).items():
            accepted.append(Boundary(unit_id, shape.wkb, BoundaryKind.AUTHORITY, item.outline.source))
    return accepted


def _area(session: Session, day: date) -> Bounds:
    box = extent(session, day)
    return Bounds(*box).widened(_MARGIN_DEGREES) if box else MAINLAND


def _note_sketches(session: Session, findings: Findings, *, is_changed: bool) -> None:
    count = len(boundaries_of_kind(session, BoundaryKind.SCHEMATIC)) if is_changed else 0
    if count:
        findings.add(Finding.of("sketch_outdated", count=count))


def _remember(
    session: Session,
    actor: Actor,
    place: Path,
    paths: Sequence[Path],
    rules: Rules,
    findings: Findings,
    changed: Sequence[int],
) -> None:
    """Record the batch and keep the files as they were handed over; a trial keeps none."""
    handed_over = [(part, file_facts(part)) for path in paths for part in parts_of(path)]
    if not rules.is_trial:
        for part, facts in handed_over:
            keep_original(part, facts, imports_folder())
    whole = "".join(facts.sha256 for _, facts in handed_over)
    batch = BatchFacts(
        kind="units",
        file_name=place.name,
        file_sha256=whole if len(handed_over) == 1 else hashlib.sha256(whole.encode()).hexdigest(),
        file_bytes=sum(facts.size_bytes for _, facts in handed_over),
        reading={
            "files": {facts.name: facts.sha256 for _, facts in handed_over},
            "epsg": rules.epsg,
            "on": rules.on.isoformat() if rules.on else None,
            "repair": rules.repair,
            "tolerance_m2": rules.tolerance_m2,
        },
    )
    listed = findings.as_json()["findings"]
    record_batch(session, actor, batch, counts={"changed": len(changed)}, findings=listed)
