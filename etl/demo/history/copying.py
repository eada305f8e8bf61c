"""Copying rows of history into their tables."""

from collections.abc import Iterable
from typing import Any, Final

import psycopg
from sqlalchemy import text
from sqlalchemy.orm import Session

from etl.demo.history.place_rows import ClearanceRow, ContributionRow, DifficultyRow, ResidentsRow, TargetRow
from etl.demo.history.rows import (
    AcceptanceRow,
    AddendumRow,
    BudgetRow,
    CompletionRow,
    ContractRow,
    DocumentRow,
    PackageRow,
    PlanRow,
    ProgressRow,
    Row,
    SourceRow,
    StepRow,
    SuspensionRow,
    VoucherRow,
)
from gis.models import LEDGERS

TABLES: Final[dict[type[Row], str]] = {
    DocumentRow: "document",
    SourceRow: "project_source",
    StepRow: "status_step",
    CompletionRow: "completion_date",
    SuspensionRow: "suspension",
    AcceptanceRow: "acceptance",
    BudgetRow: "budget_decision",
    PackageRow: "bid_package",
    ContractRow: "contract",
    AddendumRow: "contract_addendum",
    ProgressRow: "progress_report",
    PlanRow: "capital_plan",
    VoucherRow: "voucher",
    ClearanceRow: "clearance_count",
    DifficultyRow: "clearance_difficulty",
    ContributionRow: "contribution",
    TargetRow: "unit_target",
    ResidentsRow: "unit_residents",
}
"""Every kind of row and its table, those that others point to first."""
_LEDGERS: Final = frozenset(model.__tablename__ for model in LEDGERS)


def copy_rows(session: Session, rows: Iterable[Row], *, batch_id: int | None = None) -> int:
    """Copy rows of any kinds, those that others point to first; return how many. Facts name the batch they come from."""
    connection = session.connection().connection.driver_connection
    if not isinstance(connection, psycopg.Connection):
        raise TypeError("psycopg 3 is needed to copy rows")
    by_kind: dict[type[Row], list[Row]] = {kind: [] for kind in TABLES}
    for row in rows:
        by_kind[type(row)].append(row)
    for kind, waiting in by_kind.items():
        if waiting:
            table = TABLES[kind]
            _copy(connection, table, kind, waiting, batch_id if table in _LEDGERS else None)
    return sum(map(len, by_kind.values()))


def analyze(session: Session) -> None:
    """Let the planner know the tables as they are now: it would take them for empty until the transaction ends."""
    for table in ("project", "project_share", *TABLES.values()):
        session.execute(text(f"ANALYZE {table}"))


def _copy(
    connection: psycopg.Connection[Any], table: str, kind: Any, rows: list[Row], batch_id: int | None
) -> None:
    columns = ", ".join((*kind._fields, *(() if batch_id is None else ("import_batch_id",))))
    origin = () if batch_id is None else (batch_id,)
    with connection.cursor() as cursor, cursor.copy(f"COPY {table} ({columns}) FROM STDIN") as copy:
        for row in rows:
            copy.write_row((*row, *origin))
