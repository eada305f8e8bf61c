"""Rows that wait, as pages of handing in and judging show them, and the rows that their forms name."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from flask import render_template, request
from flask_login import current_user

from etl.ledgers.catalogue import CellKind, sheet_of
from gis.domain.ledger_codes import ReviewState
from gis.domain.months import last_day
from gis.domain.roles import Permission, may_accept
from gis.operations.review import MODELS, RowKey
from gis.queries.open_rows import OpenRow, open_rows
from gis.queries.review_steps import is_last_step
from gis.queries.supplements import Supplements, facts_of
from webmap.database import db
from webmap.receipts import fresh_key
from webmap.scope import require_scope
from webmap.updates.asked import Asked
from webmap.updates.findings import kept_warning
from webmap.updates.looks import note_open_rows
from webmap.updates.reading import label_of
from webmap.updates.words import LEDGERS, cell_words, page_texts

MOST_ROWS: Final = 5_000
_DIGITS: Final = 18
_CUMULATIVE: Final = (CellKind.PERCENT, CellKind.DECIMAL, CellKind.INTEGER, CellKind.MONEY)
"""What is held against the month before; words of another month say nothing about these."""
_HIDDEN: Final = frozenset({"effective_date", "unit_id", "entry_key"})


@dataclass(frozen=True, slots=True)
class Shown:
    """A row that waits: its fields as (name, before, after), the warnings it was written with, its key in forms.

    `is_own` says that the reader wrote it, who therefore does not accept it, `is_supplement` that its month was closed.
    """

    row: OpenRow
    key: str
    changes: tuple[tuple[str, str, str], ...]
    warnings: tuple[str, ...]
    is_own: bool
    is_supplement: bool


def with_right(permission: Permission, asked: Asked) -> Asked:
    """Return `asked` where the reader holds the right for its unit, else answer 403 with the units where it holds."""
    require_scope(permission, project_id=None, unit_id=asked.unit.id)
    return asked


def page_of_rows(template: str, asked: Asked, states: Sequence[ReviewState], **told: object) -> str:
    """Return a page with the rows of the month that wait in these states, by project; the look is noted.

    `told` is what the page says beside them.
    """
    rows = open_rows(db.session, [asked.unit.id], until=last_day(asked.month), states=states)
    note_open_rows(asked.unit.id, rows)
    late = Supplements(db.session, facts_of(rows))
    shown = [_shown(row, late) for row in rows]
    return render_template(
        template,
        asked=asked,
        projects=by_project(shown),
        rows=shown,
        by_project=by_project,
        chosen=set(request.form.getlist("rows")),
        preset=request.args.get("chosen", ""),
        remark=request.form.get("remark", ""),
        entry_key=request.form.get("entry_key") or fresh_key(),
        ledger_words=LEDGERS,
        texts=page_texts(),
        **told,
    )


def by_project(shown: Iterable[Shown]) -> list[list[Shown]]:
    """Return the rows of each project together, those without one together, too."""
    projects: dict[int | None, list[Shown]] = {}
    for each in shown:
        projects.setdefault(each.row.project_id, []).append(each)
    return list(projects.values())


def chosen_rows(asked: Asked, *states: ReviewState) -> list[RowKey] | None:
    """Return the rows that the form names, None where one of them is not, or no more, among those of the month.

    So a forged key moves nothing, and nothing is judged that was rewritten since the page was shown.
    """
    named = _named_rows()
    if not named:
        return named
    waiting = open_rows(db.session, [asked.unit.id], until=last_day(asked.month), states=states)
    known = {RowKey(row.ledger, row.id) for row in waiting}
    return named if known.issuperset(named) else None


def sent_again(state: ReviewState, remark: str) -> int:
    """Return how many rows the form names where the reader moved all of them there with this very remark, else 0.

    The answer to the first sending was lost on its way.
    """
    named, account_id = _named_rows() or [], current_user.account_id
    is_again = is_last_step(db.session, named, state, account_id=account_id, remark=remark or None)
    return len(named) if is_again else 0


def _named_rows() -> list[RowKey] | None:
    """Return the rows that the form names, None where it names what is none."""
    named = set()
    for text in request.form.getlist("rows")[:MOST_ROWS]:
        ledger, _, number = text.partition(":")
        if ledger not in MODELS or not number.isascii() or not number.isdecimal() or len(number) > _DIGITS:
            return None
        named.add(RowKey(ledger, int(number)))
    return sorted(named)


def _shown(row: OpenRow, late: Supplements) -> Shown:
    warnings = tuple(kept_warning(row.ledger, each) for each in row.warnings)
    is_own = not may_accept(current_user.account_id, recorded_by=row.recorded_by)
    is_late = late.has(row.effective_date, row.recorded_at, project_id=row.project_id, unit_id=row.unit_id)
    return Shown(row, f"{row.ledger}:{row.id}", tuple(_changes(row)), warnings, is_own, is_late)


def _changes(row: OpenRow) -> Iterable[tuple[str, str, str]]:
    """Yield the fields that a row states, with what they were before."""
    for column in sheet_of(row.ledger).columns:
        if column.field in _HIDDEN or column.field not in row.stated:
            continue
        after = cell_words(row.stated[column.field], column.kind)
        is_compared = row.is_correction or column.kind in _CUMULATIVE
        before = cell_words((row.before or {}).get(column.field), column.kind) if is_compared else ""
        if after or (before and row.is_correction):
            yield label_of(column), before, after
