"""`unit_month`: schedule, works, reports and land clearance of communes by sector at the end of every month."""

import re
from typing import Final

from gis.domain.lifecycle import ScheduleStatus
from gis.models.ledger.land import SUMMED, last_counted, standing
from gis.models.ledger.visible import seen, visible
from gis.models.ways import RELATED, WAYS, part
from gis.operations.summaries import dates
from gis.operations.summaries.running_sums import change_of, running, sum_of
from gis.operations.summaries.scope import do, statement

LEDGERS: Final = dates.LEDGERS | {"clearance_count"}
"""Whose rows these months tell."""

_STATE: Final = {
    "schedule": "schedule",
    "is_active": "is_active",
    "is_reported": "is_active AND reported_on >= months.month",
    "progress_pct": "physical_progress_pct",
}
"""What is counted of a row of `project_month`, beside the same of the project's row before: `was_…`."""
_CONDITIONS: Final = {
    "project_ratio": "schedule IS NOT NULL",
    **{f"{status.value}_ratio": f"schedule = '{status.value}'" for status in ScheduleStatus},
    "active_ratio": "is_active",
    "reported_ratio": "is_reported",
    "progress_ratio": "progress_pct IS NOT NULL",
}
"""Projects counted by their shares where this holds."""
COUNTS: Final = (*_CONDITIONS, "progress_sum_pct")
CLEARANCE: Final = {
    "area_total_m2": 2,
    "area_handed_over_m2": 2,
    "length_total_m": 2,
    "length_handed_over_m": 2,
    "household_total_count": 0,
    "household_handed_over_count": 0,
}
"""Counts of land clearance, each total before its part, with the decimals to which they are split."""


def _came_less_went(name: str, condition: str) -> str:
    """Return SQL for how many came to fulfil a condition in a month, less those that fulfil it no longer."""
    before = re.sub(rf"\b({'|'.join(_STATE)})\b", r"was_\1", condition)
    came = f"sum(share_ratio) FILTER (WHERE {condition} AND ({before}) IS NOT TRUE)"
    went = f"sum(share_ratio) FILTER (WHERE {before} AND ({condition}) IS NOT TRUE)"
    return f"coalesce({came}, 0) - coalesce({went}, 0) AS {name}"


_NOW: Final = ", ".join(f"{read} AS {name}" for name, read in _STATE.items())
_BEFORE: Final = ", ".join(f"lag({read}) OVER own AS was_{name}" for name, read in _STATE.items())
_COUNTED: Final = ", ".join(_came_less_went(name, condition) for name, condition in _CONDITIONS.items())
_LAND_PARTS: Final = ", ".join(f"{part(name, digits=digits)} AS {name}" for name, digits in CLEARANCE.items())
_LAND_STANDING: Final = standing(*SUMMED, row="counted", is_own="way.depth = 0")
_LAND_KEPT: Final = ", ".join(f"{sql} AS {name}" for name, sql in _LAND_STANDING.items())

_CLEAR: Final = statement("""
DELETE FROM unit_month kept USING summary_pair pair
WHERE kept.unit_id = pair.unit_id AND kept.sector_id = pair.sector_id
""")

# What is counted in a commune replaces the same of the communes it was made of: land is never counted in both.
_FILL: Final = statement(f"""
WITH RECURSIVE {RELATED}, land AS (
    SELECT counted.*, coalesce(project.sector_id, 0) AS sector_id
    FROM {seen("clearance_count")} counted JOIN project ON project.id = counted.project_id
    WHERE counted.unit_id IN (SELECT id FROM related) AND project.archived_at IS NULL
      AND coalesce(project.sector_id, 0) IN (SELECT sector_id FROM summary_pair)
), named AS (
    SELECT DISTINCT project_id, unit_id FROM land
), {WAYS}, land_change AS (
    SELECT DISTINCT own.project_id, own.unit_id, own.sector_id, date_trunc('month', moment.day)::date AS month
    FROM land own JOIN way ON way.project_id = own.project_id AND way.from_id = own.unit_id AND way.depth >= 0
    JOIN land later ON later.project_id = own.project_id AND later.unit_id = way.to_id
    CROSS JOIN LATERAL (VALUES (later.seen_from), (later.seen_until)) AS moment(day)
    WHERE moment.day <= :as_of
), land_day AS (
    SELECT *, least(month + interval '1 month' - interval '1 day', :as_of)::date AS day FROM land_change
), land_state AS (
    SELECT change.project_id, change.unit_id, change.sector_id, change.month, {_LAND_KEPT}
    FROM land_day change
    JOIN way ON way.project_id = change.project_id AND way.from_id = change.unit_id AND way.depth >= 0
    CROSS JOIN LATERAL (
        SELECT {last_counted(*SUMMED, row="each")} FROM clearance_count each
        WHERE each.project_id = way.project_id AND each.unit_id = way.to_id
          AND {visible("clearance_count", row="each", as_of="change.day")}) counted
    GROUP BY 1, 2, 3, 4
), land_part AS (
    SELECT way.to_id AS unit_id, way.from_id, state.sector_id, state.project_id, state.month, {_LAND_PARTS}
    FROM land_state state JOIN way ON way.project_id = state.project_id AND way.from_id = state.unit_id
    JOIN summary_pair pair ON pair.unit_id = way.to_id AND pair.sector_id = state.sector_id
), counted AS (
    SELECT pair.unit_id, pair.sector_id, months.month, share_ratio, {_NOW}, {_BEFORE}
    FROM summary_pair pair JOIN project_share share USING (unit_id, sector_id)
    JOIN project_month months ON months.project_id = share.project_id
    WINDOW own AS (PARTITION BY pair.unit_id, share.project_id ORDER BY months.month)
), project_event AS (
    SELECT unit_id, sector_id, month, {_COUNTED},
           coalesce(sum((coalesce(progress_pct, 0) - coalesce(was_progress_pct, 0)) * share_ratio), 0) AS progress_sum_pct
    FROM counted GROUP BY 1, 2, 3
), part_change AS (
    SELECT unit_id, sector_id, month, {", ".join(change_of(name) for name in CLEARANCE)}
    FROM land_part WINDOW own AS (PARTITION BY unit_id, from_id, project_id ORDER BY month)
), land_event AS (
    SELECT unit_id, sector_id, month, {", ".join(sum_of(name) for name in CLEARANCE)}
    FROM part_change GROUP BY 1, 2, 3
), event AS (
    SELECT unit_id, sector_id, month FROM project_event UNION SELECT unit_id, sector_id, month FROM land_event
), dense AS (
    SELECT unit_id, sector_id, each.month::date AS month
    FROM (SELECT unit_id, sector_id, min(month) AS first FROM event GROUP BY 1, 2) span
    CROSS JOIN LATERAL generate_series(first, date_trunc('month', CAST(:as_of AS date))::date, interval '1 month')
        AS each(month)
)
INSERT INTO unit_month (month, unit_id, sector_id, {", ".join((*COUNTS, *CLEARANCE))})
SELECT month, unit_id, sector_id, {", ".join(f"coalesce(sum({name}) OVER so_far, 0)" for name in COUNTS)},
       {", ".join(running(name) for name in CLEARANCE)}
FROM dense LEFT JOIN project_event USING (unit_id, sector_id, month) LEFT JOIN land_event USING (unit_id, sector_id, month)
WINDOW so_far AS (PARTITION BY unit_id, sector_id ORDER BY month)
ORDER BY month, unit_id, sector_id
""")


STEPS: Final = do(_CLEAR, _FILL)
"""Recompute the rows of the units and sectors."""
