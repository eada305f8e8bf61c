"""Which rows the web's role reads and writes, table by table; the owner's programs pass by.

A policy asks for the scope in a subquery of its own, so that it is found once a statement and only where a row needs
it: what was accepted is everybody's and costs one comparison.
"""

from collections.abc import Iterator
from typing import Final, NamedTuple

from gis.domain.ledger_codes import ReviewState
from gis.domain.roles import MONEY_LEDGERS, RELEASING, Permission
from gis.migrations.security.scope import EVERYWHERE
from gis.models.ledger import LEDGERS, LedgerEntry
from gis.models.ledger.entry import table_of

ACCOUNT: Final = "(SELECT hatang_account_id())"
OWN_ACCOUNT: Final = "(SELECT hatang_own_account_id())"
MANAGES: Final = f"(SELECT hatang_has('{Permission.ACCOUNT_MANAGE}'))"
OPEN_TO_ALL: Final = "true"


class Policy(NamedTuple):
    """What a command may do with which rows of a table: `using` those that are there, `check` those that are written."""

    table: str
    command: str
    using: str | None = None
    check: str | None = None

    def sql(self) -> str:
        """Return the statement that makes the policy."""
        using = f" USING ({self.using})" if self.using else ""
        check = f" WITH CHECK ({self.check})" if self.check else ""
        name = f"{self.table}_{self.command.lower()}"
        return f"CREATE POLICY {name} ON {self.table} FOR {self.command}{using}{check}"


def scope(*permissions: Permission, ledger: str = "*") -> str:
    """Return the subquery of the units that the request's account reaches with any of `permissions`."""
    return f"(SELECT hatang_scope({', '.join(map(_quoted, (ledger, *permissions)))}))"


def reaches(found: str, *, project: str = "NULL", unit: str = "NULL") -> str:
    """Return the condition that a scope holds the project and the commune of a row."""
    return f"hatang_reaches({found}, {project}, {unit})"


def policies() -> list[Policy]:
    """Return every policy; a table that has one is closed to whatever none of its policies allows."""
    return [
        *(policy for ledger in LEDGERS for policy in _of_ledger(ledger)),
        *_of_projects(),
        *_of_treasury(),
        *_of_review(),
        *_of_accounts(),
        *_of_log(),
    ]


def _of_ledger(ledger: type[LedgerEntry]) -> Iterator[Policy]:
    """Accepted rows are read by all; the others, and every write, stay within the scope and the role's part of the way.

    A replaced row is read by all where a later version was accepted, too: it takes the place of the accepted one that it
    corrected. One that only dropped a draft stays within.
    """
    table = ledger.__tablename__
    place = {"project": "project_id", "unit": "unit_id" if "unit_id" in table_of(ledger).c else "NULL"}

    def within(*permissions: Permission) -> str:
        return reaches(scope(*permissions, ledger=table), **place)

    accepted, replaced = _quoted(ReviewState.ACCEPTED), _quoted(ReviewState.REPLACED)
    released = f"review_state = {accepted} OR (review_state = {replaced} AND hatang_was_released({_quoted(table)}, id))"
    begun = (
        (ReviewState.DRAFT, Permission.FACT_ENTER),
        (ReviewState.REPLACED, Permission.FACT_ENTER),
        (ReviewState.SUBMITTED, Permission.FACT_SUBMIT),
    )  # accepted is what somebody else made of a row, never how it begins
    by_state = " ".join(f"WHEN '{state}' THEN {scope(needed, ledger=table)}" for state, needed in begun)
    writing = within(Permission.FACT_ENTER, Permission.FACT_SUBMIT, Permission.FACT_REVIEW)
    yield Policy(table, "SELECT", f"{released} OR {within(Permission.RESTRICTED_READ)}")
    yield Policy(
        table,
        "INSERT",
        check=f"recorded_by = {ACCOUNT} AND {reaches(f'CASE review_state {by_state} END', **place)}",
    )
    yield Policy(table, "UPDATE", writing, writing)


def _of_projects() -> Iterator[Policy]:
    """Places and papers are read by all and written within the scope; a file without a public copy is read there only.

    A public copy is given by who hands the month in or judges it there, and taken away by whoever edits.
    """
    editing = reaches(scope(Permission.PROJECT_EDIT), project="project_id")
    # Papers come with every fact, those of roles that enter money alone, too.
    filing_roles = scope(Permission.PROJECT_EDIT, Permission.FACT_ENTER, ledger=MONEY_LEDGERS[0])
    # What belongs to no place is a paper of a list, which the owner's programs take in.
    has_place = "num_nonnulls(project_id, unit_id) = 1"
    papers = f"{has_place} AND {reaches(filing_roles, project='project_id', unit='unit_id')}"
    filing = f"hatang_reaches_document({scope(Permission.PROJECT_EDIT)}, document_id)"
    reading = (
        f"hatang_reaches_document({scope(Permission.PROJECT_EDIT, Permission.RESTRICTED_READ)}, document_id)"
    )
    releasing = f"hatang_reaches_document({scope(*RELEASING)}, document_id)"
    held_or_released = f"{filing} AND (public_sha256 IS NULL OR {releasing})"
    by_itself = f"recorded_by = {ACCOUNT}"
    yield Policy("project_location", "SELECT", OPEN_TO_ALL)
    yield Policy("project_location", "INSERT", check=f"{by_itself} AND {editing}")
    yield Policy("project_location", "UPDATE", editing, editing)
    yield Policy("document", "SELECT", OPEN_TO_ALL)
    yield Policy("document", "INSERT", check=papers)
    yield Policy("document", "UPDATE", papers, papers)
    yield Policy("stored_file", "SELECT", f"public_sha256 IS NOT NULL OR {reading}")
    yield Policy("stored_file", "INSERT", check=f"{by_itself} AND {held_or_released}")
    yield Policy("stored_file", "UPDATE", filing, held_or_released)


