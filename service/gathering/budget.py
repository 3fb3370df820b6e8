"""A budget of CPU time for the synchronous part of a call, so that a fault in it costs this call and no other.

A chart that takes far longer than its size should is a fault of ours. It is worked on in a thread,
so the event loop goes on answering, and it is ended when it has used up its CPU seconds: by the
interpreter, which raises an error in that thread at its next instruction. Small calls are worked
on where they came in: a thread costs more than most of them.
"""

import asyncio
import ctypes
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextvars import Context, copy_context
from typing import Generic, TypeVar

from service.observe import events
from service.protocol.errors import Unavailable

T = TypeVar("T")
SMALL = 16_384  # bytes; what grows with their square is done in time
THREADS = 2
LOOK_SECONDS = 0.05  # between two looks at what a call has used
RETRY_AFTER = 60  # seconds; the same call would end the same way


class OverBudgetError(BaseException):
    """Raised inside work that used up its CPU time. No ``Exception``: nothing on the way may take it for its own."""


class Budget:
    """Work of calls under a limit of ``seconds`` of CPU time each."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._threads = ThreadPoolExecutor(THREADS, "call")

    async def run(self, work: Callable[[], T]) -> T:
        """What the work returns or raises. Raises Unavailable when it used up its time."""
        loop, job = asyncio.get_running_loop(), _Job(work, copy_context())
        working = loop.run_in_executor(self._threads, job)
        watching = loop.create_task(self._watch(job))
        try:
            return await working
        except OverBudgetError:
            events.OVER_BUDGET()
            raise Unavailable("The call takes too long to work on.", RETRY_AFTER) from None
        finally:
            watching.cancel()
            job.end()  # nobody waits for it any more

    async def _watch(self, job: "_Job[T]") -> None:
        while True:
            await asyncio.sleep(LOOK_SECONDS)
            if job.used() >= self._seconds:
                job.end()

    def close(self) -> None:
        """Let go of the threads."""
        self._threads.shutdown(wait=False, cancel_futures=True)


class _Job(Generic[T]):
    """One piece of work, once in a thread."""

    def __init__(self, work: Callable[[], T], context: Context) -> None:
        self._work, self._context = work, context
        self._lock = threading.Lock()
        self._thread: int | None = None  # while it is at work
        self._clock = self._began = 0.0

    def __call__(self) -> T:
        with self._lock:
            self._thread = threading.get_ident()
            self._clock = time.pthread_getcpuclockid(self._thread)
            self._began = time.clock_gettime(int(self._clock))
        try:
            return self._context.run(self._work)
        finally:
            with self._lock:
                self._thread = None

    def used(self) -> float:
        """CPU seconds so far."""
        with self._lock:
            return 0.0 if self._thread is None else time.clock_gettime(int(self._clock)) - self._began

    def end(self) -> None:
        """Raise OverBudgetError in it, if it is at work."""
        with self._lock:
            if self._thread is not None:
                ctypes.pythonapi.PyThreadState_SetAsyncExc(
                    ctypes.c_ulong(self._thread), ctypes.py_object(OverBudgetError)
                )
