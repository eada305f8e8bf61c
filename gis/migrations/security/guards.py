"""What of a row the web's role may change, where a policy can't tell: it sees the row before or after, never both."""

from collections.abc import Iterable
from typing import Final

from gis.domain.ledger_codes import ReviewState
from gis.domain.roles import Permission
from gis.migrations.grants import catalogue
from gis.models import LEDGERS

PERSONAL: Final = ("password_hash", "totp_secret", "totp_confirmed_at")
"""Columns of an account that only the account itself sets; who manages accounts may empty the device's."""
MANAGED: Final = ("id", "login", "is_active", "is_demo", "created_at")
"""Columns of an account that only who manages accounts changes."""
BOTH: Final = ("display_name", "must_change_password", "password_changed_at")
"""Columns of an account that both change."""

STEPS: Final = (
    (ReviewState.DRAFT, ReviewState.SUBMITTED, Permission.FACT_SUBMIT),
    (ReviewState.SUBMITTED, ReviewState.ACCEPTED, Permission.FACT_REVIEW),
    (ReviewState.SUBMITTED, ReviewState.RETURNED, Permission.FACT_REVIEW),
    (ReviewState.SUBMITTED, ReviewState.DRAFT, Permission.FACT_SUBMIT),
    (ReviewState.RETURNED, ReviewState.DRAFT, Permission.FACT_ENTER),
)
"""The moves of a ledger row, each with what it takes."""

DROPPED: Final = (ReviewState.DRAFT, ReviewState.RETURNED)
"""What a row may drop that is itself replaced from the start."""

GUARD_STATE: Final = """
CREATE FUNCTION hatang_guard_state() RETURNS trigger LANGUAGE plpgsql {path}
AS $$
DECLARE
    needed text := CASE OLD.review_state || '>' || NEW.review_state {steps} END;
    said jsonb := to_jsonb(NEW);
BEGIN
    IF row_security_active(TG_RELID) AND (needed IS NULL OR NOT hatang_reaches(
        hatang_scope(TG_TABLE_NAME, needed), (said->>'project_id')::bigint, (said->>'unit_id')::bigint)) THEN
        {refusal};
    END IF;
    IF row_security_active(TG_RELID) AND NEW.review_state = '{accepted}' AND OLD.recorded_by = hatang_account_id() THEN
        {own};
    END IF;
    RETURN NEW;
END $$
"""

# A row that is replaced from the start drops what was never accepted; it must not hide what was.
GUARD_DROP: Final = """
CREATE FUNCTION hatang_guard_drop() RETURNS trigger LANGUAGE plpgsql {path}
AS $$
DECLARE
    dropped text;
BEGIN
    EXECUTE format('SELECT review_state FROM %I WHERE id = $1', TG_TABLE_NAME) INTO dropped USING NEW.corrects_id;
    IF row_security_active(TG_RELID) AND (dropped IN ({open})) IS NOT TRUE THEN
        {refusal};
    END IF;
    RETURN NEW;
END $$
"""

# The table of projects has no policies, so the ledger of places tells whether this role is bound by any.
GUARD_PROJECT: Final = """
CREATE FUNCTION hatang_guard_project() RETURNS trigger LANGUAGE plpgsql {path}
AS $$
BEGIN
    IF row_security_active('project_location'::regclass)
       AND NOT hatang_reaches(hatang_scope('*', 'project.edit'), OLD.id, NULL) THEN
        {refusal};
    END IF;
    RETURN NEW;
END $$
"""

# A manager empties what another account proves itself by, so that the person sets it up anew; nobody fills it for another.
GUARD_ACCOUNT: Final = """
CREATE FUNCTION hatang_guard_account() RETURNS trigger LANGUAGE plpgsql {path}
AS $$
DECLARE
    is_own boolean := coalesce(hatang_own_account_id() = OLD.id, false);
    is_managed boolean := hatang_has('account.manage');
    is_emptied boolean := NEW.totp_secret IS NULL AND NEW.totp_confirmed_at IS NULL
        AND NEW.password_hash IS NOT DISTINCT FROM OLD.password_hash;
BEGIN
    IF row_security_active(TG_RELID) AND (
        NOT (is_own OR is_managed)
        OR NOT is_managed AND ({managed})
        OR NOT (is_own OR is_emptied) AND ({personal})
    ) THEN
        {refusal};
    END IF;
    RETURN NEW;
END $$
"""

