"""Facts that name a commune behind a unit's figures: gifts and counts of land clearance, row by row and added up."""

from datetime import date
from decimal import Decimal
from typing import Final, NamedTuple

from sqlalchemy import text
from sqlalchemy.orm import Session

from gis.domain.clearance import PARTS, Handed
from gis.domain.contribution import ContributionTotals, QuantityKey
from gis.domain.ledger_codes import ContributionKind
from gis.domain.ratios import Part
from gis.models.ledger.land import is_stated, last_counted, last_stated, own, standing
from gis.models.ledger.visible import visible
from gis.models.ways import RELATED, WAYS, part
from gis.queries.figure_rows import IndicatorRow
from gis.queries.indicator_papers import paper_of

_AROUND: Final = f"""
summary_pair AS (SELECT CAST(:unit_id AS bigint) AS unit_id, 0 AS sector_id), {RELATED}"""
_COLUMNS: Final = {
    Handed.AREA: (*PARTS[Handed.AREA], 2),
    Handed.HOUSEHOLDS: (*PARTS[Handed.HOUSEHOLDS], 0),
    Handed.LENGTH: (*PARTS[Handed.LENGTH], 2),
    Handed.RESETTLEMENT: (*PARTS[Handed.RESETTLEMENT], 0),
}
"""Part, whole, and the decimals that they are split to."""


def _counted(*measures: Handed) -> str:
    """Return the CTEs up to `counted`: what stands of each commune's counts, with its ways, days and papers.

    The twin of `gis.operations.summaries.unit_months`.
    """
    papers = ", ".join(
        f"{last_stated('document_id', 'counted', where=is_stated(of, 'counted'))} AS {of.value}_document_id"
        for of in measures
    )
    kept = standing(*measures, row="own", is_own="way.depth = 0")
    for of in measures:
        kept |= {
            name: own(name, "own", "way.depth = 0") for name in (f"{of.value}_on", f"{of.value}_document_id")
        }
    fields = ", ".join(f"{sql} AS {name}" for name, sql in kept.items())
    return f"""
WITH RECURSIVE {_AROUND}, named AS (
    SELECT DISTINCT project_id, unit_id FROM clearance_count JOIN project ON project.id = project_id
    WHERE unit_id IN (SELECT id FROM related) AND project.archived_at IS NULL
), {WAYS}, own AS (
    SELECT project_id, unit_id, {last_counted(*measures, row="counted")}, {papers}
    FROM named JOIN clearance_count counted USING (project_id, unit_id)
    WHERE {visible("clearance_count", row="counted", as_of=":day")}
    GROUP BY 1, 2
), standing AS (
    SELECT way.project_id, way.from_id, {fields}
    FROM way JOIN own ON own.project_id = way.project_id AND own.unit_id = way.to_id
    WHERE way.depth >= 0 GROUP BY 1, 2
), counted AS (
    SELECT standing.*, way.share_ratio, way.before_ratio
    FROM way JOIN standing ON standing.project_id = way.project_id AND standing.from_id = way.from_id
    WHERE way.to_id = :unit_id
)"""


_LAND_SUMS: Final = f"""
{_counted(*_COLUMNS)}
SELECT {
    ", ".join(
        f"sum({part(done, digits=digits)}) AS {done}, sum({part(whole, digits=digits)}) AS {whole}"
        for done, whole, digits in _COLUMNS.values()
    )
}
FROM counted
"""


def _land_statement(of: Handed) -> str:
    done, whole, digits = _COLUMNS[of]
    paper = (
        f"(SELECT coalesce(number, title) FROM document WHERE document.id = counted.{of.value}_document_id)"
    )
    return f"""
{_counted(of)}
SELECT project.id AS project_id, project.code, project.name, counted.share_ratio,
       {part(done, digits=digits)} AS part, {part(whole, digits=digits)} AS whole,
       counted.{of.value}_on AS day, unit.full_name AS unit_name, open.description AS difficulty,
       open.responsible_agency,
       concat_ws(', ', {paper}, nullif(open.paper, {paper})) AS papers
FROM counted JOIN project ON project.id = counted.project_id JOIN unit ON unit.id = counted.from_id
LEFT JOIN LATERAL (
    SELECT description, responsible_agency, {paper_of("trouble")} AS paper FROM clearance_difficulty trouble
    WHERE trouble.project_id = counted.project_id AND trouble.unit_id = counted.from_id
      AND (resolved_on IS NULL OR resolved_on > :day) AND {visible("clearance_difficulty", row="trouble", as_of=":day")}
    ORDER BY effective_date DESC, id DESC LIMIT 1) open ON true
WHERE {whole} IS NOT NULL
ORDER BY {part(whole, digits=digits)} - {part(done, digits=digits)} DESC, project.name, project.id, counted.from_id
"""


_LAND_ROWS: Final = {of: text(_land_statement(of)) for of in Handed}

