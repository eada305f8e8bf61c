"""Counting what changed on the map's grid: the symbols before and after on all zooms at once, and who is on top.

The writers of the copies take turns, so that a difference is exact; `tiles.rebuild` counts everything anew.
"""

from typing import Final

from sqlalchemy import Date, literal_column

from gis.domain.tile_grid import GROUPS_UP_TO_ZOOM, cell_shift
from gis.models import TileSymbol
from gis.models.ledger.visible import literal_sql
from gis.models.schedule import schedule_status
from gis.operations.tile_counts import DEEPEST_ZOOM, LATE, schedule_sql

_SHIFT: Final = cell_shift(DEEPEST_ZOOM)
_SYMBOL: Final = "project_id, quad, grid_x, grid_y, rank, coalesce(sector_id, 0) AS sector_id, budget_vnd"
_CHANGES: Final = f"""
SELECT {_SYMBOL}, {schedule_sql(":since")} AS schedule, -1 AS sign FROM unnest(:was) symbol
UNION ALL SELECT {_SYMBOL}, {schedule_sql(":as_of")}, 1 FROM unnest(:now) symbol
"""
_BOTH: Final = {
    "project_count": "sum(sign)",
    "budget_count": "coalesce(sum(sign) FILTER (WHERE budget_vnd IS NOT NULL), 0)",
    "budget_vnd": "coalesce(sum(sign * budget_vnd), 0)",
    "x_sum": "sum(sign * grid_x)",
    "y_sum": "sum(sign * grid_y)",
}
_TOTALS: Final = {"late_count": f"coalesce(sum(sign) FILTER (WHERE {LATE}), 0)", **_BOTH}
_GROUPS: Final = {"id_sum": "sum(sign * project_id)", **_BOTH}
_TOP: Final = {
    "top_rank": "(max(ARRAY[rank, -project_id]) FILTER (WHERE sign = 1))[1]",
    "top_id": "-(max(ARRAY[rank, -project_id]) FILTER (WHERE sign = 1))[2]",
}


def _add(
    table: str, *, keys: tuple[str, ...], sums: dict[str, str], first: dict[str, str], deepest_zoom: int
) -> str:
    """Return the statement that adds the changes to the sums of a table; `first` is said of new cells only."""
    stated = {**sums, **first}
    same = " AND ".join(f"kept.{key} = change.{key}" for key in ("zoom", "cell", *keys))
    columns = ("zoom", "cell", *keys, *stated)
    return f"""
MERGE INTO {table} kept USING (
    SELECT zoom, quad >> ({cell_shift(0)} - 2 * zoom) AS cell, {"".join(f"{key}, " for key in keys)}
           {", ".join(f"{sql} AS {name}" for name, sql in stated.items())}
    FROM ({_CHANGES}) change CROSS JOIN generate_series(0, {deepest_zoom}) zoom
    GROUP BY {", ".join(str(number + 1) for number in range(2 + len(keys)))}
    HAVING ({", ".join(sums.values())}) <> ({", ".join("0" for _ in sums)})
) change ON {same}
WHEN MATCHED AND kept.project_count + change.project_count = 0 THEN DELETE
WHEN MATCHED THEN UPDATE SET {", ".join(f"{name} = kept.{name} + change.{name}" for name in sums)}
WHEN NOT MATCHED THEN INSERT ({", ".join(columns)}) VALUES ({", ".join(f"change.{name}" for name in columns)});
"""


COUNT: Final = _add("tile_cell", keys=(), sums=_TOTALS, first=_TOP, deepest_zoom=DEEPEST_ZOOM) + _add(
    "tile_cell_group",
    keys=("sector_id", "schedule"),
    sums=_GROUPS,
    first={},
    deepest_zoom=GROUPS_UP_TO_ZOOM,
)
"""Count the symbols `was`, as they stood on `since`, no longer, and `now` as they stand on `as_of`, on every zoom."""

MOVED: Final = f"""
:dirty := ARRAY(
    SELECT DISTINCT place.quad >> {_SHIFT}
    FROM unnest(:was) old FULL JOIN unnest(:now) new USING (project_id)
    CROSS JOIN LATERAL (VALUES (old.quad), (new.quad)) AS place(quad)
    WHERE (old.quad, old.rank) IS DISTINCT FROM (new.quad, new.rank) AND place.quad IS NOT NULL);
"""
"""Find the cells of the deepest zoom where a symbol came, went or got another rank."""

_CROWN: Final = """
UPDATE tile_cell kept SET top_rank = best.top[1], top_id = -best.top[2]
FROM (SELECT dirty.cell, max({top}) AS top FROM unnest(:cells) dirty(cell) JOIN {rows} GROUP BY 1) best
WHERE kept.zoom = {zoom} AND kept.cell = best.cell AND (top_rank, top_id) <> (best.top[1], -best.top[2]);
"""
CROWN: Final = f"""
:cells := :dirty;
{
    _CROWN.format(
        zoom=DEEPEST_ZOOM,
        top="ARRAY[rank, -project_id]",
        rows=f"tile_symbol ON quad BETWEEN dirty.cell << {_SHIFT} AND ((dirty.cell + 1) << {_SHIFT}) - 1",
    )
}
FOR :zoom IN REVERSE {DEEPEST_ZOOM - 1}..0 LOOP
:cells := ARRAY(SELECT DISTINCT cell >> 2 FROM unnest(:cells) cell);
{
    _CROWN.format(
        zoom=":zoom",
        top="ARRAY[top_rank, -top_id]",
        rows="tile_cell child ON child.cell BETWEEN dirty.cell << 2 AND ((dirty.cell + 1) << 2) - 1"
        " AND child.zoom = :zoom + 1",
    )
}
END LOOP;
"""
"""Say who is on top of the cells `dirty` and of those above them."""


def differs() -> str:
    """Return the condition on a `symbol` whose status on `since` isn't that of `as_of`."""
    symbol = TileSymbol.__table__.alias("symbol")
    since, day = (literal_column(f"CAST({name} AS date)", Date) for name in (":since", ":as_of"))
    was, now = (schedule_status(symbol.c, as_of=each) for each in (since, day))
    due, accepted = symbol.c.approved_completion_date, symbol.c.acceptance_date
    return literal_sql((due.between(since, day) | accepted.between(since, day)) & (was != now))
