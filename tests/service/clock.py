"""An event loop with a clock of its own: a machine that is busy changes no answer and no time.

While there is something to do its clock stands still; when nothing is left to do until a timer is due, it skips to that
timer. For tests whose both ends are in one loop: it waits for the threads of its executor, and knows of no others.
"""

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
    """The event loop whose ``time()`` is that of its timers."""

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


def run(work: Coroutine[Any, Any, T]) -> T:
    """The result, in a loop of its own."""
    with asyncio.Runner(loop_factory=SkippingLoop) as runner:
        return runner.run(work)


def now() -> float:
    """The running loop's clock."""
    return asyncio.get_running_loop().time()
