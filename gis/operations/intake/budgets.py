"""The total investment that a list states, beside the decisions that are known: what is appended, from which day."""

from datetime import date
from typing import Final, NamedTuple

from sqlalchemy import text
from sqlalchemy.orm import Session

from gis.domain.budget import UNKNOWN_DAY
from gis.models.ledger.visible import visible
from gis.operations.name_keys import number_key

_COUNTS: Final = visible("budget_decision", row="known", as_of="CAST(:as_of AS date)")
_SAME: Final = f"""
(CASE WHEN known.decision_no IS NOT NULL AND given.decision_no IS NOT NULL
      THEN {number_key("known.decision_no")} = {number_key("given.decision_no")}
           AND (given.decision_date IS NULL OR known.effective_date IN (given.decision_date, :unknown_day))
      ELSE known.effective_date = given.decision_date END)
"""
# Only sums that differ from the catalogue's are looked at; most rows of a list that comes again say nothing new.
_STAGED: Final = text(f"""
CREATE TEMP TABLE staged_budget ON COMMIT DROP AS
SELECT change.row_id, given.budget_vnd AS amount_vnd, latest.amount_vnd AS known_vnd,
       latest.effective_date AS known_date, same.amount_vnd AS same_vnd,
       CASE WHEN same.amount_vnd IS NULL AND given.decision_date <= :as_of
                 AND (given.decision_date >= latest.effective_date OR latest.decision_no IS NOT NULL)
            THEN given.decision_date ELSE coalesce(given.recorded_date, :as_of) END AS effective_date,
       CASE WHEN same.amount_vnd IS NULL THEN given.decision_no END AS decision_no
FROM staged_change change JOIN staged_project given USING (row_id) JOIN staged_row staged USING (row_id)
CROSS JOIN LATERAL (
    SELECT amount_vnd, effective_date, decision_no FROM budget_decision known
    WHERE known.project_id = staged.project_id AND {_COUNTS} ORDER BY effective_date DESC, id DESC LIMIT 1) latest
LEFT JOIN LATERAL (
    SELECT amount_vnd FROM budget_decision known WHERE known.project_id = staged.project_id AND {_COUNTS} AND {_SAME}
    ORDER BY known.amount_vnd = given.budget_vnd DESC, effective_date DESC, id DESC LIMIT 1) same ON true
WHERE change.field = 'budget_vnd' AND given.budget_vnd IS NOT NULL
""")  # noqa: S608 - names of our own
# A sum that a known decision states already, or that is older than the decision in force, is no news of today.
_OLDER: Final = text("""
DELETE FROM staged_change change USING staged_budget given
WHERE change.row_id = given.row_id AND change.field = 'budget_vnd'
  AND (given.same_vnd = given.amount_vnd OR given.effective_date < given.known_date)
RETURNING given.row_id, given.known_vnd, given.amount_vnd, given.known_date
""")
_KEEP_KNOWN: Final = text("""
UPDATE staged_project given SET budget_vnd = project.budget_vnd
FROM staged_row JOIN project ON project.id = staged_row.project_id
WHERE given.row_id = ANY(:row_ids) AND staged_row.row_id = given.row_id
""")
_TWICE: Final = text("""
SELECT row_id, same_vnd, amount_vnd, effective_date FROM staged_budget
WHERE same_vnd <> amount_vnd AND effective_date >= known_date ORDER BY row_id
""")
_BELOW_PAID: Final = text("""
SELECT change.row_id, summary.paid_total_vnd, given.budget_vnd
FROM staged_change change JOIN staged_project given USING (row_id) JOIN staged_row staged USING (row_id)
JOIN project_summary summary ON summary.project_id = staged.project_id
WHERE change.field = 'budget_vnd' AND summary.paid_total_vnd > given.budget_vnd ORDER BY change.row_id
""")
_TO_COME: Final = text("""
SELECT row_id, decision_date FROM staged_project JOIN staged_row USING (row_id)
WHERE budget_vnd IS NOT NULL AND decision_date > :as_of AND outcome IS NULL ORDER BY row_id
""")
# The first sum of a new project holds from its decision, from the beginning where nobody knows the day; one that comes
# to a known project changes nothing before the decision or the list that brings it.
_APPEND: Final = text("""
INSERT INTO budget_decision (project_id, effective_date, kind, amount_vnd, decision_no, recorded_by, import_batch_id, note)
SELECT project.id, coalesce(told.effective_date,
           CASE WHEN project.decision_date <= :as_of AND (saved.outcome = 'new' OR NOT EXISTS (
               SELECT FROM budget_decision known WHERE known.project_id = project.id)) THEN project.decision_date END,
           CASE WHEN saved.outcome = 'new' THEN CAST(:unknown_day AS date) ELSE saved.effective_date END),
       CASE WHEN told.row_id IS NULL THEN 'first' ELSE 'adjustment' END, project.budget_vnd,
       CASE WHEN told.row_id IS NULL THEN project.decision_no ELSE told.decision_no END, CAST(:author_id AS bigint), :batch_id, :note
FROM saved_row saved JOIN project ON project.id = saved.project_id
LEFT JOIN staged_budget told ON told.row_id = saved.row_id
WHERE project.budget_vnd > 0
  AND (saved.outcome = 'new' OR EXISTS (
      SELECT FROM staged_change change WHERE change.row_id = saved.row_id AND change.field = 'budget_vnd'))
ORDER BY project.id
""")
# A list that empties the field takes back what counted, from its own day on.
_TAKE_BACK: Final = text(f"""
INSERT INTO budget_decision (project_id, effective_date, counted_from, kind, amount_vnd, decision_no, corrects_id,
                             is_withdrawn, recorded_by, import_batch_id, note)
SELECT project.id, known.effective_date, greatest(known.effective_date, saved.effective_date), known.kind,
       known.amount_vnd, known.decision_no, known.id, true, CAST(:author_id AS bigint), :batch_id, :note
FROM saved_row saved JOIN project ON project.id = saved.project_id AND project.budget_vnd IS NULL
JOIN staged_change change ON change.row_id = saved.row_id AND change.field = 'budget_vnd'
JOIN budget_decision known ON known.project_id = project.id AND {_COUNTS}
WHERE NOT EXISTS (SELECT FROM budget_decision newer WHERE newer.corrects_id = known.id)
""")  # noqa: S608 - names of our own


