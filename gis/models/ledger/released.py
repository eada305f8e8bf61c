"""Which papers everybody reads: those of the catalogue, and those of a fact from its acceptance on."""

from functools import cache

from gis.domain.documents import FACT_PAPER
from gis.models.ledger import LEDGERS
from gis.models.ledger.visible import STATES_SQL


@cache
def paper_released(row: str) -> str:
    """Return the SQL condition under which a document, known as `row`, is public; `row` is a name of our own code."""
    named = " OR ".join(
        f"EXISTS (SELECT FROM {model.__tablename__} fact WHERE fact.project_id = {row}.project_id"
        f" AND fact.document_id = {row}.id AND fact.review_state IN ({STATES_SQL}))"
        for model in LEDGERS
    )
    return f"({row}.kind <> '{FACT_PAPER}' OR {named})"
