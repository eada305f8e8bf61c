"""The schedule: by the legal date and by the scoring date, with the decisions and the days that make the difference."""

from dataclasses import dataclass
from datetime import date

from flask_babel import gettext

from gis.domain.completion import (
    SUBJECTIVE_CAUSES,
    Acceptance,
    CompletionDate,
    Suspension,
    is_objective,
    is_others_duty,
)
from gis.domain.ledger_codes import CompletionDateKind
from gis.domain.on_time import OnTimePoints, PointsCase, on_time_points
from gis.domain.scoring_dates import ScoringDates
from gis.queries.ledger_entries import Entry
from webmap.formatting import day, days, number
from webmap.projects.known import Known, last_day


@dataclass(frozen=True, slots=True)
class DateLine:
    """A decision on the completion date: the days it adds, those it came late, and whether the score follows it."""

    entry: Entry[CompletionDate]
    added_days: int | None
    decided_late_days: int
    is_counted: bool | None
    reason: str


@dataclass(frozen=True, slots=True)
class ScheduleBlock:
    """Both lists of dates with their reasons, and the rows they rest on."""

    scoring: ScoringDates | None
    points: OnTimePoints
    points_words: str
    reasons: list[str]
    lines: list[DateLine]
    suspensions: list[Entry[Suspension]]
    acceptances: list[Entry[Acceptance]]
    day: date | None


def schedule_block(known: Known) -> ScheduleBlock:
    """Return the block as of the page's day."""
    points = on_time_points(known.history, as_of=known.as_of)
    dates = known.seen(known.ledgers.completion_dates)
    suspensions = known.seen(known.ledgers.suspensions)
    acceptances = known.seen(known.ledgers.acceptances)
    return ScheduleBlock(
        scoring=points.dates,
        points=points,
        points_words=_points_words(points),
        reasons=_reasons(points.dates) if points.dates else [],
        lines=_lines(dates),
        suspensions=suspensions,
        acceptances=acceptances,
        day=last_day(dates, suspensions, acceptances),
    )


def _lines(entries: list[Entry[CompletionDate]]) -> list[DateLine]:
    """Return the decisions in their order; each extension counts from the date approved before it."""
    lines: list[DateLine] = []
    approved: date | None = None
    for entry in entries:
        fact = entry.fact
        if fact.kind is not CompletionDateKind.EXTENSION:
            lines.append(DateLine(entry, None, 0, None, ""))
        else:
            added = (fact.new_date - approved).days if approved else None
            late = max(0, (fact.effective_date - approved).days) if approved else 0
            lines.append(DateLine(entry, added, late, is_objective(fact), _why(entry)))
        if fact.kind is not CompletionDateKind.CONTRACT_END:
            approved = fact.new_date
    return lines


def _why(entry: Entry[CompletionDate]) -> str:
    """Say why the scoring date follows an extension, or does not."""
    fact = entry.fact
    if is_others_duty(fact):
        unit = entry.names.responsible_unit or ""
        return str(gettext("có: trách nhiệm của đơn vị khác (%(unit)s)", unit=unit))
    if is_objective(fact):
        return str(gettext("có: nguyên nhân khách quan"))
    if fact.cause in SUBJECTIVE_CAUSES:
        return str(gettext("không: nguyên nhân chủ quan"))
    return str(gettext("không: chưa được xác định là khách quan"))


def _reasons(dates: ScoringDates) -> list[str]:
    """Say which days lie between the first date and the scoring date, and which stay late beside it."""
    found = []
    if dates.granted_days:
        found.append(
            gettext("Gia hạn vì nguyên nhân khách quan: cộng %(days)s.", days=days(dates.granted_days))
        )
    if dates.suspended_days:
        found.append(
            gettext(
                "Tạm dừng theo quyết định, ngoài các lần gia hạn: cộng %(days)s.",
                days=days(dates.suspended_days),
            )
        )
    if dates.standing_days:
        found.append(
            gettext(
                "Quyết định gia hạn sau khi đã hết hạn cũ: %(days)s ở giữa vẫn tính là chậm.",
                days=days(dates.standing_days),
            )
        )
    if dates.neutral_days:
        found.append(
            gettext("Không tính cho đơn vị: %(days)s chậm do đơn vị khác.", days=days(dates.neutral_days))
        )
    if dates.scoring_date < dates.legal_date:
        found.append(
            gettext(
                "Gia hạn vì nguyên nhân chủ quan dời ngày pháp lý đến %(day)s nhưng không dời ngày tính điểm.",
                day=day(dates.legal_date),
            )
        )
    return [str(each) for each in found]


def _points_words(points: OnTimePoints) -> str:
    """Say the points, or why there are none."""
    if points.points is not None:
        return number(points.points, 2)
    if points.case is PointsCase.NOT_DUE:
        return str(gettext("chưa đến hạn, chưa tính"))
    if points.case is PointsCase.CANCELLED:
        return str(gettext("không xét: dự án hủy bỏ theo quyết định của cấp trên"))
    return str(gettext("chưa có ngày hoàn thành đầu tiên, chưa tính"))
