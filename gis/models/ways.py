"""How a fact that names one commune reaches the communes of the other unit sets."""

from typing import Final

FORWARD: Final = """
forward AS (
    SELECT project_id, unit_id AS from_id, unit_id AS to_id, 1::numeric AS weight, 0 AS depth FROM named
    UNION ALL
    SELECT forward.project_id, forward.from_id, next.new_id, forward.weight * next.share_ratio, depth + 1
    FROM forward JOIN unit_succession next ON next.old_id = forward.to_id
)"""
"""From a commune to those that took it over, in any number of reorganisations."""

# Forward by the successions; backward by the project's own shares in the predecessors, whole where there is only one.
# What no share tells goes to the unit that held the predecessors, as project_share does ("chưa rõ xã cũ").
# `named` has project_id (0 for none) and unit_id.
WAYS: Final = f"""
{FORWARD}, backward AS (
    SELECT project_id, unit_id AS from_id, unit_id AS to_id, 1::numeric AS weight, 0 AS depth FROM named
    UNION ALL
    SELECT backward.project_id, backward.from_id, past.old_id, backward.weight * past.share, depth - 1
    FROM backward CROSS JOIN LATERAL (
        SELECT CASE WHEN old_count = 1 OR known_sum > 0 THEN old_id ELSE parent_id END AS old_id,
               CASE WHEN old_count = 1 THEN 1 WHEN known_sum > 0 THEN known_ratio / known_sum
                    ELSE 1.0 / old_count END AS share
        FROM (SELECT old_id, old.parent_id, known.share_ratio AS known_ratio, count(*) OVER () AS old_count,
                     sum(known.share_ratio) OVER () AS known_sum
              FROM unit_succession JOIN unit old ON old.id = old_id LEFT JOIN project_share known
                   ON known.unit_id = old_id AND known.project_id = backward.project_id
              WHERE new_id = backward.to_id) each) past
    WHERE past.share > 0 AND past.old_id IS NOT NULL
), each_way AS (
    SELECT project_id, from_id, to_id, depth, sum(weight) AS weight
    FROM (SELECT * FROM forward UNION ALL SELECT * FROM backward WHERE depth < 0) AS both_ways GROUP BY 1, 2, 3, 4
), way AS (
    SELECT project_id, from_id, to_id, depth, weight AS share_ratio,
           sum(weight) OVER (PARTITION BY project_id, from_id, depth ORDER BY to_id) - weight AS before_ratio
    FROM each_way
)"""

# Every unit that shares its ground with one of `summary_pair` (a table or a common table with `unit_id`), over any number of reorganisations; a district that has
# ended shares it with its communes.
RELATED: Final = """
related AS (
    SELECT DISTINCT unit_id AS id FROM summary_pair
    UNION
    SELECT other.id
    FROM related CROSS JOIN LATERAL (
        SELECT new_id AS id FROM unit_succession WHERE old_id = related.id
        UNION ALL SELECT old_id FROM unit_succession WHERE new_id = related.id
        UNION ALL SELECT id FROM unit WHERE parent_id = related.id AND level = 'commune' AND valid_to IS NOT NULL) other
)"""


def part(total: str, *, digits: int = 0) -> str:
    """Return a share's part of an amount to `digits` decimals: the SQL twin of `gis.domain.units.split_exact`.

    The row it is used in has share_ratio and before_ratio, the sum of the shares before it.
    """
    split = (
        f"round({total} * (before_ratio + share_ratio), {digits}) - round({total} * before_ratio, {digits})"
    )
    return f"(CASE WHEN share_ratio = 1 AND before_ratio = 0 THEN round({total}, {digits}) ELSE {split} END)"
