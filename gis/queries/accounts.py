"""Finding accounts."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from gis.models.account import Account


def account_by_login(session: Session, login: str, *, for_update: bool = False) -> Account | None:
    """Return the account called `login` (locked against other sign-ins where asked), or None."""
    statement = select(Account).where(Account.login == login)
    return session.scalar(statement.with_for_update() if for_update else statement)


def account_by_id(session: Session, account_id: int) -> Account | None:
    """Return the account with this id while it is active, else None."""
    account = session.get(Account, account_id)
    return account if account is not None and account.is_active else None
