"""`python -m tests.bench` (or `make bench ARGS="…"`): fill databases, measure, print tables, keep them in var/bench."""

import argparse
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import create_engine, text

from tests.bench import (
    changes,
    databases,
    facts,
    first_view,
    forecast,
    import_ledgers,
    import_projects,
    pages,
    peer,
    report,
    tiles,
)
from tests.bench.server import serving
from tests.load import usage
from webmap.clock import today

OUTPUT = Path("var/bench")
FILTERS = {
    "sector": "sector=roads_transport",
    "late": "schedule=late&schedule=overdue",
    "words": "q=truong+hoc",
    "money": "min_vnd=50000000000",
}
FILTERED_ZOOMS = (6, 9, 11, 13)


def main() -> None:
    """Measure every scale and print one report."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument(
        "--projects", type=int, nargs="*", default=[100_000, 1_000_000], help="scales; none: left out"
    )
    parser.add_argument(
        "--communes", type=Path, help="a GeoJSON of the country's communes; else schematic cells"
    )
    parser.add_argument("--peer", type=Path, help="the program pg_tileserv, to be measured beside ours")
    parser.add_argument("--tiles", type=int, default=400, help="tiles a zoom")
    parser.add_argument(
        "--fact-projects", type=int, default=1_000_000, help="projects with facts to summarise; 0: none"
    )
    parser.add_argument(
        "--import-rows", type=int, default=50_000, help="rows of the list to import; 0: no import"
    )
    parser.add_argument("--ledger-rows", type=int, default=50_000, help="vouchers to import; 0: none")
    parser.add_argument("--visits", type=int, default=5, help="cold visits of the map in Chromium; 0: none")
    parser.add_argument(
        "--forecast-projects", type=int, default=1_000, help="demonstration projects to forecast; 0: none"
    )
    given = parser.parse_args()
    OUTPUT.mkdir(parents=True, exist_ok=True)
    kept = OUTPUT / f"{datetime.now(UTC):%Y%m%d-%H%M%S}.md"

    def tell(part: str) -> None:
        sys.stdout.write(part + "\n")
        sys.stdout.flush()
        with kept.open("a", encoding="utf-8") as stream:
            stream.write(part + "\n")

    if given.projects or given.fact_projects:
        with databases.country_units(given.communes) as (template, seconds):
            tell(report.heading("Units of the country", report.machine()))
            tell(report.seconds_table(seconds))
            for projects in given.projects:
                tell(measure(template, projects=projects, given=given))
            if given.fact_projects:
                tell(report.heading(f"Summaries of {given.fact_projects:,} projects", report.machine()))
                found = facts.measure(template, projects=given.fact_projects, as_of=today())
                tell(report.seconds_table(found))
    if given.visits:
        tell(report.heading("The district's map, as a first start leaves it", report.machine()))
        tell(report.first_view_table(visit_district(given.visits)))
    if given.import_rows:
        tell(report.heading("Import", report.machine()))
        timings = import_projects.measure(given.import_rows)
        tell(
            report.rates_table(
                {f"{each.name}, {each.row_count:,} rows": each.rows_per_second for each in timings}
            )
        )
    if given.ledger_rows:
        tell(report.heading("Import of ledgers", report.machine()))
        taken = import_ledgers.measure(given.ledger_rows)
        named = {f"{each.name}, {each.row_count:,} rows": each for each in taken}
        tell(report.seconds_table({name: each.seconds for name, each in named.items()}))
        tell(report.rates_table({name: each.rows_per_second for name, each in named.items()}))
    if given.forecast_projects:
        tell(report.heading("Forecasts held back in time", {"as of": today()}))
        tell(forecast.measure(projects=given.forecast_projects, as_of=today()))


def visit_district(times: int) -> first_view.Views:
    """Return so many first visits of the map that an installation starts with."""
    with (
        first_view.district(today()) as url,
        tempfile.TemporaryDirectory() as folder,
        serving(url, Path(folder)) as (port, _),
    ):
        return first_view.visits(port, times=times)


def measure(template: str, *, projects: int, given: argparse.Namespace) -> str:
    """Return the report of one scale."""
    day = today()
    with (
        databases.filled(template, projects=projects, as_of=day) as (url, seconds),
        tempfile.TemporaryDirectory() as folder,
        serving(url, Path(folder)) as (port, pid),
    ):
        facts = report.machine() | {"database": _server_version(url), "as of": day}
        timings = tiles.measure(url, port, as_of=day, tile_count=given.tiles)
        rates = peer.measure(url, port, given.peer, as_of=day, tile_count=given.tiles) if given.peer else []
        found = tiles.pages(port, _paths(url), times=40)
        seconds |= changes.measure(url, as_of=day) | pages.counting(url, as_of=day)
        facts["largest worker"] = usage.largest(usage.family(pid))
        views = first_view.visits(port, times=given.visits) if given.visits else {}
    return "\n".join(
        [
            report.heading(f"{projects:,} projects", facts),
            report.tiles_table(timings),
            *([report.peer_table(rates)] if rates else []),
            report.pages_table(found),
            *([report.first_view_table(views)] if views else []),
            report.seconds_table(seconds),
        ]
    )


def _paths(url: str) -> dict[str, str]:
    """Return the pages to time: lists, the map's JSON, filtered tiles of a dense place."""
    with tiles.Asked(url) as asked:
        filtered = {
            f"tile z{zoom}, {name}": f"/tiles/projects/{place.zoom}/{place.x}/{place.y}.mvt?{query}"
            for name, query in FILTERS.items()
            for zoom in FILTERED_ZOOMS
            for place in asked.places(zoom, 1)
        }
    box = "bbox=105.5,20.7,106.1,21.2"
    return {
        "map page": "/",
        "map, filter panel": "/map/panel?sector=roads_transport",
        "map, figures in view": f"/map/summary.json?{box}",
        "map, rows in view": f"/map/features.json?{box}&size=50",
        "list": "/projects",
        "list, filtered": "/projects?sector=roads_transport&schedule=late&schedule=overdue",
        "list, words": "/projects?q=truong+hoc",
        "list, page 40 by budget": "/projects?sort=-budget&page=40",
        **pages.paths(url),
        **filtered,
    }


def _server_version(url: str) -> str:
    engine = create_engine(url)
    with engine.connect() as connection:
        version = connection.scalar(
            text("SELECT split_part(version(), ' ', 2) || ' / PostGIS ' || postgis_lib_version()")
        )
    engine.dispose()
    return str(version)


if __name__ == "__main__":
    main()
