"""Which rows of a ledger count as of a day, as SQL: the twin of `gis.domain.ledger.visible`."""

from gis.domain.ledger_codes import ReviewState

COUNTED_STATES = (ReviewState.SUBMITTED, ReviewState.ACCEPTED)
_STATES = ", ".join(f"'{state.value}'" for state in COUNTED_STATES)


def visible(table: str, *, alias: str | None = None, as_of: str = ":as_of") -> str:
    """Return the SQL condition under which a row of `table` counts on the day that the expression `as_of` gives.

    All three are names of our own code, never of a user.
    """
    row = alias or table
    return (
        f"{row}.review_state IN ({_STATES}) AND NOT {row}.is_withdrawn AND {row}.effective_date <= {as_of}"
        f" AND ({row}.counted_from IS NULL OR {row}.counted_from <= {as_of})"
        f" AND NOT EXISTS (SELECT FROM {table} newer WHERE newer.corrects_id = {row}.id"
        f" AND newer.review_state IN ({_STATES}) AND coalesce(newer.counted_from, newer.effective_date) <= {as_of})"
    )
