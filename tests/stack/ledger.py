"""A look into the ledger's database, and a lock on it, past the service."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import asyncpg  # type: ignore[import-untyped]  # used here to look and to lock

from service.ledger.tables import METADATA

TABLES = ", ".join(METADATA.tables)


def rows(url: str, table: str, cards: list[str]) -> int:
    """How many rows of the table are about these cards."""
    return int(asyncio.run(_first(url, f"SELECT count(*) FROM {table} WHERE card = ANY($1)", cards)))  # noqa: S608


async def _first(url: str, query: str, *values: Any) -> Any:
    connection = await asyncpg.connect(url)
    try:
        return await connection.fetchval(query, *values)
    finally:
        await connection.close()


@contextmanager
def locked(url: str) -> Iterator[None]:
    """Within this, somebody else holds every table."""
    with asyncio.Runner() as runner:
        connection = runner.run(asyncpg.connect(url))
        runner.run(connection.execute(f"BEGIN; LOCK TABLE {TABLES} IN ACCESS EXCLUSIVE MODE"))
        try:
            yield
        finally:
            runner.run(connection.close())
