"""Where the work is done: in this process, in several on this machine, or on a cluster (``spark``)."""

import os
import signal
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, Future, ProcessPoolExecutor, wait
from itertools import islice
from multiprocessing import get_all_start_methods, get_context, parent_process
from threading import Thread
from typing import Protocol, TypeVar

from service.screen.errors import EngineError

T = TypeVar("T")
R = TypeVar("R")
WAITING = 2  # items handed out beforehand, a worker: no more has to be in memory


class Engine(Protocol):
    """Applies a function to items, in any order and as many at once as it likes."""

    def map(self, function: Callable[[T], R], items: Iterable[T]) -> Iterator[tuple[T, R]]:
        """Each item with its result, as they come. An error of the function ends it."""
        ...


class Here:
    """One after the other, in this process."""

    def map(self, function: Callable[[T], R], items: Iterable[T]) -> Iterator[tuple[T, R]]:
        """Each item with its result."""
        for item in items:
            yield item, function(item)


class Processes:
    """Several processes of this machine. What all of them need, ``modules``, is loaded once and shared.

    Raises EngineError when one of them is ended from outside.
    """

    def __init__(self, workers: int, modules: Sequence[str] = ()) -> None:
        self._workers = workers
        self._processes = get_context("forkserver" if "forkserver" in get_all_start_methods() else "spawn")
        self._processes.set_forkserver_preload(list(modules))

    def map(self, function: Callable[[T], R], items: Iterable[T]) -> Iterator[tuple[T, R]]:
        """Each item with its result, as they come."""
        try:
            yield from self._map(function, items)
        except BrokenExecutor:
            raise EngineError("A worker was ended, perhaps for want of memory. The same command goes on.") from None

    def _map(self, function: Callable[[T], R], items: Iterable[T]) -> Iterator[tuple[T, R]]:
        left = iter(items)
        with ProcessPoolExecutor(self._workers, self._processes, _as_worker) as pool:
            at_work = {pool.submit(function, item): item for item in islice(left, self._workers * WAITING)}
            while at_work:
                done: Sequence[Future[R]] = tuple(wait(at_work, return_when=FIRST_COMPLETED).done)
                for future in done:
                    yield at_work.pop(future), future.result()
                at_work |= {pool.submit(function, item): item for item in islice(left, len(done))}


def _as_worker() -> None:
    """Ctrl+C is for the parent alone; a worker whose parent was killed would wait for work for ever."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    Thread(target=_wait_and_end, daemon=True).start()


def _wait_and_end() -> None:
    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
