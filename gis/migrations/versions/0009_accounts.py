"""accounts: roles by unit and time instead of one role each; sessions, second factor, invitations"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0007"
branch_labels = None
depends_on = None

ROLES = (
    "administrator",
    "data_entry",
    "accountant",
    "unit_leader",
    "reviewer",
    "standing_agency",
    "council",
    "committee_leader",
    "community_supervisor",
)
OLD_ROLES = ("viewer", "editor", "administrator")

# Everywhere, as before: accounts knew no units.
MOVED = """
INSERT INTO role_assignment (account_id, role, valid_from, recorded_at)
SELECT id, CASE role WHEN 'editor' THEN 'data_entry' WHEN 'viewer' THEN 'community_supervisor' ELSE role END,
       (created_at AT TIME ZONE 'Asia/Ho_Chi_Minh')::date, created_at
FROM account ORDER BY id
"""
MOVED_BACK = """
UPDATE account SET role = coalesce((
    SELECT CASE WHEN bool_or(held.role = 'administrator') THEN 'administrator'
                WHEN bool_or(held.role IN ('data_entry', 'unit_leader', 'reviewer')) THEN 'editor' ELSE 'viewer' END
    FROM role_assignment held
    WHERE held.account_id = account.id AND coalesce(held.valid_to >= current_date, true)), 'viewer')
"""


def upgrade() -> None:
    _create_assignments()
    _create_keys()
    op.execute(MOVED)
    op.drop_constraint("ck_account_role", "account")
    op.drop_column("account", "role")
    op.alter_column("account", "password_hash", existing_type=sa.Text(), nullable=True)
    op.add_column(
        "account",
        sa.Column("must_change_password", sa.Boolean(), server_default=sa.text("false"), nullable=False),
    )
    for name in ("password_changed_at", "totp_confirmed_at"):
        op.add_column("account", sa.Column(name, sa.DateTime(timezone=True)))
    op.execute("UPDATE account SET password_changed_at = created_at")
    op.add_column("account", sa.Column("totp_secret", sa.Text()))
    op.add_column("account", sa.Column("totp_last_step", sa.BigInteger()))


def downgrade() -> None:
    for name in (
        "totp_last_step",
        "totp_secret",
        "totp_confirmed_at",
        "password_changed_at",
        "must_change_password",
    ):
        op.drop_column("account", name)
    op.execute("UPDATE account SET password_hash = '' WHERE password_hash IS NULL")
    op.alter_column("account", "password_hash", existing_type=sa.Text(), nullable=False)
    role = sa.Enum(*OLD_ROLES, name="role", native_enum=False, create_constraint=False, length=24)
    op.add_column("account", sa.Column("role", role, server_default="viewer", nullable=False))
    op.execute(MOVED_BACK)
    op.alter_column("account", "role", server_default=None)
    op.create_check_constraint("role", "account", "role IN ('viewer', 'editor', 'administrator')")
    for table in ("invitation", "recovery_code", "account_session", "role_assignment"):
        op.drop_table(table)


def _create_assignments() -> None:
    role = sa.Enum(*ROLES, name="role", native_enum=False, create_constraint=True, length=24)
    op.create_table(
        "role_assignment",
        _key(),
        sa.Column("account_id", sa.BigInteger(), sa.ForeignKey("account.id"), nullable=False),
        sa.Column("role", role, nullable=False),
        sa.Column("unit_id", sa.BigInteger(), sa.ForeignKey("unit.id")),
        sa.Column("agency_id", sa.BigInteger(), sa.ForeignKey("agency.id")),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date()),
        sa.Column("document", sa.Text()),
        sa.Column("granted_by", sa.BigInteger(), sa.ForeignKey("account.id")),
        _moment("recorded_at", by_default=True),
        sa.CheckConstraint("valid_to >= valid_from - 1", name="life"),
    )
    for column in ("account_id", "unit_id"):
        op.create_index(f"ix_role_assignment_{column}", "role_assignment", [column])


def _create_keys() -> None:
    op.create_table(
        "account_session",
        _key(),
        sa.Column("token_hash", sa.Text(), nullable=False, unique=True),
        sa.Column("account_id", sa.BigInteger(), sa.ForeignKey("account.id"), nullable=False, index=True),
        _moment("started_at"),
        _moment("last_seen_at"),
        _moment("expires_at"),
        sa.Column("ended_at", sa.DateTime(timezone=True)),
        sa.Column("user_agent", sa.Text()),
        sa.Column("second_factor", sa.Boolean(), server_default=sa.text("false"), nullable=False),
    )
    op.create_table(
        "recovery_code",
        _key(),
        sa.Column("account_id", sa.BigInteger(), sa.ForeignKey("account.id"), nullable=False),
        sa.Column("code_hash", sa.Text(), nullable=False),
        _moment("created_at", by_default=True),
        sa.Column("used_at", sa.DateTime(timezone=True)),
        sa.Column("replaced_at", sa.DateTime(timezone=True)),
    )
    codes = ["account_id", "code_hash"]
    op.create_index("uq_recovery_code_account_id_code_hash", "recovery_code", codes, unique=True)
    op.create_table(
        "invitation",
        _key(),
        sa.Column("token_hash", sa.Text(), nullable=False, unique=True),
        sa.Column("account_id", sa.BigInteger(), sa.ForeignKey("account.id"), nullable=False, index=True),
        sa.Column("resets_second_factor", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("created_by", sa.BigInteger(), sa.ForeignKey("account.id")),
        _moment("created_at", by_default=True),
        _moment("expires_at"),
        sa.Column("used_at", sa.DateTime(timezone=True)),
        sa.Column("cancelled_at", sa.DateTime(timezone=True)),
    )


def _key() -> "sa.Column[int]":
    return sa.Column("id", sa.BigInteger(), sa.Identity(always=False), primary_key=True)


def _moment(name: str, *, by_default: bool = False) -> "sa.Column[object]":
    default = sa.text("now()") if by_default else None
    return sa.Column(name, sa.DateTime(timezone=True), server_default=default, nullable=False)
