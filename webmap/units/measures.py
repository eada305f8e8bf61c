"""The six figures of a unit at the end of a month: against its target, last year, and how they came there."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import NamedTuple

from flask_babel import gettext

from gis.domain.contribution import GiftAim
from gis.domain.indicators import Indicator, UnitFigures, value_of
from gis.domain.months import due_on
from gis.domain.ratios import percent as percent_of
from gis.queries.indicators import Aims, Target, aims, figures_by_month
from gis.queries.residents import Homes
from webmap.database import db
from webmap.formatting import money_text, number, percent
from webmap.indicators.asked import later
from webmap.indicators.lines import Line, lines
from webmap.indicators.month_words import lasts
from webmap.indicators.words import month_text, value_text
from webmap.known_words import known_words
from webmap.units.sparkline import Sparkline, sparkline

TREND_MONTHS = 25
MOST_TRENDS = 300
"""Of more communes together only the month itself and the same one of last year are read."""

_WHOLE = Decimal(100)


@dataclass(frozen=True, slots=True)
class Measure:
    """One figure with what it is held against; `percent` and `target_percent` draw its bar, None where there is none.

    `text` is the value, or what is known instead: the sum of gifts where no households divide it.
    """

    line: Line
    text: str
    is_missing: bool
    percent: Decimal | None
    target_percent: Decimal | None
    target_words: str
    target_source: str
    year_before_words: str
    year_before: date | None
    """The month a year earlier where its figure is known."""
    trend: Sparkline | None
    trend_words: str


class MonthOfUnits(NamedTuple):
    """The six figures, the numbers that they come from, and those of units of other sets."""

    measures: list[Measure]
    own: UnitFigures
    others: dict[int, UnitFigures]
    gift_plans: Mapping[GiftAim, Target]


def measures(
    unit_ids: Collection[int],
    *,
    month: date,
    data_day: date,
    own_id: int | None,
    other_ids: Collection[int],
    residents: Homes,
) -> MonthOfUnits:
    """Return the six figures of these units together; targets are those of `own_id`, `residents` those of all.

    `data_day` is the day as of which the last month stands: a month that lasts then is said to be held against a whole one.
    """
    count = TREND_MONTHS if len(unit_ids) <= MOST_TRENDS else 13
    span = [later(month, -back) for back in range(count - 1, -1, -1)]
    asked = span if count == TREND_MONTHS else [span[0], span[-1]]
    by_month, others = figures_by_month(
        db.session, unit_ids, months=asked, other_ids=other_ids, residents=residents
    )
    aimed = aims(db.session, own_id, year=month.year) if own_id is not None else Aims({}, {})
    own = by_month.get(month, UnitFigures())
    found = [
        _measure(line, by_month, own, aimed.targets.get(line.indicator), span, data_day)
        for line in lines(own, year=month.year)
    ]
    return MonthOfUnits(found, own, others, aimed.gift_plans)


def _measure(
    line: Line,
    by_month: Mapping[date, UnitFigures],
    own: UnitFigures,
    target: Target | None,
    span: list[date],
    data_day: date,
) -> Measure:
    values = [value_of(line.indicator, by_month[month]) if month in by_month else None for month in span]
    reached, aim, words = _against(line, own, target)
    is_money = line.indicator is Indicator.CONTRIBUTION
    text, is_missing = _shown(line, own)
    return Measure(
        line=line,
        text=text,
        is_missing=is_missing,
        percent=reached,
        target_percent=aim,
        target_words=words,
        target_source=known_words(target.source) if target else "",
        year_before_words=_year_before(line, values[-13], month=span[-1], data_day=data_day),
        year_before=span[-13] if values[-13] is not None else None,
        trend=sparkline(
            values, least_top=Decimal(0) if is_money else _WHOLE, target=None if is_money else aim
        ),
        trend_words=_trend_words(line.indicator, values, span, data_day),
    )


def _shown(line: Line, own: UnitFigures) -> tuple[str, bool]:
    """Return what stands for the figure, and whether nothing is known of it at all."""
    if line.value is None and line.indicator is Indicator.CONTRIBUTION and own.contribution_vnd is not None:
        return money_text(own.contribution_vnd), False
    return line.text, line.value is None


def _against(
    line: Line, own: UnitFigures, target: Target | None
) -> tuple[Decimal | None, Decimal | None, str]:
    """Return how far the bar goes, where its mark stands, and both in words."""
    is_money = line.indicator is Indicator.CONTRIBUTION
    if target is None:
        return (None if is_money else line.value), None, str(gettext("chưa có mục tiêu"))
    if not is_money:
        aim = target.amount * _WHOLE
        return line.value, aim, _marked(gettext("mục tiêu %(value)s", value=percent(aim)), target)
    reached = percent_of(own.contribution_vnd, int(target.amount))
    words = gettext("mục tiêu cả năm %(sum)s", sum=money_text(target.amount))
    if reached is not None:
        words = gettext("%(words)s, đạt %(share)s", words=words, share=percent(reached))
    return reached, _WHOLE, _marked(words, target)


def _marked(words: str, target: Target) -> str:
    """Say that a target is only proposed where it is."""
    return str(gettext("%(words)s (đề xuất)", words=words)) if target.is_proposal else str(words)


def _year_before(line: Line, before: Decimal | None, *, month: date, data_day: date) -> str:
    """Say the same month's value of last year and the difference; none of reports that are not due yet."""
    if before is None:
        return str(gettext("cùng kỳ năm trước chưa có số liệu"))
    value = value_text(line.indicator, before)
    words = str(gettext("cùng kỳ %(value)s", value=value))
    if lasts(month, data_day):
        whole = month_text(later(month, -12))
        words = str(gettext("so với hết tháng %(month)s: %(value)s", month=whole, value=value))
    if line.value is None or (line.indicator is Indicator.FRESHNESS and data_day <= due_on(month)):
        return words
    is_money = line.indicator is Indicator.CONTRIBUTION
    change = _as_shown(line.value, is_money=is_money) - _as_shown(before, is_money=is_money)
    sign = "+" if change > 0 else "−" if change < 0 else "±"
    if is_money:
        return f"{words} ({sign}{money_text(abs(change))})"
    points = gettext("%(sign)s%(n)s điểm", sign=sign, n=number(abs(change), 1, trim=True))
    return f"{words} ({points})"


def _as_shown(value: Decimal, *, is_money: bool) -> Decimal:
    """Round a value as the page writes it, to whole đồng or a tenth of a percent, so that differences add up."""
    return Decimal(round(value)) if is_money else value.quantize(Decimal("0.1"), rounding=ROUND_HALF_UP)


def _trend_words(indicator: Indicator, values: list[Decimal | None], span: list[date], data_day: date) -> str:
    """Say from what to what the line goes, for whoever does not see it."""
    known = [(month, value) for month, value in zip(span, values, strict=True) if value is not None]
    if len(known) < 2:
        return ""
    (first_month, first), (last_month, last) = known[0], known[-1]
    last_words = month_text(last_month)
    if lasts(last_month, data_day):
        last_words = gettext("%(month)s, tháng chưa kết thúc", month=last_words)
    return str(
        gettext(
            "Từ %(first)s (%(first_month)s) đến %(last)s (%(last_month)s)",
            first=value_text(indicator, first),
            first_month=month_text(first_month),
            last=value_text(indicator, last),
            last_month=last_words,
        )
    )
