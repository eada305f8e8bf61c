"""How figures, money and dates are written for the reader: 1.234,5 and 31/12/2026, or the English way."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import ROUND_HALF_UP, Decimal

from flask import Flask
from flask_babel import gettext, ngettext
from markupsafe import Markup

from gis.domain.local_time import TIME_ZONE
from webmap.language import current_language

MISSING = "–"
MILLION = Decimal(10**6)
BILLION = Decimal(10**9)
FULL_FIGURES_FROM = 1000
TENTHS_FROM = 10
HECTARE_M2 = 10_000
KILOMETRE_M = 1_000
NARROW_SPACE = "\u00a0"

Figure = int | float | Decimal


def number(value: Figure | None, digits: int = 0, *, trim: bool = False) -> str:
    """Write `value` with `digits` decimals (`trim`: without trailing zeros); a missing one as a dash."""
    if value is None:
        return MISSING
    rounded = Decimal(str(value)).quantize(Decimal(1).scaleb(-digits), rounding=ROUND_HALF_UP)
    text = f"{rounded + 0:,f}"
    if trim and "." in text:
        text = text.rstrip("0").rstrip(".")
    text = "0" if text == "-0" else text.replace("-", "−")
    return text if current_language() == "en" else text.translate(str.maketrans(",.", ".,"))


def percent(value: Figure | None, digits: int = 1) -> str:
    """Write a figure that is already in percent: 71,4 %."""
    if value is None:
        return MISSING
    space = "" if current_language() == "en" else NARROW_SPACE
    return f"{number(value, digits, trim=True)}{space}%"


def day(value: date | datetime | None) -> str:
    """Write a day as 31/12/2026 (English: 31 Dec 2026)."""
    if value is None:
        return MISSING
    local = value.astimezone(TIME_ZONE) if isinstance(value, datetime) else value
    if current_language() == "en":
        return f"{local.day} {local:%b %Y}"
    return f"{local:%d/%m/%Y}"


def moment(value: datetime | None) -> str:
    """Write a UTC time as the clock in Vietnam shows it: 31/12/2026 14:05."""
    if value is None:
        return MISSING
    aware = value if value.tzinfo else value.replace(tzinfo=UTC)
    return f"{day(aware)} {aware.astimezone(TIME_ZONE):%H:%M}"


def money_exact(vnd: Figure | None) -> str:
    """Write whole đồng: 14.800.000.000 đồng."""
    return MISSING if vnd is None else str(gettext("%(amount)s đồng", amount=number(vnd)))


def money_text(vnd: Figure | None) -> str:
    """Write money in the unit that people say it in: 14,8 tỷ, 295 triệu, 850.000 đồng."""
    if vnd is None:
        return MISSING
    amount = Decimal(str(vnd))
    millions = _three_figures(amount / MILLION)
    if abs(millions) >= FULL_FIGURES_FROM:
        return str(gettext("%(amount)s tỷ", amount=_figures(_three_figures(amount / BILLION))))
    if abs(amount) >= MILLION:
        return str(gettext("%(amount)s triệu", amount=_figures(millions)))
    return money_exact(vnd)


def _three_figures(value: Decimal) -> Decimal:
    """Round to two decimals below 10, one below 1000, none above."""
    size = abs(value)
    digits = 2 if size < TENTHS_FROM else 1 if size < FULL_FIGURES_FROM else 0
    return value.quantize(Decimal(1).scaleb(-digits), rounding=ROUND_HALF_UP)


def _figures(value: Decimal) -> str:
    """Write a rounded figure without trailing zeros."""
    return number(value, 2, trim=True)


def money(vnd: Figure | None) -> Markup:
    """Write money short, with the exact đồng for whoever points at it."""
    if vnd is None:
        return Markup('<span class="missing" title="{}">{}</span>').format(
            gettext("Chưa có số liệu"), MISSING
        )
    return Markup('<data class="money" value="{}" title="{}">{}</data>').format(
        int(vnd), money_exact(vnd), money_text(vnd)
    )


def length(metres: Figure | None) -> str:
    """Write a length: 850 m below a kilometre, 2,1 km above."""
    if metres is None:
        return MISSING
    if metres < KILOMETRE_M:
        return f"{number(metres)}{NARROW_SPACE}m"
    return f"{number(Decimal(str(metres)) / KILOMETRE_M, 1, trim=True)}{NARROW_SPACE}km"


def area(square_metres: Figure | None) -> str:
    """Write an area: 6.420 m² below a hectare, 12,7 ha above."""
    if square_metres is None:
        return MISSING
    if square_metres < HECTARE_M2:
        return f"{number(square_metres)}{NARROW_SPACE}m²"
    return f"{number(Decimal(str(square_metres)) / HECTARE_M2, 1, trim=True)}{NARROW_SPACE}ha"


def days(count: int | None) -> str:
    """Write a number of days: 47 ngày."""
    if count is None:
        return MISSING
    return str(ngettext("%(amount)s ngày", "%(amount)s ngày", count, amount=number(count)))


FILTERS: dict[str, Callable[..., str]] = {
    "number": number,
    "percent": percent,
    "day": day,
    "moment": moment,
    "money": money,
    "money_text": money_text,
    "money_exact": money_exact,
    "length_m": length,
    "area_m2": area,
    "days": days,
}


def init_app(app: Flask) -> None:
    """Give the filters to the templates."""
    app.jinja_env.filters.update(FILTERS)
