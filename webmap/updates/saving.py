"""One figure from a form to a draft: read, checked, written once; or what stands in its way."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any, Final

from flask import abort
from flask_babel import gettext
from sqlalchemy.exc import IntegrityError

from gis.domain.documents import KnownPaper, StatedPaper
from gis.domain.errors import DomainError
from gis.models.ledger import LedgerEntry
from gis.operations.drafts import ConflictError, Draft, known_row, save_draft
from gis.operations.review import MODELS
from gis.queries.project_books import project_book
from gis.queries.updates import is_of_unit
from webmap.accounts.people import current_actor
from webmap.clock import today
from webmap.database import db
from webmap.receipts import is_key
from webmap.updates.asked import Asked
from webmap.updates.checking import FILLED_IN
from webmap.updates.constraints import constraint_of, told_constraint
from webmap.updates.findings import Told, told
from webmap.updates.holding import explained, hold
from webmap.updates.papers import (
    document_of,
    known_paper,
    present_paper,
    shelf_of,
    stated_paper,
    told_paper,
    without_paper,
)
from webmap.updates.reading import FORMS, read_form

WITH_COMMUNE: Final = frozenset({"clearance_count", "contribution"})
WITHOUT_PROJECT: Final = frozenset({"contribution"})
"""Ledgers whose facts may belong to a commune alone."""
MOST_ID: Final = 2**62
LONGEST_ID: Final = len(str(MOST_ID)) + 1
"""Of longer numbers the first digits alone say that they are no id."""


class Result(StrEnum):
    """What came of a figure."""

    SAVED = "saved"
    WARNED = "warned"
    REFUSED = "refused"
    CONFLICT = "conflict"


@dataclass(slots=True, kw_only=True)
class Outcome:
    """What came of a figure: the row that stands now, what was said, and the fields as they were typed."""

    result: Result
    typed: Mapping[str, str]
    row: LedgerEntry | None = None
    is_new: bool = False
    findings: list[Told] = field(default_factory=list)

    @property
    def status(self) -> int:
        """The status of the answer."""
        return {Result.SAVED: 200, Result.CONFLICT: 409}.get(self.result, 422)


def save(ledger: str, asked: Asked, form: Mapping[str, str]) -> Outcome:
    """Take one figure in; commits where it is saved. 404 for another unit's project, 403 without the right."""
    if ledger not in FORMS:
        abort(404)
    if not asked.may_write(ledger):
        abort(403)
    project_id = number_of(form.get("project_id"))
    is_general = ledger in WITHOUT_PROJECT and form.get("project_id") == ""
    if not is_general and (project_id is None or not is_of_unit(db.session, project_id, asked.unit.id)):
        abort(404)
    read = read_form(ledger, form)
    key = (form.get("entry_key") or "").strip()
    if not is_key(key):
        read.errors["entry_key"] = gettext("Biểu mẫu thiếu mã phiếu. Tải lại trang rồi gửi lại.")
    if read.errors:
        return _refused(form, [Told(name, message) for name, message in read.errors.items()])
    values = {"effective_date": asked.day} | without_paper(read.values) | {"project_id": project_id}
    if ledger in WITH_COMMUNE:
        values["unit_id"] = asked.unit.id
    draft = Draft(
        values=values,
        entry_key=key,
        base_id=number_of(form.get("base_id")),
        is_dated="effective_date" in read.values,
    )
    return _tried(ledger, draft, stated_paper(read.values), form)


def _tried(ledger: str, draft: Draft, paper: StatedPaper | None, form: Mapping[str, str]) -> Outcome:
    """Save the figure, or give the receipt again that its key was given; whatever refuses it is told."""
    kept = _kept(ledger, draft, paper)
    if paper is not None and (wrong := told_paper(paper, kept)):
        return _refused(form, wrong)
    if paper is not None and (kept is not None or paper.is_blank):
        document_id = kept.id if kept is not None else None
        draft = replace(draft, values={**draft.values, "document_id": document_id})
    try:
        known = known_row(db.session, MODELS[ledger], replace(draft, values=_typed_in(ledger, draft.values)))
        if known is not None:
            db.session.commit()
            return Outcome(result=Result.SAVED, typed=form, row=known)
        return _checked(ledger, draft, paper, kept, form)
    except ConflictError as error:
        db.session.rollback()
        newer = db.session.get(MODELS[ledger], error.newer.id)
        return Outcome(result=Result.CONFLICT, typed=form, row=newer)
    except DomainError as error:
        db.session.rollback()
        return _refused(form, [Told(error.field or "effective_date", explained(error))])
    except IntegrityError as error:
        db.session.rollback()
        return _refused(form, [told_constraint(ledger, constraint_of(error))])


def _typed_in(ledger: str, values: Mapping[str, Any]) -> dict[str, Any]:
    """Leave out what was blank and filled in when it was written."""
    filled_in = FILLED_IN.get(ledger, frozenset())
    return {name: value for name, value in values.items() if value is not None or name not in filled_in}


def _kept(ledger: str, draft: Draft, paper: StatedPaper | None) -> KnownPaper | None:
    """Return the paper that the form names where the project or commune has it."""
    if paper is None or not paper.is_named:
        return None
    values = draft.values
    shelf = shelf_of(values["project_id"], values.get("unit_id"))
    return known_paper(paper, values, shelf, present_id=present_paper(ledger, draft.base_id))


def _checked(
    ledger: str,
    draft: Draft,
    paper: StatedPaper | None,
    kept: KnownPaper | None,
    form: Mapping[str, str],
) -> Outcome:
    values = dict(draft.values) | (paper.fields if paper is not None else {})
    book = project_book(db.session, values["project_id"], with_prices=ledger == "contribution")
    held = hold(ledger, values, base_id=draft.base_id, book=book)
    if held.refused:
        return _refused(form, list(held.refused))
    reason = (form.get("reason") or "").strip() or None
    if held.breaches and reason is None:
        return Outcome(result=Result.WARNED, typed=form, findings=told(ledger, held.breaches))
    columns = without_paper(held.values)
    if paper is not None:
        columns["document_id"] = document_of(ledger, columns, paper, kept)
    whole = replace(draft, values=columns, warnings=held.breaches, remark=reason)
    saved = save_draft(db.session, MODELS[ledger], whole, current_actor(), as_of=today())
    db.session.commit()
    return Outcome(result=Result.SAVED, typed=form, row=saved.row, is_new=saved.is_new)


def _refused(form: Mapping[str, str], findings: list[Told]) -> Outcome:
    return Outcome(result=Result.REFUSED, typed=form, findings=findings)


def number_of(text: str | None) -> int | None:
    """Return the id that a text names, None for none: digits of any length are no error."""
    found = int(text[:LONGEST_ID]) if text and text.isascii() and text.isdecimal() else None
    return found if found is not None and found < MOST_ID else None
