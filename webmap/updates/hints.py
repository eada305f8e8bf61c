"""What stands beside a field: its narrowest limits in one line, every rule behind them to be opened."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask_babel import gettext

from gis.domain.field_limits import Limit
from webmap.formatting import day, number
from webmap.labels import label
from webmap.updates.findings import quoted


@dataclass(frozen=True, slots=True)
class Hint:
    """One line beside a field; `kind` is the kind of gift that it holds for, empty for all."""

    text: str
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Hints:
    """The limits of a field in short, and the rules that they come from."""

    lines: tuple[Hint, ...] = ()
    rules: tuple[Hint, ...] = ()


def hints_of(limits: Iterable[Limit], *, chosen_kind: str) -> dict[str, Hints]:
    """Return the hints of each field; of limits for a kind of gift only those of the kind that is chosen, if any is."""
    grouped: dict[str, dict[str, list[Limit]]] = {}
    for limit in limits:
        kind = limit.kind.value if limit.kind else ""
        if not kind or not chosen_kind or kind == chosen_kind:
            grouped.setdefault(limit.field, {}).setdefault(kind, []).append(limit)
    return {
        field: Hints(
            lines=tuple(Hint(_short(each), kind) for kind, each in by_kind.items()),
            rules=tuple(
                Hint(text, kind)
                for kind, each in by_kind.items()
                for text in dict.fromkeys(limit_text(limit) for limit in each)
            ),
        )
        for field, by_kind in grouped.items()
    }


def limit_text(limit: Limit) -> str:
    """Say where a field may lie, and by which rule."""
    return f"{_between(limit, limit.low, limit.high)}. {quoted(limit.rule)}."


def _short(limits: Sequence[Limit]) -> str:
    lows = [limit.low for limit in limits if limit.low is not None]
    highs = [limit.high for limit in limits if limit.high is not None]
    return _between(limits[0], max(lows, default=None), min(highs, default=None))


def _between(limit: Limit, low: Any, high: Any) -> str:
    if low is None:
        words = gettext("Không quá %(high)s", high=_written(high))
    elif high is None:
        words = gettext("Không dưới %(low)s", low=_written(low))
    else:
        words = gettext("Từ %(low)s đến %(high)s", low=_written(low), high=_written(high))
    if limit.per_household:
        words = gettext("%(limit)s mỗi hộ", limit=words)
    return f"{label(limit.kind)}: {words[0].lower()}{words[1:]}" if limit.kind else str(words)


def _written(value: Any) -> str:
    return day(value) if isinstance(value, date) else number(value, 2, trim=True)
