"""Five hundred connections at once: who is refused is told when to come back, and it is over soon (E-2)."""

import asyncio
from collections import Counter
from collections.abc import Iterator
from itertools import cycle

import pytest
import rich

from service.settings import Settings
from tests.acceptance.shapes import TODAY
from tests.reliability.calls import Call, fault, good
from tests.reliability.connections import Connections
from tests.reliability.open_loop import Run, open_loop
from tests.service.test_graceful_stop import Instance, instance

AT_ONCE, RATE, CALM = 500, 50, 10.0  # connections, requests a second afterwards, seconds until all is as before
LIMIT = Settings.model_fields["concurrency"].default
REFUSED = "status 503 instead of 200"


async def burst(port: int, calls: Iterator[Call], seconds: float) -> Counter[str]:
    """How often each fault came; the empty one is none. Whoever is refused waits as long as he is told to."""
    outcomes: Counter[str] = Counter()
    until = asyncio.get_running_loop().time() + seconds
    await asyncio.gather(*(_caller(port, calls, until, outcomes) for _ in range(AT_ONCE)))
    return outcomes


async def _caller(port: int, calls: Iterator[Call], until: float, outcomes: Counter[str]) -> None:
    loop = asyncio.get_running_loop()
    async with Connections(port) as connection:
        while loop.time() < until:
            call = next(calls)
            answer = await connection.answer(call.request)
            outcomes[fault(answer, call)] += 1
            if answer.status == 503:
                await asyncio.sleep(int(answer.headers["retry-after"]))


async def bursting(
    port: int, calls: tuple[Call, ...], seconds: float, after: float, what: str = ""
) -> tuple[Counter[str], Run]:
    """The burst, and right after it a steady load."""
    outcomes = await burst(port, cycle(calls), seconds)
    return outcomes, await open_loop(port, good(), rate=RATE, seconds=after, what=what)


def test_e2_a_burst_above_the_limit_gets_answers_or_is_told_when_to_come_back(running: Instance) -> None:
    outcomes, after = asyncio.run(bursting(running.port, good(), 1, after=1))
    assert outcomes[""] > 0
    assert set(outcomes) <= {"", REFUSED}
    assert after.faults == {}


def test_e2_a_burst_up_to_the_limit_is_answered_whole() -> None:
    calls = good()
    with instance(TODAY=TODAY, CONCURRENCY=AT_ONCE) as running:
        outcomes, _ = asyncio.run(bursting(running.port, calls, 1, after=1))
    assert outcomes[""] >= AT_ONCE
    assert set(outcomes) == {""}


@pytest.mark.soak
@pytest.mark.parametrize("limit", [LIMIT, AT_ONCE])
def test_e2_five_seconds_of_five_hundred_connections_and_all_is_as_before(limit: int) -> None:
    calls = good()
    with instance(TODAY=TODAY, CONCURRENCY=limit) as running:
        outcomes, after = asyncio.run(bursting(running.port, calls, 5, 2 * CALM, "after the burst"))
    calm = after.since(CALM)
    rich.print(f"E-2, limit {limit}: answered {outcomes['']}, refused {outcomes[REFUSED]}; afterwards {calm}")
    assert set(outcomes) <= ({"", REFUSED} if limit < AT_ONCE else {""})
    assert after.faults == {}
    assert calm.within(99) < 0.5
