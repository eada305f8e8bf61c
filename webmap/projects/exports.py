"""The list as a file: exactly the filtered projects, in the order of the list."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

from flask import request, send_file
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from etl.writers.cover import Cover
from etl.writers.csv_ import csv_chunks
from etl.writers.geojson import geojson_chunks
from etl.writers.words import Words
from gis.queries.exports import ExportRow, export_rows
from gis.queries.filters import ProjectFilter
from webmap.chips import chips
from webmap.clock import today
from webmap.database import db
from webmap.facets import facet_counts
from webmap.formatting import day
from webmap.language import current_language
from webmap.map.unit_sets import requested_sets
from webmap.permissions import public
from webmap.place import data_date
from webmap.projects.listing import requested_order
from webmap.request_filters import FilterError, codes, requested_filter
from webmap.security import HEAVY_LIMIT, limiter
from webmap.streaming import CSV, streamed

MOST_ROWS = {"csv": 200_000, "xlsx": 50_000, "geojson": 100_000}
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@public
@limiter.limit(HEAVY_LIMIT)
def as_csv() -> ResponseReturnValue:
    """Stream the projects as CSV."""
    rows = _rows("csv", has_geometry=False)
    return streamed(csv_chunks(rows, _words()), CSV, name=_file_name("csv"))


@public
@limiter.limit(HEAVY_LIMIT)
def as_geojson() -> ResponseReturnValue:
    """Stream the projects as GeoJSON."""
    return streamed(geojson_chunks(_rows("geojson")), "application/geo+json", name=_file_name("geojson"))


@public
@limiter.limit(HEAVY_LIMIT)
def as_xlsx() -> ResponseReturnValue:
    """Give the projects as an Excel workbook with a sheet that says what they are."""
    from etl.writers.xlsx import write_xlsx  # 15 MB that a worker need not carry before somebody asks

    rows = _rows("xlsx", has_geometry=False)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "projects.xlsx"
        write_xlsx(path, rows, _words(), _cover(requested_filter()))
        workbook = path.open("rb")  # the open file outlives its folder and is closed with the response
    return send_file(workbook, mimetype=XLSX, as_attachment=True, download_name=_file_name("xlsx"))


def _rows(form: str, *, has_geometry: bool = True) -> Iterator[ExportRow]:
    """Return the rows of the request; FilterError where they are more than a file of this form takes."""
    wanted, units_on = requested_filter(), requested_sets().units_on
    chips(wanted)
    total = facet_counts(wanted, units_on=units_on).total
    if total > MOST_ROWS[form]:
        raise FilterError("too_many_rows", value=total, limit=MOST_ROWS[form])
    return export_rows(
        db.session, wanted, order=requested_order(), units_on=units_on, has_geometry=has_geometry
    )


def _words() -> Words:
    return Words(current_language(), codes())


def _file_name(ending: str) -> str:
    return f"du-an_{today():%Y-%m-%d}.{ending}"


def _cover(wanted: ProjectFilter) -> Cover:
    """Say what the workbook holds: filter, dates, origin."""
    conditions = "; ".join(chip.words for chip in chips(wanted))
    lines = (
        (gettext("Bộ lọc"), conditions or gettext("không lọc")),
        (gettext("Số liệu đến ngày"), day(data_date())),
        (gettext("Xuất ngày"), day(today())),
        (gettext("Nguồn"), request.url),
        (gettext("Tiền"), gettext("đồng; ô trống là chưa có số liệu, không phải bằng 0")),
        (
            gettext("Xã"),
            gettext("theo bộ đơn vị hành chính đang chọn; dự án trên nhiều xã cách nhau bằng dấu ;"),
        ),
    )
    return Cover(gettext("Danh sách dự án"), lines)
