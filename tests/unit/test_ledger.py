"""Which rows of a ledger count on a day."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from gis.domain.ledger import LedgerEntry, visible
from gis.domain.ledger_codes import ReviewState
from tests.unit.facts import day

PAID = LedgerEntry(id=1, effective_date=day("10/03/2025"))


def ids(*entries: LedgerEntry, as_of: str) -> list[int | None]:
    return [entry.id for entry in visible(entries, as_of=day(as_of))]


def test_a_row_counts_from_the_day_of_its_event() -> None:
    assert ids(PAID, as_of="09/03/2025") == []
    assert ids(PAID, as_of="10/03/2025") == [1]


def test_only_accepted_rows_count() -> None:
    rows = [
        LedgerEntry(id=n, effective_date=PAID.effective_date, review_state=state)
        for n, state in enumerate(ReviewState)
    ]
    counted = {row.review_state for row in visible(rows, as_of=day("31/12/2025"))}
    assert counted == {ReviewState.ACCEPTED}


def test_a_correction_leaves_the_answers_before_it_as_they_were() -> None:
    mended = LedgerEntry(
        id=2, effective_date=day("12/03/2025"), counted_from=day("05/05/2025"), corrects_id=1
    )
    assert ids(PAID, mended, as_of="04/05/2025") == [1]
    assert ids(PAID, mended, as_of="05/05/2025") == [2]


def test_a_correction_dated_back_changes_the_past() -> None:
    mended = LedgerEntry(id=2, effective_date=PAID.effective_date, corrects_id=1)
    assert ids(PAID, mended, as_of="10/03/2025") == [2]


def test_an_event_moved_into_the_future_is_gone_until_then() -> None:
    moved = LedgerEntry(id=2, effective_date=day("01/09/2025"), counted_from=day("01/04/2025"), corrects_id=1)
    assert ids(PAID, moved, as_of="31/03/2025") == [1]
    assert ids(PAID, moved, as_of="01/04/2025") == []
    assert ids(PAID, moved, as_of="01/09/2025") == [2]


def test_a_withdrawal_takes_back_and_states_nothing() -> None:
    taken_back = LedgerEntry(id=2, effective_date=PAID.effective_date, corrects_id=1, is_withdrawn=True)
    assert ids(PAID, taken_back, as_of="31/12/2025") == []


def test_a_draft_correction_hides_nothing() -> None:
    draft = LedgerEntry(
        id=2, effective_date=PAID.effective_date, corrects_id=1, review_state=ReviewState.DRAFT
    )
    assert ids(PAID, draft, as_of="31/12/2025") == [1]


def test_of_a_chain_of_corrections_only_the_last_counts() -> None:
    second = LedgerEntry(id=2, effective_date=PAID.effective_date, corrects_id=1)
    third = LedgerEntry(id=3, effective_date=PAID.effective_date, corrects_id=2)
    assert ids(third, PAID, second, as_of="31/12/2025") == [3]


def test_rows_come_by_day_and_then_in_the_order_written() -> None:
    unwritten = LedgerEntry(effective_date=PAID.effective_date)
    later, earlier = (
        LedgerEntry(id=4, effective_date=PAID.effective_date),
        LedgerEntry(id=9, effective_date=day("01/01/2025")),
    )
    assert ids(unwritten, later, PAID, earlier, as_of="31/12/2025") == [9, 1, 4, None]


DAYS = st.integers(0, 40).map(lambda number: date(2025, 1, 1) + timedelta(days=number))


@given(st.lists(st.tuples(DAYS, st.none() | DAYS, st.booleans()), min_size=1, max_size=12), DAYS)
def test_at_most_one_row_of_a_chain_counts_and_later_rows_never_change_the_answer(
    links: list[tuple[date, date | None, bool]], as_of: date
) -> None:
    chain = [
        LedgerEntry(
            id=n,
            effective_date=when,
            counted_from=seen,
            corrects_id=n - 1 or None,
            is_withdrawn=taken and n > 1,
        )
        for n, (when, seen, taken) in enumerate(links, start=1)
    ]
    known = [row for row in chain if (row.counted_from or row.effective_date) <= as_of]
    found = visible(chain, as_of=as_of)
    assert len(found) <= len(known)
    assert found == visible(known, as_of=as_of)
    corrected = {row.corrects_id for row in known}
    assert all(row.id not in corrected and row.effective_date <= as_of for row in found)
