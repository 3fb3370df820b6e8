"""``python -m benchmarks.mixed``: ordinary clients alone, then beside hostile ones; their p99 should not double."""

import asyncio
import json
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from typing import Annotated

import typer

from benchmarks.load import http_request, is_whole
from benchmarks.payloads import payloads
from benchmarks.servers import LOAD_CORE, BenchmarkError, pinned_self, running

SECONDS = 10.0  # of each half, unless told otherwise
RATE = 40  # ordinary calls a second
PAUSE = 0.5  # seconds between two attacks of one kind
MOST = 2.0  # times its quiet value p99 may be

Attack = Callable[[int, bytes], Awaitable[None]]


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


# Hostile clients: each takes the port and an honest call -------------------------------------------


async def marks(port: int, body: bytes) -> None:
    """Texts of combining marks, which normalise slowly."""
    await answered(port, http_request(_spoken(body, "a\u0323\u0301" * 20_000)))


async def many(port: int, body: bytes) -> None:
    """The same condition two thousand times."""
    call = json.loads(body)
    entries = call["prefetch"]["conditions"]["entry"]
    entries += entries[:1] * 2_000
    await answered(port, http_request(json.dumps(call).encode()))


async def broken(port: int, body: bytes) -> None:
    """What is no JSON, nested deep."""
    await answered(port, http_request(body).partition(b"\r\n\r\n")[0] + b"\r\n\r\n" + b"[" * len(body))


async def unfinished(port: int, body: bytes) -> None:
    """Half of a large body, and then nothing for a while."""
    async with connected(port) as (_, writer):
        writer.write(http_request(body + b" " * 4_000_000)[:2_000_000])
        with suppress(ConnectionError, TimeoutError):
            await asyncio.wait_for(writer.drain(), 5)
        await asyncio.sleep(5)


async def unread(port: int, body: bytes) -> None:
    """Many calls on one connection, and not one answer read."""
    async with connected(port) as (_, writer):
        writer.write(http_request(body) * 50)
        await asyncio.sleep(5)


ATTACKS: tuple[Attack, ...] = (marks, many, broken, unfinished, unread)


def _spoken(body: bytes, text: str) -> bytes:
    call = json.loads(body)
    for entry in call["prefetch"]["conditions"]["entry"]:
        entry["resource"].setdefault("code", {})["text"] = text
    return json.dumps(call, ensure_ascii=False).encode()


async def attacks(attack: Attack, port: int, body: bytes) -> None:
    """One kind of them, again and again."""
    while True:
        with suppress(ConnectionError):
            await attack(port, body)
        await asyncio.sleep(PAUSE)


# Ordinary ones ---------------------------------------------------------------------------------


async def ordinary(port: int, bodies: list[bytes], seconds: float) -> list[float]:
    """Seconds each call took from when it was due. Raises BenchmarkError when one was not answered well."""
    loop = asyncio.get_running_loop()
    begun = loop.time()

    async def call(due: float, request: bytes) -> float:
        await asyncio.sleep(max(due - loop.time(), 0))
        received = await answered(port, request)
        if not received.startswith(b"HTTP/1.1 200"):
            raise BenchmarkError("An ordinary call was not answered well.")
        return loop.time() - due

    requests = [http_request(body) for body in bodies]
    dues = [begun + number / RATE for number in range(int(seconds * RATE))]
    return list(await asyncio.gather(*(call(due, requests[n % len(requests)]) for n, due in enumerate(dues))))


async def both(port: int, seconds: float) -> tuple[list[float], list[float]]:
    """Latencies without and with hostile clients."""
    bodies = [payload.body for payload in payloads() if len(payload.body) < 150_000]
    await ordinary(port, bodies, 2.0)  # warm
    quiet = await ordinary(port, bodies, seconds)
    hostile = [asyncio.create_task(attacks(attack, port, bodies[0])) for attack in ATTACKS]
    mixed = await ordinary(port, bodies, seconds)
    for task in hostile:
        task.cancel()
    await asyncio.gather(*hostile, return_exceptions=True)
    return quiet, mixed


def at(share: float, latencies: list[float]) -> float:
    """A quantile, in milliseconds."""
    return sorted(latencies)[int(len(latencies) * share)] * 1e3


def run(
    minutes: Annotated[float, typer.Option(help="Minutes of the half with hostile clients.")] = SECONDS / 60,
) -> None:
    """Print p50 and p99 of ordinary calls, quiet and beside hostile clients. Ends with 1 when p99 doubled."""
    with running("ours", payloads()[0].body) as server:
        pinned_self(LOAD_CORE)
        began = time.perf_counter()
        quiet, mixed = asyncio.run(both(server.port, minutes * 60))
        memory = server.resident_mib()
    for name, latencies in (("quiet", quiet), ("mixed", mixed)):
        print(f"{name}: {len(latencies)} calls, p50 {at(0.5, latencies):.1f} ms, p99 {at(0.99, latencies):.1f} ms")
    ratio = at(0.99, mixed) / at(0.99, quiet)
    print(f"p99 {ratio:.2f} times its quiet value; memory {memory:.0f} MiB; {time.perf_counter() - began:.0f} s")
    sys.exit(ratio >= MOST)


if __name__ == "__main__":
    typer.run(run)