def _of_treasury() -> Iterator[Policy]:
    """Payments at the Treasury are read within the scope; those of a project that nobody knows by who reaches everywhere."""
    yield Policy("treasury_line", "SELECT", reaches(scope(Permission.RESTRICTED_READ), project="project_id"))


def _of_review() -> Iterator[Policy]:
    """Steps are read and written by who works on their row; closings are read by all, written by who closes there."""
    working = "'fact.enter', 'fact.submit', 'fact.review'"
    closing = reaches(scope(Permission.PERIOD_CLOSE), unit="unit_id")
    by_itself = f"recorded_by = {ACCOUNT}"
    yield Policy(
        "review_step", "SELECT", f"hatang_reaches_row(ledger, row_id, '{Permission.RESTRICTED_READ}')"
    )
    yield Policy(
        "review_step", "INSERT", check=f"{by_itself} AND hatang_reaches_row(ledger, row_id, {working})"
    )
    yield Policy("period_closing", "SELECT", OPEN_TO_ALL)
    yield Policy("period_closing", "INSERT", check=f"{by_itself} AND {closing}")


def _of_accounts() -> Iterator[Policy]:
    """An account changes itself; who manages accounts gives roles; a session is opened by who proved the password.

    Which columns of an account may change is held by a guard (`gis.migrations.security.guards`).
    """
    own = f"account_id = {OWN_ACCOUNT}"
    own_or_managed = f"{own} OR {MANAGES}"
    yield Policy("account", "SELECT", OPEN_TO_ALL)
    yield Policy("account", "INSERT", check=MANAGES)
    yield Policy("account", "UPDATE", OPEN_TO_ALL, OPEN_TO_ALL)
    yield Policy("role_assignment", "SELECT", f"{OWN_ACCOUNT} IS NOT NULL")
    yield Policy("role_assignment", "INSERT", check=f"granted_by = {ACCOUNT} AND {MANAGES}")
    yield Policy("role_assignment", "UPDATE", MANAGES, MANAGES)
    yield Policy("account_session", "SELECT", own_or_managed)
    yield Policy("account_session", "INSERT", check=own)
    yield Policy("account_session", "UPDATE", own_or_managed, own_or_managed)
    yield Policy("recovery_code", "SELECT", own_or_managed)
    yield Policy("recovery_code", "INSERT", check=own)
    yield Policy("recovery_code", "UPDATE", own_or_managed, own_or_managed)
    yield Policy("invitation", "SELECT", OPEN_TO_ALL)
    yield Policy("invitation", "INSERT", check=f"created_by = {ACCOUNT} AND {MANAGES}")
    yield Policy("invitation", "UPDATE", own_or_managed, own_or_managed)


def _of_log() -> Iterator[Policy]:
    """Nobody writes in another's name; only that somebody failed to sign in, or locked an account by it, is noted by nobody.

    What happened to a project is read by all, but what was typed into its ledgers and said of it only within the scope.
    """
    inner = ", ".join(map(_quoted, (*(ledger.__tablename__ for ledger in LEDGERS), "review")))
    is_public = f"subject = 'project' AND split_part(action, '.', 1) NOT IN ({inner})"
    project, unit = (f"CASE subject WHEN '{subject}' THEN subject_id END" for subject in ("project", "unit"))
    everywhere = f"{scope(Permission.AUDIT_READ)} = '{EVERYWHERE}'"
    locking = "action IN ('fail_sign_in', 'lock') AND subject = 'account' AND actor_id = subject_id"
    yield Policy(
        "audit_log",
        "SELECT",
        f"{is_public} OR {everywhere} OR recorded_at = now() OR {reaches(scope(Permission.AUDIT_READ), project=project, unit=unit)}",
    )
    yield Policy("audit_log", "INSERT", check=f"actor_id = {OWN_ACCOUNT} OR ({locking})")
    looked = f"account_id = {ACCOUNT}"
    yield Policy(
        "restricted_view", "SELECT", f"{looked} OR (SELECT hatang_has('{Permission.PERSONAL_DATA}'))"
    )
    yield Policy("restricted_view", "INSERT", check=looked)


def _quoted(word: str) -> str:
    """Return a word of our own code as SQL text."""
    return f"'{word}'"
