"""Writing a list of projects as an OC4IDS 0.9 package (Open Contracting for Infrastructure Data Standard)."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, date, datetime
from typing import Any

import orjson

from etl.writers.words import Words
from gis.domain.documents import DocumentKind
from gis.domain.lifecycle import Execution, Stage
from gis.domain.names import compact_key
from gis.queries.exports import ExportRow

VERSION = "0.9"
PREFIX = "oc4ids-hatang"
"""A project identifier prefix is given out by the standard's helpdesk; until then this one keeps its form."""

DOCUMENT_TYPES = {
    DocumentKind.INVESTMENT_DECISION.value: "budgetApproval",
    DocumentKind.ACCEPTANCE.value: "completionCertificate",
}
MIDNIGHT = "T00:00:00+07:00"
STATUS = {
    Stage.POLICY_PREPARATION: "identification",
    Stage.POLICY_APPROVED: "identification",
    Stage.PROJECT_APPROVED: "preparation",
    Stage.CONTRACTOR_SELECTION: "preparation",
    Stage.CONTRACT_SIGNED: "preparation",
    Stage.UNDER_CONSTRUCTION: "implementation",
    Stage.PARTIAL_ACCEPTANCE: "implementation",
    Stage.FINAL_ACCEPTANCE: "completion",
    Stage.HANDED_OVER: "completion",
    Stage.SETTLED: "completion",
    Stage.WARRANTY: "maintenance",
    Stage.CLOSED: "maintenance",
}
ROLES = {
    "owner": "publicAuthority",
    "pmu": "administrativeEntity",
    "contractor": "supplier",
    "supervisor": "supplier",
    "managing_unit": "interestedParty",
}


def oc4ids_chunks(
    rows: Iterable[ExportRow], words: Words, *, publisher: str, published_at: datetime
) -> Iterator[bytes]:
    """Yield the package piece by piece: head, then one project after another."""
    head = {
        "version": VERSION,
        "publishedDate": _moment(published_at),
        "publisher": {"name": publisher},
    }
    yield orjson.dumps(head)[:-1] + b',"projects":['
    for number, row in enumerate(rows):
        yield (b",\n" if number else b"\n") + orjson.dumps(project(row, words))
    yield b"\n]}\n"


def project(row: ExportRow, words: Words) -> dict[str, Any]:
    """Return a project as OC4IDS names it, without empty values; amounts carry VND."""
    parties = _parties(row, words)
    found: dict[str, Any] = {
        "id": f"{PREFIX}-{row.code}",
        "updated": _moment(row.updated_at),
        "language": words.language,
        "identifiers": _identifiers(row),
        "publicAuthority": _reference(row.party_names("owner"), parties),
        "title": row.name,
        "description": row.description,
        "status": _status(row),
        "type": row.type,
        "sector": _sector(row, words),
        "additionalClassifications": _classifications(row, words),
        "period": _period(row.start_date, row.approved_completion_date),
        "budget": _budget(row, words),
        "parties": list(parties.values()),
        "locations": _locations(row),
        "milestones": _milestones(row, words),
        "documents": _documents(row, words),
        "completion": {"endDate": _midnight(row.acceptance_date)} if row.acceptance_date else None,
    }
    return {name: value for name, value in found.items() if value not in (None, [], {}, "")}


def _status(row: ExportRow) -> str | None:
    if row.execution is Execution.CANCELLED:
        return "cancelled"
    return None if row.stage is None else STATUS[Stage(row.stage)]


def _identifiers(row: ExportRow) -> list[dict[str, str]]:
    own = [{"id": row.code, "scheme": "VN-HATANG"}]
    treasury = [{"id": row.budget_code, "scheme": "VN-QHNS"}] if row.budget_code else []
    return own + treasury + [{"id": code, "scheme": "VN-HATANG-OLD"} for code in row.old_codes]


def _sector(row: ExportRow, words: Words) -> list[str]:
    codes = {sector.code: sector.oc4ids_code for sector in words.reference.sectors}
    code = codes.get(row.sector or "")
    return [code] if code else []


def _classifications(row: ExportRow, words: Words) -> list[dict[str, str]]:
    """Keep our own sector beside the standard's, which has none for agriculture or ethnic affairs."""
    name = words.sector(row.sector)
    return (
        [{"scheme": "VN-HATANG-SECTOR", "id": row.sector, "description": name}] if row.sector and name else []
    )