_GIVEN: Final = f"""
WITH RECURSIVE {_AROUND}, gift AS (
    SELECT given.*, coalesce(given.project_id, 0) AS counted_project_id,
           extract(year FROM given.effective_date)::int AS given_year
    FROM contribution given LEFT JOIN project ON project.id = given.project_id
    WHERE given.unit_id IN (SELECT id FROM related) AND project.archived_at IS NULL
      AND (CAST(:year AS int) IS NULL OR extract(year FROM given.effective_date) = CAST(:year AS int))
      AND (CAST(:kind AS text) IS NULL OR given.kind = CAST(:kind AS text))
      AND (NOT :is_unconverted OR given.value_vnd IS NULL)
      AND {visible("contribution", row="given", as_of=":day")}
), named AS (
    SELECT DISTINCT counted_project_id AS project_id, unit_id FROM gift
), {WAYS}"""
_GIFT_ROWS: Final = text(f"""
{_GIVEN}
SELECT gift.project_id, project.code, project.name, way.share_ratio, {part("value_vnd")} AS part,
       gift.effective_date AS day, gift.kind, gift.item, gift.quantity, gift.quantity_unit, gift.donor_kind,
       {part("gift.quantity", digits=2)} AS quantity_part, {part("gift.household_count")} AS household_part,
       coalesce(gift.village, unit.full_name) AS unit_name, unit.full_name AS commune_name, gift.village,
       gift.household_count,
       coalesce(document.number, gift.price_source) AS papers
FROM gift JOIN way ON way.project_id = gift.counted_project_id AND way.from_id = gift.unit_id
JOIN unit ON unit.id = gift.unit_id LEFT JOIN project ON project.id = gift.project_id
LEFT JOIN document ON document.id = gift.document_id
WHERE way.to_id = :unit_id
ORDER BY {part("value_vnd")} DESC NULLS FIRST, gift.effective_date, gift.id
""")
_GIFT_SUMS: Final = f"""
{_GIVEN}
SELECT gift.kind, gift.item, gift.quantity_unit, gift.given_year, count(*) AS gift_count,
       count(*) FILTER (WHERE gift.value_vnd IS NULL) AS unconverted_count,
       sum({part("gift.quantity", digits=2)}) AS quantity, sum({part("value_vnd")}) AS value_vnd,
       sum({part("gift.household_count")}) AS household_count
FROM gift JOIN way ON way.project_id = gift.counted_project_id AND way.from_id = gift.unit_id
WHERE way.to_id = :unit_id
GROUP BY gift.kind, gift.item, gift.quantity_unit, gift.given_year
"""
# Two questions of one unit and day in one; the row of the land has no kind.
_SUMS: Final = text(f"""
SELECT gifts.*, {", ".join(f"NULL::numeric AS {name}" for done, whole, _ in _COLUMNS.values() for name in (done, whole))}
FROM ({_GIFT_SUMS}) gifts
UNION ALL
SELECT NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, land.* FROM ({_LAND_SUMS}) land
ORDER BY kind, item, quantity_unit
""")


class GiftSum(NamedTuple):
    """Gifts of one kind, item and measure in a year: a unit's part of them; money in đồng, None where none has a value."""

    kind: ContributionKind
    item: str | None
    quantity_unit: str
    year: int
    gift_count: int
    unconverted_count: int
    quantity: Decimal
    value_vnd: int | None
    household_count: int | None


def land_rows(session: Session, of: Handed, *, unit_id: int, day: date) -> list[IndicatorRow]:
    """Return the counts of land clearance behind a unit's part and whole of `of`, most left to hand over first."""
    found = session.execute(_LAND_ROWS[of], {"unit_id": unit_id, "day": day})
    return [IndicatorRow(**row._mapping) for row in found]


def gift_rows(
    session: Session,
    *,
    unit_id: int,
    day: date,
    year: int | None,
    kind: ContributionKind | None = None,
    is_unconverted: bool = False,
) -> list[IndicatorRow]:
    """Return the gifts behind a unit's figures: of a year or (None) of all up to `day`, of one kind or of all.

    `is_unconverted` leaves only those that nobody has valued yet.
    """
    params = {"unit_id": unit_id, "day": day, "year": year, "kind": kind and kind.value}
    found = session.execute(_GIFT_ROWS, params | {"is_unconverted": is_unconverted})
    return [IndicatorRow(**row._mapping) for row in found]


def place_sums(session: Session, *, unit_id: int, day: date) -> tuple[list[GiftSum], dict[Handed, Part]]:
    """Return a unit's gifts of every year up to `day`, added up by kind, item, measure and year, and its land clearance.

    Of the land the parts and wholes on that day, None where no count tells both.
    """
    params = {"unit_id": unit_id, "day": day, "year": None, "kind": None, "is_unconverted": False}
    found = session.execute(_SUMS, params).all()
    land = next(row._mapping for row in found if row.kind is None)
    gifts = [
        GiftSum(
            kind=ContributionKind(row.kind),
            item=row.item,
            quantity_unit=row.quantity_unit,
            year=row.given_year,
            gift_count=row.gift_count,
            unconverted_count=row.unconverted_count,
            quantity=row.quantity,
            value_vnd=_whole(row.value_vnd),
            household_count=_whole(row.household_count),
        )
        for row in found
        if row.kind is not None
    ]
    return gifts, {of: Part(land[done], land[whole]) for of, (done, whole, _) in _COLUMNS.items()}


def totals_of(sums: list[GiftSum]) -> ContributionTotals:
    """Return the sums as `gis.domain.contribution.totals` gives them of the gifts themselves."""
    quantities: dict[QuantityKey, Decimal] = {}
    for each in sums:
        key = QuantityKey(each.kind, each.item, each.quantity_unit)
        quantities[key] = quantities.get(key, Decimal(0)) + each.quantity
    return ContributionTotals.of_sums(
        gift_count=sum(each.gift_count for each in sums),
        unconverted_count=sum(each.unconverted_count for each in sums),
        values=[(each.kind, each.value_vnd) for each in sums],
        households=[each.household_count for each in sums],
        quantities=quantities,
    )


def _whole(value: Decimal | None) -> int | None:
    return None if value is None else int(value)
