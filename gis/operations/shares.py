"""A project's shares of the communes it lies in, for the unit sets of every date, summing to exactly 1 in each.

The communes of today are measured on the geometry. An older set divides each of today's shares among the
predecessors that the geometry meets, so totals by old and by new units agree to the last digit; where it meets none
of them, and the papers name none, the share goes to the smallest unit that holds them all. A project without a place, or whose place meets no commune, shares equally between the communes its papers name, and their
successors: a wrong point must not take it out of its commune's list.
"""

from collections.abc import Iterator, Sequence
from typing import Final

from sqlalchemy import text
from sqlalchemy.orm import Session

from gis.operations.routine import SEES_ALL, Routine, steps

CHUNK = 10_000
_SECTOR = "coalesce((SELECT sector_id FROM project WHERE project.id = project_id), 0)"

_CLEAR = "DELETE FROM project_share WHERE project_id = ANY(:ids)"

# ST_Covers first: most projects lie in one piece of one unit and need no intersection.
_MEASURE = """
CREATE TEMP TABLE share_measure AS
WITH here AS (
    SELECT project_id, geom, ST_Dimension(geom) AS dimension
    FROM project_location WHERE replaced_at IS NULL AND project_id = ANY(:ids)
), piece AS (
    SELECT here.project_id, part.unit_id, here.dimension,
           CASE WHEN ST_Covers(part.geom, here.geom) THEN here.geom
                ELSE ST_Intersection(part.geom, here.geom) END AS geom
    FROM here JOIN unit_part part ON ST_Intersects(part.geom, here.geom)
)
SELECT piece.project_id, piece.unit_id, piece.dimension,
       sum(CASE piece.dimension WHEN 0 THEN ST_NPoints(piece.geom)
                                WHEN 1 THEN ST_Length(piece.geom::geography)
                                ELSE ST_Area(piece.geom::geography) END) AS measure
FROM piece GROUP BY 1, 2, 3
"""

_STATED = """
INSERT INTO share_measure (project_id, unit_id, dimension, measure)
SELECT DISTINCT stated.project_id, stated.unit_id, -1, 1.0
FROM project_stated_unit stated JOIN unit ON unit.id = stated.unit_id AND unit.level = 'commune'
WHERE stated.project_id = ANY(:ids)
  AND stated.project_id NOT IN (SELECT project_id FROM share_measure)
"""

# Where only units that have ended are met (papers of 2023, a place on an old outer edge), follow them forward.
_FORWARD = """
CREATE TEMP TABLE share_forward AS
WITH RECURSIVE ended AS (
    SELECT measure.*, false AS is_estimated FROM share_measure measure
    WHERE measure.dimension = -1 OR NOT EXISTS (
        SELECT FROM share_measure today JOIN unit ON unit.id = today.unit_id AND unit.valid_to IS NULL
        WHERE today.project_id = measure.project_id)
), follow AS (
    SELECT project_id, unit_id, dimension, measure::numeric AS measure, is_estimated FROM ended
    UNION ALL
    SELECT follow.project_id, next.new_id, follow.dimension, follow.measure * next.share_ratio,
           follow.is_estimated OR next.is_estimated
    FROM follow JOIN unit_succession next ON next.old_id = follow.unit_id
)
SELECT follow.project_id, follow.unit_id, max(follow.dimension) AS dimension, sum(follow.measure) AS measure,
       bool_or(follow.is_estimated) AS is_estimated
FROM follow JOIN unit ON unit.id = follow.unit_id AND unit.valid_to IS NULL
GROUP BY 1, 2
"""

