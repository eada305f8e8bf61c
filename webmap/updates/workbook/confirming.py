"""Writing what was decided about a workbook's rows: all of it as drafts in one transaction, or nothing."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from flask_babel import gettext
from sqlalchemy.exc import IntegrityError

from gis.domain.errors import DomainError
from gis.operations.drafts import ConflictError, Draft, hold_places, save_draft
from gis.operations.review import MODELS, RowKey
from webmap.accounts.people import current_actor
from webmap.clock import today
from webmap.database import db
from webmap.updates.constraints import constraint_of, told_constraint
from webmap.updates.holding import explained
from webmap.updates.papers import documents_of, without_paper
from webmap.updates.workbook.lines import Fate, Line
from webmap.updates.workbook.looking import Look

KEEP, MINE = "keep", "mine"


@dataclass(slots=True)
class Decisions:
    """What the form says of each row: written or not, which figure of two, why; and what it had seen."""

    form: Mapping[str, str]
    errors: dict[str, str] = field(default_factory=dict)

    def is_taken(self, line: Line) -> bool:
        """Tell whether the row is to be written."""
        if line.fate is Fate.CONFLICT:
            return self.choice(line) == MINE
        return self._is_ticked(line)

    def _is_ticked(self, line: Line) -> bool:
        return bool(self.form.get(f"take-{line.key}"))

    def _is_chosen(self, line: Line) -> bool:
        """Tell whether a row that is not to be written any more was chosen, as whichever fate it had before."""
        return self._is_ticked(line) or self.choice(line) == MINE

    def choice(self, line: Line) -> str:
        """Return which of two figures was chosen, empty for none."""
        return self.form.get(f"choice-{line.key}", "")

    def check(self, look: Look) -> None:
        """Note what is not decided, what changed since the reader looked, and what can't be written as chosen.

        `look` is one at the rows that were decided for: without those that are left out a rule may refuse another.
        """
        for line in look.of(Fate.REFUSED):
            if self._is_chosen(line):
                self.errors[line.key] = gettext("Với các dòng đã chọn, dòng này không ghi được.")
        for line in look.of(Fate.CHANGE, Fate.CONFLICT):
            if self.form.get(f"seen-{line.key}") != line.seen:
                self.errors[line.key] = gettext("Số liệu vừa đổi sau khi trang mở. Xem lại dòng này.")
            elif line.fate is Fate.CONFLICT and self.choice(line) not in (KEEP, MINE):
                self.errors[line.key] = gettext("Chọn số nào được giữ.")
            elif self.is_taken(line) and line.needs_reason:
                self.errors[line.key] = gettext("Ghi lý do, hoặc bỏ chọn dòng này.")


def reasons_of(form: Mapping[str, str]) -> dict[str, str]:
    """Return the reasons that the form gives, by row."""
    return {
        name.removeprefix("reason-"): text[:500] for name, text in form.items() if name.startswith("reason-")
    }


def write(look: Look, decisions: Decisions) -> list[RowKey] | None:
    """Write the rows that were decided for and commit; return those that changed something.

    None where nothing was written: a row that changed in this very moment is told in the errors.
    """
    written = []
    taken = [line for line in look.of(Fate.CHANGE, Fate.CONFLICT) if decisions.is_taken(line)]
    # One order for all, so that no two workbooks, and no workbook and its handing in, wait for each other.
    hold_places(db.session, [(line.ledger, line.values) for line in taken])
    documents = documents_of(
        {line.key: (line.ledger, line.values, line.standing.get("document_id")) for line in taken}
    )
    for line in sorted(taken, key=_place):
        told = None
        try:
            written += _save(line, documents)
        except ConflictError:
            told = gettext("Người khác vừa sửa số liệu này. Xem lại dòng này.")
        except DomainError as error:
            told = explained(error)
        except IntegrityError as error:
            told = told_constraint(line.ledger, constraint_of(error)).message
        if told is not None:
            db.session.rollback()
            decisions.errors[line.key] = told
            return None
    db.session.commit()
    return written


def _save(line: Line, documents: Mapping[str, int]) -> list[RowKey]:
    """Return the row that this very call wrote, if any."""
    draft = Draft(
        values=without_paper(line.values) | {"document_id": documents.get(line.key)},
        entry_key=line.entry_key,
        base_id=line.base_id,
        is_dated=line.ledger != "progress_report",
        warnings=line.breaches,
        remark=line.reason or None,
    )
    saved = save_draft(db.session, MODELS[line.ledger], draft, current_actor(), as_of=today())
    return [RowKey(line.ledger, saved.row.id)] if saved.is_new else []


def _place(line: Line) -> tuple[str, bool, int, int, int]:
    """Order as rows are locked where they are handed in and judged: by ledger and row; new rows after them, as filled."""
    project_id = line.project.id if line.project else 0
    return line.ledger, line.base_id is None, line.base_id or 0, project_id, line.source.number
