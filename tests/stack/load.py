"""Calls at a steady rate, whatever becomes of them, beside the test that breaks something."""

import asyncio
import time
from collections import Counter
from dataclasses import dataclass, field
from threading import Thread

import httpx

from tests.stack.hospital import IN_SCOPE, OUT_OF_SCOPE, SERVICE, STRICT

PER_SECOND = 50  # as in E-1
LOST = 0  # in place of a status: no answer, or half of one
PATIENCE = 120.0  # seconds: a slow machine is no lost call


@dataclass(frozen=True)
class Answer:
    """What became of one call. Moments are of the monotonic clock."""

    began: float
    ended: float
    status: int
    has_cards: bool
    in_scope: bool

    @property
    def is_good(self) -> bool:
        """200, with cards for who is in scope and none for others."""
        return self.status == 200 and self.has_cards == self.in_scope


@dataclass
class Load:
    """Within ``with``, calls go to this address. They do not wait for one another."""

    base: str
    answers: list[Answer] = field(default_factory=list)
    _ends: bool = False
    _burst: int = 0

    def __enter__(self) -> "Load":
        self._thread = Thread(target=lambda: asyncio.run(self._run()))
        self._thread.start()
        return self

    def __exit__(self, *_exception: object) -> None:
        self._ends = True
        self._thread.join()

    def burst(self, calls: int) -> None:
        """So many calls at once, beside the others."""
        self._burst = calls

    @property
    def bad(self) -> list[Answer]:
        """The answers nobody should get."""
        return [answer for answer in self.answers if not answer.is_good]

    @property
    def statuses(self) -> Counter[int]:
        """How often each status came."""
        return Counter(answer.status for answer in self.answers)

    def slowest(self, share: float) -> float:
        """Seconds within which this share of the calls was answered."""
        took = sorted(answer.ended - answer.began for answer in self.answers)
        return took[min(int(len(took) * share), len(took) - 1)]

    async def _run(self) -> None:
        async with httpx.AsyncClient(base_url=self.base, timeout=PATIENCE) as http, asyncio.TaskGroup() as calls:
            due = time.monotonic()
            while not self._ends:
                for number in range(1 + self._burst):
                    calls.create_task(self._call(http, in_scope=number % 2 == int(due * PER_SECOND) % 2))
                self._burst = 0
                due += 1 / PER_SECOND
                await asyncio.sleep(max(due - time.monotonic(), 0))

    async def _call(self, http: httpx.AsyncClient, *, in_scope: bool) -> None:
        headers, began = STRICT.headers(SERVICE), time.monotonic()
        try:
            answer = await http.post(SERVICE, content=IN_SCOPE if in_scope else OUT_OF_SCOPE, headers=headers)
        except httpx.TransportError:
            self.answers.append(Answer(began, time.monotonic(), LOST, has_cards=False, in_scope=in_scope))
        else:
            has_cards = b'"uuid"' in answer.content
            self.answers.append(Answer(began, time.monotonic(), answer.status_code, has_cards, in_scope))
