"""The filter of the current request, by the one query string of `etl.filter_query`."""

from datetime import date

from flask import request

from etl import filter_query
from etl.filter_query import (
    NO,
    PARAMETERS,
    YES,
    Args,
    FilterError,
    choice,
    day,
    integer,
    percent_text,
    several,
    single,
)
from gis.queries.filters import ProjectFilter
from gis.queries.reference import ReferenceCodes, reference_codes
from webmap.clock import today
from webmap.database import db
from webmap.memory import remembered

__all__ = [
    "NO",
    "PARAMETERS",
    "YES",
    "FilterError",
    "choice",
    "codes",
    "day",
    "integer",
    "parse",
    "percent_text",
    "requested_filter",
    "several",
    "single",
    "to_query",
]


def codes() -> ReferenceCodes:
    """Return the codes of sectors and sources, read once a version of the data."""
    return remembered("reference_codes", lambda: reference_codes(db.session))


def requested_filter() -> ProjectFilter:
    """Return the filter of the current request as of today; FilterError where a parameter makes no sense."""
    return parse(request.args, as_of=today())


def parse(args: Args, *, as_of: date) -> ProjectFilter:
    """Read the contract's parameters; FilterError, naming the parameter, where one makes no sense.

    Lists, maps and alerts are of today alone: another day in `as_of` is refused, so that nobody takes them for that day's.
    """
    asked = day(args, "as_of")
    if asked is not None and asked != as_of:
        raise FilterError("only_today", field="as_of", value=asked)
    return filter_query.parse(args, as_of=as_of, reference=codes)


def to_query(wanted: ProjectFilter) -> list[tuple[str, str]]:
    """Write the filter as pairs of a query string, always in one order; `parse` reads them back to the same."""
    return filter_query.to_query(wanted, reference=codes)
