"""Load that does not wait for the service: each request is sent when it is due, whatever became of those before.

Seconds count from the time a request was due, so that a service that stands still is not hidden.
A generator that is late itself makes them longer, never shorter. Ours, because Locust's users wait
for their answer before they go on, and k6, which has this model, is no Python package.
"""

import asyncio
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import cycle, islice
from typing import NamedTuple

from rich.progress import track

from tests.reliability.calls import Call, fault
from tests.reliability.connections import Connections


class Timed(NamedTuple):
    """One request: when it was due, seconds into the run, how many later it was answered, and what was wrong."""

    due: float
    seconds: float
    fault: str


@dataclass(slots=True)
class Run:
    """What became of all requests of a run."""

    requests: list[Timed] = field(default_factory=list)

    @property
    def faults(self) -> dict[str, int]:
        """What was wrong, and how often; empty when nothing was."""
        return dict(Counter(one.fault for one in self.requests if one.fault))

    def since(self, due: float) -> "Run":
        """Only the requests due from then on."""
        return Run([one for one in self.requests if one.due >= due])

    def within(self, percent: float) -> float:
        """Seconds within which so many per cent of the requests were answered."""
        ordered = sorted(one.seconds for one in self.requests)
        return ordered[min(int(len(ordered) * percent / 100), len(ordered) - 1)]

    def __str__(self) -> str:
        p50, p90, p99, longest = (f"{self.within(percent) * 1000:.1f} ms" for percent in (50, 90, 99, 100))
        figures = f"p50 {p50}, p90 {p90}, p99 {p99}, longest {longest}"
        return f"{len(self.requests)} requests, {figures}, wrong: {self.faults or 'none'}"


async def open_loop(port: int, calls: Iterable[Call], *, rate: float, seconds: float, what: str = "") -> Run:
    """Send the calls in turn, so many a second for so long, to the service on this port; ``what`` names the bar."""
    run, loop, number_of_calls = Run(), asyncio.get_running_loop(), int(rate * seconds)
    turn = islice(cycle(calls), number_of_calls)
    shown = track(turn, what, total=number_of_calls, disable=not what)
    async with Connections(port) as connections, asyncio.TaskGroup() as group:
        begins = loop.time()
        for number, call in enumerate(shown):
            due = number / rate
            await asyncio.sleep(begins + due - loop.time())
            group.create_task(_sent(connections, call, due, begins, run))
    return run


async def _sent(connections: Connections, call: Call, due: float, begins: float, run: Run) -> None:
    try:
        wrong = fault(await connections.answer(call.request), call)
    except (OSError, asyncio.IncompleteReadError) as error:
        wrong = type(error).__name__
    run.requests.append(Timed(due, asyncio.get_running_loop().time() - begins - due, wrong))
