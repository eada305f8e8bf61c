"""the sector beside a share follows its project's, whoever changes it"""

from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

FOLLOW = """
CREATE FUNCTION share_follow_sector() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = public, pg_temp AS $$
BEGIN
    UPDATE project_share SET sector_id = coalesce(NEW.sector_id, 0) WHERE project_id = NEW.id;
    RETURN NULL;
END $$
"""
TRIGGER = """
CREATE TRIGGER project_sector_followed AFTER UPDATE OF sector_id ON project FOR EACH ROW
    WHEN (OLD.sector_id IS DISTINCT FROM NEW.sector_id) EXECUTE FUNCTION share_follow_sector()
"""


def upgrade() -> None:
    op.execute(FOLLOW)
    op.execute(TRIGGER)


def downgrade() -> None:
    op.execute("DROP TRIGGER project_sector_followed ON project")
    op.execute("DROP FUNCTION share_follow_sector()")