def _parties(row: ExportRow, words: Words) -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = {}
    for role in row.parties:
        for name in row.party_names(role):
            party = found.setdefault(name, {"id": f"VN-{compact_key(name)}", "name": name, "roles": []})
            if ROLES[role] not in party["roles"]:
                party["roles"].append(ROLES[role])
    for source in row.sources:
        name = words.source(source["code"])
        found[name] = {"id": f"VN-SOURCE-{source['code']}", "name": name, "roles": ["funder"]}
    return found


def _reference(names: list[str], parties: dict[str, dict[str, Any]]) -> dict[str, str] | None:
    return {"id": parties[names[0]]["id"], "name": names[0]} if names else None


def _budget(row: ExportRow, words: Words) -> dict[str, Any]:
    lines = [
        {
            "id": source["code"],
            "description": words.source(source["code"]),
            "amount": _value(source["amount_vnd"]),
            "sourceParty": {"id": f"VN-SOURCE-{source['code']}", "name": words.source(source["code"])},
        }
        for source in row.sources
        if source["amount_vnd"] is not None
    ]
    budget = {
        "amount": None if row.budget_vnd is None else _value(row.budget_vnd),
        "approvalDate": _midnight(row.decision_date) if row.decision_date else None,
        "budgetBreakdowns": [{"id": "sources", "budgetBreakdown": lines}] if lines else None,
    }
    return {name: value for name, value in budget.items() if value is not None}


def _value(vnd: Any) -> dict[str, Any]:
    return {"amount": int(vnd), "currency": "VND"}


def _locations(row: ExportRow) -> list[dict[str, Any]]:
    place: dict[str, Any] = {"id": "place"}
    if row.geometry is not None:
        place["geometry"] = orjson.Fragment(row.geometry)
    if row.units:
        place["description"] = ", ".join(unit["name"] for unit in row.units)
        place["gazetteer"] = {"scheme": "VN-COMMUNE", "identifiers": [unit["code"] for unit in row.units]}
    return [place] if len(place) > 1 else []


def _milestones(row: ExportRow, words: Words) -> list[dict[str, Any]]:
    """Return the approved completion as a milestone: OC4IDS has no status for being late."""
    if row.approved_completion_date is None:
        return []
    completion: dict[str, Any] = {
        "id": "completion",
        "title": words.pick("Hoàn thành được duyệt", "Approved completion"),
        "type": "delivery",
        "dueDate": _midnight(row.approved_completion_date),
        "status": "met" if row.acceptance_date else "scheduled",
    }
    if row.acceptance_date:
        completion["dateMet"] = _midnight(row.acceptance_date)
    elif row.schedule == "overdue":
        completion["status"] = "notMet"
    return [completion]


def _documents(row: ExportRow, words: Words) -> list[dict[str, Any]]:
    known = [_document(number, paper, words) for number, paper in enumerate(row.documents, start=1)]
    if not row.decision_no or any(paper["number"] == row.decision_no for paper in row.documents):
        return known
    decision: dict[str, str | None] = {
        "kind": DocumentKind.INVESTMENT_DECISION.value,
        "number": row.decision_no,
        "issued_on": None if row.decision_date is None else row.decision_date.isoformat(),
    }
    return [*known, _document("decision", decision, words)]


def _document(place: int | str, paper: Mapping[str, str | None], words: Words) -> dict[str, Any]:
    kind, issued_on, url = paper["kind"] or "", paper["issued_on"], paper.get("url") or ""
    found = {
        "id": str(place),
        "documentType": DOCUMENT_TYPES.get(kind),
        "title": " ".join(filter(None, (words.document_kind(kind), paper["number"]))),
        "description": paper.get("title"),
        "url": url if url.startswith(("https://", "http://")) else None,
        "datePublished": issued_on and _midnight(date.fromisoformat(issued_on)),
        "author": paper.get("issuer"),
    }
    return {name: value for name, value in found.items() if value}


def _period(start: date | None, end: date | None) -> dict[str, str]:
    dates = {"startDate": start, "endDate": end}
    return {name: _midnight(day) for name, day in dates.items() if day is not None}


def _midnight(day: date) -> str:
    return f"{day.isoformat()}{MIDNIGHT}"


def _moment(value: datetime) -> str:
    return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
