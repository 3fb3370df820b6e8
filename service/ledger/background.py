"""Work beside the answers' path that ends when it is told to, or is ended."""

import asyncio
from collections.abc import Callable, Coroutine


class Background:
    """One task. ``work`` goes on until ``stopping`` is set, and then finishes what is left."""

    def __init__(self, work: Callable[[], Coroutine[None, None, None]]) -> None:
        self._work = work
        self._task: asyncio.Task[None] | None = None
        self.stopping = asyncio.Event()

    def start(self) -> None:
        """Begin."""
        self.stopping.clear()
        self._task = asyncio.create_task(self._work())

    async def stop(self, seconds: float) -> None:
        """Tell the work to end, and end it after so many seconds. Nothing happens if it was never started."""
        if self._task is None:
            return
        self.stopping.set()
        await asyncio.wait((self._task,), timeout=seconds)
        self._task.cancel()
        await asyncio.wait((self._task,))
        self._task = None
