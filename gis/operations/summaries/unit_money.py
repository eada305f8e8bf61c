"""`unit_money`: the communes' parts of plans, payments and gifts, added up by sector, year and month."""

from typing import Final

from gis.domain.ledger_codes import ContributionKind
from gis.models.ledger.visible import seen
from gis.models.ways import RELATED, WAYS, part
from gis.operations.summaries.running_sums import change_of, none_of, running, sum_of
from gis.operations.summaries.scope import Scope, statement

MONEY: Final = ("plan_vnd", "carried_plan_vnd", "paid_vnd", "carried_paid_vnd")
GIFTS: Final = {
    "contribution_vnd": ("value_vnd", 0),
    "cash_contribution_vnd": (f"CASE WHEN kind = '{ContributionKind.CASH.value}' THEN value_vnd END", 0),
    "land_given_m2": (f"CASE WHEN kind = '{ContributionKind.LAND.value}' THEN quantity END", 2),
    "labour_days": (f"CASE WHEN kind = '{ContributionKind.LABOUR.value}' THEN quantity END", 2),
    "unconverted_count": ("CASE WHEN value_vnd IS NULL THEN 1 END", 0),
    "donor_household_count": ("household_count", 0),
}
"""What is added up of gifts, how it is read from a row, and to how many decimals it is split."""
MEASURES: Final = (*MONEY, *GIFTS)


_PARTS: Final = ", ".join(f"{part(name)} AS {name}" for name in MONEY)
_GIVEN: Final = ", ".join(f"{read} AS {name}" for name, (read, _) in GIFTS.items())
_GIFT_PARTS: Final = ", ".join(
    f"sign * coalesce({part(name, digits=digits)}, 0) AS {name}, sign * ({name} IS NOT NULL)::int AS {name}_known"
    for name, (_, digits) in GIFTS.items()
)

_CLEAR: Final = statement("""
DELETE FROM unit_money kept USING summary_pair pair
WHERE kept.unit_id = pair.unit_id AND kept.sector_id = pair.sector_id
""")

# A year stays open to late corrections, so each has a row in every month from its first fact to today.
_FILL: Final = statement(f"""
WITH RECURSIVE {RELATED}, gift AS (
    SELECT coalesce(given.project_id, 0) AS project_id, given.unit_id, coalesce(project.sector_id, 0) AS sector_id,
           extract(year FROM given.effective_date)::int AS fiscal_year, seen_from, seen_until, {_GIVEN}
    FROM {seen("contribution")} given LEFT JOIN project ON project.id = given.project_id
    WHERE given.unit_id IN (SELECT id FROM related) AND project.archived_at IS NULL
      AND coalesce(project.sector_id, 0) IN (SELECT sector_id FROM summary_pair)
), named AS (
    SELECT DISTINCT project_id, unit_id FROM gift
), {WAYS}, parts AS (
    SELECT pair.unit_id, pair.sector_id, money.project_id, money.fiscal_year, money.month, {_PARTS}
    FROM summary_pair pair JOIN project_share share USING (unit_id, sector_id)
    JOIN project_money money ON money.project_id = share.project_id
), change AS (
    SELECT unit_id, sector_id, fiscal_year, month, {", ".join(change_of(name) for name in MONEY)},
           {", ".join(none_of(name) for name in GIFTS)}
    FROM parts WINDOW own AS (PARTITION BY unit_id, project_id, fiscal_year ORDER BY month)
    UNION ALL
    SELECT way.to_id, gift.sector_id, fiscal_year, date_trunc('month', day)::date,
           {", ".join(none_of(name) for name in MONEY)}, {_GIFT_PARTS}
    FROM gift JOIN way ON way.project_id = gift.project_id AND way.from_id = gift.unit_id
    JOIN summary_pair pair ON pair.unit_id = way.to_id AND pair.sector_id = gift.sector_id
    CROSS JOIN LATERAL (VALUES (seen_from, 1), (seen_until, -1)) AS moment(day, sign)
    WHERE day <= :as_of
), event AS (
    SELECT unit_id, sector_id, fiscal_year, month, {", ".join(sum_of(name) for name in MEASURES)}
    FROM change GROUP BY 1, 2, 3, 4
), dense AS (
    SELECT unit_id, sector_id, fiscal_year, each.month::date AS month
    FROM (SELECT unit_id, sector_id, fiscal_year, min(month) AS first FROM event GROUP BY 1, 2, 3) span
    CROSS JOIN LATERAL generate_series(
        first, date_trunc('month', CAST(:as_of AS date))::date, interval '1 month') AS each(month)
)
INSERT INTO unit_money (month, fiscal_year, unit_id, sector_id, {", ".join(MEASURES)})
SELECT month, fiscal_year, unit_id, sector_id, {", ".join(running(name) for name in MEASURES)}
FROM dense LEFT JOIN event USING (unit_id, sector_id, fiscal_year, month)
WINDOW so_far AS (PARTITION BY unit_id, sector_id, fiscal_year ORDER BY month)
ORDER BY month, fiscal_year, unit_id, sector_id
""")


def refresh(scope: Scope) -> None:
    """Recompute the rows of the units and sectors of `scope`."""
    scope.execute(_CLEAR)
    scope.execute(_FILL)
