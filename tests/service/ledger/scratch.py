"""Databases for one test run. What a killed run left behind, the next one drops."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

import asyncpg  # type: ignore[import-untyped]  # used here to make and drop databases

NAME = "nme_cds_scratch_"
_MAKING = 0x6E6D65  # an advisory lock: who makes a database or clears up does so alone
_LEFT_OVER = f"""
    SELECT datname FROM pg_database
    WHERE starts_with(datname, '{NAME}')
    AND NOT EXISTS (SELECT FROM pg_stat_activity WHERE pg_stat_activity.datname = pg_database.datname)
"""  # noqa: S608 - no value of anybody's


@asynccontextmanager
async def connected(server: str, database: str) -> AsyncIterator[asyncpg.Connection]:
    """A connection to this database."""
    connection = await asyncpg.connect(f"{server}/{database}", timeout=3)
    try:
        yield connection
    finally:
        await connection.close()


async def run(server: str, database: str, statement: str) -> None:
    """Do this there."""
    async with connected(server, database) as connection:
        await connection.execute(statement)


async def made(server: str, name: str) -> asyncpg.Connection:
    """A new database, and a connection to it: as long as that is open, the database is in use."""
    async with connected(server, "postgres") as connection:
        await connection.execute(f"SELECT pg_advisory_lock({_MAKING})")
        await _clear_up(connection)
        await connection.execute(f"CREATE DATABASE {name}")
        return await asyncpg.connect(f"{server}/{name}")


async def _clear_up(connection: asyncpg.Connection) -> None:
    """Without FORCE: a database that is in use stays."""
    for row in await connection.fetch(_LEFT_OVER):
        with suppress(asyncpg.ObjectInUseError, asyncpg.InvalidCatalogNameError):
            await connection.execute(f"DROP DATABASE {row['datname']}")
