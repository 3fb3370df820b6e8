"""A FHIR server that hangs while many calls wait for it delays nobody else (E-3)."""

import asyncio
import json

import pytest
import rich

from benchmarks.load import http_request
from tests.acceptance.shapes import TODAY
from tests.reliability.calls import Call, good
from tests.reliability.connections import Connections
from tests.reliability.open_loop import Run, open_loop
from tests.reliability.test_slow_fhir_server import BUDGET, EVERYTHING, late, without
from tests.service.test_graceful_stop import instance

WAITING, NEVER, PATIENT = 100, 3600, 20.0  # calls at once, seconds to answer, seconds by which every call has an answer
LONG = 6.0  # seconds for fetching, so that a machine that is busy is in time with a server that answers
CARDS = ("K14", "K11")  # of the patient whose record the servers hold


async def beside_waiting_calls(port: int, seconds: float) -> tuple[list[int], Run, Run]:
    """What calls to the hanging server are told; beside them full prefetch, and calls to a server that answers."""
    async with late(NEVER) as hanging, late(0) as healthy, Connections(port) as connections:
        waits = http_request(json.dumps(without(EVERYTHING, hanging)).encode())
        fetches = Call(http_request(json.dumps(without(EVERYTHING, healthy)).encode()), cards=CARDS)
        waiting = asyncio.gather(*(connections.answer(waits) for _ in range(WAITING)))
        prefetched, fetched = await asyncio.gather(
            open_loop(port, good(), rate=20, seconds=seconds), open_loop(port, [fetches], rate=2, seconds=seconds)
        )
        return [answer.status for answer in await waiting], prefetched, fetched


def test_e3_a_server_that_hangs_delays_no_call_of_another_one() -> None:
    good()
    with instance(TODAY=TODAY, FHIR_DEADLINE=LONG) as running:
        told, prefetched, fetched = asyncio.run(beside_waiting_calls(running.port, 3))
    assert told == [412] * WAITING
    assert (prefetched.faults, fetched.faults) == ({}, {})
    assert prefetched.within(100) < PATIENT


@pytest.mark.soak
def test_e3_a_server_that_hangs_costs_no_other_call_its_time() -> None:
    good()
    with instance(TODAY=TODAY) as running:
        told, prefetched, fetched = asyncio.run(beside_waiting_calls(running.port, 10))
    rich.print(f"E-3, {WAITING} calls wait for a hanging server: full prefetch {prefetched}; fetching {fetched}")
    assert told == [412] * WAITING
    assert (prefetched.faults, fetched.faults) == ({}, {})
    assert prefetched.since(3).within(99) < 0.5
    assert fetched.within(100) < BUDGET
