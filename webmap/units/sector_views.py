"""Communes by sector in a fiscal year: projects, plan and payments side by side, as a page and as CSV."""

from collections.abc import Iterator, Mapping
from typing import Final

from flask import render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from etl.writers.columns import Value
from etl.writers.csv_ import table_chunks
from etl.writers.words import Words
from gis.domain.ratios import percent
from gis.queries import sector_years
from gis.queries.reference import NO_SECTOR, NO_SECTOR_ID
from gis.queries.sector_years import SectorYear
from webmap.database import db
from webmap.facets import reference_name
from webmap.indicators.asked import months, requested_month, requested_year
from webmap.indicators.month_words import told_of_month
from webmap.language import current_language
from webmap.map.unit_sets import requested_sets
from webmap.navigation import address_with
from webmap.permissions import public
from webmap.request_filters import codes, integer, single
from webmap.security import HEAVY_LIMIT, limiter
from webmap.streaming import CSV, streamed

PAGE_SIZE: Final = 50
MOST_PAGES: Final = 10_000
YEARS_BACK: Final = 4
"""So many fiscal years before the month's own are offered."""
SHARE_DIGITS: Final = 4


@public
def show_sectors() -> ResponseReturnValue:
    """Show each commune's projects, plan and payments by sector; counts of the present open into their projects."""
    known, sets, month = months(), requested_sets(), requested_month()
    year, day = requested_year(month), sets.units_on
    whole = sector_years.sums(db.session, month=month, day=day, year=year)
    pages = max(1, -(-whole.row_count // PAGE_SIZE))
    number = single(request.args, "page")
    page = min(integer("page", number, low=1, high=MOST_PAGES) if number else 1, pages)
    first = (page - 1) * PAGE_SIZE
    return render_template(
        "units/sectors.html",
        rows=sector_years.page(db.session, month=month, day=day, year=year, first=first, limit=PAGE_SIZE),
        whole=whole,
        names=_sector_names(),
        unit_name=unit_name,
        codes={row.id: row.code for row in codes().sectors} | {NO_SECTOR_ID: NO_SECTOR},
        ratio_of=percent,
        year=year,
        year_choices=[
            (str(each), address_with(year=each, page=None), each == year)
            for each in range(month.year, month.year - YEARS_BACK - 1, -1)
        ],
        sets=[
            (each.label, address_with(units_on=each.day.isoformat(), page=None), each == sets.shown)
            for each in sets.sets
        ],
        units_on=day,
        is_now=known is not None and month == known.last,
        page=page,
        pages=pages,
        first_row=first + 1,
        **told_of_month(known, month),
    )


@public
@limiter.limit(HEAVY_LIMIT)
def sectors_as_csv() -> ResponseReturnValue:
    """Stream every row of the table as CSV."""
    month, day = requested_month(), requested_sets().units_on
    year, names = requested_year(month), _sector_names()
    headings = [
        gettext("Xã"),
        gettext("Lĩnh vực"),
        gettext("Năm ngân sách"),
        gettext("Dự án"),
        gettext("Đã nghiệm thu"),
        gettext("Trong đó đúng hạn"),
        gettext("Quá hạn"),
        gettext("Kế hoạch vốn (đồng)"),
        gettext("Đã giải ngân (đồng)"),
        gettext("Nhân dân đóng góp (đồng)"),
    ]
    rows = sector_years.every_row(db.session, month=month, day=day, year=year)
    chunks = table_chunks(headings, _lines(rows, names, year), Words(current_language(), codes()))
    return streamed(chunks, CSV, name=f"xa-linh-vuc_{year}_{month:%Y-%m}.csv")


def _lines(rows: Iterator[SectorYear], names: Mapping[int, str], year: int) -> Iterator[list[Value]]:
    for row in rows:
        counts = (row.project_ratio, row.done_ratio, row.on_time_ratio, row.overdue_ratio)
        money = (row.plan_vnd, row.paid_vnd, row.contribution_vnd)
        yield [
            unit_name(row),
            names.get(row.sector_id),
            year,
            *(round(float(each), SHARE_DIGITS) for each in counts),
            *(None if each is None else int(each) for each in money),
        ]


def unit_name(row: SectorYear) -> str:
    """Return the name of a row's commune, or that it is known of a larger unit only."""
    return row.unit_name if row.is_commune else str(gettext("Chưa rõ xã (%(unit)s)", unit=row.unit_name))


def _sector_names() -> dict[int, str]:
    """Return what each sector is called in the reader's language, and the projects without one."""
    return {row.id: reference_name(row) for row in codes().sectors} | {
        NO_SECTOR_ID: gettext("Chưa phân lĩnh vực")
    }
