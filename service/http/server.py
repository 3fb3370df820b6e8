"""The bundled HTTP server: uvicorn, one process or several, that accepts at once and stops without losing a call."""

import asyncio
import errno
import os
import signal
import socket
import sys
from collections.abc import Iterator
from contextlib import suppress
from functools import partial
from tempfile import TemporaryDirectory
from typing import Any, cast

import uvicorn
from starlette.types import ASGIApp
from uvicorn.config import STARTUP_FAILURE
from uvicorn.supervisors import multiprocess

from service.http.connection import StrictConnection
from service.observe.metrics import FOLDER, worker_ended
from service.settings import PREFIX, Settings

KEEP_ALIVE_SECONDS = 75  # without a request; proxies in front let go sooner, or they send into closing connections
STOP_SECONDS = 40  # for what is under way: a body has 20 s to arrive, fetching at most 10
SILENT_SECONDS = 60  # after which a worker is replaced; on a busy machine its imports alone take more than uvicorn's 5
LAST_SECONDS = 0.5  # for who connected just before we stopped listening to send a request
DRAIN_SECONDS = "drain_seconds"  # in the ASGI state: how long the application wants to answer on
DRAINING = "draining"  # in the ASGI state of every request once the server was told to stop
CLOSE = (b"connection", b"close")

OPTIONS: dict[str, Any] = {
    "http": StrictConnection,
    "ws": "none",
    "access_log": False,
    "server_header": False,
    "log_config": None,  # its lines go through our handler
    "log_level": "warning",
    "timeout_keep_alive": KEEP_ALIVE_SECONDS,
    "timeout_graceful_shutdown": STOP_SECONDS,
    "timeout_worker_healthcheck": SILENT_SECONDS,
}


class DrainingServer(uvicorn.Server):
    """Stops in two steps (E-11): it says that it is not ready and bids clients to leave, then it closes.

    Whoever uses a connection in the first step gets an answer with ``Connection: close``, so that
    its next request goes to another instance and none is sent into a connection that closes.
    """

    _closes_at: float | None = None

    def __init__(self, config: uvicorn.Config) -> None:
        if config.workers == 1:  # several take in one at a time, so that each has its share
            config.http = partial(StrictConnection, take_in=self._take_in)  # type: ignore[assignment]
        super().__init__(config)
        self.servers: list[asyncio.Server] = []
        self._arriving: set[asyncio.Task[Any]] = set()

    def _take_in(self) -> None:
        """Accept whoever waits. uvloop accepts one connection a turn, and a turn is as long as all calls in it."""
        loop = asyncio.get_running_loop()
        for door in (door for server in self.servers if server.is_serving() for door in server.sockets):
            for connection in _waiting_at(door):
                arriving = loop.create_task(loop.connect_accepted_socket(self._connection, connection))
                self._arriving.add(arriving)
                arriving.add_done_callback(self._arriving.discard)

    async def on_tick(self, counter: int) -> bool:
        """Is it time to close? Asked every tenth of a second."""
        if not await super().on_tick(counter):
            return False
        now = asyncio.get_running_loop().time()
        if self._closes_at is None:
            self._closes_at = now + self.lifespan.state.get(DRAIN_SECONDS, 0.0)
            self._begin_to_drain()
        if CLOSE not in self.server_state.default_headers:  # they are made anew with the date, every second
            self.server_state.default_headers = [*self.server_state.default_headers, CLOSE]
        return self.force_exit or now >= self._closes_at

    def _begin_to_drain(self) -> None:
        """Tell readiness, and the connections whose answer is under way."""
        self.lifespan.state[DRAINING] = True
        for connection in self.server_state.connections:
            cycle = getattr(connection, "cycle", None)
            if cycle is not None and not cycle.response_started:
                cycle.keep_alive = False

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Close. Whoever connected before is answered: a proxy would not send that call again (E-12)."""
        arrived = [connection for server in self.servers for connection in _close(server)]
        for connection in arrived:
            await asyncio.get_running_loop().connect_accepted_socket(self._connection, connection)
        if self.lifespan.state.get(DRAIN_SECONDS) and not self.force_exit:
            await asyncio.sleep(LAST_SECONDS)
        await super().shutdown(sockets)

    def _connection(self) -> asyncio.Protocol:
        state = self.lifespan.state
        return StrictConnection(config=self.config, server_state=self.server_state, app_state=state)


def _close(server: asyncio.Server) -> list[socket.socket]:
    """Stop listening. Returns who had connected and was not taken in yet: closing would turn them away."""
    doors = [socket.fromfd(door.fileno(), door.family, door.type) for door in server.sockets]
    server.close()
    return [connection for door in doors for connection in _taken_in(door)]


def _waiting_at(door: socket.socket) -> list[socket.socket]:
    """Who waits there. No copy of the door is kept: through it a server that stops would go on to let people in."""
    listening = socket.socket(door.family, door.type, fileno=door.fileno())
    try:
        return [*_accepted(listening)]
    finally:
        listening.detach()


def _taken_in(door: socket.socket) -> Iterator[socket.socket]:
    door.setblocking(False)
    with door:
        yield from _accepted(door)


def _accepted(door: socket.socket) -> Iterator[socket.socket]:
    with suppress(BlockingIOError):
        while True:
            yield door.accept()[0]


def is_taken(host: str, port: int) -> bool:
    """Does somebody listen there already?"""
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as door:
        door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # an address just let go of is free
        try:
            door.bind((host, port))
        except OSError as error:
            return error.errno == errno.EADDRINUSE
    return False


def serve(app: ASGIApp, host: str, port: int) -> None:
    """Serve until stopped. Raises SystemExit when it cannot start."""
    server = DrainingServer(uvicorn.Config(app, host=host, port=port, **OPTIONS))
    with suppress(KeyboardInterrupt):
        server.run()
    if not server.started:
        sys.exit(STARTUP_FAILURE)


class Worker(multiprocess.Process):
    """One process of several."""

    @property
    def server(self) -> DrainingServer:
        """The server of this process."""
        if self._server is None:
            self._server = DrainingServer(self.config)
        return cast("DrainingServer", self._server)

    def always_pong(self) -> None:
        """Tell the parent that we live, until it does not ask any more."""
        with suppress(EOFError, OSError):
            super().always_pong()

    def join(self) -> None:
        """Wait for its end. What it had waiting ended with it."""
        super().join()
        if self.pid is not None:
            worker_ended(self.pid)


class Workers(multiprocess.Multiprocess):
    """Several processes on one socket. SIGHUP goes on to each, which reads its clients file again (E-26)."""

    def handle_hup(self) -> None:
        """Pass the signal on."""
        for process in self.processes:
            if process.pid is not None:
                os.kill(process.pid, signal.SIGHUP)

    def terminate_all(self) -> None:
        """Stop them, and listen no more ourselves: nobody would take in who waits at our door."""
        super().terminate_all()
        for door in self.sockets:
            door.close()


def run_workers(settings: Settings) -> None:
    """Serve in several processes until stopped. They start anew, so settings reach them by the environment."""
    config = uvicorn.Config(
        "service.main:from_environment",
        factory=True,
        host=settings.host,
        port=settings.port,
        workers=settings.workers,
        **OPTIONS,
    )
    multiprocess.Process = Worker  # type: ignore[misc]  # which class it starts is no parameter
    with TemporaryDirectory(prefix="nme-cds-metrics-") as folder:
        os.environ |= {f"{PREFIX}HOST": settings.host, f"{PREFIX}PORT": str(settings.port), FOLDER: folder}
        Workers(config, sockets=[config.bind_socket()]).run()
