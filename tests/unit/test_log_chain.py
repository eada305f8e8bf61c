"""A walk along a chain that is sound, and along ones where somebody was at it."""

import hashlib
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from gis.domain.log_chain import Breach, Link, Removal, Row, Walk, link_hash, row_hash, spans

MOMENT = datetime(2026, 3, 2, 8, 30, tzinfo=UTC)


def row(row_id: int, words: str = "") -> Row:
    parts = (str(row_id), words or None, "Cán bộ xã")
    return Row(row_id, parts, row_hash(parts))


def chained(*batches: list[Row]) -> list[tuple[Link, list[Row]]]:
    """Return the links that the database would make of these batches."""
    links, head = [], b""
    for position, rows in enumerate(batches, start=1):
        named = "{" + ",".join(f"[{each.id},{each.id + 1})" for each in rows) + "}"
        rows_hash = hashlib.sha256(b"".join(each.row_hash for each in rows)).digest()
        link = Link(position, position * 10, MOMENT, MOMENT.isoformat(), b"", named, rows_hash)
        link = link._replace(hash=link_hash(head, link))
        head = link.hash
        links.append((link, rows))
    return links


def found(links: list[tuple[Link, list[Row]]], **start: object) -> list[tuple[Breach, int, int]]:
    walk = Walk(**start)
    walk.follow(links)
    return [each[:3] for each in walk.findings]


def three() -> list[tuple[Link, list[Row]]]:
    return chained([row(1), row(2)], [row(3)], [row(5, "a"), row(7, "b"), row(8, "c")])


def test_a_sound_chain_has_no_breach() -> None:
    walk = Walk()
    walk.follow(three())
    assert (walk.findings, walk.row_count, walk.link_count, walk.position) == ([], 6, 3, 3)


def test_a_changed_row_is_named() -> None:
    links = three()
    links[2][1][1] = links[2][1][1]._replace(parts=("7", "another", "Cán bộ xã"))
    assert found(links) == [(Breach.ROW_CHANGED, 7, 7)]


def test_a_row_rewritten_with_its_hash_does_not_fit_its_link() -> None:
    links = three()
    links[1][1][0] = row(3, "another")
    assert found(links) == [(Breach.ROWS_REWRITTEN, 3, 3)]


def test_missing_rows_are_named_at_the_start_within_and_at_the_end() -> None:
    links = three()
    del links[0][1][0]
    del links[2][1][1:]
    assert found(links) == [
        (Breach.ROW_MISSING, 1, 1),
        (Breach.ROW_MISSING, 7, 7),
        (Breach.ROW_MISSING, 8, 8),
    ]


def test_a_missing_link_is_named_and_the_rest_is_still_walked() -> None:
    links = three()
    del links[1]
    links[1][1][0] = links[1][1][0]._replace(parts=("5", "x", "y"))
    assert found(links) == [(Breach.LINK_MISSING, 2, 2), (Breach.ROW_CHANGED, 5, 5)]


def test_links_in_another_order_are_found() -> None:
    links = three()
    first, second = links[0], links[1]
    moved = [
        (second[0]._replace(position=1), second[1]),
        (first[0]._replace(position=2), first[1]),
        links[2],
    ]
    assert [each[0] for each in found(moved)] == [Breach.LINK_CHANGED] * 3


def test_a_walk_that_starts_late_trusts_the_link_before() -> None:
    links = three()
    assert found(links[1:], position=1, head=links[0][0].hash) == []
    assert found(links[1:], position=1, head=b"another") == [(Breach.LINK_CHANGED, 2, 2)]


def test_rows_removed_after_their_time_are_not_missing_those_before_it_are() -> None:
    links = three()
    links[0][1].clear()
    late, soon = MOMENT + timedelta(days=366), MOMENT + timedelta(days=364)
    assert found(links, removals=[Removal(((1, 3),), late)]) == []
    assert len(found(links, removals=[Removal(((1, 3),), soon)])) == 2
    assert len(found(links, removals=[Removal(((2, 3),), late)])) == 1


def test_spans_are_read_as_postgresql_writes_them() -> None:
    assert spans("{}") == spans(None) == ()
    assert spans("{[1,3),[5,6)}") == ((1, 3), (5, 6))


@given(st.lists(st.none() | st.text(max_size=8), min_size=2, max_size=4), st.data())
def test_rows_with_other_fields_have_other_hashes(parts: list[str | None], data: st.DataObject) -> None:
    others = data.draw(st.lists(st.none() | st.text(max_size=8), min_size=2, max_size=4))
    assert (row_hash(parts) == row_hash(others)) == (parts == others)
