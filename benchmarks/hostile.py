"""``python -m benchmarks.hostile PORT``: clients that do their worst, in a process of their own until it is ended.

What they send is made before they begin, so that making it takes no time from those beside them. It prints a line
when it begins.
"""

import asyncio
import json
import sys
from collections.abc import Awaitable, Callable
from contextlib import suppress
from functools import partial
from typing import TypeAlias

from benchmarks.load import http_request
from benchmarks.payloads import payloads
from benchmarks.talk import answered, connected

PAUSE = 0.5  # seconds between two attacks of one kind
WAIT = 5.0  # seconds for which they hold a connection

Attack: TypeAlias = Callable[[int], Awaitable[None]]


def marks(body: bytes) -> bytes:
    """Texts of combining marks, which normalise slowly."""
    call = json.loads(body)
    for entry in call["prefetch"]["conditions"]["entry"]:
        entry["resource"].setdefault("code", {})["text"] = "a\u0323\u0301" * 20_000
    return http_request(json.dumps(call, ensure_ascii=False).encode())


def many(body: bytes) -> bytes:
    """The same condition two thousand times."""
    call = json.loads(body)
    entries = call["prefetch"]["conditions"]["entry"]
    entries += entries[:1] * 2_000
    return http_request(json.dumps(call).encode())


def broken(body: bytes) -> bytes:
    """What is no JSON, nested deep."""
    return http_request(body).partition(b"\r\n\r\n")[0] + b"\r\n\r\n" + b"[" * len(body)


async def ask(request: bytes, port: int) -> None:
    """Send it, and read the answer."""
    await answered(port, request)


async def unfinished(half: bytes, port: int) -> None:
    """Half of a large body, and then nothing for a while."""
    async with connected(port) as (_, writer):
        writer.write(half)
        with suppress(ConnectionError, TimeoutError):
            await asyncio.wait_for(writer.drain(), WAIT)
        await asyncio.sleep(WAIT)


async def unread(calls: bytes, port: int) -> None:
    """Many calls on one connection, and not one answer read."""
    async with connected(port) as (_, writer):
        writer.write(calls)
        await asyncio.sleep(WAIT)


def attacks(body: bytes) -> list[Attack]:
    """Each kind of them, made from an honest call."""
    half = http_request(body + b" " * 4_000_000)[:2_000_000]
    asked = [partial(ask, make(body)) for make in (marks, many, broken)]
    return [*asked, partial(unfinished, half), partial(unread, http_request(body) * 50)]


async def again_and_again(attack: Attack, port: int) -> None:
    """One kind of them."""
    while True:
        with suppress(ConnectionError):
            await attack(port)
        await asyncio.sleep(PAUSE)


async def run(port: int) -> None:
    """All of them at once."""
    prepared = attacks(payloads()[0].body)
    print("begun", flush=True)
    await asyncio.gather(*(again_and_again(attack, port) for attack in prepared))


if __name__ == "__main__":
    asyncio.run(run(int(sys.argv[1])))
