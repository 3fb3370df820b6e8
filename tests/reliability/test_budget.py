"""A fault in the work on one chart costs that call, and no other (E-28)."""

import asyncio
import json
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import httpx
import pytest

from service import call as module
from service.gathering.budget import SMALL, Budget
from service.main import build_app
from service.observe.events import Event
from service.protocol.errors import Unavailable
from service.settings import Settings
from tests.acceptance.shapes import TODAY
from tests.service.fake import issue

WORK_UP = Path("fixtures/requests/work-up.json")
BUDGET = 0.2  # seconds of CPU time


def endless() -> None:
    while True:
        pass


def swallowing() -> None:
    while True:
        with suppress(Exception):  # what hides every error must not hide this one
            endless()


@pytest.mark.parametrize("work", [endless, swallowing])
def test_e28_work_that_does_not_end_is_ended_and_its_thread_goes_on(work: Callable[[], None]) -> None:
    async def story() -> None:
        budget = Budget(BUDGET)
        for _ in range(3):  # more than there are threads
            with pytest.raises(Unavailable):
                await budget.run(work)
        assert await budget.run(lambda: 7) == 7
        budget.close()

    asyncio.run(story())


def test_errors_and_context_of_the_work_are_those_of_the_call() -> None:
    async def story() -> None:
        budget = Budget(BUDGET)
        with pytest.raises(ZeroDivisionError):
            await budget.run(lambda: 1 // 0)
        assert await budget.run(threading.get_ident) != threading.get_ident()
        budget.close()

    asyncio.run(story())


def test_waiting_is_no_work() -> None:
    async def story() -> str:
        budget, told = Budget(BUDGET), threading.Event()
        waiting = asyncio.create_task(budget.run(lambda: "done" if told.wait(60) else "late"))
        await asyncio.sleep(3 * BUDGET)
        told.set()
        budget_ended = await waiting
        budget.close()
        return budget_ended

    assert asyncio.run(story()) == "done"


def test_work_nobody_waits_for_is_ended() -> None:
    async def story() -> None:
        budget = Budget(60)
        for _ in range(3):
            with pytest.raises(TimeoutError):
                async with asyncio.timeout(BUDGET):
                    await budget.run(endless)
        assert await budget.run(lambda: 7) == 7
        budget.close()

    asyncio.run(story())


def large(**changes: Any) -> bytes:
    """A call in scope of more bytes than are worked on in place."""
    sent: dict[str, Any] = json.loads(WORK_UP.read_bytes()) | {"padding": "x" * SMALL}
    return json.dumps(sent | changes).encode()


def test_e28_the_call_is_answered_503_and_health_meanwhile(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "build_case", lambda *_args, **_more: endless())
    app = build_app(Settings(today=TODAY, ledger_url="none", cpu_seconds=BUDGET))
    told: list[Any] = []
    monkeypatch.setattr(Event, "__call__", lambda self, **members: told.append((self.words, members)))

    async def story() -> tuple[httpx.Response, list[int]]:
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://here") as http:
            headers = {"Content-Type": "application/json"}
            posting = http.post("/cds-services/nme-patient-view", content=large(), headers=headers)
            calling, alive = asyncio.create_task(posting), []
            await asyncio.sleep(BUDGET / 4)
            while not calling.done():
                alive.append((await http.get("/healthz")).status_code)
                await asyncio.sleep(BUDGET / 20)
            return await calling, alive

    response, alive = asyncio.run(story())
    assert (response.status_code, issue(response)["code"]) == (503, "transient")
    assert "Retry-After" in response.headers
    assert alive
    assert set(alive) == {200}
    assert any(words == "call used up its CPU time" for words, _ in told)
