"""People who sign in."""

from datetime import datetime

from sqlalchemy import DateTime, SmallInteger, Text
from sqlalchemy.orm import Mapped, mapped_column

from gis.database import Base
from gis.domain.roles import Role
from gis.models.columns import BigKey, Label, RecordedAt, coded


class Account(Base):
    """One person's account; the password is kept as an argon2 hash only."""

    __tablename__ = "account"

    id: Mapped[BigKey]
    login: Mapped[str] = mapped_column(Text, unique=True)
    display_name: Mapped[Label]
    password_hash: Mapped[Label]
    role: Mapped[Role] = mapped_column(coded(Role, "role"))
    is_active: Mapped[bool] = mapped_column(server_default="true")
    is_demo: Mapped[bool] = mapped_column(server_default="false")
    failed_count: Mapped[int] = mapped_column(SmallInteger, server_default="0")
    locked_until: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    created_at: Mapped[RecordedAt]
    last_login_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
