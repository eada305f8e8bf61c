"""the total investment as dated decisions; what the catalogue said becomes the first decision of each project"""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

TABLE = "budget_decision"
OPEN = "review_state IN ('draft', 'submitted', 'returned')"
GUARDS = """
CREATE TRIGGER budget_decision_no_removal BEFORE DELETE OR TRUNCATE ON budget_decision
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER budget_decision_only_reviewed BEFORE UPDATE ON budget_decision
    FOR EACH ROW WHEN (to_jsonb(OLD) - 'review_state' IS DISTINCT FROM to_jsonb(NEW) - 'review_state')
    EXECUTE FUNCTION refuse_change();
CREATE TRIGGER budget_decision_settle AFTER INSERT OR UPDATE OF review_state ON budget_decision
    FOR EACH ROW WHEN (NEW.review_state = 'accepted' AND NEW.corrects_id IS NOT NULL)
    EXECUTE FUNCTION settle_versions();
"""
# A decision whose day nobody knows, or that lies in days to come, holds from the first day that may be asked about.
FILL = """
INSERT INTO budget_decision (project_id, effective_date, kind, amount_vnd, decision_no, entry_key)
SELECT id, CASE WHEN decision_date <= current_date THEN decision_date ELSE DATE '1990-01-01' END, 'first', budget_vnd,
       decision_no, concat('project', '/', id, '/', 'budget')
FROM project WHERE budget_vnd > 0 ORDER BY id
"""


def upgrade() -> None:
    op.create_table(
        TABLE,
        sa.Column("kind", _coded("kind", "first", "adjustment"), nullable=False),
        sa.Column("amount_vnd", sa.Numeric(20, 0), nullable=False),
        sa.Column("decision_no", sa.Text()),
        sa.Column("decided_by", sa.Text()),
        sa.Column("reason", sa.Text()),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("effective_date", sa.Date(), nullable=False),
        sa.Column("counted_from", sa.Date()),
        sa.Column(
            "review_state",
            _coded("review_state", "draft", "submitted", "accepted", "returned", "replaced"),
            server_default="accepted",
            nullable=False,
        ),
        sa.Column("is_withdrawn", sa.Boolean(), server_default="false", nullable=False),
        sa.Column("entry_key", sa.Text()),
        sa.Column("note", sa.Text()),
        sa.Column("recorded_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("project_id", sa.BigInteger(), nullable=False),
        sa.Column("document_id", sa.BigInteger()),
        sa.Column("recorded_by", sa.BigInteger()),
        sa.Column("import_batch_id", sa.BigInteger()),
        sa.Column("corrects_id", sa.BigInteger()),
        sa.CheckConstraint("amount_vnd > 0", name=op.f("ck_budget_decision_amount")),
        sa.CheckConstraint(
            "corrects_id IS NOT NULL OR NOT is_withdrawn", name=op.f("ck_budget_decision_withdrawal")
        ),
        _refers("corrects_id", TABLE),
        _refers("document_id", "document"),
        _refers("import_batch_id", "import_batch"),
        _refers("project_id", "project"),
        _refers("recorded_by", "account"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_budget_decision")),
        sa.UniqueConstraint("corrects_id", name=op.f("uq_budget_decision_corrects_id")),
        sa.UniqueConstraint("entry_key", name=op.f("uq_budget_decision_entry_key")),
    )
    op.execute(FILL)
    op.create_index("ix_budget_decision_import_batch_id", TABLE, ["import_batch_id"])
    op.create_index("ix_budget_decision_project_id_effective_date", TABLE, ["project_id", "effective_date"])
    op.create_index(
        "ix_budget_decision_project_id_review_state",
        TABLE,
        ["project_id", "review_state"],
        postgresql_where=sa.text(OPEN),
    )
    op.execute(GUARDS)


def downgrade() -> None:
    op.drop_table(TABLE)


def _coded(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=24)


def _refers(column: str, table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{table}.id"], name=op.f(f"fk_{TABLE}_{column}"))
