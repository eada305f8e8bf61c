"""What people would have done with the demonstration's figures by today: mended some, reconciled a month, begun the next."""

from datetime import date

from sqlalchemy.orm import Session

from etl.demo.mending import mend
from etl.demo.treasury_month import reconcile_month
from etl.demo.working_month import write_month
from gis.operations.audit import Actor


def work(session: Session, actor: Actor, *, seed: int, as_of: date) -> None:
    """Correct, reconcile and write the running month; call once the summaries are there. Flushes, never commits."""
    mend(session, actor, as_of=as_of)
    reconcile_month(session, actor, as_of=as_of)
    write_month(session, actor, seed=seed, as_of=as_of)
