"""The answer to a figure that a script sent: a receipt, or the row's messages as the page writes them."""

from typing import Any

from flask import Response, get_template_attribute, jsonify, render_template, request

from gis.domain.ledger_codes import ReviewState
from gis.domain.months import due_on
from gis.queries.updates import unit_month
from webmap.clock import now, today
from webmap.database import db
from webmap.formatting import moment, number
from webmap.updates.asked import Asked
from webmap.updates.counting import count_month
from webmap.updates.lines import differences
from webmap.updates.reading import FORMS, written
from webmap.updates.saving import Outcome, Result, fresh_key, receipt_no


def wants_json() -> bool:
    """Tell whether a script asks."""
    accepts = request.accept_mimetypes
    return accepts.best_match(["text/html", "application/json"]) == "application/json"


def as_json(ledger: str, asked: Asked, outcome: Outcome) -> Response:
    """Return what came of a figure: `base_id` and a fresh key for the next version, and `messages` as HTML."""
    answer: dict[str, Any] = {
        "result": outcome.result.value,
        "entry_key": fresh_key(),
        "messages": messages(ledger, asked, outcome),
        "fields": {each.field: each.message for each in outcome.findings},
    }
    if outcome.row is not None:
        answer |= {"base_id": outcome.row.id, "number": receipt_no(outcome.row), "time": moment(now())[-5:]}
    if outcome.result is Result.CONFLICT:
        answer["newer"] = {name: written(getattr(outcome.row, name, None)) for name in FORMS[ledger]}
    if outcome.result is Result.SAVED and outcome.row is not None:
        answer |= _standing(asked, outcome.row.review_state)
    response: Response = jsonify(answer)
    response.status_code = outcome.status
    response.headers["Cache-Control"] = "no-store"
    return response


def _standing(asked: Asked, state: ReviewState) -> dict[str, Any]:
    """Return how far the row and its month are now, as the page writes them."""
    counts = count_month(unit_month(db.session, asked.unit.id, asked.month))
    due = due_on(asked.month)
    return {
        "state_html": str(get_template_attribute("updates/parts.html", "state_tag")(state)),
        "tasks": render_template("updates/tasks.html", counts=counts, due=due, is_late=today() > due),
        "counts": {"to_submit": number(counts.to_submit), "to_judge": number(counts.to_judge)},
    }


def messages(ledger: str, asked: Asked, outcome: Outcome) -> str:
    """Return the findings or the conflict of a figure as a piece of the page, empty where there are none."""
    if outcome.result is Result.SAVED:
        return ""
    return render_template(
        "updates/messages.html",
        asked=asked,
        outcome=outcome,
        name=f"{'p' if ledger == 'progress_report' else 'q'}{outcome.typed.get('project_id', '')}",
        differences=differences(ledger, outcome) if outcome.result is Result.CONFLICT else [],
    ).strip()
