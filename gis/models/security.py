"""What the database needs to protect rows by itself: the table of permissions and the key it signs identities with."""

from sqlalchemy import LargeBinary, SmallInteger, Text
from sqlalchemy.orm import Mapped, mapped_column

from gis.database import Base


class RolePermission(Base):
    """A permission that a role carries, for every ledger ('*') or for one: a copy of `gis.domain.roles`.

    Written anew whenever migrations run (`gis.migrations.security`), by the tables' owner alone.
    """

    __tablename__ = "role_permission"

    role: Mapped[str] = mapped_column(Text, primary_key=True)
    permission: Mapped[str] = mapped_column(Text, primary_key=True)
    ledger: Mapped[str] = mapped_column(Text, primary_key=True)


class SigningKey(Base):
    """One row: 32 random bytes, drawn in the database; only functions of the tables' owner read them."""

    __tablename__ = "signing_key"

    id: Mapped[int] = mapped_column(SmallInteger, primary_key=True, autoincrement=False)
    secret: Mapped[bytes] = mapped_column(LargeBinary)
