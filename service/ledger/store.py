"""The database: connections, transactions, and every failure of it as one error."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import asyncpg  # type: ignore[import-untyped]  # only its errors are used
from sqlalchemy import URL, Connection, NullPool, event, func, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from service.ledger import schema
from service.observe import events
from service.outbound.database import is_sqlite, make_room

PATIENCE = 2.5  # seconds for a lock or a connection, so that feedback is answered within 5 (E-16)
FAILURES = (SQLAlchemyError, OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError)

_ONE_WRITER = select(func.pg_advisory_xact_lock(0x6E6D65))


class LedgerDownError(Exception):
    """The ledger cannot be used just now: away, locked, full, or not of this version. Without the driver's words."""


class BehindError(LedgerDownError):
    """The tables are of another version of this software."""


class Store:
    """One database. ``patience`` is how many seconds a lock or a connection is waited for."""

    def __init__(self, url: URL, patience: float = PATIENCE) -> None:
        self.url = url
        self.engine = _sqlite(url, patience) if is_sqlite(url) else _postgresql(url, patience)
        self._prepared = False
        self._file: tuple[int, int] | None = None  # the SQLite file the tables are in: device and inode
        self._preparing = asyncio.Lock()  # Alembic's context is global

    @asynccontextmanager
    async def writing(self) -> AsyncIterator[AsyncConnection]:
        """A transaction, durable when it is left without an error. Raises LedgerDownError."""
        await self.prepare()
        try:
            async with self._begun() as connection:
                yield connection
        except FAILURES as error:
            raise LedgerDownError(type(error).__name__) from None

    @asynccontextmanager
    async def _begun(self) -> AsyncIterator[AsyncConnection]:
        """One writer at a time, as SQLite has it by nature: feedback and its card could miss one another."""
        async with self.engine.begin() as connection:
            if not is_sqlite(self.url):
                await connection.execute(_ONE_WRITER)
            yield connection

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[AsyncConnection]:
        """One consistent view that keeps no writer waiting. Raises LedgerDownError."""
        await self.prepare()
        try:
            async with self.engine.connect() as connection:
                yield await connection.execution_options(**_AT_REST[is_sqlite(self.url)])
        except FAILURES as error:
            raise LedgerDownError(type(error).__name__) from None

    async def prepare(self) -> None:
        """Once: bring a SQLite file up to date, see that PostgreSQL is. Raises LedgerDownError or BehindError."""
        if self._prepared and not self.is_file_gone():
            return
        async with self._preparing:
            if self.is_file_gone():
                events.LEDGER_REMOVED()
            if is_sqlite(self.url):
                await self.migrate()
            elif await self._on_tables(schema.present) != schema.expected():
                raise BehindError("The ledger's tables are not of this version. Run: nme-cds ledger migrate")
            self._prepared, self._file = True, _identity(self.url)

    def is_file_gone(self) -> bool:
        """Was the SQLite file we wrote to removed, or another put in its place?"""
        return self._file is not None and self._file != _identity(self.url)

    async def migrate(self) -> None:
        """Bring the tables up to date. Raises LedgerDownError, and BehindError when they are newer than we are."""
        await self._on_tables(schema.upgrade)

    async def _on_tables(self, work: Any) -> Any:
        try:
            make_room(self.url)
            async with self._begun() as connection:
                return await connection.run_sync(work)
        except schema.NewerError:
            raise BehindError("The ledger's tables are newer than this software.") from None
        except FAILURES as error:
            raise LedgerDownError(type(error).__name__) from None

    async def aclose(self) -> None:
        """Close every connection."""
        await self.engine.dispose()


def _identity(url: URL) -> tuple[int, int] | None:
    """Which file a SQLite URL names now; None without one."""
    if not (is_sqlite(url) and url.database):
        return None
    try:
        found = Path(url.database).stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino


_AT_REST: dict[bool, dict[str, Any]] = {True: {"reading": True}, False: {"isolation_level": "REPEATABLE READ"}}


def _postgresql(url: URL, patience: float) -> AsyncEngine:
    milliseconds = str(int(patience * 1000))
    limits = {"lock_timeout": milliseconds, "statement_timeout": milliseconds}
    return create_async_engine(
        url,
        pool_pre_ping=True,
        pool_timeout=patience,
        hide_parameters=True,
        connect_args={"timeout": patience, "command_timeout": patience, "server_settings": limits},
    )


def _sqlite(url: URL, patience: float) -> AsyncEngine:
    """Without a pool: opening the file costs less than minding threads between loops."""
    engine = create_async_engine(url, poolclass=NullPool, hide_parameters=True, connect_args={"timeout": patience})
    event.listen(engine.sync_engine, "connect", _on_connect)
    event.listen(engine.sync_engine, "begin", _on_begin)
    return engine


def _on_connect(connection: Any, _record: object) -> None:
    connection.isolation_level = None  # we begin transactions ourselves, see _on_begin
    cursor = connection.cursor()
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _on_begin(connection: Connection) -> None:
    """Writers queue at the start: a read that turns into a write would fail at once when another writes."""
    reading = connection.get_execution_options().get("reading")
    connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")
