"""A FHIR server of a few lines for tests: real sockets, canned answers, and every way to misbehave."""

import asyncio
import json
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

Json = dict[str, Any]
Reply = Callable[["Heard", asyncio.StreamWriter], Awaitable[None]]


@dataclass
class Heard:
    """One request as it came."""

    target: str
    headers: dict[str, str]


@dataclass
class Server:
    """A listening server: its base address, what it heard, and how many connections were opened and still are."""

    port: int = 0
    heard: list[Heard] = field(default_factory=list)
    connections: int = 0
    dropped: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def base(self) -> str:
        """Its FHIR base."""
        return f"http://127.0.0.1:{self.port}/fhir"

    @property
    def targets(self) -> list[str]:
        """The paths and queries asked for."""
        return [one.target for one in self.heard]


@asynccontextmanager
async def serving(reply: Reply, host: str = "127.0.0.1", tls: ssl.SSLContext | None = None) -> AsyncIterator[Server]:
    """A server, on loopback unless told otherwise, that answers each request with ``reply``."""
    server, writers = Server(), set[asyncio.StreamWriter]()

    async def connection(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        server.connections += 1
        writers.add(writer)
        try:
            while heard := await _request(reader):
                server.heard.append(heard)
                answering = asyncio.ensure_future(reply(heard, writer))
                gone = asyncio.ensure_future(_end(reader))
                await asyncio.wait((answering, gone), return_when=asyncio.FIRST_COMPLETED)
                if not answering.done():
                    server.dropped.set()
                for task in (answering, gone):
                    task.cancel()
                await asyncio.wait((answering, gone))
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()
            writers.discard(writer)

    listening = await asyncio.start_server(connection, host, 0, ssl=tls)
    server.port = listening.sockets[0].getsockname()[1]
    try:
        yield server
    finally:
        listening.close()
        for writer in writers:
            writer.transport.abort()
        await until(lambda: not writers)


async def _request(reader: asyncio.StreamReader) -> Heard | None:
    head = await reader.readuntil(b"\r\n\r\n")
    first, *lines = head.decode("latin-1").split("\r\n")
    headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines if line)}
    return Heard(first.split(" ")[1], headers)


async def _end(reader: asyncio.StreamReader) -> None:
    """Waits until the caller closes; nothing else is sent while an answer is awaited."""
    await until(reader.at_eof)


async def until(true: Callable[[], bool]) -> None:
    """Waits for something that nobody announces."""
    while not true():  # noqa: ASYNC110
        await asyncio.sleep(0.005)


def head(status: str, *headers: str) -> bytes:
    """Status line and headers."""
    return "\r\n".join([f"HTTP/1.1 {status}", *headers, "", ""]).encode()


def whole(body: bytes, *headers: str, status: str = "200 OK") -> bytes:
    """A complete answer."""
    kind = (
        () if any(h.lower().startswith("content-type") for h in headers) else ("Content-Type: application/fhir+json",)
    )
    return head(status, *kind, *headers, f"Content-Length: {len(body)}") + body


def answering(data: bytes) -> Reply:
    """Always the same bytes."""

    async def reply(_heard: Heard, writer: asyncio.StreamWriter) -> None:
        writer.write(data)
        await writer.drain()

    return reply


def found(*resources: Json, **members: Any) -> bytes:
    """A searchset as bytes."""
    bundle: Json = {"resourceType": "Bundle", "type": "searchset", "total": len(resources), **members}
    if resources:
        bundle["entry"] = [{"resource": resource} for resource in resources]
    return json.dumps(bundle).encode()
