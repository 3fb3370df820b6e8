"""Sizes, waiting times, clients that leave, memory (D-14, D-16, E-20)."""

import asyncio
import gc
from collections.abc import AsyncIterator

import pytest
from starlette.types import Message

from service.http import routes
from service.http.app import GC_THRESHOLDS
from tests.service.fake import LIMIT, PATIENT_VIEW, Client, Fake, issue, post


@pytest.mark.parametrize(("extra", "status"), [(0, 400), (1, 413)])
def test_d14_a_body_is_read_up_to_the_limit_and_not_one_byte_further(extra: int, status: int) -> None:
    assert post(b" " * (LIMIT + extra)).status_code == status


def test_d14_an_announced_size_is_refused_before_a_byte_is_sent() -> None:
    sent = []

    async def body() -> AsyncIterator[bytes]:
        sent.append(1)
        yield b"{}"

    http = Client(body_limit=LIMIT)
    headers = {"Content-Type": "application/json", "Content-Length": str(LIMIT + 1)}
    response = http.post(PATIENT_VIEW, content=body(), headers=headers)
    assert (response.status_code, issue(response)["code"]) == (413, "too-long")
    assert response.headers["connection"] == "close"
    assert sent == []


@pytest.mark.parametrize(("chunks", "status"), [(2, 400), (3, 413)])
def test_d14_chunks_are_counted(chunks: int, status: int) -> None:
    http = Client(body_limit=LIMIT)

    async def body() -> AsyncIterator[bytes]:
        for _ in range(chunks):
            yield b" " * (LIMIT // 2)

    response = http.post(PATIENT_VIEW, content=body(), headers={"Content-Type": "application/json"})
    assert response.status_code == status


def test_d16_a_body_that_does_not_arrive_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(routes, "BODY_SECONDS", 0.01)

    async def body() -> AsyncIterator[bytes]:
        yield b"{"
        await asyncio.sleep(5)

    response = Client().post(PATIENT_VIEW, content=body(), headers={"Content-Type": "application/json"})
    assert (response.status_code, issue(response)["code"]) == (408, "timeout")
    assert response.headers["connection"] == "close"


def test_e20_a_client_that_leaves_gets_no_answer() -> None:
    answer, sent = Fake(), []

    async def receive() -> Message:
        return {"type": "http.disconnect"}

    async def send(message: Message) -> None:
        sent.append(message)

    scope = {
        "type": "http",
        "method": "POST",
        "path": PATIENT_VIEW,
        "headers": [(b"content-type", b"application/json")],
        "query_string": b"",
    }
    asyncio.run(Client(answer).app(scope, receive, send))
    assert (answer.asked, sent) == ([], [])


def test_what_was_built_at_start_is_frozen_while_the_service_runs() -> None:
    before = gc.get_threshold()
    app = Client().app

    async def run() -> tuple[tuple[int, int, int], int]:
        async with app.router.lifespan_context(app):
            return gc.get_threshold(), gc.get_freeze_count()

    thresholds, frozen = asyncio.run(run())
    assert thresholds == GC_THRESHOLDS
    assert frozen > 0
    assert (gc.get_threshold(), gc.get_freeze_count()) == (before, 0)
