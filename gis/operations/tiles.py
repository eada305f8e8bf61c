"""Keeping the map's copies of projects: a few after a change, all in a rebuild, the statuses at the turn of a day."""

from collections.abc import Sequence
from datetime import date
from typing import Final

from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from gis.operations import tile_changes, tile_copies, tile_counts, tile_zooms, versions
from gis.operations.routine import IS_NOT_AHEAD, SEES_ALL, Routine

LOCK = 7_203_857_001
"""Held to the end of the transaction by whoever writes the copies: counts made side by side would be wrong."""

MANY = 5_000
REBUILT_FROM_SHARE: Final = 20
"""A change of more projects than MANY, and of more than one in so many, costs more than making all copies anew."""

_IS_EMPTIED = text("""
SELECT NOT EXISTS (SELECT FROM tile_symbol) AND EXISTS (SELECT FROM project_location WHERE replaced_at IS NULL)
""")
# Copies that repeat other values than their project has, and those that are missing or too many.
_OUTDATED = text(f"""
WITH placed AS (
    SELECT project.* FROM project JOIN project_location place ON place.project_id = project.id
    WHERE place.replaced_at IS NULL AND project.archived_at IS NULL
)
SELECT coalesce(placed.id, symbol.project_id)
FROM placed FULL JOIN tile_symbol symbol ON symbol.project_id = placed.id
WHERE ({", ".join(f"placed.{name}" for name in tile_copies.REPEATED)})
      IS DISTINCT FROM ({", ".join(f"symbol.{name}" for name in tile_copies.REPEATED)})
   OR placed.id IS NULL OR symbol.project_id IS NULL
""")
_ARE_WRONG: Final = text(tile_counts.ARE_WRONG)
_OF_PROJECTS: Final = "SELECT array_agg(symbol) FROM tile_symbol symbol WHERE project_id = ANY(:ids)"
# A few cells of a great table: the sizes of the arrays are not known when the statements are planned.
_CELL_BY_CELL: Final = ("enable_hashjoin = off", "enable_mergejoin = off")

_MAKE_ALL: Final = Routine(
    "hatang_draw_all",
    f"""
PERFORM pg_advisory_xact_lock({LOCK});
:as_of := coalesce(:as_of, (SELECT kept.as_of FROM tile_state kept WHERE id = 1));
{tile_copies.STAGE_ALL}
DELETE FROM tile_shape;
DELETE FROM tile_symbol;
DELETE FROM tile_cell;
DELETE FROM tile_cell_group;
{tile_counts.COUNT_ALL}
{tile_zooms.INSERT_SHOWN};
{tile_copies.SHAPE_ALL}
UPDATE tile_state SET as_of = :as_of WHERE id = 1;
""",
    parameters={"as_of": "date"},
    settings=("client_min_messages = warning", "enable_hashjoin = on", "enable_mergejoin = on"),
)
_ARE_MANY: Final = f"""
cardinality({{projects}}) > :many AND {REBUILT_FROM_SHARE} * cardinality({{projects}}) > (SELECT count(*) FROM tile_symbol)
"""
_DRAW: Final = Routine(
    "hatang_draw",
    f"""
{SEES_ALL}
PERFORM pg_advisory_xact_lock({LOCK});
IF {_ARE_MANY.format(projects=":ids")} THEN
    PERFORM {_MAKE_ALL.name}(NULL);
    RETURN;
END IF;
SELECT kept.as_of INTO STRICT :as_of FROM tile_state kept WHERE id = 1;
:since := :as_of;
:was := ({_OF_PROJECTS});
{tile_copies.REPLACE}
:now := ({_OF_PROJECTS});
{tile_changes.MOVED}
:before := ({tile_zooms.CELLS});
{tile_changes.COUNT}
IF cardinality(:dirty) > 0 THEN
{tile_changes.CROWN}
:after := ({tile_zooms.CELLS});
:affected := ARRAY({tile_zooms.AFFECTED});
{tile_zooms.SHOW};
{tile_zooms.SHOW_SHAPES};
END IF;
""",
    parameters={"ids": "bigint[]", "many": "int"},
    variables={
        "since": "date",
        "as_of": "date",
        "was": "tile_symbol[]",
        "now": "tile_symbol[]",
        "dirty": "bigint[]",
        "cells": "bigint[]",
        "before": "tile_cell[]",
        "after": "tile_cell[]",
        "affected": "bigint[]",
    },
    settings=_CELL_BY_CELL,
    is_open=True,
)
_ADVANCE: Final = Routine(
    "hatang_pass_days",
    f"""
{SEES_ALL}
{IS_NOT_AHEAD}
IF NOT pg_try_advisory_xact_lock({LOCK}) THEN
    RETURN false;
END IF;
SELECT kept.as_of INTO STRICT :since FROM tile_state kept WHERE id = 1;
IF (:since < :as_of) IS NOT TRUE THEN
    RETURN true;
END IF;
:was := ARRAY(SELECT symbol FROM tile_symbol symbol WHERE {tile_changes.differs()});
IF {_ARE_MANY.format(projects=":was")} THEN
    PERFORM {_MAKE_ALL.name}(:as_of);
    RETURN true;
END IF;
:now := :was;
{tile_changes.COUNT}
UPDATE tile_state SET as_of = :as_of WHERE id = 1;
RETURN true;
""",
    parameters={"as_of": "date", "many": "int"},
    variables={"since": "date", "was": "tile_symbol[]", "now": "tile_symbol[]"},
    returns="boolean",
    settings=_CELL_BY_CELL,
    is_open=True,
)
ROUTINES: Final = (_MAKE_ALL, _DRAW, _ADVANCE)


def refresh(session: Session, project_ids: Sequence[int]) -> None:
    """Bring symbols, shapes and counts up to date with these projects; call in the transaction that changed them.

    Waits for other writers of the copies. A change of more than a twentieth of all projects rebuilds everything.
    """
    session.flush()
    session.execute(_DRAW.call, {"ids": list(project_ids), "many": MANY})


def rebuild(session: Session, *, as_of: date) -> None:
    """Make all copies anew from the projects, counting the schedule statuses of `as_of`; for the tables' owner.

    Readers see the old copies until the commit.
    """
    session.flush()
    session.execute(_MAKE_ALL.call, {"as_of": as_of})


def advance(session: Session, *, as_of: date) -> bool:
    """Count the statuses of `as_of` where they differ from the day that the grid holds; never go back in time.

    Returns False, with nothing done, where somebody else writes the copies at this moment.
    """
    return bool(session.execute(_ADVANCE.call, {"as_of": as_of, "many": MANY}).scalar_one())


def hold(session: Session) -> None:
    """Wait until nobody else writes the copies, and keep it so to the end of the transaction."""
    session.execute(select(func.pg_advisory_xact_lock(LOCK)))


def outdated(session: Session) -> list[int]:
    """Return the ids of projects that the map shows otherwise than they are, by more than their place."""
    session.flush()
    return list(session.scalars(_OUTDATED))


def recount(session: Session) -> bool:
    """Make all copies anew where the counts of a zoom don't add up to the symbols; True where they did not."""
    is_wrong = bool(session.scalar(_ARE_WRONG))
    if is_wrong:
        session.execute(_MAKE_ALL.call, {"as_of": None})
    return is_wrong


def ensure(session: Session, *, as_of: date) -> None:
    """Rebuild where an update of the program emptied the copies, else only move the statuses on to `as_of`."""
    if session.scalar(_IS_EMPTIED):
        rebuild(session, as_of=as_of)
        versions.bump(session)
    else:
        advance(session, as_of=as_of)
