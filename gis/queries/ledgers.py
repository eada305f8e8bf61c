"""Ledger rows as files need them: the projects that codes mean, every version of the facts of projects, price lists."""

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from sqlalchemy import ARRAY, BigInteger, ColumnElement, Row, and_, any_, literal, or_, select
from sqlalchemy.orm import Session

from gis.domain import valuation
from gis.domain.documents import KnownPaper
from gis.domain.lifecycle import Execution
from gis.models import Agency, Document, Project
from gis.models.ledger import LedgerEntry, PriceItem, UnitConversion
from gis.models.ledger.entry import table_of
from gis.models.ledger.price_lists import stands
from gis.models.ledger.released import known_paper_columns
from gis.models.project import HAS_OLD_CODES
from gis.queries.filters import ProjectFilter, conditions

HEAD = (
    "id",
    "project_id",
    "effective_date",
    "counted_from",
    "review_state",
    "is_withdrawn",
    "entry_key",
    "corrects_id",
)


class KnownProject(NamedTuple):
    """A project as its ledgers are checked against: codes, the days from which facts are possible, approved money."""

    id: int
    code: str
    budget_code: str | None
    old_codes: list[str]
    name: str
    is_archived: bool
    decision_date: date | None
    start_date: date | None
    budget_vnd: Decimal | None
    stage: int | None
    execution: Execution


class PriceLists(NamedTuple):
    """Every unit price and conversion of the installation, as the rules take them."""

    prices: tuple[valuation.PriceItem, ...]
    conversions: tuple[valuation.UnitConversion, ...]


_PROJECT = (
    Project.id,
    Project.code,
    Project.budget_code,
    Project.old_codes,
    Project.name,
    Project.archived_at.is_not(None),
    Project.decision_date,
    Project.start_date,
    Project.budget_vnd,
    Project.stage,
    Project.execution,
)


def known_projects(session: Session, codes: Sequence[str]) -> list[KnownProject]:
    """Return the projects that bear one of these codes as code, Mã QHNS or old code, by id."""
    if not codes:
        return []
    was_named = and_(HAS_OLD_CODES, Project.old_codes.overlap(list(codes)))
    is_named = or_(Project.code.in_(codes), Project.budget_code.in_(codes), was_named)
    return [
        KnownProject(*row) for row in session.execute(select(*_PROJECT).where(is_named).order_by(Project.id))
    ]


def filtered_projects(session: Session, wanted: ProjectFilter) -> list[KnownProject]:
    """Return the projects of a filter, by code."""
    statement = select(*_PROJECT).where(*conditions(wanted)).order_by(Project.code)
    return [KnownProject(*row) for row in session.execute(statement)]


def every_project(session: Session) -> list[KnownProject]:
    """Return all projects that are not archived, by code."""
    statement = select(*_PROJECT).where(Project.archived_at.is_(None)).order_by(Project.code)
    return [KnownProject(*row) for row in session.execute(statement)]


def every_version(
    session: Session,
    model: type[LedgerEntry],
    *,
    project_ids: Sequence[int],
    unit_ids: Sequence[int] = (),
) -> Sequence[Row[Any]]:
    """Return every row that a ledger holds about these projects, drafts and replaced rows too, by id.

    `unit_ids` adds the rows of communes, whatever project they belong to, for ledgers in which a row may have none.
    """
    table = table_of(model)
    about: ColumnElement[bool] = table.c.project_id == _any_of(project_ids)
    if unit_ids and "unit_id" in table.c:
        about = or_(about, table.c.unit_id == _any_of(unit_ids))
    return session.execute(select(table).where(about).order_by(table.c.id)).all()


def papers_of(session: Session, project_ids: Sequence[int], unit_ids: Sequence[int] = ()) -> list[KnownPaper]:
    """Return the documents of projects, and those of communes that belong to no project, oldest first."""
    of_projects = Document.project_id == _any_of(project_ids)
    statement = (
        select(*known_paper_columns())
        .where(or_(of_projects, Document.unit_id == _any_of(unit_ids)) if unit_ids else of_projects)
        .order_by(Document.id)
    )
    return [KnownPaper._make(row) for row in session.execute(statement)]


def agency_names(session: Session, agency_ids: Iterable[int]) -> dict[int, str]:
    """Return the names of agencies by id."""
    wanted = sorted(set(agency_ids))
    found = session.execute(select(Agency.id, Agency.name).where(Agency.id == _any_of(wanted)))
    return {row.id: row.name for row in found}


def price_lists(session: Session) -> PriceLists:
    """Return all price lists with their validity: what was corrected or taken back is no longer in them."""
    prices = tuple(
        valuation.PriceItem(
            id=row.id,
            kind=row.kind,
            item=row.item,
            quantity_unit=row.quantity_unit,
            price_vnd=int(row.price_vnd),
            valid_from=row.valid_from,
            valid_to=row.valid_to,
            source=row.source,
            unit_id=row.unit_id,
            review_state=row.review_state,
        )
        for row in session.scalars(select(PriceItem).where(stands(PriceItem)).order_by(PriceItem.id))
    )
    conversions = tuple(
        valuation.UnitConversion(
            item=row.item,
            from_unit=row.from_unit,
            to_unit=row.to_unit,
            factor_ratio=row.factor_ratio,
            valid_from=row.valid_from,
            valid_to=row.valid_to,
        )
        for row in session.scalars(
            select(UnitConversion).where(stands(UnitConversion)).order_by(UnitConversion.id)
        )
    )
    return PriceLists(prices, conversions)


def _any_of(ids: Iterable[int]) -> ColumnElement[Any]:
    """Return the ids as one array: a list may be longer than a statement has room for parameters."""
    return any_(literal(list(ids), ARRAY(BigInteger)))
