"""The statement that reads every dated fact of a project, each as the text of its row with the names that it refers to."""

from functools import cache
from typing import Any, Final

from sqlalchemy import (
    BigInteger,
    Select,
    Text,
    bindparam,
    cast,
    func,
    literal,
    literal_column,
    null,
    select,
    union_all,
)
from sqlalchemy.orm import aliased

from gis.models import LEDGERS, Account, Agency, CapitalSource, Document, ImportBatch, Unit, UnitSuccession
from gis.models.ledger.entry import LedgerEntry as LedgerModel
from gis.models.ledger.entry import table_of

MODELS: Final = {table_of(model).name: model for model in LEDGERS}
PAPER: Final = (Document.issued_on, Document.issuer, Document.title)
"""What is told of the paper of a fact beside its number."""
SUCCESSORS: Final = "successors"
"""The name, in place of a ledger's, of rows that tell of a later commune; the text is both ids with a space between."""
_NAMED: Final = (
    "unit_id",
    "responsible_unit_id",
    "contractor_id",
    "source_id",
    "recorded_by",
    "import_batch_id",
    "document_id",
)


@cache
def facts_of_project() -> Select[*tuple[Any, ...]]:
    """Return the statement for `project_id`: ledger, row, author, file, the names of its units, contractor, source, paper."""
    fact = union_all(*(_branch(name, model) for name, model in MODELS.items()), _successor_branch()).cte(
        "fact"
    )
    unit, duty = aliased(Unit), aliased(Unit)
    return (
        select(
            fact.c.ledger,
            fact.c.text,
            func.coalesce(Account.display_name, ImportBatch.imported_as),
            ImportBatch.file_name,
            unit.full_name,
            duty.full_name,
            Agency.name,
            CapitalSource.name_vi,
            CapitalSource.name_en,
            Document.number,
            *PAPER,
        )
        .select_from(fact)
        .join(Account, Account.id == fact.c.recorded_by, isouter=True)
        .join(ImportBatch, ImportBatch.id == fact.c.import_batch_id, isouter=True)
        .join(unit, unit.id == fact.c.unit_id, isouter=True)
        .join(duty, duty.id == fact.c.responsible_unit_id, isouter=True)
        .join(Agency, Agency.id == fact.c.contractor_id, isouter=True)
        .join(CapitalSource, CapitalSource.id == fact.c.source_id, isouter=True)
        .join(Document, Document.id == fact.c.document_id, isouter=True)
    )


def _branch(name: str, model: type[LedgerModel]) -> Select[*tuple[Any, ...]]:
    table = table_of(model)
    return select(
        literal(name, Text).label("ledger"),
        cast(func.row_to_json(literal_column(f'"{name}"')), Text).label("text"),
        *(cast(table.c[each] if each in table.c else null(), BigInteger).label(each) for each in _NAMED),
    ).where(table.c.project_id == bindparam("project_id"))


def _successor_branch() -> Select[*tuple[Any, ...]]:
    counts = table_of(MODELS["clearance_count"])
    counted = counts.c.project_id == bindparam("project_id")
    start = (
        select(counts.c.unit_id.label("from_id"), counts.c.unit_id.label("to_id")).where(counted).distinct()
    )
    way = start.cte("way", recursive=True)
    step = select(way.c.from_id, UnitSuccession.new_id).join(
        UnitSuccession, UnitSuccession.old_id == way.c.to_id
    )
    way = way.union(step)
    return select(
        literal(SUCCESSORS, Text),
        func.concat(way.c.from_id, " ", way.c.to_id),
        *(cast(null(), BigInteger) for _ in _NAMED),
    ).where(way.c.from_id != way.c.to_id)
