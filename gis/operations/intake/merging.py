"""What a project's columns become when a list speaks of it: one expression for each column, for new and known projects."""

from collections.abc import Collection
from typing import Any, Final

from sqlalchemy import ColumnElement, case, func, literal, text

from gis.models import Project
from gis.operations.intake.tables import PLAIN_FIELDS, staged_project

_BASELINE: Final = frozenset({"first_completion_date", "first_completion_precision"})
_DEFAULTS: Final[dict[str, Any]] = {
    "old_codes": text("'{}'::text[]"),
    "execution": literal("normal"),
    "is_awaiting_takeover": literal(value=False),
    "is_key_project": literal(value=False),
    "is_inter_commune": literal(value=False),
}

_STATUS: Final = frozenset({"stage", "clearance", "settlement"})

# What a list may empty again where it is asked to. Never emptied: the baseline, the keys, the flags, the sector (a
# list without it would put a guess in its place) and the status, which follows from appended steps.
CLEARABLE_FIELDS: Final = (
    frozenset(PLAIN_FIELDS) - _BASELINE - _STATUS - {"code", "name", "sector_id"} - set(_DEFAULTS)
)

stated: Final = staged_project.c
known: Final[Any] = Project.__table__.c


def value_of_new(name: str) -> ColumnElement[Any]:
    """Return what a column of a new project is: as stated; the first completion date is approved until extended."""
    if name == "approved_completion_date":
        return func.coalesce(stated.approved_completion_date, stated.first_completion_date)
    return func.coalesce(stated[name], _DEFAULTS[name]) if name in _DEFAULTS else stated[name]


def value_of_known(name: str, cleared: Collection[str] = ()) -> ColumnElement[Any]:
    """Return what a column of a known project becomes.

    What the list leaves open stays, unless it is in `cleared`. The first baseline stays once it is set, and a
    guessed sector never replaces a known one.
    """
    if name in cleared and name in CLEARABLE_FIELDS:
        return stated[name]
    match name:
        case "first_completion_date":
            return func.coalesce(known.first_completion_date, stated.first_completion_date)
        case "first_completion_precision":
            return case(
                (known.first_completion_date.is_not(None), known.first_completion_precision),
                else_=stated.first_completion_precision,
            )
        case "approved_completion_date":
            return func.coalesce(
                stated.approved_completion_date,
                known.approved_completion_date,
                known.first_completion_date,
                stated.first_completion_date,
            )
        case "sector_id":
            guess = func.coalesce(known.sector_id, stated.sector_id)
            return case(
                (stated.is_sector_guess, guess), else_=func.coalesce(stated.sector_id, known.sector_id)
            )
    return func.coalesce(stated[name], known[name])
