"""How many gifts rest on rows of price lists that say something else now."""

from collections.abc import Sequence
from datetime import date
from typing import Final, NamedTuple

from sqlalchemy import ARRAY, BigInteger, Date, Integer, bindparam, text
from sqlalchemy.orm import Session

from gis.domain.contribution import CASH_UNIT
from gis.domain.ledger_codes import ContributionKind, ReviewState
from gis.models import PriceItem
from gis.models.ledger.price_lists import Listed
from gis.models.ledger.visible import STATES_SQL

Span = tuple[date, date | None]

_COUNT: Final = f"""
SELECT change.place, count(DISTINCT gift.id) AS gift_count
FROM unnest(:ids, :places, :firsts, :lasts) AS change(id, place, first_day, last_day)
JOIN {{valued}}
WHERE gift.value_vnd IS NOT NULL AND NOT gift.is_withdrawn AND gift.review_state <> '{ReviewState.REPLACED}'
  AND NOT EXISTS (SELECT FROM contribution newer WHERE newer.corrects_id = gift.id AND newer.review_state IN ({STATES_SQL}))
  AND (change.first_day IS NULL OR gift.effective_date < change.first_day OR gift.effective_date > change.last_day)
GROUP BY change.place
"""
_BY_PRICE: Final = "contribution gift ON gift.price_item_id = change.id"
# A gift keeps the price it was valued by; the factor is the one between its unit and that of the price, or đồng of cash.
_BY_FACTOR: Final = f"""
    unit_conversion known ON known.id = change.id
JOIN (contribution gift LEFT JOIN price_item listed ON listed.id = gift.price_item_id)
  ON gift.quantity_unit = known.from_unit AND known.item IN (gift.item, gift.kind)
 AND coalesce(listed.quantity_unit, CASE gift.kind WHEN '{ContributionKind.CASH}' THEN '{CASH_UNIT}' END) = known.to_unit
 AND gift.effective_date >= known.valid_from AND (known.valid_to IS NULL OR gift.effective_date <= known.valid_to)
"""


class ListChange(NamedTuple):
    """The versions of a row before it was changed, and the days on which the same amount holds on; None for none."""

    versions: tuple[Listed, ...]
    still: Span | None


def gifts_valued_otherwise(session: Session, changes: Sequence[ListChange]) -> list[int]:
    """Return, for each change of a list, how many gifts keep a value that the list no longer gives them.

    All changes are of one list. Drafts count too: they are accepted with the value that they have.
    """
    rows = [
        (version.id, place, *(change.still or (None, None)))
        for place, change in enumerate(changes)
        for version in change.versions
    ]
    if not rows:
        return []
    ids, places, firsts, lasts = map(list, zip(*rows, strict=True))
    by = _BY_PRICE if isinstance(changes[0].versions[0], PriceItem) else _BY_FACTOR
    statement = text(_COUNT.format(valued=by)).bindparams(
        bindparam("ids", ids, ARRAY(BigInteger)),
        bindparam("places", places, ARRAY(Integer)),
        bindparam("firsts", firsts, ARRAY(Date)),
        bindparam("lasts", lasts, ARRAY(Date)),
    )
    found = {row.place: row.gift_count for row in session.execute(statement)}
    return [int(found.get(place, 0)) for place in range(len(changes))]
