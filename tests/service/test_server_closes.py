"""The moment of closing: who had connected is answered, who comes later is refused (E-12)."""

import socket
import time
from collections.abc import Iterator
from threading import Thread

import pytest
import uvicorn
from starlette.types import Receive, Scope, Send

from service.http.server import DRAIN_SECONDS, OPTIONS, DrainingServer
from tests.service.test_graceful_stop import until

HOST, DRAIN, BUSY = "127.0.0.1", 0.3, 0.6  # seconds to answer on; seconds in which one call holds the process
REQUEST = b"GET %s HTTP/1.1\r\nHost: x\r\n\r\n"


async def app(scope: Scope, receive: Receive, send: Send) -> None:
    """Answers, at /busy after holding the process."""
    if scope["type"] == "lifespan":
        scope["state"][DRAIN_SECONDS] = DRAIN
        for step in ("startup", "shutdown"):
            await receive()
            await send({"type": f"lifespan.{step}.complete"})
        return
    if scope["path"] == "/busy":
        time.sleep(BUSY)  # noqa: ASYNC251 - as a very long record does
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"0")]})
    await send({"type": "http.response.body"})


@pytest.fixture(params=["uvloop", "asyncio"])
def server(request: pytest.FixtureRequest) -> Iterator[DrainingServer]:
    """It listens; the test tells it to stop."""
    server = DrainingServer(uvicorn.Config(app, host=HOST, port=0, loop=request.param, **OPTIONS))
    thread = Thread(target=server.run)
    thread.start()
    until(lambda: server.started, "started")
    yield server
    server.should_exit = True
    thread.join()


def _asking(port: int, path: bytes) -> socket.socket:
    connection = socket.create_connection((HOST, port), timeout=10)
    connection.sendall(REQUEST % path)
    return connection


def test_e12_who_connects_while_the_process_is_too_busy_to_close_is_answered(server: DrainingServer) -> None:
    port = server.servers[0].sockets[0].getsockname()[1]
    server.should_exit = True
    time.sleep(DRAIN / 2)
    with _asking(port, b"/busy") as busy:
        time.sleep(DRAIN)  # by now it would close, if it came to it
        with _asking(port, b"/") as late, socket.create_connection((HOST, port), timeout=10) as later:
            assert busy.recv(1024).startswith(b"HTTP/1.1 200")
            assert late.recv(1024).startswith(b"HTTP/1.1 200")
            later.sendall(REQUEST % b"/")
            assert later.recv(1024).startswith(b"HTTP/1.1 200")
    with pytest.raises(ConnectionRefusedError):
        _asking(port, b"/")
