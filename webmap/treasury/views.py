"""The page of the reconciliation with the State Treasury, and its rows as CSV."""

from collections.abc import Sequence
from typing import Final

from flask import Blueprint, render_template, url_for
from flask.typing import ResponseReturnValue

from etl.writers.csv_ import table_chunks
from etl.writers.words import Words
from gis.domain.ledger_codes import ReconciliationState
from gis.domain.roles import Permission
from gis.queries.treasury_pairs import list_spans, pair_rows, pair_sums
from webmap.clock import today
from webmap.database import db
from webmap.language import current_language
from webmap.permissions import requires
from webmap.request_filters import FilterError, codes
from webmap.security import HEAVY_LIMIT, limiter
from webmap.streaming import CSV, streamed
from webmap.treasury.asked import requested_pairs
from webmap.treasury.lines import SIGNS, Total, cells, headings, lines, signed, state_words, totals

blueprint = Blueprint("treasury", __name__)

PAGE_SIZE: Final = 50
MOST_ROWS: Final = 200_000


@blueprint.get("/treasury")
@requires(Permission.RESTRICTED_READ)
def index() -> ResponseReturnValue:
    """Show how the payments of a period agree with the vouchers of the reader's projects, a page at a time."""
    spans = list_spans(db.session)
    asked = requested_pairs(spans)
    *states, whole = totals(pair_sums(db.session, asked.wanted))
    count = _asked_count(states, whole, asked.state)
    pages = max(1, -(-count // PAGE_SIZE))
    page = min(asked.page, pages)
    first = (page - 1) * PAGE_SIZE
    return render_template(
        "treasury/index.html",
        asked=asked,
        has_lists=bool(spans),
        data_day=min(max(each.last_day for each in spans), today()) if spans else None,
        states=states,
        whole=whole,
        lines=list(lines(pair_rows(db.session, asked.wanted, limit=PAGE_SIZE, offset=first))),
        count=count,
        page=page,
        pages=pages,
        first_row=first + 1,
        file_address=url_for("treasury.as_csv", period=asked.period.key, state=asked.state),
        signs=SIGNS,
        signed=signed,
        state_words=state_words,
    )


@blueprint.get("/treasury.csv")
@requires(Permission.RESTRICTED_READ)
@limiter.limit(HEAVY_LIMIT)
def as_csv() -> ResponseReturnValue:
    """Stream every row of the filter as CSV; FilterError where they are more than a file takes."""
    asked = requested_pairs(list_spans(db.session))
    *states, whole = totals(pair_sums(db.session, asked.wanted))
    count = _asked_count(states, whole, asked.state)
    if count > MOST_ROWS:
        raise FilterError("too_many_rows", field="period", value=count, limit=MOST_ROWS)
    rows = map(cells, lines(pair_rows(db.session, asked.wanted)))
    chunks = table_chunks(headings(), rows, Words(current_language(), codes()))
    return streamed(chunks, CSV, name=f"doi-chieu-kho-bac_{asked.period.key}_{today():%Y-%m-%d}.csv")


def _asked_count(states: Sequence[Total], whole: Total, state: ReconciliationState | None) -> int:
    """Return how many pairs the address asks for: all, or those of a state, none where it has none."""
    return whole.count if state is None else next((each.count for each in states if each.state is state), 0)
