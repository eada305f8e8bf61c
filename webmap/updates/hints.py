"""What stands beside a field in words: figures that are known, its narrowest limits in one line, every rule behind them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import Any, Final

from flask_babel import gettext

from gis.domain.field_figures import Figure, FigureCode
from gis.domain.field_limits import Limit
from webmap.formatting import day, number
from webmap.labels import label
from webmap.updates.findings import rule_told

_OF_LISTS: Final = frozenset({FigureCode.PRICE, FigureCode.PRICE_PROPOSED, FigureCode.PRICE_SPAN})


@dataclass(frozen=True, slots=True)
class Hint:
    """One line beside a field; `kind` is the kind of gift or payment that it holds for, empty for all."""

    text: str
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Hints:
    """The figures and limits of a field in short, and the rules that these come from.

    `prices_on` is the day of the price lists that its figures are read from, None where they are from none.
    """

    lines: tuple[Hint, ...] = ()
    rules: tuple[Hint, ...] = ()
    prices_on: date | None = None


def hints_of(
    limits: Iterable[Limit], figures: Iterable[Figure] = (), *, chosen_kind: str
) -> dict[str, Hints]:
    """Return the hints of each field; of those for a kind of row only the ones of the kind that is chosen, if any is."""
    told: dict[str, list[Hint]] = {}
    days: dict[str, Any] = {}
    for figure in figures:
        if _is_meant(figure.kind, chosen_kind):
            if figure.code in _OF_LISTS:
                days[figure.field] = figure.params["day"]
            told.setdefault(figure.field, []).append(Hint(figure_words(figure), _code(figure.kind)))
    grouped: dict[str, dict[str, list[Limit]]] = {}
    for limit in limits:
        if _is_meant(limit.kind, chosen_kind):
            grouped.setdefault(limit.field, {}).setdefault(_code(limit.kind), []).append(limit)
    return {
        field: Hints(
            lines=(
                *told.get(field, ()),
                *(Hint(_short(each), kind) for kind, each in grouped.get(field, {}).items()),
            ),
            rules=tuple(
                Hint(text, kind)
                for kind, each in grouped.get(field, {}).items()
                for text in dict.fromkeys(limit_text(limit) for limit in each)
            ),
            prices_on=days.get(field),
        )
        for field in dict.fromkeys([*told, *grouped])
    }


def figure_words(figure: Figure) -> str:
    """Say what a figure beside a field tells, with the kind of row that it is of."""
    texts = {
        FigureCode.LAST: gettext("Gần nhất %(value)s (%(day)s)"),
        FigureCode.YEAR_PLAN: gettext("Kế hoạch %(year)s: %(plan)s, đã trả %(paid)s"),
        FigureCode.NO_PLAN: gettext("Chưa có kế hoạch %(year)s, đã trả %(paid)s"),
        FigureCode.BUDGET: gettext("Tổng mức đầu tư %(budget)s, đã trả %(paid)s"),
        FigureCode.ADVANCE_OUT: gettext("Tạm ứng chưa thu hồi %(value)s"),
        FigureCode.PRICE: gettext("Bảng giá %(value)s đồng/%(unit)s (%(source)s)"),
        FigureCode.PRICE_PROPOSED: gettext("Giá đề xuất %(value)s đồng/%(unit)s"),
        FigureCode.PRICE_SPAN: gettext("Bảng giá có %(count)s mức, từ %(low)s đến %(high)s"),
        FigureCode.DUE: gettext("Hạn hiện nay %(day)s"),
        FigureCode.EXTENDED: gettext("Hạn hiện nay %(day)s, đã gia hạn %(count)s lần"),
    }
    said = {
        name: value if isinstance(value, str) else _written(value) for name, value in figure.params.items()
    }
    return _of_kind(texts[figure.code] % said, figure.kind)


def limit_text(limit: Limit) -> str:
    """Say where a field may lie, and by which rule."""
    rule = f"{rule_told(limit.rule)}."
    return rule if limit.low is limit.high is None else f"{_between(limit, limit.low, limit.high)}. {rule}"


def _short(limits: Sequence[Limit]) -> str:
    lows = [limit.low for limit in limits if limit.low is not None]
    highs = [limit.high for limit in limits if limit.high is not None]
    return _between(limits[0], max(lows, default=None), min(highs, default=None))


def _between(limit: Limit, low: Any, high: Any) -> str:
    if low is None:
        words = gettext("Không quá %(high)s", high=_written(high, limit.field))
    elif high is None and limit.is_above:
        words = gettext("Lớn hơn %(low)s", low=_written(low))
    elif high is None:
        words = gettext("Không dưới %(low)s", low=_written(low))
    else:
        words = gettext("Từ %(low)s đến %(high)s", low=_written(low), high=_written(high))
    if limit.per_household:
        words = gettext("%(limit)s mỗi hộ", limit=words)
    return _of_kind(str(words), limit.kind)


def _of_kind(words: str, kind: Enum | None) -> str:
    return f"{label(kind)}: {words[0].lower()}{words[1:]}" if kind is not None else words


def _code(kind: Enum | None) -> str:
    return str(kind.value) if kind is not None else ""


def _is_meant(kind: Enum | None, chosen: str) -> bool:
    return kind is None or not chosen or kind.value == chosen


def _written(value: Any, field: str = "") -> str:
    if field == "plan_year":
        return str(value)
    return day(value) if isinstance(value, date) else number(value, 2, trim=True)
