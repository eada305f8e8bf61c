"""Bringing records into the staging tables by binary COPY, a chunk at a time."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import islice
from operator import attrgetter
from typing import Any, Final

from psycopg import sql
from sqlalchemy import ARRAY, Table, text
from sqlalchemy.orm import Session
from sqlalchemy.types import TypeEngine

from gis.domain.names import name_key
from gis.operations.intake.dating import dates_of
from gis.operations.intake.record import ProjectRecord, StatedDocument, StatedParty, StatedTerm
from gis.operations.intake.tables import (
    create_tables,
    staged_document,
    staged_party,
    staged_project,
    staged_source,
    staged_term,
    staged_unit,
    staged_wkb,
)

CHUNK: Final = 5_000
_MADE_HERE: Final = ("field_dates", "own_key", "digest")
_RECORD_COLUMNS: Final = tuple(column.name for column in staged_project.c if column.name not in _MADE_HERE)
_RECORD_VALUES: Final = attrgetter(*_RECORD_COLUMNS)
_OLD_CODES: Final = _RECORD_COLUMNS.index("old_codes")
_COPY_TYPES: Final = {
    "BigInteger": "int8",
    "Integer": "int4",
    "SmallInteger": "int2",
    "Text": "text",
    "Boolean": "bool",
    "Date": "date",
    "Numeric": "numeric",
    "LargeBinary": "bytea",
}

# Geometry is made once: a line or area becomes Multi-, one point alone becomes a POINT.
_PLACES = text("""
CREATE TEMP TABLE staged_place ON COMMIT DROP AS
SELECT row_id, source_crs, accuracy_class,
       CASE WHEN ST_Dimension(geom) > 0 THEN ST_Multi(geom)
            WHEN ST_NumGeometries(geom) = 1 THEN ST_GeometryN(geom, 1) ELSE geom END AS geom
FROM (SELECT row_id, source_crs, accuracy_class, ST_Force2D(ST_GeomFromWKB(wkb, 4326)) AS geom FROM staged_wkb) given
""")
_ROWS = "INSERT INTO staged_row (row_id) SELECT row_id FROM staged_project"
# A rough look is enough to plan by: 3,000 rows of each table in place of 30,000.
_INDEXES = (
    "SET LOCAL default_statistics_target = 10",
    "CREATE INDEX ON staged_project (code)",
    "CREATE INDEX ON staged_party (row_id)",
    "CREATE INDEX ON staged_term (row_id)",
    "CREATE INDEX ON staged_unit (row_id)",
    "CREATE INDEX ON staged_source (row_id)",
    "CREATE INDEX ON staged_document (row_id)",
    "CREATE UNIQUE INDEX ON staged_place (row_id)",
    "ANALYZE staged_project",
    "ANALYZE staged_row",
    "ANALYZE staged_party",
    "ANALYZE staged_unit",
    "ANALYZE staged_source",
    "ANALYZE staged_document",
    "ANALYZE staged_place",
    "SET LOCAL default_statistics_target TO DEFAULT",
)


def stage(session: Session, records: Iterable[ProjectRecord], *, as_of: date) -> int:
    """Put the records into fresh staging tables and return their number; nothing outside is touched.

    Values of records without a date of their own are those of `as_of`.
    """
    create_tables(session)
    count = 0
    for chunk in _chunks(records):
        _copy_chunk(session, chunk, as_of)
        count += len(chunk)
    session.execute(_PLACES)
    for statement in (_ROWS, *_INDEXES):
        session.execute(text(statement))
    return count


def own_key(record: ProjectRecord) -> str:
    """Return the search key of what a new project's own columns say: the twin of `gis.operations.derive.own_key`."""
    return name_key(" ".join(filter(None, (record.name, record.code, record.budget_code, *record.old_codes))))


def _chunks(records: Iterable[ProjectRecord]) -> Iterator[list[ProjectRecord]]:
    waiting = iter(records)
    while chunk := list(islice(waiting, CHUNK)):
        yield chunk


def _copy_chunk(session: Session, chunk: Sequence[ProjectRecord], as_of: date) -> None:
    columns = (*_RECORD_COLUMNS, *_MADE_HERE)
    rows = ((*_stored(_RECORD_VALUES(r)), dates_of(r, as_of), own_key(r), _digest(r)) for r in chunk)
    _copy(session, staged_project, columns, rows)
    _copy(
        session,
        staged_party,
        ("row_id", *StatedParty._fields),
        ((r.row_id, *party) for r in chunk for party in r.parties),
    )
    terms = ((r.row_id, *term) for r in chunk for term in r.terms)
    _copy(session, staged_term, ("row_id", *StatedTerm._fields), terms)
    _copy(session, staged_source, None, ((r.row_id, *source) for r in chunk for source in r.sources))
    papers = ((r.row_id, *paper) for r in chunk for paper in r.documents)
    _copy(session, staged_document, ("row_id", *StatedDocument._fields), papers)
    units = ((r.row_id, unit_id, r.unit_source) for r in chunk for unit_id in dict.fromkeys(r.unit_ids))
    _copy(session, staged_unit, None, units)
    _copy(session, staged_wkb, None, ((r.row_id, *r.place) for r in chunk if r.place is not None))


def _stored(values: tuple[Any, ...]) -> list[Any]:
    stored = list(values)
    stored[_OLD_CODES] = list(stored[_OLD_CODES]) or None
    return stored


def _digest(record: ProjectRecord) -> int:
    """Return a number that two records share when they state the same, whatever their rows."""
    return hash(
        (
            _RECORD_VALUES(record)[1:],
            record.parties,
            record.terms,
            record.sources,
            record.documents,
            record.unit_ids,
            record.place,
        )
    )


def _copy(
    session: Session, table: Table, columns: Sequence[str] | None, rows: Iterable[tuple[Any, ...]]
) -> None:
    names = columns or [column.name for column in table.c]
    statement = sql.SQL("COPY {} ({}) FROM STDIN (FORMAT BINARY)").format(
        sql.Identifier(table.name), sql.SQL(", ").join(map(sql.Identifier, names))
    )
    connection = session.connection().connection.driver_connection
    if connection is None:
        raise RuntimeError("the session has lost its connection")
    with connection.cursor() as cursor, cursor.copy(statement) as copy:
        copy.set_types([_copy_type(table.c[name].type) for name in names])
        for row in rows:
            copy.write_row(row)


def _copy_type(column_type: TypeEngine[Any]) -> str:
    if isinstance(column_type, ARRAY):
        return _COPY_TYPES[type(column_type.item_type).__name__] + "[]"
    return _COPY_TYPES[type(column_type).__name__]
