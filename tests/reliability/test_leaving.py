"""Clients that close the socket while their call waits for a FHIR server: nothing goes on without them (E-20)."""

import asyncio
import json
from dataclasses import dataclass, field
from itertools import cycle, islice

import pytest

from benchmarks.load import http_request
from tests.acceptance.shapes import TODAY
from tests.reliability.calls import good
from tests.reliability.open_loop import open_loop
from tests.reliability.watched import GROWTH, open_files, resident
from tests.service.fhir.fetching import CASE, TOKEN
from tests.service.fhir.servers import Heard, serving
from tests.service.test_graceful_stop import HOST, Instance, instance

WARM_UP, FEW, MANY, AT_ONCE = 20, 60, 1_000, 2  # clients, and how many side by side
STAYS = (0.01, 0.01, 0.01, None)  # seconds until a client closes, before its queries are sent; None: while they wait
SETTLES, ENDS = 1.0, 10.0  # seconds until the last queries have begun, and until none is left


@dataclass
class Hanging:
    """A FHIR server that never answers, and how many queries wait for it."""

    waiting: int = 0
    begun: int = 0
    heard: asyncio.Event = field(default_factory=asyncio.Event)

    async def reply(self, _heard: Heard, _writer: asyncio.StreamWriter) -> None:
        """Waits until the query is cancelled."""
        self.waiting += 1
        self.begun += 1
        self.heard.set()
        try:
            await asyncio.sleep(3600)
        finally:
            self.waiting -= 1


async def _leave_one_after_the_other(port: int, request: bytes, number: int, heard: asyncio.Event) -> None:
    for stays in islice(cycle(STAYS), number):
        _, writer = await asyncio.open_connection(HOST, port)
        writer.write(request)
        if stays is None:
            heard.clear()
            await heard.wait()
        else:
            await asyncio.sleep(stays)
        writer.transport.abort()


async def left_alone(running: Instance, number: int) -> Hanging:
    """So many clients that leave."""
    hanging = Hanging()
    async with serving(hanging.reply) as server:
        call = {**CASE, "prefetch": {}, "fhirServer": server.base, "fhirAuthorization": TOKEN}
        request = http_request(json.dumps(call).encode())
        share = number // AT_ONCE
        leaving = (_leave_one_after_the_other(running.port, request, share, hanging.heard) for _ in range(AT_ONCE))
        await asyncio.gather(*leaving)
        await asyncio.sleep(SETTLES)
        async with asyncio.timeout(ENDS):
            while hanging.waiting:  # noqa: ASYNC110 - cancelling is announced by nobody
                await asyncio.sleep(0.05)
    return hanging


def assert_nothing_is_left_of(clients: int) -> None:
    """Nor a line in the log: whoever leaves is no reason for an alarm."""
    good()
    with instance(TODAY=TODAY, LOG_LEVEL="WARNING", FHIR_DEADLINE=10) as running:
        asyncio.run(left_alone(running, WARM_UP))
        memory, files = resident(running), open_files(running)
        hanging = asyncio.run(left_alone(running, clients))
        after = asyncio.run(open_loop(running.port, good(), rate=20, seconds=1))
        grown, more_files = resident(running) - memory, open_files(running) - files
    assert hanging.begun >= clients / len(STAYS) / AT_ONCE
    assert (hanging.waiting, after.faults) == (0, {})
    assert grown < GROWTH
    assert more_files <= 20


def test_e20_clients_that_leave_cancel_their_queries_and_leave_nothing_behind() -> None:
    assert_nothing_is_left_of(FEW)


@pytest.mark.soak
def test_e20_a_thousand_clients_that_leave_cancel_their_queries_and_leave_nothing_behind() -> None:
    assert_nothing_is_left_of(MANY)
