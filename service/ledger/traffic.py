"""How many calls there were: a number a day, client, tenant, service, outcome and version; nothing of a single call.

Only cards leave rows of their own: nearly every call brings none. What a report divides by is
counted in memory and added to the database every few seconds. A process that is killed takes the
seconds since then with it.
"""

import asyncio
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from datetime import date, timedelta
from typing import Any, Literal, NamedTuple, TypeAlias

from sqlalchemy.ext.asyncio import AsyncConnection

from service.ledger.background import Background
from service.ledger.store import LedgerDownError
from service.ledger.tables import TRAFFIC
from service.ledger.upsert import insertion
from service.trust.caller import Caller

EVERY = 10.0  # seconds between two additions
FLUSH_SECONDS = 2.0  # for the last one when the service stops
MOST_KINDS = 10_000  # counted apart while the database is away; tenants are named by clients
DAY = 86_400  # seconds
EPOCH = date(1970, 1, 1)

Outcome: TypeAlias = Literal["cards", "no cards", "refused"]
Row: TypeAlias = dict[str, Any]
Add: TypeAlias = Callable[[Sequence[Row]], Awaitable[None]]


class Kind(NamedTuple):
    """What is counted apart. ``day`` is the number of days, UTC, since 1970."""

    day: int
    caller: Caller
    service: str
    outcome: Outcome


class Traffic:
    """Calls counted, and added up in the database now and then. ``versions`` are columns of every row."""

    def __init__(self, add: Add, versions: Mapping[str, str]) -> None:
        self._add, self._versions = add, versions
        self._counts: Counter[Kind] = Counter()
        self._background = Background(self._run)

    def count(self, caller: Caller, service: str, outcome: Outcome) -> None:
        """One call more. On the path of every call: it never waits and never fails."""
        day = int(time.time()) // DAY
        if len(self._counts) >= MOST_KINDS:
            caller = Caller(caller.client)
        self._counts[Kind(day, caller, service, outcome)] += 1

    def start(self) -> None:
        """Begin to add up."""
        self._background.start()

    async def stop(self) -> None:
        """Add what was counted, if the database takes it in time."""
        await self._background.stop(FLUSH_SECONDS)

    async def _run(self) -> None:
        is_last = False
        while not is_last:
            with suppress(TimeoutError):
                async with asyncio.timeout(EVERY):
                    is_last = await self._background.stopping.wait()
            await self.flush()

    async def flush(self) -> None:
        """Add what was counted since the last time; what the database does not take is kept for the next."""
        counts, self._counts = self._counts, Counter()
        if not counts:
            return
        try:
            await self._add([{**self._versions, **_row(kind, calls)} for kind, calls in counts.items()])
        except LedgerDownError:
            self._counts.update(counts)


def _row(kind: Kind, calls: int) -> Row:
    return {
        "day": EPOCH + timedelta(days=kind.day),
        "client": kind.caller.client,
        "tenant": kind.caller.tenant,
        "service": kind.service,
        "outcome": kind.outcome,
        "calls": calls,
    }


async def add(connection: AsyncConnection, rows: Sequence[Row]) -> None:
    """Add the rows' calls to those that are there."""
    statement = insertion(connection, TRAFFIC)
    total = TRAFFIC.c.calls + statement.excluded.calls
    key = [column.name for column in TRAFFIC.primary_key]
    await connection.execute(statement.on_conflict_do_update(index_elements=key, set_={"calls": total}), rows)
