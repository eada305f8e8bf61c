"""What every page says of a month: until when its figures go, and that it lasts or that its reports are not due yet."""

from datetime import date
from typing import Any

from flask_babel import gettext

from gis.domain.months import due_on, last_day
from webmap.clock import today
from webmap.formatting import day
from webmap.indicators.asked import Months
from webmap.indicators.words import month_text


def lasts(month: date, data_day: date) -> bool:
    """Tell whether a month is not over on the day of the figures."""
    return data_day < last_day(month)


def until_words(month: date, data_day: date) -> str:
    """Say until when figures go: to the end of the month, or to the day of the figures while it lasts."""
    if lasts(month, data_day):
        return str(
            gettext("tháng %(month)s (mới đến ngày %(day)s)", month=month_text(month), day=day(data_day))
        )
    return str(gettext("đến hết tháng %(month)s", month=month_text(month)))


def due_words(month: date, data_day: date) -> str:
    """Say that a month lasts on the day of the figures, or that its reports are not due yet; empty once they are."""
    due = day(due_on(month))
    if lasts(month, data_day):
        return str(gettext("Tháng chưa kết thúc, hạn báo cáo %(day)s.", day=due))
    return str(gettext("Chưa đến hạn báo cáo %(day)s.", day=due)) if data_day <= due_on(month) else ""


def now_words(month: date) -> str:
    """Say that a block tells of today, where the page shows an earlier month; empty in the month of today."""
    if month >= today().replace(day=1):
        return ""
    return str(gettext("hôm nay, %(day)s", day=day(today())))


def told_of_month(known: Months | None, month: date) -> dict[str, Any]:
    """Return what templates show of the month of the address; without any figures it counts as over."""
    data_day = known.data_day if known else date.max
    return {
        "month": month,
        "months": known.all[::-1] if known else [],
        "figures_day": known.day_of(month) if known else None,
        "until_words": until_words(month, data_day),
        "due_words": due_words(month, data_day),
        "month_lasts": lasts(month, data_day),
    }
