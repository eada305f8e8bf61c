"""Work shared among processes: in order, with errors that surface, and no process left behind."""

import os
import signal
import time
from multiprocessing import active_children

import pytest

from etl.workers import SLICE, WorkerFailedError, in_order, processors

MANY = 5 * SLICE + 3


def _squares(rows: range) -> list[int]:
    return [row * row for row in rows]


@pytest.mark.parametrize("worker_count", [1, 2, 3])
@pytest.mark.parametrize("row_count", [0, 1, SLICE, MANY])
def test_results_come_in_the_order_of_the_rows(row_count: int, worker_count: int) -> None:
    assert list(in_order(_squares, row_count, worker_count=worker_count)) == _squares(range(row_count))
    assert active_children() == []


def test_several_processes_do_the_work() -> None:
    workers = set(in_order(lambda rows: [os.getpid()] * len(rows), MANY, worker_count=2))
    assert len(workers) == 2
    assert os.getpid() not in workers


def test_an_error_in_a_worker_surfaces_where_it_belongs() -> None:
    def work(rows: range) -> list[int]:
        if rows.start == 3 * SLICE:
            raise KeyError("row of the fourth slice")
        return list(rows)

    done = []
    with pytest.raises(WorkerFailedError, match="row of the fourth slice"):
        done.extend(iter(in_order(work, MANY, worker_count=2)))
    assert active_children() == []


def test_a_worker_that_is_killed_does_not_pass_for_one_that_is_done() -> None:
    def work(rows: range) -> list[int]:
        if rows.start:
            os.kill(os.getpid(), signal.SIGKILL)
        return list(rows)

    with pytest.raises(WorkerFailedError, match="from outside"):
        list(in_order(work, MANY, worker_count=2))


def test_workers_end_with_the_iterator() -> None:
    results = in_order(_squares, 1_000 * SLICE, worker_count=2)
    assert next(results) == 0
    assert len(active_children()) == 2
    results.close()  # type: ignore[attr-defined]
    assert active_children() == []


def test_an_interrupt_is_the_parents_alone() -> None:
    def work(rows: range) -> list[int]:
        if rows.start:
            os.kill(os.getpid(), signal.SIGINT)
            time.sleep(0)  # a chance for the signal to arrive
        return list(rows)

    assert list(in_order(work, MANY, worker_count=2)) == list(range(MANY))


def test_there_is_always_a_processor() -> None:
    assert processors() >= 1
