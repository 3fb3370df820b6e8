"""One request on a connection of its own, for clients that are not measured by the thousand."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from benchmarks.load import is_whole


@asynccontextmanager
async def connected(port: int) -> AsyncIterator[tuple[asyncio.StreamReader, asyncio.StreamWriter]]:
    """A connection of its own, cut at the end."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        yield reader, writer
    finally:
        writer.transport.abort()
        with suppress(ConnectionError):
            await writer.wait_closed()


async def answered(port: int, request: bytes) -> bytes:
    """The whole answer to a request."""
    async with connected(port) as (reader, writer):
        writer.write(request)
        received = b""
        while not is_whole(received) and (piece := await reader.read(65_536)):
            received += piece
        return received
