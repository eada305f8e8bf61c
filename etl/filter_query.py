"""The one query string of map, lists, exports, API and command line, read into a ProjectFilter and written back."""

import math
import re
import unicodedata
from collections.abc import Callable, Iterable
from datetime import date
from decimal import Decimal
from typing import Protocol, TypeVar

from etl.findings import CellError
from etl.money import MoneyUnit, parse_money
from gis.domain.alerts import AlertCode
from gis.domain.errors import DomainError
from gis.domain.lifecycle import ScheduleStatus, Stage
from gis.queries.filters import BBox, CommuneKnown, ProjectFilter
from gis.queries.projects import Order, SortKey
from gis.queries.reference import NO_SECTOR, ReferenceCodes

Value = TypeVar("Value")
Reference = Callable[[], ReferenceCodes]

MAX_LENGTH = 200
MAX_VALUES = 64
MAX_ID = 2**62
YEARS = (1976, 2100)
MAX_LON, MAX_LAT = 180, 90
MAX_PERCENT = 1000
YES, NO = "yes", "no"
DESCENDING = "-"
PARAMETERS = (
    "q",
    "sector",
    "stage",
    "schedule",
    "alert",
    "unit",
    "year",
    "owner",
    "source",
    "min_vnd",
    "max_vnd",
    "disbursed_min",
    "disbursed_max",
    "located",
    "commune_known",
    "bbox",
)
"""Every parameter that narrows which projects are meant, in the order in which addresses are written."""


class Args(Protocol):
    """The pairs of a query string, as Werkzeug's MultiDict holds them."""

    def getlist(self, key: str) -> list[str]:
        """Return every value of a parameter."""
        ...


class FilterError(DomainError):
    """A parameter of the query string makes no sense; `field` names it, `params` what it would take."""


def parse(args: Args, *, as_of: date, reference: Reference) -> ProjectFilter:
    """Read the contract's parameters; empty ones do not restrict, unknown names are left alone.

    Raises FilterError, naming the parameter, for values that make no sense. Values of one parameter are
    repeated or parted by commas. `reference` is asked for only where a sector or a source is named.
    """
    least, most = _money(args, "min_vnd"), _money(args, "max_vnd")
    if least is not None and most is not None and least > most:
        raise FilterError("reversed_range", field="min_vnd", value=least)
    low, high = _percent(args, "disbursed_min"), _percent(args, "disbursed_max")
    if high is not None and (low or 0) >= high:
        raise FilterError("reversed_percents", field="disbursed_max", value=high)
    located = single(args, "located")
    return ProjectFilter(
        as_of=as_of,
        q=_text(args, "q"),
        sectors=_sectors(args, reference),
        stages=frozenset(_integers(args, "stage", low=min(Stage), high=max(Stage))),
        schedules=frozenset(_choices(args, "schedule", {each.value: each for each in ScheduleStatus})),
        alerts=frozenset(_choices(args, "alert", {each.value: each for each in AlertCode})),
        units=frozenset(_integers(args, "unit", low=1, high=MAX_ID)),
        years=frozenset(_integers(args, "year", low=YEARS[0], high=YEARS[1])),
        owners=frozenset(_integers(args, "owner", low=1, high=MAX_ID)),
        sources=_sources(args, reference),
        min_vnd=least,
        max_vnd=most,
        disbursed_min=low,
        disbursed_max=high,
        is_located=None if not located else choice("located", located, {YES: True, NO: False}),
        commune_known=_commune_known(args, as_of),
        bbox=_box(args),
    )


def to_query(wanted: ProjectFilter, *, reference: Reference) -> list[tuple[str, str]]:
    """Write the filter as pairs of a query string, always in one order; `parse` reads them back to the same."""
    pairs = [("q", wanted.q)] if wanted.q else []
    if wanted.sectors:
        pairs += [("sector", code) for code in reference().sector_codes(wanted.sectors)]
    pairs += [("stage", str(int(stage))) for stage in sorted(wanted.stages)]
    pairs += [("schedule", status.value) for status in ScheduleStatus if status in wanted.schedules]
    pairs += [("alert", code.value) for code in AlertCode if code in wanted.alerts]
    pairs += [("unit", str(unit)) for unit in sorted(wanted.units)]
    pairs += [("year", str(year)) for year in sorted(wanted.years)]
    pairs += [("owner", str(owner)) for owner in sorted(wanted.owners)]
    if wanted.sources:
        known = reference().sources
        pairs += [("source", row.code) for row in known if row.id in wanted.sources]
    pairs += [
        (name, str(int(vnd))) for name in ("min_vnd", "max_vnd") if (vnd := getattr(wanted, name)) is not None
    ]
    pairs += [
        (name, percent_text(percent))
        for name in ("disbursed_min", "disbursed_max")
        if (percent := getattr(wanted, name)) is not None
    ]
    if wanted.is_located is not None:
        pairs.append(("located", YES if wanted.is_located else NO))
    if wanted.commune_known is not None:
        pairs.append(("commune_known", YES if wanted.commune_known.is_known else NO))
    if wanted.bbox is not None:
        pairs.append(("bbox", ",".join(repr(side) for side in wanted.bbox)))
    return pairs


def percent_text(percent: Decimal) -> str:
    """Write a bound in percent as addresses do: 50, 62.5."""
    return f"{percent.normalize():f}"


def parse_order(value: str, *, default: Order) -> Order:
    """Read `sort`: `budget`, or `-budget` for the greatest first; FilterError for an order that does not exist."""
    if not value:
        return default
    allowed = {sign + key.value: Order(key, bool(sign)) for key in SortKey for sign in ("", DESCENDING)}
    return choice("sort", value, allowed)


