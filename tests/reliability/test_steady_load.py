"""Ten minutes at 50 requests a second, and a day at five: nothing goes wrong, and memory stays flat (E-1, E-25).

One worker, so one core for the service and the other one for the load.
"""

import asyncio
import os

import pytest
import rich

from tests.acceptance.shapes import TODAY
from tests.reliability.calls import good
from tests.reliability.open_loop import Run, open_loop
from tests.reliability.watched import GROWTH, open_files, resident
from tests.service.test_graceful_stop import Instance, instance

RATE, MINUTES = 50, 10  # E-1
SLOW_RATE = 5  # requests a second (E-25)
LONG_MINUTES = float(os.environ.get("SOAK_MINUTES", "10"))  # E-25; a day has 1440: ``make soak-day``


def loaded(running: Instance, rate: float, seconds: float, what: str = "") -> Run:
    return asyncio.run(open_loop(running.port, good(), rate=rate, seconds=seconds, what=what))


def test_e1_a_mixed_load_of_seconds_is_answered_without_a_fault(running: Instance) -> None:
    run = loaded(running, RATE, 3)
    assert (len(run.requests), run.faults) == (RATE * 3, {})


@pytest.mark.soak
def test_e1_fifty_requests_a_second_for_ten_minutes() -> None:
    with instance(TODAY=TODAY) as running:
        run = loaded(running, RATE, MINUTES * 60, f"{RATE} requests/s for {MINUTES} minutes")
    rich.print(f"E-1: {run}")
    assert (len(run.requests), run.faults) == (RATE * MINUTES * 60, {})
    assert run.within(50) < 0.05
    assert run.within(99) < 0.5
    assert run.within(100) < 2


@pytest.mark.soak
def test_e25_five_requests_a_second_for_long_and_memory_stays_flat() -> None:
    """The first tenth of the time warms up."""
    seconds = LONG_MINUTES * 60
    with instance(TODAY=TODAY) as running:
        warm = loaded(running, SLOW_RATE, seconds / 10, "warming up")
        memory, files = resident(running), open_files(running)
        run = loaded(running, SLOW_RATE, seconds * 9 / 10, f"{SLOW_RATE} requests/s, {LONG_MINUTES:g} minutes in all")
        grown, more_files = resident(running) - memory, open_files(running) - files
    rich.print(f"E-25: {run}, memory {grown / 1024:+.1f} MiB from {memory / 1024:.0f}, open files {more_files:+}")
    assert (warm.faults, run.faults) == ({}, {})
    assert grown < max(GROWTH, memory / 10)
    assert more_files <= SLOW_RATE
