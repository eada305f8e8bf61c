"""Names of the indicators, their values as readers read them, and what each was divided by, in a sentence."""

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import Final

from flask import Flask
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

from gis.domain.indicator_classes import Bounds
from gis.domain.indicators import Indicator, UnitFigures, parts_of
from webmap.formatting import MISSING, area, money_text, number, percent
from webmap.language import current_language

SHORT: Final[Mapping[Indicator, LazyString]] = {
    Indicator.PROGRESS: _l("Thi công"),
    Indicator.DISBURSEMENT: _l("Giải ngân"),
    Indicator.ON_TIME: _l("Đúng hạn"),
    Indicator.CLEARANCE: _l("Mặt bằng"),
    Indicator.CONTRIBUTION: _l("Đóng góp"),
    Indicator.FRESHNESS: _l("Độ mới số liệu"),
}
RULES: Final[Mapping[Indicator, LazyString]] = {
    Indicator.PROGRESS: _l("Bình quân khối lượng thi công của các dự án đã có báo cáo."),
    Indicator.DISBURSEMENT: _l(
        "Lũy kế giải ngân chia cho kế hoạch vốn năm đã giao chi tiết, không tính vốn kéo dài."
    ),
    Indicator.ON_TIME: _l(
        "Dự án hoàn thành đúng hoặc vượt tiến độ chia cho dự án đã nghiệm thu hoặc đã quá hạn."
    ),
    Indicator.CLEARANCE: _l("Diện tích đã bàn giao chia cho diện tích phải thu hồi."),
    Indicator.CONTRIBUTION: _l("Giá trị quy đổi của mọi khoản đóng góp trong năm chia cho số hộ của đơn vị."),
    Indicator.FRESHNESS: _l("Dự án đang làm có báo cáo trong tháng chia cho dự án đang làm."),
}


def full_name(indicator: Indicator, year: int) -> str:
    """Return the name of an indicator; money is that of a fiscal year."""
    names = {
        Indicator.PROGRESS: gettext("Khối lượng thi công bình quân"),
        Indicator.DISBURSEMENT: gettext("Giải ngân kế hoạch năm %(year)s", year=str(year)),
        Indicator.ON_TIME: gettext("Dự án đúng hạn"),
        Indicator.CLEARANCE: gettext("Bàn giao mặt bằng"),
        Indicator.CONTRIBUTION: gettext("Nhân dân đóng góp năm %(year)s", year=str(year)),
        Indicator.FRESHNESS: gettext("Dự án có báo cáo trong tháng"),
    }
    return str(names[indicator])


def value_text(indicator: Indicator, value: Decimal | None) -> str:
    """Write a value: 73,2 %, or 1,2 triệu/hộ."""
    if value is None:
        return MISSING
    if indicator is Indicator.CONTRIBUTION:
        return str(gettext("%(amount)s/hộ", amount=money_text(round(value))))
    return percent(value)


def bounds_text(indicator: Indicator, bounds: Bounds) -> str:
    """Write the bounds of a class: "dưới 25 %", "25 % – dưới 50 %", "từ 90 %"."""
    low, high = (value_text(indicator, side) for side in bounds)
    if bounds.low is None and bounds.high is None:
        return str(gettext("mọi mức"))
    if bounds.low is None:
        return str(gettext("dưới %(high)s", high=high))
    if bounds.high is None:
        return str(gettext("từ %(low)s", low=low))
    return str(gettext("%(low)s – dưới %(high)s", low=low, high=high))


def explanation(indicator: Indicator, figures: UnitFigures, year: int) -> str:
    """Say what was divided by what, or why there is nothing to divide."""
    if parts_of(indicator, figures).ratio is None:
        return _reason(indicator, figures, year)
    return str(_EXPLANATIONS[indicator](figures, year))


def month_value(month: date) -> str:
    """Write a month as addresses do: 2026-10."""
    return f"{month:%Y-%m}"


def month_text(month: date) -> str:
    """Write a month: 10/2026 (English: Oct 2026)."""
    return f"{month:%b %Y}" if current_language() == "en" else f"{month:%m/%Y}"


def count_text(projects: Decimal) -> str:
    """Write a number of projects counted by their shares: 12, or 12,4."""
    return number(projects, 1, trim=True)


def _reason(indicator: Indicator, figures: UnitFigures, year: int) -> str:
    is_without_households = figures.contribution_vnd is not None and not figures.resident_household_count
    reasons = {
        Indicator.PROGRESS: gettext("Chưa có báo cáo khối lượng nào"),
        Indicator.DISBURSEMENT: gettext("Chưa có kế hoạch vốn năm %(year)s", year=str(year)),
        Indicator.ON_TIME: gettext("Chưa có dự án nào đến hạn"),
        Indicator.CLEARANCE: gettext("Chưa có số liệu đất phải thu hồi"),
        Indicator.CONTRIBUTION: (
            gettext(
                "tổng cả năm %(sum)s; chưa có số hộ nên chưa chia bình quân",
                sum=money_text(figures.contribution_vnd),
            )
            if is_without_households
            else gettext("Chưa ghi nhận đóng góp năm %(year)s", year=str(year))
        ),
        Indicator.FRESHNESS: gettext("Không có dự án nào đang làm"),
    }
    return str(reasons[indicator])


def _progress(figures: UnitFigures, _year: int) -> str:
    return str(gettext("bình quân %(n)s dự án có báo cáo", n=count_text(figures.progress_ratio)))


def _disbursement(figures: UnitFigures, year: int) -> str:
    return str(
        gettext(
            "%(paid)s trong %(plan)s kế hoạch %(year)s",
            paid=money_text(figures.paid_vnd),
            plan=money_text(figures.plan_vnd),
            year=str(year),
        )
    )


def _on_time(figures: UnitFigures, _year: int) -> str:
    return str(
        gettext(
            "%(n)s trong %(whole)s dự án đã đến hạn",
            n=count_text(figures.early_ratio + figures.on_time_ratio),
            whole=count_text(figures.due_ratio),
        )
    )


def _clearance(figures: UnitFigures, _year: int) -> str:
    return str(
        gettext(
            "%(part)s trong %(whole)s phải thu hồi",
            part=area(figures.area_handed_over_m2),
            whole=area(figures.area_total_m2),
        )
    )


def _contribution(figures: UnitFigures, _year: int) -> str:
    return str(
        gettext(
            "%(sum)s của %(n)s hộ",
            sum=money_text(figures.contribution_vnd),
            n=number(figures.resident_household_count),
        )
    )


def _freshness(figures: UnitFigures, _year: int) -> str:
    return str(
        gettext(
            "%(n)s trong %(whole)s dự án đang làm",
            n=count_text(figures.reported_ratio),
            whole=count_text(figures.active_ratio),
        )
    )


_EXPLANATIONS: Final[Mapping[Indicator, Callable[[UnitFigures, int], str]]] = {
    Indicator.PROGRESS: _progress,
    Indicator.DISBURSEMENT: _disbursement,
    Indicator.ON_TIME: _on_time,
    Indicator.CLEARANCE: _clearance,
    Indicator.CONTRIBUTION: _contribution,
    Indicator.FRESHNESS: _freshness,
}


def init_app(app: Flask) -> None:
    """Give months to the templates: {{ month|month }} for readers, {{ month|month_value }} for addresses."""
    app.jinja_env.filters.update(month=month_text, month_value=month_value)
