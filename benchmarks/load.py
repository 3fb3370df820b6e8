"""The load generator: one process, raw connections, one request at a time on each.

``python -m benchmarks.load PORT CONNECTIONS SECONDS < requests`` prints one JSON line. The requests, a MessagePack
array of bytes, are sent in turn.
"""

import asyncio
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import cycle
from typing import cast

import msgspec
import uvloop

LENGTH = b"content-length: "


class Load(msgspec.Struct, frozen=True):
    """What one run measured: answers per second, and seconds from request to whole answer.

    ``answers`` are those of the measured time, ``all_answers`` those before and after it too.
    """

    rate: float
    p50: float
    p99: float
    answers: int
    failures: int
    all_answers: int = 0


@dataclass(slots=True)
class Run:
    """One run while it goes on. Answers before ``starts`` warm up and are not counted."""

    requests: Iterator[bytes]
    starts: float
    ends: float
    latencies: list[float] = field(default_factory=list)
    failures: int = 0
    all_answers: int = 0

    def count(self, sent: float, now: float, *, good: bool) -> None:
        """One whole answer."""
        self.failures += not good
        self.all_answers += 1
        if self.starts <= now <= self.ends:
            self.latencies.append(now - sent)


class Connection(asyncio.Protocol):
    """Sends the request again as soon as the answer is whole."""

    def __init__(self, run: Run) -> None:
        self.run = run
        self.done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.received = b""
        self.sent = 0.0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """The first request."""
        self.transport = cast("asyncio.Transport", transport)
        self._send()

    def _send(self) -> None:
        self.received = b""
        self.sent = time.perf_counter()
        self.transport.write(next(self.run.requests))

    def data_received(self, data: bytes) -> None:
        """A piece of the answer, perhaps the last."""
        self.received += data
        if not is_whole(self.received):
            return
        now = time.perf_counter()
        self.run.count(self.sent, now, good=self.received.startswith(b"HTTP/1.1 200"))
        if now < self.run.ends:
            self._send()
        else:
            self.transport.close()

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002 - the protocol's signature
        """Over: closed by us at the end, or by the server, which is a failure."""
        self.run.failures += time.perf_counter() < self.run.ends
        self.done.set_result(None)


def is_whole(received: bytes) -> bool:
    """Has the answer its headers and as many bytes as they announce?"""
    head = received.find(b"\r\n\r\n")
    if head < 0:
        return False
    at = received.find(LENGTH, 0, head) + len(LENGTH)
    return len(received) >= head + 4 + int(received[at : received.index(b"\r\n", at)])


class Call(msgspec.Struct):
    hook: str = "patient-view"


def path_of(body: bytes) -> str:
    """Where a call of this hook goes."""
    return f"/cds-services/nme-{msgspec.json.decode(body, type=Call).hook}"


def http_request(body: bytes, token: str = "") -> bytes:
    """The bytes of one call, with a token where there is one."""
    lines = (
        f"POST {path_of(body)} HTTP/1.1",
        "Host: 127.0.0.1",
        "Content-Type: application/json",
        f"Content-Length: {len(body)}",
        *([f"Authorization: Bearer {token}"] if token else []),
    )
    return "\r\n".join((*lines, "", "")).encode() + body


async def load(port: int, requests: list[bytes], *, connections: int, seconds: float) -> Load:
    """Load the server on ``port`` for so long, after a tenth of it to warm up."""
    loop = asyncio.get_running_loop()
    begun = time.perf_counter()
    run = Run(cycle(requests), begun + seconds / 10, begun + seconds * 1.1)
    opened = [await loop.create_connection(lambda: Connection(run), "127.0.0.1", port) for _ in range(connections)]
    await asyncio.gather(*(connection.done for _, connection in opened))
    return summed_up(run, seconds)


def summed_up(run: Run, seconds: float) -> Load:
    """The figures of a run. One without an answer is all zero."""
    ordered = sorted(run.latencies) or [0.0]
    return Load(
        rate=len(run.latencies) / seconds,
        p50=ordered[len(ordered) // 2],
        p99=ordered[len(ordered) * 99 // 100],
        answers=len(run.latencies),
        failures=run.failures,
        all_answers=run.all_answers,
    )


if __name__ == "__main__":
    _port, _connections, _seconds = sys.argv[1:]
    _requests = msgspec.msgpack.decode(sys.stdin.buffer.read(), type=list[bytes])
    _result = uvloop.run(load(int(_port), _requests, connections=int(_connections), seconds=float(_seconds)))
    sys.stdout.buffer.write(msgspec.json.encode(_result))
