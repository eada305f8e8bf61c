"""a first completion date that was typed wrongly may be corrected by a ledger row with reason and paper"""

from alembic import op

revision = "0016"
down_revision = "0014"
branch_labels = None
depends_on = None

_REFUSE = """
    RAISE EXCEPTION 'the first completion date of project % never changes', OLD.code
        USING ERRCODE = 'integrity_constraint_violation';"""
_FUNCTION = """
CREATE OR REPLACE FUNCTION keep_first_baseline() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN{body}
END $$;
"""
_UNLESS_CORRECTED = f"""
    IF NOT EXISTS (
        SELECT FROM completion_date
        WHERE project_id = OLD.id AND kind = 'first' AND new_date = NEW.first_completion_date
          AND corrects_id IS NOT NULL AND note IS NOT NULL AND document_id IS NOT NULL
          AND review_state = 'accepted' AND NOT is_withdrawn
    ) THEN{_REFUSE}
    END IF;
    RETURN NEW;"""


def upgrade() -> None:
    op.execute(_FUNCTION.format(body=_UNLESS_CORRECTED))


def downgrade() -> None:
    op.execute(_FUNCTION.format(body=_REFUSE))
