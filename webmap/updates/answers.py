"""The answer to a figure that a script sent: a receipt, or the row's messages as the page writes them."""

from typing import Any

from flask import Response, get_template_attribute, jsonify, render_template, request

from webmap.clock import now
from webmap.formatting import moment
from webmap.receipts import fresh_key, receipt_no
from webmap.updates.asked import Asked
from webmap.updates.lines import differences
from webmap.updates.papers import stated_by
from webmap.updates.reading import FORMS, columns_of, label_of, written
from webmap.updates.saving import Outcome, Result


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
        "told": _told(ledger, outcome),
    }
    if outcome.row is not None:
        answer |= {"base_id": outcome.row.id, "number": receipt_no(outcome.row), "time": moment(now())[-5:]}
    if outcome.result is Result.CONFLICT:
        answer["newer"] = {
            name: written(value) for name, value in stated_by(outcome.row, FORMS[ledger]).items()
        }
    if outcome.result is Result.SAVED and outcome.row is not None:
        tag = get_template_attribute("updates/parts.html", "state_tag")
        answer["state_html"] = str(tag(outcome.row.review_state))
    response: Response = jsonify(answer)
    response.status_code = outcome.status
    response.headers["Cache-Control"] = "no-store"
    return response


def _told(ledger: str, outcome: Outcome) -> list[str]:
    """Return the findings as they are read away from their fields."""
    labels = {column.field: f"{label_of(column)}: " for column in columns_of(ledger)}
    return [f"{labels.get(each.field, '')}{each.message} {each.remedy}".strip() for each in outcome.findings]


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
