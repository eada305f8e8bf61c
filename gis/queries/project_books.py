"""What a new fact of a project is held against, read for one project: its ledgers, its approved money, the price lists."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from gis.domain.plausibility import ProjectBook
from gis.models import Project
from gis.queries.ledgers import price_lists
from gis.queries.project_ledgers import ProjectLedgers, facts, project_ledgers


def project_book(session: Session, project_id: int | None, *, with_prices: bool = False) -> ProjectBook:
    """Return the facts of a project that a new one is held against; price lists only where asked for.

    Without a project there are only the price lists.
    """
    if project_id is None:
        return commune_book(session)
    return book_of(session, project_id, project_ledgers(session, project_id), with_prices=with_prices)


def commune_book(session: Session) -> ProjectBook:
    """Return what a gift is held against that belongs to a commune and to no project."""
    lists = price_lists(session)
    return ProjectBook(prices=lists.prices, conversions=lists.conversions)


def book_of(
    session: Session, project_id: int, ledgers: ProjectLedgers, *, with_prices: bool = False
) -> ProjectBook:
    """Return the same from ledgers that were read already."""
    project = session.execute(
        select(
            Project.budget_vnd,
            Project.decision_date,
            Project.start_date,
            Project.acceptance_date,
            Project.clearance,
        ).where(Project.id == project_id)
    ).one()
    lists = price_lists(session) if with_prices else None
    return ProjectBook(
        budget_vnd=None if project.budget_vnd is None else int(project.budget_vnd),
        decision_date=project.decision_date,
        start_date=project.start_date,
        accepted_on=project.acceptance_date,
        clearance=project.clearance,
        budgets=facts(ledgers.budgets),
        reports=facts(ledgers.reports),
        vouchers=facts(ledgers.vouchers),
        plans=facts(ledgers.plans),
        contracts=facts(ledgers.contracts),
        addenda=facts(ledgers.addenda),
        counts=facts(ledgers.counts),
        dates=facts(ledgers.completion_dates),
        acceptances=facts(ledgers.acceptances),
        prices=lists.prices if lists else (),
        conversions=lists.conversions if lists else (),
    )