class BudgetKept(NamedTuple):
    """A row states a sum of an older decision or list than the one in force since `known_date`, which stays."""

    row_id: int
    known_vnd: int
    stated_vnd: int
    known_date: date


class BudgetTwice(NamedTuple):
    """A row states another sum under a known decision; it counts from `effective_date`, the day of the list."""

    row_id: int
    known_vnd: int
    stated_vnd: int
    effective_date: date


class BudgetBelowPaid(NamedTuple):
    """A row states a sum below what was disbursed already."""

    row_id: int
    paid_vnd: int
    stated_vnd: int


class DecisionToCome(NamedTuple):
    """A row dates the decision on its sum in days to come, from which nothing can count yet."""

    row_id: int
    decision_date: date


BudgetIssue = BudgetKept | BudgetTwice | BudgetBelowPaid | DecisionToCome


def settle(session: Session, *, as_of: date) -> list[BudgetIssue]:
    """Take older sums out of the staged changes; return what stays instead, and what a person should know of the others."""
    day = {"as_of": as_of}
    session.execute(_STAGED, day | {"unknown_day": UNKNOWN_DAY})
    kept = [BudgetKept(*row) for row in session.execute(_OLDER)]
    if kept:
        session.execute(_KEEP_KNOWN, {"row_ids": [row.row_id for row in kept]})
    return [
        *sorted(kept),
        *(BudgetTwice(*row) for row in session.execute(_TWICE)),
        *(BudgetBelowPaid(*row) for row in session.execute(_BELOW_PAID)),
        *(DecisionToCome(*row) for row in session.execute(_TO_COME, day)),
    ]


def append(session: Session, *, as_of: date, author_id: int | None, batch_id: int, note: str) -> None:
    """Append the sums of the projects in `saved_row` that are new, take back those it empties.

    `note` names the file, `author_id` the account that takes it in; None where a program does.
    """
    given = {"as_of": as_of, "author_id": author_id, "batch_id": batch_id, "note": note}
    session.execute(_TAKE_BACK, given)
    session.execute(_APPEND, given | {"unknown_day": UNKNOWN_DAY})
