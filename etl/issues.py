"""What the catalogue says about staged rows, as findings at the places of the file."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import chain
from typing import Any, Final, NamedTuple

from etl.budget_issues import budget_finding, day_text
from etl.column_map import ColumnMap
from etl.columns import Field, field_names
from etl.diff import ChangeWords
from etl.findings import Finding, Param
from gis.crs import WGS84, crs_label, grid_xy
from gis.operations.intake.budgets import (
    BudgetBelowPaid,
    BudgetKept,
    BudgetTwice,
    DecisionToCome,
)
from gis.operations.intake.dating import NewerKept
from gis.operations.intake.placing import FaultyShape
from gis.operations.intake.settling import BaselineKept, FormerUndated, PlaceKept, StatusKept
from gis.operations.projects import Examination, Kept

_PLACE: Final = "geometry"
_REFUSALS: Final = {
    "ambiguous": "project_ambiguous",
    "archived": "project_archived",
    "claimed_twice": "project_claimed_twice",
}


# Fields of the catalogue that lists call otherwise.
_COLUMNS: Final[Mapping[str, Field]] = {
    "type": Field.PROJECT_TYPE,
    "sector_id": Field.SECTOR,
    "first_completion_precision": Field.FIRST_COMPLETION_DATE,
    "units": Field.COMMUNE,
}
_FIELDS: Final = frozenset(Field)


class RowPlace(NamedTuple):
    """Where a staged row stands in the file, its code, and the columns of its table."""

    sheet: str | None
    number: int
    code: str
    columns: ColumnMap

    def column(self, name: str | None) -> str | None:
        """Return the heading of the column that a field of the catalogue came from; None where there is none."""
        known = _COLUMNS.get(name or "", name)
        known = Field.CAPITAL_SOURCES if known and known.startswith("source:") else known
        header = self.columns.columns.get(Field(known)) if known in _FIELDS else None
        return header.label if header else None


def issue_findings(
    examination: Examination, rows: Mapping[int, RowPlace], words: Sequence[ChangeWords]
) -> Iterator[Finding]:
    """Yield a finding for everything that an examination found in a row, at the row's place.

    `words` are those of every language: a finding is told in any of them.
    """
    kept = ((item.row_id, _kept(item, words)) for item in examination.kept)
    for row_id, finding in chain(_about_codes(examination, rows), _about_places(examination), kept):
        place = rows[row_id]
        yield finding.at(
            sheet=place.sheet,
            row=place.number,
            column=place.column(finding.field),
            field=finding.field,
            value=finding.value,
        )


def file_findings(examination: Examination, *, left_out_count: int) -> Iterator[Finding]:
    """Yield what holds for the file as a whole: values that stayed, rows that were left out."""
    for name, count in examination.kept_counts.items():
        yield Finding.of("values_kept", count=count, field_label=field_label(name)).at(field=name)
    if left_out_count:
        yield Finding.of("rows_left_out", count=left_out_count)


def field_label(name: str, language: str = "vi") -> str:
    """Return the name of a column of the catalogue as people read it."""
    names = field_names()[_COLUMNS.get(name) or Field(name)]
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


def _about_places(examination: Examination) -> Iterator[tuple[int, Finding]]:
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


def _kept(kept: Kept, words: Sequence[ChangeWords]) -> Finding:
    """Say which value stays and which was not taken, both as people read them."""
    match kept:
        case BaselineKept():
            told = Finding.of("baseline_kept", known=day_text(kept.known), stated=day_text(kept.stated))
            return told.at(field=Field.FIRST_COMPLETION_DATE)
        case FormerUndated():
            return Finding.of("former_owner_undated").at(field=Field.OLD_OWNER, value=kept.name)
        case PlaceKept():
            sides = _sides(words, kept.known, kept.stated, lambda said, value: said.accuracy(value))
            return Finding.of("place_kept", **sides).at(field=_PLACE)
        case BudgetKept() | BudgetTwice() | BudgetBelowPaid() | DecisionToCome():
            return budget_finding(kept)
        case StatusKept():
            code, dates = "status_kept", {"known_date": day_text(kept.effective_date)}
        case NewerKept():
            code = "newer_kept"
            dates = {"known_date": day_text(kept.known_date), "stated_date": day_text(kept.stated_date)}
    sides = _sides(words, kept.known, kept.stated, lambda said, value: said.value(kept.field, value))
    labels = _by_language(words, "field_label", lambda said: said.label(kept.field))
    return Finding.of(code, **labels, **sides, **dates).at(field=kept.field)


def _sides(
    words: Sequence[ChangeWords], known: Any, stated: Any, read: Callable[[ChangeWords, Any], str]
) -> dict[str, Param]:
    return {
        **_by_language(words, "known", lambda said: read(said, known)),
        **_by_language(words, "stated", lambda said: read(said, stated)),
    }


def _by_language(
    words: Sequence[ChangeWords], name: str, read: Callable[[ChangeWords], str]
) -> dict[str, Param]:
    """Return a parameter for Vietnamese under its name, for other languages with the language behind it."""
    return {name if said.language == "vi" else f"{name}_{said.language}": read(said) for said in words}


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
