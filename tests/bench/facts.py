"""Summaries at scale: filled from the facts, rebuilt, kept after one fact, and read as one table."""

import time
from collections.abc import Callable
from datetime import date
from functools import partial
from typing import Final

from sqlalchemy import Engine, create_engine, text
from sqlalchemy.orm import Session

from gis.operations import ledger_effects
from gis.queries import sector_years
from tests.bench import databases, single_facts
from tests.bench.report import quantile

FACTS = {
    "first dates": """
        INSERT INTO completion_date (project_id, effective_date, kind, new_date, precision)
        SELECT id, decision_date, 'first', first_completion_date, 'day' FROM project WHERE first_completion_date IS NOT NULL""",
    "total investments": """
        INSERT INTO budget_decision (project_id, effective_date, kind, amount_vnd)
        SELECT id, decision_date, 'first', budget_vnd FROM project WHERE budget_vnd > 0 AND decision_date IS NOT NULL""",
    "acceptances": """
        INSERT INTO acceptance (project_id, effective_date, kind)
        SELECT id, acceptance_date, 'final' FROM project WHERE acceptance_date <= :as_of""",
    "plans": """
        INSERT INTO capital_plan (project_id, effective_date, fiscal_year, kind, level, amount_vnd)
        SELECT id, make_date(year, 1, 15), year, 'initial', 'detailed', round(coalesce(budget_vnd, 3000000000) / 2)
        FROM project CROSS JOIN generate_series(extract(year FROM CAST(:as_of AS date))::int - 1, extract(year FROM CAST(:as_of AS date))::int) year""",
    "vouchers": """
        INSERT INTO voucher (project_id, effective_date, plan_year, kind, amount_vnd)
        SELECT id, day, extract(year FROM day), CASE n WHEN 0 THEN 'advance' ELSE 'completed_volume' END,
               1000000 * (1 + (id * 7 + n) % 300)
        FROM project CROSS JOIN generate_series(0, 4) n
        CROSS JOIN LATERAL (SELECT CAST(:as_of AS date) - ((id * 37 + n * 131) % 640)::int AS day) paid""",
    "reports": """
        INSERT INTO progress_report (project_id, effective_date, physical_progress_pct, planned_progress_pct)
        SELECT id, CAST(:as_of AS date) - 70 * n - (id % 27)::int, least(100, id % 60 + 30 - 9 * n), least(100, id % 70 + 30 - 9 * n)
        FROM project CROSS JOIN generate_series(0, 3) n WHERE n > 0 OR id % 3 = 0""",
}
"""About 13 facts a project, 5 of them vouchers."""
_TABLE_READ: Final[dict[str, Callable[..., object]]] = {
    "summed up": sector_years.sums,
    "a page of it": partial(sector_years.page, first=0, limit=50),
    "all rows handed over": lambda session, **asked: list(sector_years.every_row(session, **asked)),
}


def measure(template: str, *, projects: int, as_of: date) -> dict[str, float]:
    """Return the seconds of each work over so many projects; what single facts write stays, so that each is one committed as people commit it."""
    with databases.filled(template, projects=projects, as_of=as_of) as (url, _):
        engine = create_engine(url)
        seconds = _fill(engine, as_of)
        for name in ("summaries for the first time, columns and map copies too", "summaries rebuilt"):
            seconds[name] = _timed(lambda: _rebuild(engine, as_of))
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("VACUUM ANALYZE"))
        with Session(engine) as session:
            asked = {"month": as_of.replace(day=1), "day": as_of, "year": as_of.year}
            for name, read in _TABLE_READ.items():
                found = [_timed(lambda read=read: read(session, **asked)) for _ in range(11)]
                seconds[f"unit × sector × year table, today's communes, {name} (p50)"] = quantile(found, 0.5)
            for name, found in single_facts.measure(session, as_of=as_of):
                seconds[f"{name} (p50)"] = quantile(found, 0.5)
                seconds[f"{name} (p99)"] = quantile(found, 0.99)
        engine.dispose()
    return seconds


def _fill(engine: Engine, as_of: date) -> dict[str, float]:
    started = time.perf_counter()
    with engine.begin() as connection:
        for sql in FACTS.values():
            connection.execute(text(sql), {"as_of": as_of})
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("VACUUM ANALYZE"))
    return {"facts filled": time.perf_counter() - started}


def _rebuild(engine: Engine, as_of: date) -> None:
    with Session(engine) as session, session.begin():
        ledger_effects.rebuild(session, as_of=as_of)


def _timed(act: Callable[[], object]) -> float:
    started = time.perf_counter()
    act()
    return time.perf_counter() - started
