"""Taking a file of projects into the catalogue: read, look up, examine, and save what is new or changed, or nothing."""

import dataclasses
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, Final

from sqlalchemy.orm import Session

from etl.books import open_books
from etl.columns import Field
from etl.diff import ChangeWords, change_words
from etl.file_rows import FileRows, Progress, Taking
from etl.findings import LANGUAGES, Finding, Findings, Severity
from etl.issues import RowPlace, file_findings, issue_findings
from etl.money import MoneyUnit
from etl.newcomers import Newcomer
from etl.numbers import NumberStyle
from etl.originals import FileFacts, file_facts, imports_folder, keep_original
from etl.plan import ParseOptions
from etl.project_tables import ProjectTable, project_tables
from etl.readers.limits import ReadLimits
from etl.readers.registry import read_file
from etl.vertices import ShapeKind
from gis.crs import MAINLAND, Bounds
from gis.domain.lifecycle import AccuracyClass
from gis.operations.audit import Actor
from gis.operations.imports import BatchFacts, wait_for_turn
from gis.operations.intake.changes import Change
from gis.operations.projects import (
    Examination,
    IntakeRules,
    change_count,
    confirm_examined,
    examine,
    listed_changes,
    listed_new,
    save_examined,
)
from gis.queries.units import loaded_extent

_AREA_MARGIN_DEGREES: Final = 0.05
_KEPT_FINDINGS: Final = 2_000
# A shape or a pair of coordinates that could not be kept: with --all-or-nothing a reason to refuse the file.
_LOST: Final = ("geometry_", "coordinate_", "place_outside_country", "shape_dropped")

# Where the papers name no loaded unit either, a place outside the loaded units is no news.
_ELSEWHERE: Final = frozenset({"unit_not_loaded", "unit_elsewhere", "unit_suggested", "unit_unknown"})


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadOptions:
    """How a file is to be taken; ``as_of`` is the day of the import.

    ``overrides`` map headings to fields, ``constants`` give fields that the file lacks, ``crs`` is an EPSG code,
    ``dated`` the date of the figures in rows that have none of their own; ``worker_count`` processes read long lists.
    ``listed_count`` changes and new projects are kept for screens and reports, all of them where it is None.
    """

    as_of: date
    overrides: Mapping[str, str] = field(default_factory=dict)
    constants: Mapping[Field, str] = field(default_factory=dict)
    crs: int | None = None
    shape_kind: ShapeKind | None = None
    dated: date | None = None
    number_style: NumberStyle | None = None
    money_unit: MoneyUnit | None = None
    accuracy: AccuracyClass = AccuracyClass.DIGITISED
    is_trial: bool = False
    is_all_or_nothing: bool = False
    is_only_inside: bool = False
    is_clearing_empty: bool = False
    listed_count: int | None = 1_000
    worker_count: int = 1
    limits: ReadLimits = field(default_factory=ReadLimits)


@dataclass(slots=True)
class LoadResult:
    """What came of a file: counts of rows by outcome, findings, changes before and after, new projects, what was saved.

    ``changes`` and ``newcomers`` are the first ones where not all were asked for.
    """

    facts: FileFacts
    reading: dict[str, Any]
    findings: Findings
    counts: dict[str, int] = field(default_factory=dict)
    row_outcomes: dict[tuple[str | None, int], str] = field(default_factory=dict)
    changes: list[Change] = field(default_factory=list)
    change_count: int = 0
    newcomers: list[Newcomer] = field(default_factory=list)
    is_refused: bool = False
    saved_count: int = 0


def load_projects(
    session: Session, actor: Actor, path: Path, options: LoadOptions, *, on_row: Progress | None = None
) -> LoadResult:
    """Take the projects of a file; the caller commits. A trial writes nothing.

    Wrong rows stay out and are told, unless all or nothing was asked: then one wrong row refuses the file. Raises
    ``FileRefusedError`` where the file as a whole can't be read. ``on_row`` is told rows done and rows in all.
    """
    source, facts = read_file(path, options.limits), file_facts(path)
    if not options.is_trial:
        wait_for_turn(session)
    findings = Findings(source.findings)
    tables = project_tables(
        source,
        options=_parse_options(session, options),
        overrides=options.overrides,
        constants=options.constants,
        findings=findings,
        dated=options.dated,
    )
    result = LoadResult(facts, _reading(source.kind, tables, options), findings)
    rows = FileRows(
        open_books(session), tables, _taking(facts, options), findings, on_row, outcomes=result.row_outcomes
    )
    rules = _rules(tables, options)
    examination = examine(session, rows.records(), rules)
    _tell(examination, rows.places, result, [change_words(session, language) for language in LANGUAGES])
    _list(session, rows.places, result, limit=options.listed_count)
    if options.is_all_or_nothing and any(map(_is_wrong, result.findings)):
        result.is_refused = True
    elif options.is_trial:
        return result
    elif not examination.has_news:
        confirm_examined(session, rules)
    else:
        _save(session, actor, path, rules, result)
    return result


