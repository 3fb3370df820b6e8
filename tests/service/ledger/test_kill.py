"""E-13: the process is killed while feedback comes in; what was answered with 200 is kept exactly once."""

import asyncio
import random
import socket
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from uuid import uuid4

import httpx
import pytest

from service.ledger.tables import FEEDBACK, UNMATCHED
from tests.plain_http import NO_TLS, status
from tests.service.ledger.keeping import ANYONE, PATH, body, issuance, item, kept, new_ledger, run, running, written

SENDERS = 6
CARDS = [str(uuid4()) for _ in range(300)]
JSON = {"Content-Type": "application/json"}


class Posts:
    """What was sent, each post by the times of its events, and which posts were answered with 200."""

    def __init__(self) -> None:
        self.sent: list[tuple[str, ...]] = []
        self.answered: list[tuple[str, ...]] = []
        self._next = 0

    def next(self) -> tuple[bytes, tuple[str, ...]]:
        """A post of one to three events that occur in no other: on known cards, and on one that is not."""
        moments = tuple(f"20{10 + n // 3600 % 80}-01-01T00:{n // 60 % 60:02}:{n % 60:02}Z" for n in self._numbers())
        self.sent.append(moments)
        cards = [random.choice(CARDS), str(uuid4()), random.choice(CARDS)]  # noqa: S311 - any will do
        return body(*(item(card, at=at) for card, at in zip(cards, moments, strict=False))), moments

    def _numbers(self) -> range:
        first, self._next = self._next, self._next + random.randint(1, 3)  # noqa: S311 - any will do
        return range(first, self._next)

    async def send(self, base: str) -> None:
        """Post without a pause until nobody answers."""
        async with httpx.AsyncClient(base_url=base, timeout=20, verify=NO_TLS) as http:
            while True:
                content, moments = self.next()
                try:
                    answer = await http.post(PATH, content=content, headers=JSON)
                except httpx.TransportError:
                    return
                assert answer.status_code == 200
                self.answered.append(moments)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def _server(url: str) -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    port = _free_port()
    process = subprocess.Popen([sys.executable, "-m", "tests.service.ledger.serving", url, str(port)])  # noqa: S603
    try:
        _await_ready(f"http://127.0.0.1:{port}")
        yield f"http://127.0.0.1:{port}", process
    finally:
        process.kill()
        process.wait(20)


def _await_ready(base: str) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        if status(f"{base}/readyz") == 200:
            return
        time.sleep(0.05)
    raise TimeoutError("the server does not get ready")


async def _kill_while_sending(posts: Posts, base: str, process: subprocess.Popen[bytes]) -> None:
    before = len(posts.answered)
    senders = [asyncio.create_task(posts.send(base)) for _ in range(SENDERS)]
    async with asyncio.timeout(60):
        while len(posts.answered) == before:  # noqa: ASYNC110 - so that there is something to lose
            await asyncio.sleep(0.01)
    await asyncio.sleep(random.uniform(0, 0.5))  # noqa: S311 - any moment will do
    process.kill()
    await asyncio.gather(*senders)


async def _make_ready(url: str) -> None:
    async with running(url) as ledger:
        ledger.issue(ANYONE, issuance(*CARDS))
        await written(ledger)


async def _stored(url: str) -> Counter[str]:
    """How often each event, by its time, is in the store."""
    ledger = new_ledger(url)
    rows = [*await kept(ledger.store, FEEDBACK), *await kept(ledger.store, UNMATCHED)]
    await ledger.aclose()
    return Counter(f"{row['outcome_at']:%Y-%m-%dT%H:%M:%SZ}" for row in rows)


def _killed(url: str, times: int) -> None:
    posts = Posts()
    run(_make_ready(url))
    for _ in range(times):
        with _server(url) as (base, process):
            run(_kill_while_sending(posts, base, process))
    stored = run(_stored(url))
    assert len(posts.answered) >= times
    assert all(stored[moment] == 1 for post in posts.answered for moment in post)
    assert {len({stored[moment] for moment in post}) for post in posts.sent} == {1}  # whole or not at all
    assert set(stored.values()) == {1}


def test_e13_three_kills_lose_and_double_nothing(database: str) -> None:
    _killed(database, times=3)


@pytest.mark.soak
def test_e13_twenty_kills_lose_and_double_nothing(database: str) -> None:
    _killed(database, times=20)
