"""Taking back the consent to be named as a donor."""

from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from gis.domain.names import name_key
from gis.models import Contribution
from gis.operations import ledger
from gis.operations.audit import Actor


def named_gifts(session: Session, name: str) -> list[Contribution]:
    """Return the gifts that show this name now, however its accents and capitals are written."""
    newer = aliased(Contribution)
    shown = (
        select(Contribution)
        .where(Contribution.donor_name.is_not(None), func.lower(Contribution.donor_name) != "")
        .where(~select(newer.id).where(newer.corrects_id == Contribution.id).exists())
        .order_by(Contribution.id)
    )
    return [row for row in session.scalars(shown) if name_key(row.donor_name or "") == name_key(name)]


def withdraw_consent(session: Session, actor: Actor, name: str, *, as_of: date, reason: str) -> int:
    """Correct every gift that shows this name into one without it and return how many; the public sees it at once.

    The replaced rows keep the name until the retention takes it out of them. Flushes, never commits.
    """
    gifts = named_gifts(session, name)
    for gift in gifts:
        unnamed = {"donor_name": None, "is_name_public": False}
        ledger.correct(session, gift, unnamed, actor, as_of=as_of, reason=reason)
    return len(gifts)