def single(args: Args, name: str) -> str:
    """Return the one value of a parameter, "" where it is absent; FilterError for several different ones."""
    values = {value.strip() for value in args.getlist(name)} - {""}
    if len(values) > 1:
        raise FilterError("single_value", field=name)
    value = values.pop() if values else ""
    if len(value) > MAX_LENGTH:
        raise FilterError("too_long", field=name, limit=MAX_LENGTH)
    return value


def several(args: Args, name: str) -> list[str]:
    """Return the values of a parameter, repeated or parted by commas, without empty ones and repetitions."""
    raw = args.getlist(name)
    if sum(map(len, raw)) > MAX_LENGTH * MAX_VALUES:
        raise FilterError("too_long", field=name, limit=MAX_LENGTH * MAX_VALUES)
    parts = dict.fromkeys(part.strip() for value in raw for part in value.split(","))
    parts.pop("", None)
    if len(parts) > MAX_VALUES:
        raise FilterError("too_many", field=name, limit=MAX_VALUES)
    return list(parts)


def choice(name: str, value: str, allowed: dict[str, Value]) -> Value:
    """Return what a code stands for; FilterError with the list of codes where there is no such one."""
    if value not in allowed:
        raise FilterError("unknown_value", field=name, value=value, allowed=", ".join(allowed))
    return allowed[value]


def integer(name: str, value: str, *, low: int, high: int) -> int:
    """Return a whole number within its range."""
    if not re.fullmatch(r"\d{1,19}", value, re.ASCII) or not low <= int(value) <= high:
        raise FilterError("not_in_range", field=name, value=value, low=int(low), high=int(high))
    return int(value)


def day(args: Args, name: str) -> date | None:
    """Return a date written 2025-07-01 or 01/07/2025; None where it is absent."""
    value = single(args, name)
    if not value:
        return None
    iso = re.fullmatch(r"(\d{4})-(\d{2})-(\d{2})", value, re.ASCII)
    vietnamese = re.fullmatch(r"(\d{1,2})/(\d{1,2})/(\d{4})", value, re.ASCII)
    try:
        if iso:
            return date(*map(int, iso.groups()))
        if vietnamese:
            return date(*map(int, reversed(vietnamese.groups())))
    except ValueError:
        pass
    raise FilterError("bad_date", field=name, value=value)


def _text(args: Args, name: str) -> str:
    """Return free text in one Unicode form and with single spaces."""
    value = " ".join(unicodedata.normalize("NFC", single(args, name)).split())
    if any(unicodedata.category(letter) in {"Cc", "Cs"} for letter in value):
        raise FilterError("control_character", field=name)
    return value


def _integers(args: Args, name: str, *, low: int, high: int) -> Iterable[int]:
    return (integer(name, value, low=low, high=high) for value in several(args, name))


def _choices(args: Args, name: str, allowed: dict[str, Value]) -> Iterable[Value]:
    return (choice(name, value, allowed) for value in several(args, name))


def _sectors(args: Args, reference: Reference) -> frozenset[int]:
    values = several(args, "sector")
    if not values:
        return frozenset()
    known = reference()
    families = {row.code: known.sector_family(row.code) for row in known.sectors}
    families[NO_SECTOR] = known.sector_family(NO_SECTOR)
    return frozenset().union(*(choice("sector", value, families) or () for value in values))


def _sources(args: Args, reference: Reference) -> frozenset[int]:
    values = several(args, "source")
    if not values:
        return frozenset()
    allowed = dict(reference().source_ids())
    return frozenset(choice("source", value, allowed) for value in values)


def _commune_known(args: Args, as_of: date) -> CommuneKnown | None:
    """Read whether a commune is known, of the unit set of `units_on`."""
    value = single(args, "commune_known")
    if not value:
        return None
    is_known = choice("commune_known", value, {YES: True, NO: False})
    return CommuneKnown(is_known, day(args, "units_on") or as_of)


def _money(args: Args, name: str) -> Decimal | None:
    """Return whole đồng from 5000000000, 5.000.000.000 or "5 tỷ"."""
    value = single(args, name)
    if not value:
        return None
    try:
        return Decimal(parse_money(value, unit=MoneyUnit.DONG, style=None).vnd)
    except CellError as error:
        raise FilterError("bad_money", field=name, value=value) from error


def _percent(args: Args, name: str) -> Decimal | None:
    """Return a bound in percent: 50, 62,5, “62.5 %”; at most two decimals."""
    value = single(args, name)
    if not value:
        return None
    digits = value.removesuffix("%").strip().replace(",", ".")
    if not re.fullmatch(r"\d{1,4}(\.\d{1,2})?", digits, re.ASCII) or Decimal(digits) > MAX_PERCENT:
        raise FilterError("bad_percent", field=name, value=value, high=MAX_PERCENT)
    return Decimal(digits)


def _box(args: Args) -> BBox | None:
    value = single(args, "bbox")
    if not value:
        return None
    sides = [_degrees(side, value) for side in value.split(",")]
    if len(sides) != len(BBox._fields):
        raise FilterError("bad_box", field="bbox", value=value)
    box = BBox(*sides)
    is_on_earth = max(-box.west, box.east) <= MAX_LON and max(-box.south, box.north) <= MAX_LAT
    if not (is_on_earth and box.west < box.east and box.south < box.north):
        raise FilterError("bad_box", field="bbox", value=value)
    return box


def _degrees(side: str, value: str) -> float:
    try:
        number = float(side)
    except ValueError:
        number = math.nan
    if not math.isfinite(number):
        raise FilterError("bad_box", field="bbox", value=value)
    return number
