"""Event loops with a clock of their own, so that a machine that is busy changes no answer."""

import asyncio
import selectors
from collections.abc import Callable, Coroutine
from concurrent.futures import Executor
from typing import Any, TypeVar

T = TypeVar("T")
IDLE = 0.002  # real seconds in which nothing comes over any socket


class _Skipping(selectors.DefaultSelector):
    """Waits shortly for sockets, and lets the rest of the time pass at once."""

    passed = 0.0
    threads = 0

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        if timeout is None or timeout <= 0:
            return super().select(timeout)
        ready = super().select(min(timeout, IDLE))
        if not ready and not self.threads:
            self.passed += timeout
        return ready


class SkippingLoop(asyncio.SelectorEventLoop):
    """Time stands still while there is something to do; when there is nothing before a timer is due, it skips there.

    For tests whose both ends are in one loop: it waits for the threads of its executor, and knows of no others.
    """

    def __init__(self) -> None:
        self._sockets = _Skipping()
        super().__init__(self._sockets)

    def time(self) -> float:
        """Seconds since its start, as far as its timers know."""
        return self._sockets.passed

    def run_in_executor(  # type: ignore[override]  # the standard library's own has no types for this
        self, executor: Executor | None, func: Callable[..., T], *args: Any
    ) -> asyncio.Future[T]:
        """In a thread, such as one that looks up a name. Time stands still meanwhile."""
        work = super().run_in_executor(executor, func, *args)
        self._sockets.threads += 1
        work.add_done_callback(self._back)
        return work

    def _back(self, _work: asyncio.Future[Any]) -> None:
        self._sockets.threads -= 1


class SlowLoop(asyncio.SelectorEventLoop):
    """Time goes by a tenth as fast: for tests with another process that is to be in time."""

    def time(self) -> float:
        """Seconds, each of ten."""
        return super().time() / 10


def run_slowly(work: Coroutine[Any, Any, T]) -> T:
    """The result, with ten times the time for everything."""
    with asyncio.Runner(loop_factory=SlowLoop) as runner:
        return runner.run(work)


def run(work: Coroutine[Any, Any, T]) -> T:
    """The result, its times exact to the millisecond."""
    with asyncio.Runner(loop_factory=SkippingLoop) as runner:
        return runner.run(work)


def now() -> float:
    """The running loop's clock."""
    return asyncio.get_running_loop().time()
