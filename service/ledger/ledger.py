"""The ledger as the rest of the service knows it: issue, keep, ready."""

import asyncio
from collections.abc import Coroutine, Sequence
from typing import Any

from sqlalchemy import URL

from service.ledger import feedback, issuance, traffic
from service.ledger.issuance import Issuance, Row
from service.ledger.store import BehindError, LedgerDownError, Store
from service.ledger.traffic import Traffic
from service.ledger.writer import Writer
from service.observe import events, traces
from service.protocol.feedback import Feedback
from service.trust.caller import Caller
from service.version import SOFTWARE_VERSION

ANSWER_SECONDS = 4.0  # after which feedback is refused, whatever the database does (E-16: within 5)


class Ledger:
    """Cards given, feedback on them, and how many calls there were, in one database."""

    def __init__(self, url: URL, pseudonym_key: str | None = None, pathway_version: str = "") -> None:
        self.store = Store(url)
        self.writer = Writer(self._write)
        versions = {"pathway_version": pathway_version, "software_version": SOFTWARE_VERSION}
        self.traffic = Traffic(self._add, versions)
        self._unfinished: set[asyncio.Task[None]] = set()
        self._pseudonym = issuance.pseudonyms(pseudonym_key)

    async def start(self) -> None:
        """Begin to write. A database that is down keeps nobody from serving cards (decisions 10)."""
        try:
            await self.store.prepare()
        except LedgerDownError as error:
            events.NOT_KEPT(waiting=0, dropped=0, reason=str(error))
        self.writer.start()
        self.traffic.start()

    def issue(self, caller: Caller, issued: Issuance) -> None:
        """Keep which cards were given, soon. Never waits and never fails."""
        self.writer.put(issuance.rows(caller, issued, self._pseudonym))

    async def keep(self, caller: Caller, service: str, events: Sequence[Feedback]) -> None:
        """Keep the events, all or none; they are durable on return. Raises LedgerDownError."""
        with traces.span("keep feedback", client=caller.client, tenant=caller.tenant, service=service):
            await self._kept(self._keep(caller, service, events))

    async def _kept(self, keeping: Coroutine[Any, Any, None]) -> None:
        work = asyncio.create_task(keeping)
        self._unfinished.add(work)
        work.add_done_callback(self._finished)
        await asyncio.wait((work,), timeout=ANSWER_SECONDS)
        if not work.done():  # it ends by itself: a statement in a thread of SQLite cannot be interrupted
            raise LedgerDownError("TimeoutError")
        work.result()

    def _finished(self, work: asyncio.Task[None]) -> None:
        self._unfinished.discard(work)
        if not work.cancelled():
            work.exception()  # nobody may be asking any more

    async def _keep(self, caller: Caller, service: str, events: Sequence[Feedback]) -> None:
        async with self.store.writing() as connection:
            await feedback.keep(connection, caller, service, events)

    async def check(self) -> None:
        """Raises BehindError when the tables are of another version. A database that is down is no reason.

        A SQLite file that was removed is said once, and made anew.
        """
        gone = self.store.is_file_gone()
        try:
            await self.store.prepare()
        except BehindError:
            raise
        except LedgerDownError:
            return
        if gone:
            raise BehindError("The ledger's file was removed. A new one has been made; what it held is lost.")

    async def aclose(self) -> None:
        """Write what waits and let go of the database."""
        await self.writer.stop()
        await self.traffic.stop()
        if self._unfinished:
            await asyncio.wait(self._unfinished, timeout=ANSWER_SECONDS)
        await self.store.aclose()

    async def _write(self, rows: Sequence[Row]) -> None:
        async with self.store.writing() as connection:
            await issuance.write(connection, rows)

    async def _add(self, rows: Sequence[traffic.Row]) -> None:
        async with self.store.writing() as connection:
            await traffic.add(connection, rows)
