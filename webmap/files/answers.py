"""What came of a photo that the panel of the month sent: told in the panel, so that nobody is led away from the month."""

from collections.abc import Iterable

from flask import Response, flash, jsonify, redirect, request
from flask.typing import ResponseReturnValue

from webmap.accounts.steps import safe_address
from webmap.files.forms import UploadForm

PANEL = "panel"
"""The field with the address of the panel's own page, where the form stands again without scripts."""
REFUSED = 422


def is_from_panel() -> bool:
    """Tell whether the form stood in a panel of the month."""
    return bool(request.form.get(PANEL))


def refused_in_panel(form: UploadForm) -> ResponseReturnValue:
    """Say in the panel why the file was not taken."""
    words = [str(error) for errors in form.errors.values() for error in errors]
    if _asks_script():
        return _told({"messages": words}), REFUSED
    for each in words:
        flash(each, "error")
    return redirect(safe_address(request.form[PANEL]), 303)


def taken_in_panel(words: str, doubts: Iterable[str]) -> ResponseReturnValue | None:
    """Return what a script tells of a file that was taken in; None where no script asks."""
    return _told({"words": words, "doubts": list(doubts)}) if _asks_script() else None


def _asks_script() -> bool:
    return request.headers.get("X-Piece") == "panel"


def _told(answer: dict[str, object]) -> Response:
    response: Response = jsonify(answer)
    response.headers["Cache-Control"] = "no-store"
    return response
