"""Reading demonstration projects back as the subjects of their history."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any, Final

from sqlalchemy import RowMapping, text
from sqlalchemy.orm import Session

from etl.demo.history.subject import Known, Paper, Place, Source, Subject
from gis.domain.lifecycle import ClearanceStatus, DatePrecision, Execution, SettlementStatus, Stage

_PROJECTS: Final = text("""
SELECT project.id, project.code, sector.code AS sector, budget_vnd::bigint AS budget_vnd, execution, clearance,
       settlement, decision_date, decision_no, start_date, first_completion_date AS due,
       first_completion_precision AS precision, approved_completion_date AS approved, acceptance_date AS accepted
FROM project JOIN sector ON sector.id = project.sector_id
WHERE project.id = ANY(:ids) AND budget_vnd IS NOT NULL ORDER BY project.id
""")
_STEPS: Final = text("""
SELECT project_id, axis, value, effective_date FROM status_step
WHERE project_id = ANY(:ids) AND axis IN ('stage', 'execution') ORDER BY effective_date, id
""")
_SOURCES: Final = text("""
SELECT project_id, source_id, amount_vnd::bigint AS amount_vnd FROM project_source
WHERE project_id = ANY(:ids) AND amount_vnd > 0 ORDER BY project_id, amount_vnd DESC, source_id
""")
_PARTIES: Final = text("""
SELECT project_id, role, agency_id FROM project_party
WHERE project_id = ANY(:ids) AND role IN ('contractor', 'supervisor') ORDER BY id
""")
_PLACES: Final = text("""
SELECT project_id, unit_id, full_name, share_ratio, length_m::float8, area_m2::float8, valid_from, valid_to
FROM project_share JOIN unit ON unit.id = unit_id AND unit.level = 'commune'
WHERE project_id = ANY(:ids) ORDER BY project_id, share_ratio DESC, unit_id
""")
_KNOWN: Final = text("""
SELECT project_id, 'dates' AS ledger, kind, id FROM completion_date WHERE project_id = ANY(:ids)
UNION ALL
SELECT project_id, 'budgets', kind, id FROM budget_decision WHERE project_id = ANY(:ids)
UNION ALL
SELECT project_id, 'acceptances', kind, id FROM acceptance WHERE project_id = ANY(:ids)
""")
_PAPERS: Final = text("""
SELECT project_id, id, kind, title, number, issued_on FROM document
WHERE project_id = ANY(:ids) AND issued_on IS NOT NULL ORDER BY id
""")
_CATALOGUE: Final = text("SELECT id, code, valid_to FROM capital_source ORDER BY id")

Rows = Mapping[int, Sequence[RowMapping]]


def catalogue(session: Session) -> dict[str, Source]:
    """Return every source of capital by its code."""
    return {row.code: Source(row.id, row.code, row.valid_to) for row in session.execute(_CATALOGUE)}


def subjects(
    session: Session, ids: Sequence[int], *, finest: Collection[int], sources: Iterable[Source]
) -> list[Subject]:
    """Return the projects of these ids, by id; `finest` are the communes that projects were put into."""
    by_id = {source.id: source for source in sources}
    steps, amounts, parties, places, known, papers = (
        _by_project(session, query, ids) for query in (_STEPS, _SOURCES, _PARTIES, _PLACES, _KNOWN, _PAPERS)
    )
    return [
        _subject(
            dict(row)
            | _dated(steps.get(row["id"], ()))
            | _party_ids(parties.get(row["id"], ()))
            | _placed(places.get(row["id"], ()), finest)
            | {
                "sources": tuple(
                    (by_id[each["source_id"]], each["amount_vnd"]) for each in amounts.get(row["id"], ())
                ),
                "known": _known(known.get(row["id"], ()), papers.get(row["id"], ())),
            }
        )
        for row in session.execute(_PROJECTS, {"ids": list(ids)}).mappings()
    ]


def _by_project(session: Session, query: Any, ids: Sequence[int]) -> Rows:
    found: dict[int, list[RowMapping]] = defaultdict(list)
    for row in session.execute(query, {"ids": list(ids)}).mappings():
        found[row["project_id"]].append(row)
    return found


def _subject(values: dict[str, Any]) -> Subject:
    precision = values["precision"]
    return Subject(
        **values
        | {
            "execution": Execution(values["execution"]),
            "clearance": ClearanceStatus(values["clearance"] or ClearanceStatus.NOT_REQUIRED),
            "settlement": SettlementStatus(values["settlement"] or SettlementStatus.NOT_SUBMITTED),
            "precision": None if precision is None else DatePrecision(precision),
        }
    )


def _dated(rows: Sequence[RowMapping]) -> dict[str, Any]:
    stages = {Stage(int(row["value"])): row["effective_date"] for row in rows if row["axis"] == "stage"}
    stops = [row["effective_date"] for row in rows if row["axis"] == "execution" and row["value"] != "normal"]
    return {"steps": stages, "paused_on": stops[-1] if stops else None}


def _party_ids(rows: Sequence[RowMapping]) -> dict[str, Any]:
    found = {row["role"]: row["agency_id"] for row in rows}
    return {"builder_id": found.get("contractor"), "supervisor_id": found.get("supervisor")}


def _placed(rows: Sequence[RowMapping], finest: Collection[int]) -> dict[str, Any]:
    homes = [row["unit_id"] for row in rows if row["unit_id"] in finest]
    return {
        "home_id": homes[0] if homes else None,
        "places": tuple(Place(*(row[name] for name in Place._fields)) for row in rows),
    }


def _known(rows: Sequence[RowMapping], papers: Sequence[RowMapping]) -> Known:
    known = Known(papers=[Paper(*(row[name] for name in Paper._fields)) for row in papers])
    for row in rows:
        ledger: dict[str, int] = getattr(known, row["ledger"])
        ledger[row["kind"]] = row["id"]
    return known
