"""The page of one project, today or as it was on a past day."""

from typing import Any

from flask import abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from gis.domain.ledger_codes import CompletionDateKind
from gis.domain.lifecycle import ScheduleStatus, Stage, StatusAxis
from gis.operations.restricted import RestrictedField
from gis.queries import project_details as details
from gis.queries.outlines import project_outline
from gis.queries.periods import closings, with_all_above
from gis.queries.price_lists import price_lines
from gis.queries.project_details import Party
from gis.queries.project_ledgers import project_ledgers
from gis.queries.project_papers import papers, papers_on
from gis.queries.project_state import latest_step, row_on
from gis.queries.released_gifts import told_singly
from gis.queries.treasury import reconciliation
from webmap import looks
from webmap.clock import today
from webmap.database import db
from webmap.formatting import MISSING
from webmap.gift_words import gift_sums_words
from webmap.map.answers import sector_label
from webmap.memory import remembered
from webmap.permissions import allowed, public
from webmap.projects.blocks.all import blocks
from webmap.projects.history import anchor_of, history
from webmap.projects.history_fields import own_number
from webmap.projects.known import FIRST_DAY, Known, requested_day
from webmap.projects.paper_list import paper_list
from webmap.projects.share_tables import share_tables
from webmap.projects.timeline import timeline
from webmap.projects.words import document_kind, precise_day, schedule_rule, schedule_sentence, step_words

SHOWN_HISTORY = 12
WEB_ADDRESSES = ("https://", "http://")


@public
def show(code: str) -> ResponseReturnValue:
    """Show everything that is known of a project; an old code leads to the present one."""
    as_of = requested_day()
    found = details.project_by_code(db.session, code, as_of=as_of)
    if found is None:
        abort(404)
    row, facts = found
    if row.code != code:
        return redirect(url_for("projects.show", code=row.code, as_of=request.args.get("as_of")))
    is_staff = allowed("restricted.read", row.id)
    ledgers = project_ledgers(db.session, row.id)
    if not is_staff:
        ledgers = ledgers.released()
    parties = details.parties(db.session, row.id)
    known = Known(row_on(row, ledgers, as_of=as_of, parties=parties), facts, ledgers, as_of)
    parts = _ledger_parts(known, is_staff=is_staff)
    listed = {entry.stated.get("price_item_id") for entry in parts["gifts"].gifts}
    parts["prices"] = price_lines(db.session, listed - {None})
    if is_staff:
        unreleased = sum(entry.state is not None for entry in parts["entries"])
        looks.note(
            RestrictedField.UNRELEASED_ROWS, subject="project", subject_id=row.id, row_count=unreleased
        )
    return render_template(
        "projects/show.html",
        row=known.row,
        facts=facts,
        is_owner_now=known.row.owner_id == row.owner_id,
        **_around(known, parties),
        **parts,
    )


def _around(known: Known, parties: list[Party]) -> dict[str, Any]:
    """Gather what the catalogue knows of the project: where it lies, who takes part, from which sources."""
    session, row, day = db.session, known.row, known.as_of
    places = details.places(session, row.id)
    return {
        "parties": [party for party in parties if party.valid_from is None or party.valid_from <= day],
        "sources": details.sources(session, row.id),
        "place": next((place for place in places if place.replaced_at is None), None),
        "former_places": [place for place in places if place.replaced_at is not None],
        "share_tables": share_tables(row, details.shares(session, row.id)),
        "outline": project_outline(session, row.id, day=today()) if row.is_located else None,
        "sector_name": sector_label(row),
        "stages": list(Stage),
        "is_web_address": lambda url: bool(url) and url.startswith(WEB_ADDRESSES),
    }


def _ledger_parts(known: Known, *, is_staff: bool) -> dict[str, Any]:
    """Gather what the ledgers tell as of the page's day, with the papers and the history below it."""
    row, day = known.row, known.as_of
    kept = papers(db.session, row.id, with_waiting=is_staff)
    documents = papers_on(kept, as_of=day)
    return {
        **blocks(known, is_staff=is_staff),
        "as_of": day,
        "is_past": day < today(),
        "first_as_of": FIRST_DAY,
        "last_as_of": today(),
        "papers": {paper.id: paper for paper in kept},
        "documents": documents,
        "paper_list": paper_list(documents),
        "listed_ids": {paper.id for paper in documents},
        "decision_no": known.decision_no,
        "entries": history(
            known.ledgers.every_entry() if is_staff else told_singly(known.ledgers),
            details.log_entries(db.session, row.id),
            {paper.id: paper for paper in kept},
            as_of=day,
            has_drafts=is_staff,
            **_closings(row.id),
        ),
        "shown_history": SHOWN_HISTORY,
        "names_authors": is_staff,
        "treasury": reconciliation(db.session, row.id) if is_staff else None,
        "latest": {axis: latest_step(known.ledgers.steps, axis, as_of=day) for axis in StatusAxis},
        "sentence": schedule_sentence(row, as_of=day),
        "rule": schedule_rule(),
        "timeline": timeline(row, known.facts, as_of=day),
        "is_alarming": row.schedule in (ScheduleStatus.OVERDUE, ScheduleStatus.LATE),
        "anchor_of": anchor_of,
        "own_number": own_number,
        "gift_sums_words": gift_sums_words,
        "precise_day": precise_day,
        "first_day": _first_day(known),
        "document_kind": document_kind,
        "step_words": step_words,
    }


def _closings(project_id: int) -> dict[str, Any]:
    """Return the closings of months, and the units whose closings the project falls under."""
    found = remembered("closings", lambda: closings(db.session))
    units = {share.unit_id for share in details.shares(db.session, project_id)} if found else set()
    return {"closings": found, "unit_ids": with_all_above(db.session, units) if units else ()}


def _first_day(known: Known) -> str:
    """Write the first completion date as exactly as it was given: by its decision, else by the catalogue."""
    for entry in known.seen(known.ledgers.completion_dates):
        if entry.fact.kind is CompletionDateKind.FIRST:
            return precise_day(entry.fact.new_date, entry.stated["precision"])
    if known.ledgers.completion_dates:
        return MISSING
    return precise_day(known.facts.first_completion_date, known.facts.first_completion_precision)
