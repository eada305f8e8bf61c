"""Work on many rows shared among processes of this one's making, its results in the order of the rows."""

import os
import pickle
import signal
import traceback
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from multiprocessing import get_all_start_methods, get_context
from multiprocessing.connection import Connection
from typing import Final, NamedTuple, TypeVar

Result = TypeVar("Result")

SLICE: Final = 500
"""Rows that a worker does before it hands them over; it waits until they are taken, so that no more are ever held."""
MOST_WORKERS: Final = 4


class WorkerFailedError(RuntimeError):
    """A worker ended before its rows were done; the message holds its traceback, or says how it ended."""


class _Failure(NamedTuple):
    told: str


def processors() -> int:
    """Return how many workers keep this machine busy: 1 where processes can't be forked."""
    if "fork" not in get_all_start_methods():
        return 1
    return min(len(os.sched_getaffinity(0)), MOST_WORKERS)


def in_order(work: Callable[[range], list[Result]], row_count: int, *, worker_count: int) -> Iterator[Result]:
    """Yield what `work` returns for the rows 0 … `row_count` − 1, slice by slice, in their order.

    With several workers each is a fork of this process as it stands now: what `work` changes there is lost, and it must
    not touch what can't be shared, such as a connection. Their results are pickled. They end with the iterator, or
    with this process. Raises ``WorkerFailedError`` where one of them fails.
    """
    slices = [range(first, min(first + SLICE, row_count)) for first in range(0, row_count, SLICE)]
    if worker_count < 2 or len(slices) < 2:
        for rows in slices:
            yield from work(rows)
        return
    with _started(work, [slices[place::worker_count] for place in range(worker_count)]) as ends:
        for place in range(len(slices)):
            yield from _received(ends[place % worker_count])


@contextmanager
def _started(
    work: Callable[[range], list[Result]], shares: Sequence[Sequence[range]]
) -> Iterator[list[Connection]]:
    context = get_context("fork")
    ends: list[Connection] = []
    processes = []
    try:
        for share in shares:
            ours, theirs = context.Pipe(duplex=False)
            ends.append(ours)
            worker = context.Process(target=_work, args=(work, share, theirs, tuple(ends)), daemon=True)
            worker.start()
            processes.append(worker)
            theirs.close()
        yield ends
    finally:
        for worker in processes:
            worker.terminate()
            worker.join()
        for end in ends:
            end.close()


def _work(
    work: Callable[[range], list[Result]],
    share: Sequence[range],
    end: Connection,
    others: Sequence[Connection],
) -> None:
    """Do one worker's share and leave at once: nothing that was open at the fork is closed or flushed here."""
    try:
        signal.signal(
            signal.SIGINT, signal.SIG_IGN
        )  # who is interrupted is the parent, which ends its workers
        for other in others:
            other.close()  # so that writing fails where the parent is gone
        for rows in share:
            end.send_bytes(pickle.dumps(work(rows), pickle.HIGHEST_PROTOCOL))
    except BrokenPipeError:
        pass
    except BaseException:
        end.send_bytes(pickle.dumps(_Failure(traceback.format_exc())))
    finally:
        os._exit(0)


def _received(end: Connection) -> list[Result]:
    try:
        found: list[Result] | _Failure = pickle.loads(end.recv_bytes())  # noqa: S301 - made by our own fork
    except EOFError as error:
        raise WorkerFailedError("a worker was ended from outside") from error
    if isinstance(found, _Failure):
        raise WorkerFailedError(found.told)
    return found
