"""log chain: every log row carries its hash, every statement's rows a link that hangs on the one before; look-ups"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

# One field is "length:text" or "-", so that no two rows have the same text; gis/domain/log_chain.py writes the same.
ROW_TEXT = """
CREATE FUNCTION audit_row_text(entry audit_log) RETURNS text LANGUAGE plpgsql STABLE AS $$
DECLARE
    said text := to_char(entry.recorded_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US');
    before text := entry.before::text;
    after text := entry.after::text;
    roles text := entry.actor_roles::text;
BEGIN
    RETURN concat_ws(',',
        octet_length(entry.id::text) || ':' || entry.id,
        octet_length(said) || ':' || said,
        coalesce(octet_length(entry.actor_id::text) || ':' || entry.actor_id, '-'),
        octet_length(entry.actor) || ':' || entry.actor,
        coalesce(octet_length(roles) || ':' || roles, '-'),
        octet_length(entry.action) || ':' || entry.action,
        octet_length(entry.subject) || ':' || entry.subject,
        coalesce(octet_length(entry.subject_id::text) || ':' || entry.subject_id, '-'),
        coalesce(octet_length(before) || ':' || before, '-'),
        coalesce(octet_length(after) || ':' || after, '-'),
        coalesce(octet_length(entry.reason) || ':' || entry.reason, '-'),
        coalesce(octet_length(entry.document_id::text) || ':' || entry.document_id, '-'),
        coalesce(octet_length(entry.request_id) || ':' || entry.request_id, '-'));
END $$
"""
ROLES = """
CREATE FUNCTION audit_roles(actor bigint) RETURNS jsonb LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path = public, pg_temp AS $$
    SELECT jsonb_agg(jsonb_build_object('role', held.role, 'unit_id', held.unit_id) ORDER BY held.id)
    FROM role_assignment held, (SELECT (now() AT TIME ZONE 'Asia/Ho_Chi_Minh')::date) AS today(day)
    WHERE held.account_id = actor AND held.valid_from <= day AND coalesce(held.valid_to >= day, true)
$$
"""
# Runs as whoever writes, for speed; it needs no rights but these functions.
SEAL_ROW = """
CREATE FUNCTION audit_seal_row() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.actor_id IS NOT NULL THEN
        NEW.actor_roles := public.audit_roles(NEW.actor_id);
    END IF;
    NEW.row_hash := pg_catalog.sha256(pg_catalog.convert_to(public.audit_row_text(NEW), 'UTF8'));
    RETURN NEW;
END $$
"""
CLOSE_STATEMENT = """
CREATE FUNCTION audit_close_statement() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = public, pg_temp AS $$
BEGIN
    INSERT INTO audit_batch (log_ids, rows_hash)
    SELECT range_agg(int8range(id, id, '[]')), sha256(string_agg(row_hash, ''::bytea ORDER BY id))
    FROM added HAVING count(*) > 0;
    RETURN NULL;
END $$
"""
# At the commit: whoever comes next waits from here to the end of the transaction, not from the first write on.
CHAIN = """
CREATE FUNCTION audit_chain() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    head audit_link;
    chained timestamptz;
BEGIN
    PERFORM pg_advisory_xact_lock(hashtext('audit_link'));
    SELECT * INTO head FROM audit_link ORDER BY position DESC LIMIT 1;
    chained := clock_timestamp();
    INSERT INTO audit_link (position, batch_id, chained_at, hash)
    VALUES (coalesce(head.position, 0) + 1, NEW.id, chained, sha256(
        coalesce(head.hash, ''::bytea)
        || convert_to(concat_ws(',', coalesce(head.position, 0) + 1, NEW.id, NEW.log_ids::text,
             to_char(chained AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US')), 'UTF8')
        || NEW.rows_hash));
    RETURN NULL;
END $$
"""
TRIGGERS = """
CREATE TRIGGER audit_log_sealed BEFORE INSERT ON audit_log FOR EACH ROW EXECUTE FUNCTION audit_seal_row();
CREATE TRIGGER audit_log_closed AFTER INSERT ON audit_log REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION audit_close_statement();
CREATE CONSTRAINT TRIGGER audit_batch_chained AFTER INSERT ON audit_batch DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION audit_chain();
CREATE TRIGGER audit_batch_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_batch
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER audit_link_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_link
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER restricted_view_append_only BEFORE UPDATE OR TRUNCATE ON restricted_view
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
"""
# What was written before the chain becomes its first link.
SEAL_OLDER = """
ALTER TABLE audit_log DISABLE TRIGGER audit_log_append_only;
UPDATE audit_log SET row_hash = sha256(convert_to(audit_row_text(audit_log), 'UTF8'));
ALTER TABLE audit_log ENABLE TRIGGER audit_log_append_only;
ALTER TABLE audit_log ALTER COLUMN row_hash SET NOT NULL;
"""
CHAIN_OLDER = """
INSERT INTO audit_batch (log_ids, rows_hash)
SELECT range_agg(int8range(id, id, '[]')), sha256(string_agg(row_hash, ''::bytea ORDER BY id))
FROM audit_log HAVING count(*) > 0;
SET CONSTRAINTS audit_batch_chained IMMEDIATE;
SET CONSTRAINTS audit_batch_chained DEFERRED;
"""
READ_BY = (("recorded_at",), ("actor_id", "recorded_at"), ("action", "recorded_at"))


def upgrade() -> None:
    op.add_column("audit_log", sa.Column("actor_roles", postgresql.JSONB()))
    op.add_column("audit_log", sa.Column("document_id", sa.BigInteger()))
    op.add_column("audit_log", sa.Column("row_hash", sa.LargeBinary()))
    op.create_foreign_key("fk_audit_log_document_id", "audit_log", "document", ["document_id"], ["id"])
    _create_chain()
    _create_look_ups()
    for statement in (ROW_TEXT, ROLES, SEAL_ROW, CLOSE_STATEMENT, CHAIN, SEAL_OLDER):
        op.execute(statement)
    op.drop_index("ix_audit_log_subject", "audit_log")
    op.create_index("ix_audit_log_subject", "audit_log", ["subject", "subject_id", "recorded_at", "id"])
    for columns in READ_BY:
        op.create_index(f"ix_audit_log_{'_'.join(columns)}_id", "audit_log", [*columns, "id"])
    op.execute(TRIGGERS)
    op.execute(CHAIN_OLDER)


def downgrade() -> None:
    for trigger in ("audit_log_sealed", "audit_log_closed"):
        op.execute(f"DROP TRIGGER {trigger} ON audit_log")
    for columns in READ_BY:
        op.drop_index(f"ix_audit_log_{'_'.join(columns)}_id", "audit_log")
    op.drop_index("ix_audit_log_subject", "audit_log")
    op.create_index("ix_audit_log_subject", "audit_log", ["subject", "subject_id"])
    for table in ("restricted_view", "audit_link", "audit_batch"):
        op.drop_table(table)
    for function in (
        "audit_seal_row",
        "audit_close_statement",
        "audit_chain",
        "audit_row_text",
        "audit_roles",
    ):
        op.execute(f"DROP FUNCTION {function}")
    op.drop_constraint("fk_audit_log_document_id", "audit_log")
    for name in ("row_hash", "document_id", "actor_roles"):
        op.drop_column("audit_log", name)


def _create_chain() -> None:
    op.create_table(
        "audit_batch",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("log_ids", postgresql.INT8MULTIRANGE(), nullable=False),
        sa.Column("rows_hash", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_audit_batch"),
    )
    op.create_table(
        "audit_link",
        sa.Column("position", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("batch_id", sa.BigInteger(), nullable=False),
        sa.Column("chained_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("position", name="pk_audit_link"),
        sa.ForeignKeyConstraint(["batch_id"], ["audit_batch.id"], name="fk_audit_link_batch_id"),
        sa.UniqueConstraint("batch_id", name="uq_audit_link_batch_id"),
    )


def _create_look_ups() -> None:
    op.create_table(
        "restricted_view",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("account_id", sa.BigInteger(), nullable=False),
        sa.Column("field", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("subject_id", sa.BigInteger()),
        sa.Column("row_count", sa.Integer(), nullable=False),
        sa.Column("request_id", sa.Text()),
        sa.Column("recorded_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_restricted_view"),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name="fk_restricted_view_account_id"),
    )
    op.create_index("ix_restricted_view_account_id_id", "restricted_view", ["account_id", "id"])
    op.create_index("ix_restricted_view_recorded_at", "restricted_view", ["recorded_at"])