def _save(session: Session, actor: Actor, path: Path, rules: IntakeRules, result: LoadResult) -> None:
    """Save what was examined, and keep the file that it came from."""
    saved = save_examined(
        session,
        actor,
        facts=_batch_facts(result),
        rules=rules,
        counts=result.counts,
        findings=_kept_findings(result.findings),
    )
    keep_original(path, result.facts, imports_folder())
    result.saved_count = len(saved)


def _tell(
    examination: Examination, rows: Mapping[int, RowPlace], result: LoadResult, words: Sequence[ChangeWords]
) -> None:
    elsewhere = {(item.sheet, item.row) for item in result.findings if item.code in _ELSEWHERE}
    for item in issue_findings(examination, rows, words):
        is_expected = item.code == "place_outside_units" and (item.sheet, item.row) in elsewhere
        result.findings.add(dataclasses.replace(item, severity=Severity.INFO) if is_expected else item)
    for row_id, outcome in examination.outcomes.items():
        result.row_outcomes[rows[row_id].sheet, rows[row_id].number] = outcome
    result.counts = dict(Counter(result.row_outcomes.values()))
    if "outside" in result.counts:
        result.findings = Findings(
            item
            for item in result.findings
            if item.row is None or result.row_outcomes.get((item.sheet, item.row)) != "outside"
        )
    result.findings.extend(file_findings(examination, left_out_count=result.counts.get("outside", 0)))


def _list(session: Session, rows: Mapping[int, RowPlace], result: LoadResult, *, limit: int | None) -> None:
    result.changes, result.change_count = listed_changes(session, limit=limit), change_count(session)
    if "new" in result.counts:
        found = listed_new(session, limit=limit)
        result.newcomers = [Newcomer.at(rows[item.row_id], item) for item in found]


def _parse_options(session: Session, options: LoadOptions) -> ParseOptions:
    extent = loaded_extent(session)
    return ParseOptions(
        number_style=options.number_style,
        money_unit=options.money_unit,
        crs=options.crs,
        shape_kind=options.shape_kind,
        area=Bounds(*extent).widened(_AREA_MARGIN_DEGREES) if extent else MAINLAND,
        max_vertices=20_000,
        # A cell that can't be read must not count as empty where empty cells clear what is known.
        is_lenient=not (options.is_all_or_nothing or options.is_clearing_empty),
        may_repeat_codes=True,
        as_of=options.as_of,
    )


def _taking(facts: FileFacts, options: LoadOptions) -> Taking:
    return Taking(
        as_of=options.as_of,
        accuracy=options.accuracy,
        file_name=facts.name,
        worker_count=options.worker_count,
    )


def _rules(tables: list[ProjectTable], options: LoadOptions) -> IntakeRules:
    names = {"project_type": "type", "sector": "sector_id"}
    stated = frozenset(
        names.get(known.value, known.value) for table in tables for known in table.columns.columns
    )
    return IntakeRules(
        as_of=options.as_of,
        stated_fields=stated,
        cleared_fields=stated if options.is_clearing_empty else frozenset(),
        is_only_inside=options.is_only_inside,
        is_trial=options.is_trial,
    )


def _reading(kind: str, tables: list[ProjectTable], options: LoadOptions) -> dict[str, Any]:
    """Return how the file was read, so that it can be read again in the same way."""
    return {
        "kind": kind,
        "as_of": options.as_of.isoformat(),
        "crs": options.crs,
        "shape": options.shape_kind,
        "dated": options.dated and options.dated.isoformat(),
        "accuracy": options.accuracy.value,
        "only_inside": options.is_only_inside,
        "clear_empty": options.is_clearing_empty,
        "numbers": options.number_style,
        "unit": options.money_unit,
        "constants": {known.value: text for known, text in options.constants.items()},
        "tables": [
            {
                "sheet": item.table.sheet,
                "columns": {known.value: header.label for known, header in item.columns.columns.items()},
                "crs": item.table.crs.epsg,
                "dated": item.dated and item.dated.isoformat(),
                "encodings": {str(index): used.value for index, used in item.table.encodings.items()},
            }
            for item in tables
        ],
    }


def _batch_facts(result: LoadResult) -> BatchFacts:
    return BatchFacts(
        kind="projects",
        file_name=result.facts.name,
        file_sha256=result.facts.sha256,
        file_bytes=result.facts.size_bytes,
        reading=result.reading,
    )


def _kept_findings(findings: Findings) -> list[object]:
    """Return the weightiest findings for the batch; all of them stand in the report."""
    order = {severity: place for place, severity in enumerate(Severity)}
    kept = sorted(findings, key=lambda item: order[item.severity])[:_KEPT_FINDINGS]
    return [
        {
            "code": item.code,
            "severity": item.severity.value,
            "sheet": item.sheet,
            "row": item.row,
            "column": item.column,
            "value": item.value,
            "params": dict(item.params),
        }
        for item in kept
    ]


def _is_wrong(finding: Finding) -> bool:
    return finding.severity is Severity.ERROR or finding.code.startswith(_LOST)
