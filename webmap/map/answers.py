"""The map's figures as finished words, so that scripts only put them in their places."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from flask_babel import gettext

from gis.domain.lifecycle import ScheduleStatus, Stage, stage_group
from gis.domain.ratios import Part
from gis.queries.drawers import Point
from gis.queries.projects import ProjectRow, UnitShare
from gis.queries.reference import NO_SECTOR, NO_SECTOR_ID
from webmap.formatting import MISSING, days, money_exact, money_text, number, percent
from webmap.labels import label
from webmap.language import current_language
from webmap.map.figures import Figures

UNKNOWN_STAGE = "unknown"


def summary_answer(found: Figures) -> dict[str, Any]:
    """Return a summary of the view as JSON would hold it."""
    return {
        "count": found.count,
        "count_text": number(found.count),
        "budget_text": money_text(found.budget_vnd),
        "budget_exact": money_exact(found.budget_vnd),
        "located": found.located_count,
        "unlocated": found.unlocated_count,
        "unlocated_text": number(found.unlocated_count),
        "without_budget": found.without_budget_count,
        "without_budget_text": number(found.without_budget_count),
        "schedule": {status.value: number(count) for status, count in found.schedules.items()},
        "stage": {group: number(count) for group, count in _by_group(found).items()},
        "extent": found.extent,
        "sentence": _sentence(found),
    }


def _by_group(found: Figures) -> dict[str, int]:
    """Return the counts by the three stages of official forms."""
    counts: dict[str, int] = {}
    for stage, count in found.stages.items():
        group = stage_group(Stage(stage)).value if stage else UNKNOWN_STAGE
        counts[group] = counts.get(group, 0) + count
    return counts


def _sentence(found: Figures) -> str:
    """Say the summary in one sentence, for whoever does not see the map."""
    if not found.located_count and not found.unlocated_count:
        return str(gettext("Không có dự án nào khớp với bộ lọc."))
    words = gettext(
        "Trong khung nhìn có %(count)s dự án, tổng mức đầu tư %(budget)s; %(waiting)s dự án chưa có vị trí.",
        count=number(found.count),
        budget=money_text(found.budget_vnd),
        waiting=number(found.unlocated_count),
    )
    return str(words)


class Page(NamedTuple):
    """Rows of the table with the communes, the points and the money of their projects."""

    rows: list[ProjectRow]
    shares: Mapping[int, list[UnitShare]]
    points: Mapping[int, Point]
    disbursed: Mapping[int, Part]


def page_answer(found: Page, *, page: int, size: int, total: int) -> dict[str, Any]:
    """Return one page of projects as JSON would hold it."""
    shown = min(page * size, total)
    words = gettext("%(shown)s trong %(total)s dự án", shown=number(shown), total=number(total))
    return {
        "page": page,
        "pages": max(1, -(-total // size)),
        "total": total,
        "words": words,
        "projects": [_row(row, found) for row in found.rows],
    }


def mark(row: ProjectRow, point: Point) -> dict[str, Any]:
    """Return what the map needs to mark a project."""
    return {
        "id": row.id,
        "lon": point.lon,
        "lat": point.lat,
        "sector": row.sector_id or NO_SECTOR_ID,
        "stage": row.stage or 0,
        "schedule": row.schedule.value,
    }


def _row(row: ProjectRow, found: Page) -> dict[str, Any]:
    units = ", ".join(share.full_name for share in found.shares.get(row.id, []))
    point, disbursed = found.points.get(row.id), found.disbursed.get(row.id)
    return {
        "id": row.id,
        "code": row.code,
        "name": row.name,
        "sector": row.sector_code or NO_SECTOR,
        "sector_label": sector_label(row),
        "stage_label": label(Stage(row.stage)) if row.stage else unknown_stage(),
        "schedule": row.schedule.value,
        "schedule_label": schedule_words(row),
        "units": units or MISSING,
        "place": " · ".join(part for part in (row.code, units) if part),
        "budget_text": money_text(row.budget_vnd),
        "disbursed_text": percent(disbursed.percent if disbursed else None),
        "mark": mark(row, point) if point else None,
    }


def unknown_stage() -> str:
    """Return the words for a project whose stage nobody stated."""
    return str(gettext("Chưa rõ giai đoạn"))


def sector_label(row: ProjectRow) -> str:
    """Return the name of a project's sector in the reader's language."""
    name = row.sector_en if current_language() == "en" else row.sector_vi
    return name or gettext("Chưa phân lĩnh vực")


def schedule_words(row: ProjectRow) -> str:
    """Say a project's schedule status, with the days where it is late: "Quá hạn 47 ngày"."""
    if row.delay_days and row.schedule is ScheduleStatus.OVERDUE:
        return str(gettext("Quá hạn %(days)s", days=days(row.delay_days)))
    if row.delay_days and row.schedule is ScheduleStatus.LATE:
        return str(gettext("Hoàn thành chậm %(days)s", days=days(row.delay_days)))
    return label(row.schedule)
