"""Kept connections to one instance, as an EHR or a load balancer holds them: one request at a time on each."""

import asyncio
from types import TracebackType
from typing import NamedTuple

from tests.service.test_graceful_stop import HOST

PATIENCE = 60.0  # seconds for an answer; after that it counts as lost


class Answer(NamedTuple):
    """A whole answer."""

    status: int
    headers: dict[str, str]
    body: bytes


class Connections:
    """As many connections as requests are under way. One that the service closed in between is not used again."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._idle: list[tuple[asyncio.StreamReader, asyncio.StreamWriter]] = []

    async def __aenter__(self) -> "Connections":
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for _, writer in self._idle:
            writer.close()

    async def answer(self, request: bytes) -> Answer:
        """The answer to one request. Raises OSError or asyncio.IncompleteReadError when it is lost."""
        reader, writer = await self._connection()
        try:
            async with asyncio.timeout(PATIENCE):
                writer.write(request)
                answer = await _answer(reader)
        except BaseException:
            writer.close()
            raise
        self._idle.append((reader, writer))
        return answer

    async def _connection(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        while self._idle:
            reader, writer = self._idle.pop()
            if not reader.at_eof():
                return reader, writer
            writer.close()
        return await asyncio.open_connection(HOST, self._port)


async def _answer(reader: asyncio.StreamReader) -> Answer:
    first, *lines = (await reader.readuntil(b"\r\n\r\n")).decode("ascii").strip().split("\r\n")
    headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in lines)}
    body = await reader.readexactly(int(headers["content-length"]))
    return Answer(int(first.split(" ")[1]), headers, body)
