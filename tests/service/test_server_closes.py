"""The moment of closing: who had connected is answered, who comes later is refused (E-12)."""

import socket
import time
from collections.abc import Iterator
from threading import Event, Thread

import pytest
import uvicorn
from starlette.types import Receive, Scope, Send

from service.http.server import DRAIN_SECONDS, OPTIONS, DrainingServer
from tests.service.test_graceful_stop import until

HOST, DRAIN = "127.0.0.1", 1.0  # seconds to answer on
PATIENCE = 60.0  # seconds
REQUEST = b"GET %s HTTP/1.1\r\nHost: x\r\n\r\n"


HELD, LET_GO = Event(), Event()
"""A call holds the process, until it is let go."""


async def app(scope: Scope, receive: Receive, send: Send) -> None:
    """Answers, at /busy after holding the process, as a very long record does."""
    if scope["type"] == "lifespan":
        scope["state"][DRAIN_SECONDS] = DRAIN
        for step in ("startup", "shutdown"):
            await receive()
            await send({"type": f"lifespan.{step}.complete"})
        return
    if scope["path"] == "/busy":
        HELD.set()
        LET_GO.wait(PATIENCE)
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"0")]})
    await send({"type": "http.response.body"})


@pytest.fixture(params=["uvloop", "asyncio"])
def server(request: pytest.FixtureRequest) -> Iterator[DrainingServer]:
    """It listens; the test tells it to stop."""
    HELD.clear()
    LET_GO.clear()
    server = DrainingServer(uvicorn.Config(app, host=HOST, port=0, loop=request.param, **OPTIONS))
    thread = Thread(target=server.run)
    thread.start()
    until(lambda: server.started, "started")
    yield server
    server.should_exit = True
    thread.join()


def _asking(port: int, path: bytes) -> socket.socket:
    connection = socket.create_connection((HOST, port), timeout=PATIENCE)
    connection.sendall(REQUEST % path)
    return connection


def _refuses(port: int) -> bool:
    try:
        _asking(port, b"/").close()
    except ConnectionError:
        return True
    return False


def test_e12_who_connects_while_the_process_is_too_busy_to_close_is_answered(server: DrainingServer) -> None:
    port = server.servers[0].sockets[0].getsockname()[1]
    server.should_exit = True
    with _asking(port, b"/busy") as busy:
        assert HELD.wait(PATIENCE)
        time.sleep(DRAIN)  # by now it would close, if it came to it
        with _asking(port, b"/") as late, socket.create_connection((HOST, port), timeout=PATIENCE) as later:
            LET_GO.set()
            assert busy.recv(1024).startswith(b"HTTP/1.1 200")
            assert late.recv(1024).startswith(b"HTTP/1.1 200")
            later.sendall(REQUEST % b"/")
            assert later.recv(1024).startswith(b"HTTP/1.1 200")
    until(lambda: _refuses(port), "closed")
