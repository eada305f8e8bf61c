"""Taking a list of projects into the catalogue: look first, then save what is new or changed."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import text
from sqlalchemy.orm import Session

from gis.domain.lifecycle import AccuracyClass
from gis.operations.audit import Actor
from gis.operations.imports import BatchFacts, record_batch
from gis.operations.intake import budgets, dating, matching, newcomers, placing, saving, settling, staging
from gis.operations.intake import changes as intake_changes
from gis.operations.intake.record import ProjectRecord

Kept = settling.Kept | dating.NewerKept | budgets.BudgetIssue
# Compiling a plan costs more than these statements, whose tables the planner does not know, ever win by it; with room
# to sort and to gather what goes into an index of words, tens of thousands of rows go at once.
_FOR_MANY_ROWS = text("SET LOCAL jit = off; SET LOCAL work_mem = '96MB'")
_LOCK = text("""
SELECT count(*) FROM (
    SELECT project.id FROM project JOIN staged_row staged ON staged.project_id = project.id FOR UPDATE OF project
) locked
""")


@dataclass(frozen=True, slots=True, kw_only=True)
class IntakeRules:
    """How a list is taken: the day it counts from, the fields it states, what it may empty, what it leaves out.

    A trial holds no locks: nothing will be saved.
    """

    as_of: date
    stated_fields: frozenset[str] = frozenset()
    cleared_fields: frozenset[str] = frozenset()
    is_only_inside: bool = False
    is_trial: bool = False


@dataclass(frozen=True, slots=True)
class Examination:
    """What a staged list would do: the outcome of each row, and everything that a person should know about it."""

    outcomes: dict[int, str]
    repeated: list[matching.CodeTwice] = field(default_factory=list)
    refused: list[matching.CodeRefusal] = field(default_factory=list)
    faulty_shapes: list[placing.FaultyShape] = field(default_factory=list)
    contradictions: list[placing.Contradiction] = field(default_factory=list)
    outside: list[placing.Outside] = field(default_factory=list)
    kept: list[Kept] = field(default_factory=list)
    kept_counts: dict[str, int] = field(default_factory=dict)

    @property
    def counts(self) -> dict[str, int]:
        """Return how many rows have each outcome."""
        return dict(Counter(self.outcomes.values()))

    @property
    def has_news(self) -> bool:
        """Tell whether saving would change anything."""
        return any(outcome in ("new", "changed") for outcome in self.outcomes.values())


def examine(session: Session, records: Iterable[ProjectRecord], rules: IntakeRules) -> Examination:
    """Stage the records and find out what they would change; nothing but temporary tables is written.

    Rows are matched by code, by a code that one side lists as old, and by Mã QHNS. Unless it is a trial, the matched
    projects stay locked until the transaction ends, so that what was shown is what is saved.
    """
    session.execute(_FOR_MANY_ROWS)
    staging.stage(session, records, as_of=rules.as_of)
    repeated = matching.mark_repeated(session)
    refused = matching.match_projects(session)
    if not rules.is_trial:
        session.execute(_LOCK)
    faulty = placing.drop_faulty_shapes(session)
    contradictions, outside = placing.find_contradictions(session), placing.find_outside(session)
    if rules.is_only_inside:
        placing.leave_out_outside(session)
    kept: list[Kept] = []
    kept += settling.settle(
        session, as_of=rules.as_of, accuracy_classes=[item.value for item in AccuracyClass]
    )
    kept += intake_changes.find_changes(session, as_of=rules.as_of, cleared=rules.cleared_fields)
    return Examination(
        outcomes=intake_changes.outcomes(session),
        repeated=repeated,
        refused=refused,
        faulty_shapes=faulty,
        contradictions=contradictions,
        outside=outside,
        kept=kept,
        kept_counts=intake_changes.kept_counts(session, fields=rules.stated_fields - rules.cleared_fields),
    )


def listed_changes(session: Session, *, limit: int | None) -> list[intake_changes.Change]:
    """Return the first `limit` differences that the last examination of this transaction found, all without one."""
    return intake_changes.changes(session, limit=limit)


def change_count(session: Session) -> int:
    """Return how many differences the last examination of this transaction found."""
    return intake_changes.change_count(session)


def listed_new(session: Session, *, limit: int | None) -> list[newcomers.NewProject]:
    """Return the first `limit` new projects of the last examination of this transaction, all without one."""
    return newcomers.new_projects(session, limit=limit)


def confirm_examined(session: Session, rules: IntakeRules) -> None:
    """Remember that values were stated again by a newer list, where the last examination found nothing to save."""
    dating.remember_dates(session, as_of=rules.as_of)


def save_examined(
    session: Session,
    actor: Actor,
    *,
    facts: BatchFacts,
    rules: IntakeRules,
    counts: dict[str, int],
    findings: list[object],
) -> list[int]:
    """Save what the last examination of this transaction found new or changed; return the ids of the projects.

    Adds one batch, and one entry in the log for each project. Call it only where the examination has news.
    """
    batch_id = record_batch(session, actor, facts, counts=counts, findings=findings)
    return saving.save(
        session,
        actor,
        batch_id=batch_id,
        as_of=rules.as_of,
        reason=facts.file_name,
        cleared=rules.cleared_fields,
    )
