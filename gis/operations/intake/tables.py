"""The temporary tables in which the rows of one file wait; they end with the transaction."""

from typing import Any

from sqlalchemy import (
    ARRAY,
    BigInteger,
    Boolean,
    Column,
    Date,
    Integer,
    LargeBinary,
    MetaData,
    Numeric,
    SmallInteger,
    Table,
    Text,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Session

STAGING = MetaData()


def _temporary(name: str, *columns: Column[Any]) -> Table:
    return Table(name, STAGING, *columns, prefixes=["TEMPORARY"], postgresql_on_commit="DROP")


# Columns of a project that a list may state, in the order in which differences are shown.
PLAIN_FIELDS = (
    "code",
    "budget_code",
    "old_codes",
    "name",
    "description",
    "sector_id",
    "type",
    "project_group",
    "group_decision_no",
    "stage",
    "execution",
    "clearance",
    "settlement",
    "is_awaiting_takeover",
    "is_key_project",
    "is_inter_commune",
    "budget_vnd",
    "decision_no",
    "decision_date",
    "start_date",
    "first_completion_date",
    "first_completion_precision",
    "approved_completion_date",
    "acceptance_date",
)

staged_project = _temporary(
    "staged_project",
    Column("row_id", BigInteger, primary_key=True, autoincrement=False),
    Column("code", Text, nullable=False),
    Column("budget_code", Text),
    Column("old_codes", ARRAY(Text)),
    Column("name", Text, nullable=False),
    Column("description", Text),
    Column("sector_id", SmallInteger),
    Column("is_sector_guess", Boolean),
    Column("type", Text),
    Column("project_group", Text),
    Column("group_decision_no", Text),
    Column("stage", SmallInteger),
    Column("execution", Text),
    Column("clearance", Text),
    Column("settlement", Text),
    Column("is_awaiting_takeover", Boolean),
    Column("is_key_project", Boolean),
    Column("is_inter_commune", Boolean),
    Column("budget_vnd", Numeric(20, 0)),
    Column("decision_no", Text),
    Column("decision_date", Date),
    Column("start_date", Date),
    Column("first_completion_date", Date),
    Column("first_completion_precision", Text),
    Column("approved_completion_date", Date),
    Column("acceptance_date", Date),
    Column("recorded_date", Date),
    Column("are_units_guess", Boolean),
    Column("field_dates", Text, nullable=False),
    Column("own_key", Text, nullable=False),
    Column("digest", BigInteger),
)
# Kept apart from the wide rows, since every step writes here.
staged_row = _temporary(
    "staged_row",
    Column("row_id", BigInteger, primary_key=True, autoincrement=False),
    Column("project_id", BigInteger),
    Column("outcome", Text),
)
staged_party = _temporary(
    "staged_party",
    Column("row_id", BigInteger, nullable=False),
    Column("role", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("name_key", Text, nullable=False),
    Column("agency_id", BigInteger),
    Column("is_former", Boolean),
    Column("since", Date),
    Column("decision_no", Text),
    Column("ended_on", Date),
)
# Days and decisions of parties that are known or not named: they fill what is not known of them yet.
staged_term = _temporary(
    "staged_term",
    Column("row_id", BigInteger, nullable=False),
    Column("role", Text, nullable=False),
    Column("since", Date),
    Column("decision_no", Text),
    Column("agency_id", BigInteger),
)
staged_source = _temporary(
    "staged_source",
    Column("row_id", BigInteger, nullable=False),
    Column("source_id", SmallInteger, nullable=False),
    Column("amount_vnd", Numeric(20, 0)),
)
staged_unit = _temporary(
    "staged_unit",
    Column("row_id", BigInteger, nullable=False),
    Column("unit_id", BigInteger, nullable=False),
    Column("source", Text),
)
staged_document = _temporary(
    "staged_document",
    Column("place", BigInteger, primary_key=True),
    Column("row_id", BigInteger, nullable=False),
    Column("kind", Text, nullable=False),
    Column("number", Text),
    Column("title", Text, nullable=False),
    Column("is_titled", Boolean, nullable=False),
    Column("issued_on", Date),
    Column("issuer", Text),
    Column("url", Text),
    Column("document_id", BigInteger),
)
staged_wkb = _temporary(
    "staged_wkb",
    Column("row_id", BigInteger, nullable=False),
    Column("wkb", LargeBinary, nullable=False),
    Column("source_crs", Integer, nullable=False),
    Column("accuracy_class", Text, nullable=False),
)
# What derives from the rows of a new project, by the columns of a project.
staged_description = _temporary(
    "staged_description",
    Column("row_id", BigInteger, primary_key=True, autoincrement=False),
    Column("search_key", Text, nullable=False),
    Column("project_group", Text),
    Column("owner_id", BigInteger),
    Column("is_located", Boolean, nullable=False),
    Column("first_year", SmallInteger),
    Column("last_year", SmallInteger),
)
staged_change = _temporary(
    "staged_change",
    Column("row_id", BigInteger, nullable=False),
    Column("position", SmallInteger, nullable=False),
    Column("field", Text, nullable=False),
    Column("old", JSONB),
    Column("new", JSONB),
)


_MADE_BY_QUERIES = ("staged_place", "staged_budget", "staged_match", "staged_latest", "saved_row")


def create_tables(session: Session) -> None:
    """Create the staging tables afresh in this transaction."""
    connection = session.connection()
    for name in (*STAGING.tables, *_MADE_BY_QUERIES):
        connection.exec_driver_sql(f"DROP TABLE IF EXISTS pg_temp.{name}")
    STAGING.create_all(connection, checkfirst=False)
