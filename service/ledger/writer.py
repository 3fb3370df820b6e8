"""Writing issuance beside the answer's path: a bounded queue and one task (decisions 10)."""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress

from service.ledger.background import Background
from service.ledger.issuance import Row
from service.ledger.store import LedgerDownError
from service.observe import events

MAX_WAITING = 10_000  # cards kept in memory while the database is away
BATCH = 500  # cards of one transaction
GATHER_SECONDS = 0.2  # cards of other calls are waited for, since a transaction costs more than a call
RETRY_SECONDS = 1.0
FLUSH_SECONDS = 5.0  # for what still waits when the service stops

Write = Callable[[Sequence[Row]], Awaitable[None]]


class Writer:
    """Rows in, batches out. ``dropped`` counts the rows that found no room or no database in time."""

    def __init__(self, write: Write) -> None:
        self._write = write
        self._rows: deque[Row] = deque()
        self._arrived = asyncio.Event()
        self._background = Background(self._run)
        self.dropped = 0

    @property
    def waiting(self) -> int:
        """How many rows are not written yet."""
        return len(self._rows)

    def put(self, rows: Sequence[Row]) -> None:
        """Keep the rows for writing. Never waits; what finds no room is counted."""
        room = max(MAX_WAITING - len(self._rows), 0)
        self._rows.extend(rows[:room])
        self.dropped += len(rows[room:])
        self._arrived.set()

    def start(self) -> None:
        """Begin to write."""
        self._background.start()

    async def stop(self) -> None:
        """Write what waits, for a few seconds; what is left then is counted as dropped."""
        self._arrived.set()
        await self._background.stop(FLUSH_SECONDS)
        self._give_up()

    async def _run(self) -> None:
        while self._rows or not self._background.stopping.is_set():
            if not self._rows:
                self._arrived.clear()
                await self._arrived.wait()
                await self._gather()
            else:
                await self._write_batch()

    async def _gather(self) -> None:
        with suppress(TimeoutError):
            async with asyncio.timeout(GATHER_SECONDS):
                await self._background.stopping.wait()

    async def _write_batch(self) -> None:
        """The rows leave the queue only once they are kept."""
        batch = [self._rows[index] for index in range(min(BATCH, len(self._rows)))]
        try:
            await self._write(batch)
        except LedgerDownError as error:
            events.NOT_KEPT(waiting=len(self._rows), dropped=self.dropped, reason=str(error))
            await asyncio.sleep(RETRY_SECONDS)
        else:
            for _ in batch:
                self._rows.popleft()

    def _give_up(self) -> None:
        if self._rows:
            self.dropped += len(self._rows)
            events.NOT_KEPT(waiting=0, dropped=self.dropped, reason="stopped")
            self._rows.clear()
