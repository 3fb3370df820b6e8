"""Bad requests beside good ones: the good ones notice nothing, and nothing is left behind (E-18, E-19)."""

import asyncio
from collections import Counter
from collections.abc import Iterator
from itertools import chain, cycle, islice

import pytest
import rich
from rich.progress import track

from tests.acceptance.shapes import TODAY
from tests.reliability.calls import Call, bad, fault, good
from tests.reliability.connections import Connections
from tests.reliability.open_loop import Run, open_loop
from tests.reliability.watched import GROWTH, open_files, resident
from tests.service.test_graceful_stop import Instance, instance

GOOD_RATE, BAD_RATE, SECONDS = 50, 20, 120.0  # requests a second (E-19)
WARM_UP, MEASURED, CONNECTIONS = 10_000, 100_000, 16  # requests (E-18)


async def side_by_side(port: int, seconds: float, what: str = "") -> tuple[Run, Run]:
    """The good requests, and beside them the bad ones."""
    return await asyncio.gather(
        open_loop(port, good(), rate=GOOD_RATE, seconds=seconds, what=what),
        open_loop(port, bad(), rate=BAD_RATE, seconds=seconds),
    )


def test_e19_bad_requests_beside_good_ones_each_get_their_answer(running: Instance) -> None:
    good()
    right, wrong = asyncio.run(side_by_side(running.port, 3))
    assert (running.process.poll(), running.ready()) == (None, 200)
    assert (len(right.requests), right.faults) == (GOOD_RATE * 3, {})
    assert (len(wrong.requests), wrong.faults) == (BAD_RATE * 3, {})


@pytest.mark.soak
def test_e19_good_requests_meet_their_times_beside_bad_ones() -> None:
    good()
    with instance(TODAY=TODAY) as running:
        right, wrong = asyncio.run(side_by_side(running.port, SECONDS, "good and bad requests"))
        assert (running.process.poll(), running.ready()) == (None, 200)
    rich.print(f"E-19: good {right}; bad {wrong}")
    assert (right.faults, wrong.faults) == ({}, {})
    assert right.within(50) < 0.05
    assert right.within(99) < 0.5
    assert right.within(100) < 2


def mixed() -> Iterator[Call]:
    """Every good request, after each of them something bad."""
    return chain.from_iterable(zip(cycle(good()), cycle(bad())))


async def _send(connections: Connections, calls: Iterator[Call], outcomes: Counter[str]) -> None:
    for call in calls:
        outcomes[fault(await connections.answer(call.request), call)] += 1


async def sent(port: int, number: int, what: str) -> Counter[str]:
    """So many requests as fast as they are answered: how often each fault came; the empty one is none."""
    outcomes: Counter[str] = Counter()
    shared = iter(track(islice(mixed(), number), what, total=number))
    async with Connections(port) as connections:
        await asyncio.gather(*(_send(connections, shared, outcomes) for _ in range(CONNECTIONS)))
    return outcomes


@pytest.mark.soak
def test_e18_e19_memory_and_open_files_stay_flat_under_a_mix_of_good_and_bad() -> None:
    good()
    with instance(TODAY=TODAY) as running:
        asyncio.run(sent(running.port, WARM_UP, "warming up"))
        memory, files = resident(running), open_files(running)
        outcomes = asyncio.run(sent(running.port, MEASURED, f"{MEASURED:,} requests"))
        grown, more_files = resident(running) - memory, open_files(running) - files
        assert running.ready() == 200
    rich.print(f"E-18: memory {grown / 1024:+.1f} MiB from {memory / 1024:.0f}, open files {more_files:+}")
    assert grown < GROWTH
    assert abs(more_files) <= CONNECTIONS
    assert outcomes == {"": MEASURED}
