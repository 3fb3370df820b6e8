"""FHIR servers that answer late: calls are answered in time with what came, and others notice nothing (E-3)."""

import asyncio
import json
import re
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from typing import cast
from urllib.parse import urlsplit

import pytest
import rich

from benchmarks.load import http_request
from service.protocol.prefetch import KEYS, REQUIRED
from tests.acceptance.reply import Reply
from tests.acceptance.shapes import TODAY
from tests.reliability.calls import Json, good
from tests.reliability.connections import Connections
from tests.reliability.open_loop import Run, open_loop
from tests.service.fhir.fetching import CASE, TOKEN, anonymous
from tests.service.fhir.servers import whole
from tests.service.test_graceful_stop import HOST, instance

IN_TIME, TOO_LATE = 1, (3, 10, 60)  # seconds until such a server answers each query
PATIENT = 5  # seconds for all queries of a call, where the machine may be busy
BUDGET = 2.5  # seconds for a whole call
RATE, SECONDS = 50, 60.0  # of the calls with full prefetch, beside


@dataclass(frozen=True)
class Told:
    """What a call was told that left these keys to a server this slow."""

    delay: int
    absent: frozenset[str]
    reply: Reply
    seconds: float


class Late(asyncio.Protocol):
    """A connection to a server with the patient's record that takes its time over every query."""

    def __init__(self, delay: int, opened: set[asyncio.Transport]) -> None:
        self._delay, self._opened, self._received = delay, opened, b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Nothing is said before a query."""
        self._transport = cast("asyncio.Transport", transport)
        self._opened.add(self._transport)

    def data_received(self, data: bytes) -> None:
        """A piece of a query, perhaps the last."""
        self._received += data
        if self._received.endswith(b"\r\n\r\n"):
            target, self._received = self._received.split(b" ", 2)[1].decode(), b""
            asyncio.get_running_loop().call_later(self._delay, self._answer, urlsplit(target).path.split("/")[2])

    def _answer(self, kind: str) -> None:
        if not self._transport.is_closing():
            self._transport.write(whole(json.dumps(CASE["prefetch"][KEYS[kind]]).encode()))


@asynccontextmanager
async def late(delay: int) -> AsyncIterator[str]:
    """The FHIR base of such a server."""
    opened = set[asyncio.Transport]()
    listening = await asyncio.get_running_loop().create_server(lambda: Late(delay, opened), HOST, 0)
    async with listening:
        yield f"http://{HOST}:{listening.sockets[0].getsockname()[1]}/fhir"
    for transport in opened:
        transport.abort()
    await asyncio.sleep(0)  # aborted connections close in the next turn of the loop


def without(absent: frozenset[str], base: str) -> Json:
    """The call that leaves these keys to the server."""
    prefetch = {key: value for key, value in CASE["prefetch"].items() if key not in absent}
    return {**CASE, "prefetch": prefetch, "fhirServer": base, "fhirAuthorization": TOKEN}


EVERYTHING = frozenset(KEYS.values())
OPTIONAL = EVERYTHING - set(REQUIRED)


async def asked(port: int, *delays: int) -> list[Told]:
    """What calls are told whose keys are with servers of every slowness, all at once."""
    async with AsyncExitStack() as stack:
        bases = {delay: await stack.enter_async_context(late(delay)) for delay in delays}
        connections = await stack.enter_async_context(Connections(port))
        calls = (_told(connections, d, absent, base) for d, base in bases.items() for absent in (EVERYTHING, OPTIONAL))
        return await asyncio.gather(*calls)


async def _told(connections: Connections, delay: int, absent: frozenset[str], base: str) -> Told:
    loop = asyncio.get_running_loop()
    begins = loop.time()
    answer = await connections.answer(http_request(json.dumps(without(absent, base)).encode()))
    return Told(delay, absent, Reply(answer.status, json.loads(answer.body)), loop.time() - begins)


async def prefetched(port: int) -> str:
    """The cards of the same patient with everything as prefetch."""
    async with Connections(port) as connections:
        answer = await connections.answer(http_request(json.dumps(CASE).encode()))
    return anonymous(Reply(answer.status, json.loads(answer.body)))


def assert_right(told: Told, prefetched_cards: str) -> None:
    """All of it came in time; or required data did not: 412; or optional data did not: the cards say so."""
    if told.delay == IN_TIME:
        assert anonymous(told.reply) == prefetched_cards
    elif told.absent == EVERYTHING:
        assert (told.reply.status, told.reply.body["issue"][0]["code"]) == (412, "incomplete")
    else:
        assert told.reply.status == 200
        assert re.search(r"\bProcedure(, \w+)* data could not be read", told.reply.text)


def test_e3_late_servers_cost_what_they_hold_and_never_more_time_than_there_is() -> None:
    """Eleven queries of a second each come within the five seconds there are: they run side by side."""

    async def run(port: int) -> tuple[list[Told], str]:
        return await asked(port, IN_TIME, 10, 60), await prefetched(port)

    with instance(TODAY=TODAY, FHIR_DEADLINE=PATIENT) as running:
        every, cards = asyncio.run(run(running.port))
    for told in every:
        assert_right(told, cards)
    assert max(told.seconds for told in every) < 2 * PATIENT


@pytest.mark.soak
def test_e3_late_servers_delay_no_call_with_full_prefetch_on_the_same_worker() -> None:
    good()

    async def run(port: int) -> tuple[Run, list[Told], str]:
        load = asyncio.create_task(open_loop(port, good(), rate=RATE, seconds=SECONDS, what="beside slow servers"))
        every: list[Told] = []
        while not load.done():
            every += await asked(port, IN_TIME, *TOO_LATE)
        return await load, every, await prefetched(port)

    with instance(TODAY=TODAY) as running:
        load, every, cards = asyncio.run(run(running.port))
    longest = max(told.seconds for told in every)
    rich.print(f"E-3: full prefetch {load}; {len(every)} calls of slow servers, longest {longest:.2f} s")
    for told in every:
        assert_right(told, cards)
    assert longest < BUDGET
    assert load.faults == {}
    assert load.within(99) < 0.5
