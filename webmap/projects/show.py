"""The page of one project."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from flask import abort, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from gis.domain.lifecycle import ScheduleStatus, Stage, StatusAxis
from gis.domain.units import split_exact
from gis.queries import project_details as details
from gis.queries.outlines import project_outline
from gis.queries.project_details import ProjectFacts, Share, Step
from gis.queries.projects import ProjectRow
from webmap.clock import today
from webmap.database import db
from webmap.map.answers import sector_label
from webmap.map.unit_sets import requested_sets
from webmap.permissions import allowed, public
from webmap.projects.history import history
from webmap.projects.timeline import timeline
from webmap.projects.words import document_kind, precise_day, schedule_rule, schedule_sentence, step_words

SHOWN_HISTORY = 12
WEB_ADDRESSES = ("https://", "http://")


@dataclass(frozen=True, slots=True)
class ShareLine:
    """One commune's line: its share, and its part of the budget in whole đồng (None without a budget)."""

    share: Share
    budget_vnd: int | None


@dataclass(frozen=True, slots=True)
class ShareTable:
    """The shares of one unit set; the parts of the budget sum to the budget exactly."""

    label: str
    is_present: bool
    lines: list[ShareLine]


@public
def show(code: str) -> ResponseReturnValue:
    """Show everything that is known of a project; an old code leads to the present one."""
    found = details.project_by_code(db.session, code, as_of=today())
    if found is None:
        abort(404)
    row, facts = found
    if row.code != code:
        return redirect(url_for("projects.show", code=row.code))
    return render_template("projects/show.html", row=row, facts=facts, **_parts(row, facts))


def _parts(row: ProjectRow, facts: ProjectFacts) -> dict[str, Any]:
    """Gather what hangs on the project and the words for it."""
    session, day = db.session, today()
    steps = details.steps(session, row.id)
    shares = _share_tables(row, details.shares(session, row.id))
    places = details.places(session, row.id)
    log = details.log_entries(session, row.id)
    return {
        "parties": details.parties(session, row.id),
        "sources": details.sources(session, row.id),
        "documents": details.documents(session, row.id),
        "place": next((place for place in places if place.replaced_at is None), None),
        "former_places": [place for place in places if place.replaced_at is not None],
        "share_tables": shares,
        "latest": _latest(steps),
        "outline": project_outline(session, row.id, day=day) if row.is_located else None,
        "entries": history(steps, log),
        "shown_history": SHOWN_HISTORY,
        "names_authors": allowed("audit.read"),
        "sector_name": sector_label(row),
        "sentence": schedule_sentence(row, as_of=day),
        "rule": schedule_rule(),
        "timeline": timeline(row, facts, as_of=day),
        "first_day": precise_day(facts.first_completion_date, facts.first_completion_precision),
        "extension_days": _extension_days(row, facts),
        "is_web_address": lambda url: bool(url) and url.startswith(WEB_ADDRESSES),
        "document_kind": document_kind,
        "step_words": step_words,
        "stages": list(Stage),
        "axes": list(StatusAxis),
        "is_alarming": row.schedule in (ScheduleStatus.OVERDUE, ScheduleStatus.LATE),
    }


def _latest(steps: list[Step]) -> dict[StatusAxis, Step]:
    """Return the newest uncorrected step of each axis."""
    corrected = {step.corrects_id for step in steps}
    return {step.axis: step for step in reversed(steps) if step.id not in corrected}


def _extension_days(row: ProjectRow, facts: ProjectFacts) -> int | None:
    first, approved = facts.first_completion_date, row.approved_completion_date
    return (approved - first).days if first and approved and approved != first else None


def _share_tables(row: ProjectRow, shares: list[Share]) -> list[ShareTable]:
    """Return the shares by unit set, the present set first."""
    tables = []
    for number, each in enumerate(reversed(requested_sets().sets)):
        lines = [share for share in shares if _is_valid(share, each.day)]
        if lines:
            parts = _parts_of_budget(row.budget_vnd, lines)
            found = [ShareLine(share, parts.get(share.unit_id)) for share in lines]
            tables.append(ShareTable(each.label, is_present=number == 0, lines=found))
    return tables


def _parts_of_budget(budget_vnd: Decimal | None, lines: list[Share]) -> dict[int, int]:
    """Split the budget as `gis.queries.unit_figures` does: in the order of the unit ids."""
    ordered = sorted(lines, key=lambda share: share.unit_id)
    ratios = [share.share_ratio for share in ordered]
    if budget_vnd is None or not any(ratios):
        return {}
    parts = split_exact(int(budget_vnd), ratios)
    return {share.unit_id: part for share, part in zip(ordered, parts, strict=True)}


def _is_valid(share: Share, day: date) -> bool:
    begun = share.valid_from is None or share.valid_from <= day
    return begun and (share.valid_to is None or share.valid_to >= day)
