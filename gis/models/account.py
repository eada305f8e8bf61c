"""People who sign in: their accounts, the roles they hold by unit and time, their open sessions and keys."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Date, DateTime, ForeignKey, Index, SmallInteger, Text
from sqlalchemy.dialects.postgresql import BIGINT
from sqlalchemy.orm import Mapped, mapped_column

from gis.database import Base
from gis.domain.roles import Role
from gis.models.columns import BigKey, Label, RecordedAt, coded


class Account(Base):
    """One person's account; the password is kept as an argon2 hash only, null until an invitation was taken up.

    `totp_secret` is encrypted by the application; it counts from `totp_confirmed_at` on, and a code of the step
    `totp_last_step` or before is not taken again.
    """

    __tablename__ = "account"

    id: Mapped[BigKey]
    login: Mapped[str] = mapped_column(Text, unique=True)
    display_name: Mapped[Label]
    password_hash: Mapped[str | None] = mapped_column(Text, deferred=True)
    """The web writes it and never reads it: the database compares it itself (`hatang_prove_password`)."""
    must_change_password: Mapped[bool] = mapped_column(server_default="false")
    password_changed_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    totp_secret: Mapped[str | None] = mapped_column(Text)
    totp_confirmed_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    totp_last_step: Mapped[int | None] = mapped_column(BIGINT)
    is_active: Mapped[bool] = mapped_column(server_default="true")
    is_demo: Mapped[bool] = mapped_column(server_default="false")
    failed_count: Mapped[int] = mapped_column(SmallInteger, server_default="0")
    locked_until: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    created_at: Mapped[RecordedAt]
    last_login_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))


class RoleAssignment(Base):
    """A role that an account holds from `valid_from` through `valid_to` (null: until taken back) for one unit.

    Without a unit it holds everywhere. `agency_id` names the agency that the person acts for; it bounds nothing.
    A role taken back on the day it was given ends the day before it began.
    """

    __tablename__ = "role_assignment"
    __table_args__ = (CheckConstraint("valid_to >= valid_from - 1", name="life"),)

    id: Mapped[BigKey]
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    role: Mapped[Role] = mapped_column(coded(Role, "role"))
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"), index=True)
    agency_id: Mapped[int | None] = mapped_column(ForeignKey("agency.id"))
    valid_from: Mapped[date] = mapped_column(Date)
    valid_to: Mapped[date | None] = mapped_column(Date)
    document: Mapped[str | None] = mapped_column(Text)
    granted_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    recorded_at: Mapped[RecordedAt]


class AccountSession(Base):
    """One sign-in: the cookie carries a random token, this row its SHA-256 in hex.

    Open until `expires_at`, which each use moves on, or until it was ended.
    """

    __tablename__ = "account_session"

    id: Mapped[BigKey]
    token_hash: Mapped[str] = mapped_column(Text, unique=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    started_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    last_seen_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    expires_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    ended_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    user_agent: Mapped[str | None] = mapped_column(Text)
    second_factor: Mapped[bool] = mapped_column(server_default="false")


class RecoveryCode(Base):
    """A code that stands in for the device once; kept as its SHA-256, for it is drawn at random and long."""

    __tablename__ = "recovery_code"
    __table_args__ = (Index("uq_recovery_code_account_id_code_hash", "account_id", "code_hash", unique=True),)

    id: Mapped[BigKey]
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    code_hash: Mapped[Label]
    created_at: Mapped[RecordedAt]
    used_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    replaced_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))


class Invitation(Base):
    """A link that lets its reader choose the account's password, once and until `expires_at`.

    With `resets_second_factor` the account's device is forgotten, too. Cancelled by the next one and by its maker.
    """

    __tablename__ = "invitation"

    id: Mapped[BigKey]
    token_hash: Mapped[str] = mapped_column(Text, unique=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    resets_second_factor: Mapped[bool] = mapped_column(server_default="false")
    created_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    created_at: Mapped[RecordedAt]
    expires_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    used_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    cancelled_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
