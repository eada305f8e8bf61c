"""`unit_money`: the communes' parts of plans, payments and gifts, added up by sector, year and month."""

from typing import Final

from gis.domain.contribution import LABOUR_UNIT, LAND_UNIT
from gis.domain.ledger_codes import ContributionKind
from gis.models.ledger.visible import seen
from gis.models.ways import RELATED, WAYS, part
from gis.operations.summaries import money
from gis.operations.summaries.running_sums import running, sum_of
from gis.operations.summaries.scope import Step, do, statement

LEDGERS: Final = money.LEDGERS | {"contribution"}
"""Whose rows these amounts tell."""


def _counted(kind: ContributionKind, unit: str) -> str:
    """Return SQL for the quantity of a kind where it is told in its unit: hectares are no square metres."""
    return f"CASE WHEN kind = '{kind.value}' AND quantity_unit = '{unit}' THEN quantity END"


MONEY: Final = ("plan_vnd", "carried_plan_vnd", "paid_vnd", "carried_paid_vnd")
GIFTS: Final = {
    "contribution_vnd": ("value_vnd", 0),
    "cash_contribution_vnd": (f"CASE WHEN kind = '{ContributionKind.CASH.value}' THEN value_vnd END", 0),
    "land_given_m2": (_counted(ContributionKind.LAND, LAND_UNIT), 2),
    "labour_days": (_counted(ContributionKind.LABOUR, LABOUR_UNIT), 2),
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

_BEFORE: Final = ", ".join(f"lag({name}) OVER own AS was_{name}" for name in MONEY)
_MORE: Final = ", ".join(
    f"coalesce(sum({name}), 0) - coalesce(sum(was_{name}), 0) AS {name}, count({name}) - count(was_{name}) AS {name}_known"
    for name in MONEY
)
_KEYS: Final = "unit_id, sector_id, fiscal_year, month"

_IS_WANTED: Final = "(:years IS NULL OR fiscal_year = ANY(:years))"
_CLEAR: Final = statement(f"""
DELETE FROM unit_money kept USING summary_pair pair
WHERE kept.unit_id = pair.unit_id AND kept.sector_id = pair.sector_id AND {_IS_WANTED}
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
    JOIN project_money money ON money.project_id = share.project_id AND {_IS_WANTED}
), told AS (
    SELECT parts.*, {_BEFORE} FROM parts WINDOW own AS (PARTITION BY unit_id, project_id, fiscal_year ORDER BY month)
), money_event AS (
    SELECT unit_id, sector_id, fiscal_year, month, {_MORE} FROM told GROUP BY 1, 2, 3, 4
), gift_part AS (
    SELECT way.to_id AS unit_id, gift.sector_id, fiscal_year, date_trunc('month', day::timestamp)::date AS month, {_GIFT_PARTS}
    FROM gift JOIN way ON way.project_id = gift.project_id AND way.from_id = gift.unit_id
    JOIN summary_pair pair ON pair.unit_id = way.to_id AND pair.sector_id = gift.sector_id
    CROSS JOIN LATERAL (VALUES (seen_from, 1), (seen_until, -1)) AS moment(day, sign)
    WHERE day <= :as_of
), gift_event AS (
    SELECT unit_id, sector_id, fiscal_year, month, {", ".join(sum_of(name) for name in GIFTS)}
    FROM gift_part WHERE {_IS_WANTED} GROUP BY 1, 2, 3, 4
), event AS (
    SELECT {_KEYS} FROM money_event UNION SELECT {_KEYS} FROM gift_event
), dense AS (
    SELECT unit_id, sector_id, fiscal_year, each.month::date AS month
    FROM (SELECT unit_id, sector_id, fiscal_year, min(month) AS first FROM event GROUP BY 1, 2, 3) span
    CROSS JOIN LATERAL generate_series(
        first, date_trunc('month', CAST(:as_of AS date))::date, interval '1 month') AS each(month)
)
INSERT INTO unit_money (month, fiscal_year, unit_id, sector_id, {", ".join(MEASURES)})
SELECT month, fiscal_year, unit_id, sector_id, {", ".join(running(name) for name in MEASURES)}
FROM dense LEFT JOIN money_event USING ({_KEYS}) LEFT JOIN gift_event USING ({_KEYS})
WINDOW so_far AS (PARTITION BY unit_id, sector_id, fiscal_year ORDER BY month)
ORDER BY month, fiscal_year, unit_id, sector_id
""")


_ALL: Final = do(_CLEAR, _FILL)
STEPS: Final = Step(f"IF :years IS NULL OR :years <> '{{}}' THEN\n{_ALL.few}END IF;\n", _ALL.many)
"""Recompute the rows of the units and sectors; where projects are few, those of the fiscal years that `money` found."""
