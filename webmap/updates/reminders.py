"""Whom to remind of a month at every level: a sentence for each unit that owes figures, the projects as a table."""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from flask import Response
from flask_babel import gettext

from etl.cells import harmless
from gis.domain.months import due_on
from gis.domain.units import UnitLevel
from gis.queries.reporting import (
    SilentCommune,
    SilentProject,
    UnitReporting,
    silent_communes,
    silent_projects,
)
from gis.queries.waiting import OverdueLine, Waiting
from webmap.database import db
from webmap.formatting import day, number
from webmap.indicators.words import month_text, month_value

NAMED_COMMUNES: Final = 30
"""So many communes a sentence names; the list of the larger unit's own page has them all."""


@dataclass(frozen=True, slots=True)
class Reminder:
    """A unit that owes figures, with the sentence to send it."""

    unit: UnitReporting
    sentence: str


def reminders(rows: Iterable[UnitReporting], month: date, waiting: Mapping[int, Waiting]) -> list[Reminder]:
    """Return each unit that owes figures of a month or of earlier ones; two statements, however many units."""
    owing = [
        row for row in rows if row.asked_count > row.reported_count or waiting[row.unit_id].missing_count
    ]
    communes = [row.unit_id for row in owing if row.level is UnitLevel.COMMUNE]
    larger = [row.unit_id for row in owing if row.level is not UnitLevel.COMMUNE]
    codes: dict[int, list[str]] = {}
    for project in silent_projects(db.session, communes, month) if communes else ():
        codes.setdefault(project.unit_id, []).append(project.code)
    names: dict[int, list[SilentCommune]] = {}
    for commune in silent_communes(db.session, larger, month) if larger else ():
        names.setdefault(commune.top_id, []).append(commune)
    return [
        Reminder(row, _sentence(row, month, _named(codes.get(row.unit_id), names.get(row.unit_id)), waiting[row.unit_id]))
        for row in owing
    ]  # fmt: skip


def table(rows: Sequence[UnitReporting], month: date, *, earlier: Iterable[OverdueLine] | None) -> Response:
    """Return the projects without a handed-in report of a month, in units and below them, as a table for a spreadsheet.

    Those that lack `earlier` months follow, with these months; None says that they were too many to be looked for.
    """
    written = io.StringIO()
    writer = csv.writer(written)
    writer.writerow([
        gettext("Đơn vị"), gettext("Mã dự án"), gettext("Tên dự án"), gettext("Báo cáo gần nhất"), gettext("Tháng"),
    ])  # fmt: skip
    for project in silent_projects(db.session, [row.unit_id for row in rows], month):
        writer.writerow(_cells(project, month))
    if earlier is None:
        writer.writerow(
            [gettext("Quá nhiều dự án nên tệp này không có các tháng trước: tải tệp của từng xã.")]
        )
    for line in earlier or ():
        texts = (line.unit_name, line.code, line.name)
        writer.writerow([*map(harmless, texts), "", ", ".join(month_text(each) for each in line.months)])
    answer = Response("\ufeff" + written.getvalue(), content_type="text/csv; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="chua-bao-cao-{month_value(month)}.csv"'
    return answer


def _cells(project: SilentProject, month: date) -> list[str]:
    reported_on = day(project.reported_on) if project.reported_on else ""
    texts = (project.unit_name, project.code, project.name)
    return [*map(harmless, texts), reported_on, month_text(month)]


def _named(codes: Sequence[str] | None, communes: Sequence[SilentCommune] | None) -> str:
    """Return the projects of a commune, or the communes of a larger unit with how many each owes."""
    if communes is None:
        return ", ".join(codes or ())
    told = [f"{each.name} ({each.owed_count}/{each.asked_count})" for each in communes[:NAMED_COMMUNES]]
    if len(communes) > NAMED_COMMUNES:
        told.append(gettext("và %(n)s xã nữa", n=number(len(communes) - NAMED_COMMUNES)))
    return ", ".join(told)


def _sentence(row: UnitReporting, month: date, named: str, waiting: Waiting) -> str:
    """Say what a unit owes of the month, and of those before it."""
    told = []
    if row.asked_count > row.reported_count:
        told.append(
            gettext(
                "%(n)s trong %(whole)s dự án chưa gửi số liệu tháng %(month)s (hạn %(due)s): %(named)s.",
                n=row.asked_count - row.reported_count,
                whole=row.asked_count,
                month=month_text(month),
                due=day(due_on(month)),
                named=named,
            )
        )
    if waiting.missing_count:
        told.append(
            gettext(
                "Các tháng trước còn thiếu %(n)s báo cáo của %(projects)s dự án.",
                n=number(waiting.missing_count),
                projects=number(waiting.project_count),
            )
        )
    return f"{row.name}: {' '.join(told)}"