_TODAY = f"""
WITH today AS (
    SELECT measure.project_id, measure.unit_id, measure.dimension, measure.measure::numeric AS measure,
           false AS is_estimated
    FROM share_measure measure JOIN unit ON unit.id = measure.unit_id AND unit.valid_to IS NULL
    WHERE measure.dimension >= 0
    UNION ALL
    SELECT project_id, unit_id, dimension, measure, is_estimated FROM share_forward
), ranked AS (
    SELECT *, sum(measure) OVER whole AS total, count(*) OVER whole AS unit_count,
           row_number() OVER (PARTITION BY project_id ORDER BY measure DESC, unit_id) AS place
    FROM today WHERE measure > 0 WINDOW whole AS (PARTITION BY project_id)
), rounded AS (
    SELECT *, CASE WHEN place > 1 THEN trunc(measure / total, 10) ELSE 0 END AS ratio FROM ranked
)
INSERT INTO project_share (project_id, unit_id, sector_id, share_ratio, length_m, area_m2, basis, is_estimated)
SELECT project_id, unit_id, {_SECTOR},
       CASE WHEN place = 1 THEN 1 - sum(ratio) OVER (PARTITION BY project_id) ELSE ratio END,
       CASE WHEN dimension = 1 THEN measure END, CASE WHEN dimension = 2 THEN measure END,
       CASE dimension WHEN -1 THEN 'stated' WHEN 0 THEN 'point' WHEN 1 THEN 'length' ELSE 'area' END,
       is_estimated AND unit_count > 1
FROM rounded
"""

_CHANGE_DATES = "SELECT DISTINCT effective_date FROM unit_succession ORDER BY 1 DESC"

# A successor's share goes to the predecessors that the project meets, in proportion to what lies in each. How much of
# a divided one lies there is an estimate, which matters where there is another; papers that name it have it whole.
_BACKWARD = f"""
WITH met AS (
    SELECT share.project_id, share.unit_id AS new_id, past.old_id, share.share_ratio,
           measure.dimension, measure.measure::numeric AS measure,
           measure.measure::numeric * past.share_ratio AS weight, past.is_estimated AND measure.dimension >= 0 AS is_estimated
    FROM unnest(CAST(:ids AS bigint[])) AS wanted(project_id)
    JOIN project_share share ON share.project_id = wanted.project_id
    JOIN unit_succession past ON past.new_id = share.unit_id AND past.effective_date = :day
    JOIN share_measure measure ON measure.project_id = share.project_id AND measure.unit_id = past.old_id
    WHERE measure.measure > 0
), ranked AS (
    SELECT *, sum(weight) OVER (PARTITION BY project_id, new_id) AS total,
           bool_or(is_estimated) OVER (PARTITION BY project_id, new_id)
               AND count(*) OVER (PARTITION BY project_id, new_id) > 1 AS is_guess,
           row_number() OVER (PARTITION BY project_id, new_id ORDER BY weight DESC, old_id) AS place
    FROM met
), rounded AS (
    SELECT *, CASE WHEN place > 1 THEN trunc(share_ratio * weight / total, 10) ELSE 0 END AS ratio FROM ranked
), exact AS (
    SELECT *, CASE WHEN place = 1 THEN share_ratio - sum(ratio) OVER (PARTITION BY project_id, new_id)
                   ELSE ratio END AS old_ratio
    FROM rounded
)
INSERT INTO project_share (project_id, unit_id, sector_id, share_ratio, length_m, area_m2, basis, is_estimated)
SELECT project_id, old_id, {_SECTOR}, sum(old_ratio),
       max(CASE WHEN dimension = 1 THEN measure END), max(CASE WHEN dimension = 2 THEN measure END),
       CASE max(dimension) WHEN -1 THEN 'stated' WHEN 0 THEN 'point' WHEN 1 THEN 'length' ELSE 'area' END,
       bool_or(is_guess)
FROM exact GROUP BY project_id, old_id
"""


def holders(changes: str) -> str:
    """Return SQL for `holder`, which names the smallest unit that held all predecessors of a unit, with what it needs.

    `changes` chooses the rows of `unit_succession`; it stands in a `WITH RECURSIVE`.
    """
    return f"""above AS (
    SELECT new_id, old_id, old_id AS unit_id, 0 AS height FROM unit_succession WHERE {changes}
    UNION ALL
    SELECT new_id, old_id, unit.parent_id, height + 1
    FROM above JOIN unit ON unit.id = above.unit_id WHERE unit.parent_id IS NOT NULL
), holder AS (
    SELECT DISTINCT ON (new_id) new_id, unit_id
    FROM above GROUP BY new_id, unit_id
    HAVING count(*) = (SELECT count(DISTINCT old_id) FROM above every WHERE every.new_id = above.new_id)
    ORDER BY new_id, max(height)
)"""


