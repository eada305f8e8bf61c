"""guard the facts: places and boundaries of the past can neither be changed nor removed"""

from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

GUARDS = """
CREATE TRIGGER status_step_no_truncate BEFORE TRUNCATE ON status_step
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER unit_boundary_history_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON unit_boundary_history
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER document_no_removal BEFORE DELETE OR TRUNCATE ON document
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER project_location_no_removal BEFORE DELETE OR TRUNCATE ON project_location
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER project_location_only_replaced BEFORE UPDATE ON project_location
    FOR EACH ROW WHEN (to_jsonb(OLD) - 'replaced_at' IS DISTINCT FROM to_jsonb(NEW) - 'replaced_at'
                       OR OLD.replaced_at IS NOT NULL)
    EXECUTE FUNCTION refuse_change();
"""

NAMES = {
    "status_step": "status_step_no_truncate",
    "unit_boundary_history": "unit_boundary_history_append_only",
    "document": "document_no_removal",
    "project_location": "project_location_no_removal",
}


def upgrade() -> None:
    op.execute(GUARDS)


def downgrade() -> None:
    for table, trigger in NAMES.items():
        op.execute(f"DROP TRIGGER {trigger} ON {table}")
    op.execute("DROP TRIGGER project_location_only_replaced ON project_location")
