"""Which papers everybody reads: those of the catalogue, and those of a fact from its acceptance on."""

from functools import cache
from typing import Any

from sqlalchemy import Boolean, ColumnElement, literal_column

from gis.domain.documents import FACT_PAPER, KnownPaper
from gis.models.ledger import LEDGERS, Contribution
from gis.models.ledger.visible import STATES_SQL
from gis.models.project_facts import Document


@cache
def paper_released(row: str) -> str:
    """Return the SQL condition under which a document, known as `row`, is public; `row` is a name of our own code.

    A paper that a gift names its donor by tells of the consent, with the name in its title: gifts do not release it.
    """
    gift = Contribution.__tablename__
    others = [
        _rests(model.__tablename__, "project_id", row) for model in LEDGERS if model is not Contribution
    ]
    gifts = [
        f"({_rests(gift, place, row)} AND NOT {_rests(gift, place, row, 'AND fact.is_name_public')})"
        for place in ("project_id", "unit_id")
    ]
    return f"({row}.kind <> '{FACT_PAPER}' OR {' OR '.join((*others, *gifts))})"


def _rests(table: str, place: str, row: str, more: str = "") -> str:
    return (
        f"EXISTS (SELECT FROM {table} fact WHERE fact.{place} = {row}.{place}"
        f" AND fact.document_id = {row}.id AND fact.review_state IN ({STATES_SQL}) {more})"
    )


def known_paper_columns() -> tuple[ColumnElement[Any], ...]:
    """Return the columns of a document in the order of `KnownPaper`."""
    *stored, _ = KnownPaper._fields
    return (
        *(Document.__table__.c[name] for name in stored),
        literal_column(paper_released(Document.__tablename__), Boolean).label("is_released"),
    )
