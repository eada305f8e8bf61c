"""The pages of lists, projects and units at a scale: which addresses to time, and how long counting takes."""

import time
from collections.abc import Callable
from datetime import date

from sqlalchemy import create_engine, text
from sqlalchemy.orm import Session

from gis.domain.lifecycle import ScheduleStatus
from gis.queries.columns import ProjectColumns, load_columns
from gis.queries.exports import export_rows
from gis.queries.facets import count_facets
from gis.queries.filters import ProjectFilter
from gis.queries.narrowing import narrow
from gis.queries.projects import Order

TIMES = 15
EXPORTED = 10_000

_SAMPLES = text("""
SELECT (SELECT code FROM project WHERE is_located ORDER BY budget_vnd DESC NULLS LAST LIMIT 1) AS project,
       (SELECT unit_id FROM project_share JOIN unit ON unit.id = unit_id AND unit.valid_to IS NULL
        GROUP BY unit_id ORDER BY count(*) DESC, unit_id LIMIT 1) AS commune
""")


def paths(url: str) -> dict[str, str]:
    """Return the addresses of pages that show one thing, or the list at its slowest."""
    engine = create_engine(url)
    with engine.connect() as connection:
        found = connection.execute(_SAMPLES).one()
    engine.dispose()
    return {
        "list, last page by schedule": "/projects?page=100000",
        "list, a commune": f"/projects?unit={found.commune}",
        "list, 4 filters": "/projects?sector=social&stage=6&located=yes&min_vnd=1000000000",
        "project": f"/projects/{found.project}",
        "commune": f"/units/{found.commune}",
        "units": "/units",
        "facets JSON, filtered": "/api/v1/facets?sector=roads_transport&schedule=overdue",
    }


def counting(url: str, *, as_of: date) -> dict[str, float]:
    """Return the seconds (median) that reading the columns, counting all facets and streaming rows take."""
    roads = ProjectFilter(as_of=as_of, sectors=frozenset({1}))
    late = ProjectFilter(as_of=as_of, schedules=frozenset({ScheduleStatus.OVERDUE, ScheduleStatus.LATE}))
    engine = create_engine(url)
    with Session(engine) as session:
        columns = load_columns(session, as_of=as_of)
        found = {
            "facets: read the columns": _median(lambda: load_columns(session, as_of=as_of), times=5),
            "facets: count, no filter": _median(
                lambda: _counted(session, columns, ProjectFilter(as_of=as_of))
            ),
            "facets: count, a sector": _median(lambda: _counted(session, columns, roads)),
            "facets: count, late ones": _median(lambda: _counted(session, columns, late)),
            f"export: {EXPORTED:,} rows": _median(lambda: _exported(session, as_of), times=3),
        }
    engine.dispose()
    return found


def _counted(session: Session, columns: ProjectColumns, wanted: ProjectFilter) -> None:
    count_facets(columns, narrow(session, columns, wanted))


def _exported(session: Session, as_of: date) -> None:
    rows = export_rows(session, ProjectFilter(as_of=as_of), order=Order(), units_on=as_of, has_geometry=False)
    for _, _row in zip(range(EXPORTED), rows, strict=False):
        pass
    session.rollback()


def _median(work: Callable[[], object], *, times: int = TIMES) -> float:
    taken = []
    for _ in range(times):
        started = time.perf_counter()
        work()
        taken.append(time.perf_counter() - started)
    return sorted(taken)[times // 2]