# Which predecessor it was is not known: the district, where all of them were in one, else the province.
_UNKNOWN = f"""
WITH RECURSIVE unmet AS MATERIALIZED (
    SELECT share.* FROM project_share share
    WHERE share.project_id = ANY(:ids)
      AND EXISTS (SELECT FROM unit_succession past WHERE past.new_id = share.unit_id AND effective_date = :day)
      AND (share.project_id, share.unit_id) NOT IN (
          SELECT measure.project_id, past.new_id
          FROM share_measure measure JOIN unit_succession past ON past.old_id = measure.unit_id
          WHERE past.effective_date = :day AND measure.measure > 0)
), {holders("effective_date = :day AND new_id IN (SELECT unit_id FROM unmet)")}
INSERT INTO project_share AS kept (project_id, unit_id, sector_id, share_ratio, basis, is_estimated)
SELECT project_id, holder.unit_id, {_SECTOR}, sum(share_ratio), min(basis), bool_or(is_estimated)
FROM unmet JOIN holder ON holder.new_id = unmet.unit_id GROUP BY 1, 2
ON CONFLICT (project_id, unit_id) DO UPDATE SET share_ratio = kept.share_ratio + excluded.share_ratio
"""

# Where each part of a split sum begins. Units that no reorganisation touched come first, then the others by the unit
# of today that they lie in, so that an old commune's parts add up to those of the new one to the đồng.
_ORDER = """
WITH placed AS (
    SELECT share.project_id, share.unit_id,
           sum(share.share_ratio) OVER (PARTITION BY share.project_id ORDER BY is_changed, chain_id, share.unit_id)
               - share.share_ratio AS before_ratio
    FROM project_share share JOIN unit ON unit.id = share.unit_id
    CROSS JOIN LATERAL (
        SELECT coalesce((SELECT new_id FROM unit_succession WHERE old_id = unit.id AND effective_date >= :day
                         ORDER BY share_ratio DESC, new_id LIMIT 1), unit.id) AS chain_id,
               unit.valid_to IS NOT NULL OR EXISTS (SELECT FROM unit_succession WHERE new_id = unit.id) AS is_changed
    ) AS place
    WHERE share.project_id = ANY(:ids) AND share.share_ratio < 1
      AND (unit.valid_from IS NULL OR unit.valid_from < :day) AND (unit.valid_to IS NULL OR unit.valid_to >= :day - 1)
)
UPDATE project_share SET before_ratio = placed.before_ratio FROM placed
WHERE project_share.project_id = placed.project_id AND project_share.unit_id = placed.unit_id
  AND project_share.before_ratio <> placed.before_ratio
"""

# A session could have made tables of these names: the owner drops no other role's.
_DROP = "DROP TABLE IF EXISTS pg_temp.share_measure, pg_temp.share_forward"

# They are computed in temporary tables, whose plans look dear and are not.
_PLACE: Final = Routine(
    "hatang_place",
    SEES_ALL
    + steps(_DROP, _CLEAR, _MEASURE, _STATED, _FORWARD, _TODAY)
    + f"""
FOR :day IN {_CHANGE_DATES} LOOP
{steps(_BACKWARD, _UNKNOWN, _ORDER)}
END LOOP;
:day := '9999-12-31';
{steps(_ORDER, _DROP)}
""",
    parameters={"ids": "bigint[]"},
    variables={"day": "date"},
    settings=("plan_cache_mode = force_custom_plan", "client_min_messages = warning"),
    is_open=True,
)
ROUTINES: Final = (_PLACE,)


def recompute(session: Session, project_ids: Sequence[int]) -> None:
    """Rebuild the shares of these projects from their places or stated units; lengths in m, areas in m²."""
    session.flush()
    for chunk in _chunks(project_ids):
        session.execute(_PLACE.call, {"ids": chunk})


def recompute_all(session: Session) -> int:
    """Rebuild every project's shares, as after a change of boundaries; return the number of projects."""
    ids = list(session.scalars(text("SELECT id FROM project ORDER BY id")))
    recompute(session, ids)
    return len(ids)


def _chunks(project_ids: Sequence[int]) -> Iterator[list[int]]:
    for start in range(0, len(project_ids), CHUNK):
        yield list(project_ids[start : start + CHUNK])
