"""What the catalogue says about staged rows, as findings at the places of the file."""

from collections.abc import Iterator, Mapping
from typing import Final, NamedTuple

from etl.columns import Field, field_names
from etl.findings import Finding
from gis.crs import WGS84, crs_label, grid_xy
from gis.operations.intake.placing import FaultyShape
from gis.operations.intake.settling import BaselineKept, Kept, PlaceKept, StatusKept
from gis.operations.projects import Examination

_PLACE: Final = "geometry"
_REFUSALS: Final = {
    "ambiguous": "project_ambiguous",
    "archived": "project_archived",
    "claimed_twice": "project_claimed_twice",
}


class RowPlace(NamedTuple):
    """Where a staged row stands in the file, and its code."""

    sheet: str | None
    number: int
    code: str


def issue_findings(examination: Examination, rows: Mapping[int, RowPlace]) -> Iterator[Finding]:
    """Yield a finding for everything that an examination found in a row, at the row's place."""
    for found in (_about_codes, _about_places, _about_kept):
        for row_id, finding in found(examination, rows):
            place = rows[row_id]
            yield finding.at(sheet=place.sheet, row=place.number, field=finding.field, value=finding.value)


def file_findings(examination: Examination, *, left_out_count: int) -> Iterator[Finding]:
    """Yield what holds for the file as a whole: values that stayed, rows that were left out."""
    for name, count in examination.kept_counts.items():
        yield Finding.of("values_kept", count=count, field_label=field_label(name)).at(field=name)
    if left_out_count:
        yield Finding.of("rows_left_out", count=left_out_count)


def field_label(name: str, language: str = "vi") -> str:
    """Return the name of a column of the catalogue as people read it."""
    known = {
        "type": Field.PROJECT_TYPE,
        "sector_id": Field.SECTOR,
        "first_completion_precision": Field.FIRST_COMPLETION_DATE,
    }
    names = field_names()[known.get(name) or Field(name)]
    return names.label_vi if language == "vi" else names.label_en


def _about_codes(examination: Examination, rows: Mapping[int, RowPlace]) -> Iterator[tuple[int, Finding]]:
    for twice in examination.repeated:
        other = rows[twice.other_row_id].number
        if twice.is_identical:
            yield (
                twice.row_id,
                Finding.of("row_repeated", first_row=other).at(field=Field.CODE, value=twice.code),
            )
        else:
            told = Finding.of("code_twice_differs", other_row=other)
            yield twice.row_id, told.at(field=Field.CODE, value=twice.code)
    for refusal in examination.refused:
        told = Finding.of(_REFUSALS[refusal.reason], project_code=refusal.project_code)
        yield refusal.row_id, told.at(field=Field.CODE, value=rows[refusal.row_id].code)


def _about_places(examination: Examination, _rows: Mapping[int, RowPlace]) -> Iterator[tuple[int, Finding]]:
    for shape in examination.faulty_shapes:
        told = Finding.of("shape_dropped", reason=shape.reason or shape.fault, place=_spot(shape))
        yield shape.row_id, told.at(field=_PLACE)
    outside = {item.row_id: item for item in examination.outside}
    for apart in examination.contradictions:
        distance_km = _km(apart.distance_m)
        if outside.pop(apart.row_id, None) is None:
            told = Finding.of(
                "place_contradicts_unit",
                stated=apart.stated,
                found=apart.found or "?",
                distance_km=distance_km,
            )
        else:
            told = Finding.of("place_outside_stated", stated=apart.stated, distance_km=distance_km)
        yield apart.row_id, told.at(field=_PLACE)
    for item in outside.values():
        told = Finding.of("place_outside_units", nearest=item.nearest, distance_km=_km(item.distance_m))
        yield item.row_id, told.at(field=_PLACE)


def _about_kept(examination: Examination, _rows: Mapping[int, RowPlace]) -> Iterator[tuple[int, Finding]]:
    for kept in examination.kept:
        yield kept.row_id, _kept(kept)


def _kept(kept: Kept) -> Finding:
    match kept:
        case BaselineKept():
            told = Finding.of(
                "baseline_kept", known=f"{kept.known:%d/%m/%Y}", stated=f"{kept.stated:%d/%m/%Y}"
            )
            return told.at(field=Field.FIRST_COMPLETION_DATE)
        case StatusKept():
            told = Finding.of(
                "status_kept",
                field_label=field_label(kept.field),
                known=kept.known,
                stated=kept.stated,
                known_date=f"{kept.effective_date:%d/%m/%Y}",
            )
            return told.at(field=kept.field)
        case PlaceKept():
            return Finding.of("place_kept", known=kept.known, stated=kept.stated).at(field=_PLACE)


def _spot(shape: FaultyShape) -> str:
    """Say where a shape is at fault, in the numbers of the file and in degrees."""
    if shape.lon is None or shape.lat is None:
        return "?"
    degrees = f"{shape.lon:.6f} {shape.lat:.6f}"
    if shape.source_crs == WGS84:
        return degrees
    x, y = grid_xy(shape.source_crs, lon=shape.lon, lat=shape.lat)
    return f"{x:.2f} {y:.2f} ({crs_label(shape.source_crs)}; {degrees})"


def _km(distance_m: float) -> float:
    return round(distance_m / 1000, 1 if distance_m >= 1000 else 2)
