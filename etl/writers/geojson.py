"""Writing a list of projects as GeoJSON (RFC 7946): codes and ISO dates for programs, geometry in WGS 84."""

from collections.abc import Iterable, Iterator
from typing import Any

import orjson

from etl.documents import joint_text
from etl.party_columns import PARTIES
from etl.writers.columns import joined
from gis.queries.exports import ExportRow

FEATURES_A_CHUNK = 200


def geojson_chunks(rows: Iterable[ExportRow]) -> Iterator[bytes]:
    """Yield a FeatureCollection piece by piece; a project without a place has a null geometry."""
    pending = [b'{"type":"FeatureCollection","features":[']
    for number, row in enumerate(rows):
        pending.append(b",\n" if number else b"\n")
        pending.append(_feature(row))
        if (number + 1) % FEATURES_A_CHUNK == 0:
            yield b"".join(pending)
            pending = []
    pending.append(b"\n]}\n")
    yield b"".join(pending)


def properties(row: ExportRow) -> dict[str, Any]:
    """Return a project's values under the field names of the import, codes as codes, money in whole đồng."""
    return {
        "code": row.code,
        "budget_code": row.budget_code,
        "old_codes": "; ".join(row.old_codes) or None,
        "name": row.name,
        "description": row.description,
        "sector": row.sector,
        "project_type": row.type,
        "project_group": row.project_group,
        "group_decision_no": row.group_decision_no,
        "stage": row.stage,
        "execution": row.execution,
        "clearance": row.clearance,
        "settlement": row.settlement,
        "is_awaiting_takeover": row.is_awaiting_takeover,
        "is_key_project": row.is_key_project,
        "is_inter_commune": row.is_inter_commune,
        "units": "; ".join(unit["name"] for unit in row.units) or None,
        **{field: _stated(row, part) for field, part in STATED.items()},
        **{role: "; ".join(row.party_names(role)) or None for role in PARTIES},
        **_party_terms(row),
        "capital_sources": "; ".join(source["code"] for source in row.sources) or None,
        "budget_vnd": None if row.budget_vnd is None else int(row.budget_vnd),
        "decision_no": row.decision_no,
        "decision_date": row.decision_date,
        "documents": joint_text(row.documents),
        "start_date": row.start_date,
        "first_completion_date": row.first_completion_date,
        "approved_completion_date": row.approved_completion_date,
        "acceptance_date": row.acceptance_date,
        "schedule": row.schedule,
        "delay_days": row.delay_days,
        "plan_vnd": None if row.plan_vnd is None else int(row.plan_vnd),
        "paid_vnd": None if row.paid_vnd is None else int(row.paid_vnd),
        "disbursed_pct": None if row.disbursed_pct is None else float(row.disbursed_pct),
        "length_m": None if row.length_m is None else round(float(row.length_m), 1),
        "area_m2": None if row.area_m2 is None else round(float(row.area_m2), 1),
        "is_demo": row.is_demo,
    }


STATED = {"commune": "name", "district": "district", "province": "province"}


def _party_terms(row: ExportRow) -> dict[str, str | None]:
    """Return the first day and the decision of each role, as the import reads them."""
    return {
        f"{role}_{part}": joined([party[part] for party in row.parties.get(role, [])])
        for role in PARTIES
        for part in ("since", "decision")
    }


def _stated(row: ExportRow, part: str) -> str | None:
    """Return what the papers name; communes of different times share names, so district and province go along."""
    return "; ".join(dict.fromkeys(name for unit in row.stated_units if (name := unit[part]))) or None


def _feature(row: ExportRow) -> bytes:
    feature = {
        "type": "Feature",
        "geometry": None if row.geometry is None else orjson.Fragment(row.geometry),
        "properties": properties(row),
    }
    return orjson.dumps(feature)