# A paper's reference is completed where it lacks something; what stands there stays. A title that only repeats the
# number is none.
GUARD_DOCUMENT: Final = """
CREATE FUNCTION hatang_guard_document() RETURNS trigger LANGUAGE plpgsql {path}
AS $$
BEGIN
    IF row_security_active(TG_RELID) AND (
        OLD.issued_on IS NOT NULL AND NEW.issued_on IS DISTINCT FROM OLD.issued_on
        OR OLD.issuer IS NOT NULL AND NEW.issuer IS DISTINCT FROM OLD.issuer
        OR NEW.title <> OLD.title AND right(OLD.title, char_length(OLD.number)) IS DISTINCT FROM OLD.number
        OR NEW.title <> OLD.title AND OLD.number IS NULL
    ) THEN
        {refusal};
    END IF;
    RETURN NEW;
END $$
"""


def functions() -> tuple[str, ...]:
    """Return the statements that make the functions of the guards, `{path}` left open."""
    path = "{path}"
    dropped = ", ".join(f"'{state}'" for state in DROPPED)
    steps = " ".join(f"WHEN '{old}>{new}' THEN '{needed}'" for old, new, needed in STEPS)
    moved = _refusal(
        "a row of % does not move from % to %", "TG_TABLE_NAME, OLD.review_state, NEW.review_state"
    )
    return (
        GUARD_STATE.format(
            path=path,
            steps=steps,
            refusal=moved,
            accepted=ReviewState.ACCEPTED,
            own=_refusal("a row of % is not accepted by its author", "TG_TABLE_NAME"),
        ),
        GUARD_DROP.format(
            path=path, open=dropped, refusal=_refusal("a row of % drops no accepted one", "TG_TABLE_NAME")
        ),
        GUARD_PROJECT.format(path=path, refusal=_refusal("project % is outside of the scope", "OLD.id")),
        GUARD_ACCOUNT.format(
            path=path,
            personal=_changed(PERSONAL),
            managed=_changed(MANAGED),
            refusal=_refusal("account % is another one", "OLD.id"),
        ),
        GUARD_DOCUMENT.format(
            path=path, refusal=_refusal("document % says something else already", "OLD.id")
        ),
    )


def triggers() -> list[str]:
    """Return the statements that hang the guards on their tables."""
    return [
        *(
            f"CREATE TRIGGER {ledger.__tablename__}_guard BEFORE UPDATE OF review_state ON {ledger.__tablename__}"
            " FOR EACH ROW WHEN (OLD.review_state IS DISTINCT FROM NEW.review_state)"
            " EXECUTE FUNCTION hatang_guard_state()"
            for ledger in LEDGERS
        ),
        *(
            f"CREATE TRIGGER {ledger.__tablename__}_guard_drop BEFORE INSERT ON {ledger.__tablename__}"
            f" FOR EACH ROW WHEN (NEW.review_state = '{ReviewState.REPLACED}') EXECUTE FUNCTION hatang_guard_drop()"
            for ledger in LEDGERS
        ),
        _on_columns("project", catalogue("project")),
        _on_columns("account", (*PERSONAL, *MANAGED, *BOTH)),
        _on_columns("document", ("issued_on", "issuer", "title")),
    ]


def _on_columns(table: str, columns: Iterable[str]) -> str:
    """Return the statement of a guard that an update of other columns does not even meet."""
    return (
        f"CREATE TRIGGER {table}_guard BEFORE UPDATE OF {', '.join(columns)} ON {table}"
        f" FOR EACH ROW EXECUTE FUNCTION hatang_guard_{table}()"
    )


def _changed(columns: Iterable[str]) -> str:
    """Return the condition that an update changes one of `columns`."""
    return " OR ".join(f"NEW.{name} IS DISTINCT FROM OLD.{name}" for name in columns)


def _refusal(said: str, values: str) -> str:
    return f"RAISE EXCEPTION '{said}', {values} USING ERRCODE = 'insufficient_privilege'"
