"""What one client may hold of a process's memory: bodies in flight, answers nobody reads (E-29)."""

import asyncio
import socket
from collections.abc import Iterator
from contextlib import closing, suppress
from typing import Any

import pytest
from starlette.types import Message, Receive, Scope, Send

from service.http import connection as module
from service.http.app import create_app
from service.http.bodies import IN_ALL, Bodies, Body
from service.protocol.errors import Unavailable
from service.settings import Settings
from service.trust.caller import SCOPE_KEY, Caller
from tests.service.fake import PATIENT_VIEW, Fake
from tests.service.running import running

KIB = 1024
PATIENCE = 60.0  # seconds


def held(bodies: Bodies, client: str, size: int, share: int) -> bool:
    try:
        bodies.hold(client, size, share)
    except Unavailable:
        return False
    return True


def test_e29_bodies_in_flight_have_a_limit_and_a_client_its_share() -> None:
    bodies = Bodies(most=100)
    assert held(bodies, "a", 50, 50)
    assert not held(bodies, "a", 1, 50)
    assert held(bodies, "b", 50, 50)
    assert not held(bodies, "c", 1, 50)
    bodies.release("a", 50)
    assert held(bodies, "c", 50, 50)


def test_what_was_held_is_released_however_a_call_ends() -> None:
    bodies = Bodies(most=100)
    for size in (100, 101):
        with suppress(Unavailable), Body(bodies, "a", 100) as body:
            body.grow(60)
            body.grow(size - 60)
            assert (size, bodies.held) == (100, 100)
        assert (bodies.held, dict(bodies._by_client)) == (0, {})


class Sender:
    """A client over ASGI that sends as much of a body as it is told, and does not end it."""

    def __init__(self, app: Any, client: str) -> None:
        self.app, self.client = app, client
        self.pieces: asyncio.Queue[bytes] = asyncio.Queue()
        self.status = 0

    async def call(self) -> None:
        headers = [(b"content-type", b"application/json")]
        scope: dict[str, Any] = {"type": "http", "method": "POST", "path": PATIENT_VIEW, "headers": headers}
        await self.app(scope | {SCOPE_KEY: Caller(self.client)}, self._receive, self._send)

    async def _receive(self) -> Message:
        return {"type": "http.request", "body": await self.pieces.get(), "more_body": True}

    async def _send(self, message: Message) -> None:
        self.status = message.get("status", self.status)


def test_e29_unfinished_bodies_of_one_client_leave_the_others_theirs() -> None:
    async def story() -> dict[str, list[int]]:
        app: Any = create_app(Settings(body_limit=2 * 1024 * KIB), Fake())
        app.bodies = Bodies(most=640 * KIB)
        senders = [Sender(app, client) for client in (*"a" * 8, "b")]
        calls = [asyncio.create_task(sender.call()) for sender in senders]
        for sender in senders:
            sender.pieces.put_nowait(b" " * 64 * KIB)
        await asyncio.sleep(0.1)
        statuses = {name: [s.status for s in senders if s.client == name] for name in "ab"}
        for call in calls:
            call.cancel()
        await asyncio.gather(*calls, return_exceptions=True)
        assert app.bodies.held == 0
        return statuses

    assert asyncio.run(story()) == {"a": [0] * 5 + [503] * 3, "b": [0]}


def test_e29_the_limit_is_what_sixty_of_the_largest_bodies_do_not_exceed() -> None:
    assert 60 * Settings().body_limit > IN_ALL >= 2 * Settings(body_limit=16 * 1024 * KIB).body_limit


async def much(scope: Scope, receive: Receive, send: Send) -> None:
    """An answer larger than any socket's buffers."""
    if scope["type"] == "lifespan":
        for step in ("startup", "shutdown"):
            await receive()
            await send({"type": f"lifespan.{step}.complete"})
        return
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"%d" % MUCH)]})
    await send({"type": "http.response.body", "body": b"x" * MUCH})


MUCH = 64 * 1024 * KIB


@pytest.fixture
def connection(monkeypatch: pytest.MonkeyPatch) -> Iterator[socket.socket]:
    """Somebody who asked and has read nothing yet, of a server that waits a short while for readers."""
    monkeypatch.setattr(module, "WRITE_SECONDS", 0.2)
    with running(much) as address, closing(socket.create_connection(address, timeout=PATIENCE)) as opened:
        opened.sendall(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
        yield opened


def test_e29_who_does_not_read_is_cut_off(connection: socket.socket) -> None:
    asyncio.run(asyncio.sleep(1.5))  # several times the patience of the server
    assert _all_of(connection) < MUCH


def test_who_reads_slowly_gets_everything(connection: socket.socket) -> None:
    assert _all_of(connection, pauses=10) >= MUCH


def _all_of(connection: socket.socket, pauses: int = 0) -> int:
    """How many bytes come until the end, read with pauses much shorter than the server's patience."""
    size = 0
    try:
        while part := connection.recv(1024 * KIB):
            size += len(part)
            if pauses:
                pauses -= 1
                asyncio.run(asyncio.sleep(0.02))
            if size >= MUCH:
                break
    except ConnectionResetError:
        pass
    return size
