"""Stopping under load (E-11, E-12): readiness first, then ``Connection: close``, and no request is lost.

The clients are a load balancer in small: each keeps a connection, and opens the next one where
readiness is still true once it was told to leave.
"""

import asyncio
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field

import httpx
import pytest

from tests.plain_http import status
from tests.service.fake import CALL, PATIENT_VIEW

CLIENTS, PAUSE, DRAIN = 20, 0.4, 2.0  # connections, seconds between two calls of one, seconds to answer on
PATIENCE = 300.0  # seconds for a start or a stop, on a machine that has much else to do
LONG = 120.0  # seconds to answer on, the most there may be; no test waits for them
HOST = "127.0.0.1"
BODY = httpx.Request("POST", "http://x", json=CALL).content
CALL_BYTES = (
    f"POST {PATIENT_VIEW} HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: {len(BODY)}\r\n\r\n"
).encode() + BODY


@dataclass
class Instance:
    """A running service and how it is reached."""

    process: subprocess.Popen[bytes]
    port: int

    def ready(self) -> int:
        """The status of readiness; 0 when nobody listens any more."""
        return status(f"http://{HOST}:{self.port}/readyz")

    def stop(self) -> None:
        """What an orchestrator sends."""
        self.process.send_signal(signal.SIGTERM)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


@contextmanager
def instance(drain: float = 0, workers: int = 1, **settings: object) -> Iterator[Instance]:
    """``nme-cds serve`` as a process, ready, with these settings. What it says on standard error fails the test."""
    port = _free_port()
    told = {"DRAIN_SECONDS": drain, "WORKERS": workers, "LEDGER_URL": "none", "PORT": port, "LOG_LEVEL": "ERROR"}
    environment = {**os.environ, **{f"NME_CDS_{name}": str(value) for name, value in (told | settings).items()}}
    environment.pop("NME_CDS_TODAY", None)  # a fixed day is warned of at start
    command = [sys.executable, "-m", "service.cli", "serve"]
    process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)  # noqa: S603
    running = Instance(process, port)
    try:
        until(lambda: running.ready() == 200, "ready")
        yield running
    finally:
        running.stop()
        _, said = process.communicate(timeout=PATIENCE)
    assert [line for line in said.decode().splitlines() if not line.startswith(("OPEN MODE", "UNSIGNED"))] == []


def until(holds: Callable[[], bool], what: str) -> None:
    """Wait until a condition holds."""
    deadline = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < deadline, f"not {what} in time"
        time.sleep(0.02)


@dataclass
class Tally:
    """What became of the calls."""

    answered: int = 0
    lost: int = 0
    told_to_leave: int = 0
    by_port: dict[int, int] = field(default_factory=dict)


@dataclass
class Balancer:
    """Where new connections go: to the first instance that is not known to be stopping."""

    ports: list[int]
    tally: Tally = field(default_factory=Tally)
    ends: bool = False

    async def client(self, delay: float) -> None:
        """Calls again and again; a new connection only when told to leave."""
        await asyncio.sleep(delay)
        while not self.ends:
            port = self.ports[0]
            reader, writer = await asyncio.open_connection(HOST, port)
            stays = True
            while stays and not self.ends:
                stays = await self._called(reader, writer, port)
                await asyncio.sleep(PAUSE * stays)
            writer.close()

    async def _called(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, port: int) -> bool:
        """One call. True when the connection may be used again."""
        try:
            writer.write(CALL_BYTES)
            head = await reader.readuntil(b"\r\n\r\n")
            length = int(head.lower().partition(b"content-length: ")[2].partition(b"\r\n")[0])
            await reader.readexactly(length)
        except (asyncio.IncompleteReadError, ConnectionError):
            self.tally.lost += 1
            return False
        self.tally.answered += head.startswith((b"HTTP/1.1 200", b"HTTP/1.1 412"))
        self.tally.by_port[port] = self.tally.by_port.get(port, 0) + 1
        leave = b"connection: close" in head.lower()
        self.tally.told_to_leave += leave
        return not leave


async def _stop_under_load(first: Instance, second: Instance) -> Tally:
    balancer = Balancer([first.port, second.port])
    clients = [asyncio.create_task(balancer.client(PAUSE * number / CLIENTS)) for number in range(CLIENTS)]
    await asyncio.sleep(1.0)
    first.stop()
    await asyncio.to_thread(until, lambda: first.ready() != 200, "not ready any more")
    balancer.ports.pop(0)
    await asyncio.sleep(DRAIN + 1.0)
    balancer.ends = True
    await asyncio.gather(*clients)
    return balancer.tally


@pytest.mark.parametrize("workers", [1, 2])
def test_e11_e12_no_call_is_lost_when_an_instance_stops_under_load(workers: int) -> None:
    with ExitStack() as stack:
        first, second = (stack.enter_context(instance(DRAIN, number)) for number in (workers, 1))
        tally = asyncio.run(_stop_under_load(first, second))
        assert first.process.wait(PATIENCE) in {0, -signal.SIGTERM}
    assert tally.lost == 0
    assert tally.told_to_leave >= CLIENTS
    assert tally.answered == sum(tally.by_port.values())
    assert min(tally.by_port[first.port], tally.by_port[second.port]) > CLIENTS


def test_e11_readiness_turns_false_first_while_calls_are_answered() -> None:
    with instance(drain=LONG) as running, httpx.Client(base_url=f"http://{HOST}:{running.port}") as http:
        assert "connection" not in http.get("/healthz").headers
        running.stop()
        until(lambda: running.ready() == 503, "draining")
        alive = http.get("/healthz")
        assert (alive.status_code, alive.headers["connection"]) == (200, "close")
        ready = http.get("/readyz")
        assert (ready.status_code, ready.headers["retry-after"]) == (503, "5")
        assert http.get("/cds-services").status_code == 200
        running.process.send_signal(signal.SIGINT)  # the second signal: at once


def test_without_a_time_to_drain_it_stops_at_once() -> None:
    with instance(drain=0) as running:
        running.stop()
        running.process.wait(PATIENCE)


def test_e11_a_body_under_way_when_it_stops_is_read_and_answered() -> None:
    with instance(drain=0) as running, socket.create_connection((HOST, running.port), timeout=PATIENCE) as connection:
        connection.sendall(CALL_BYTES[:-10])
        assert running.ready() == 200  # so who connected before is let in
        running.stop()
        until(lambda: running.ready() == 0, "closed to others")
        connection.sendall(CALL_BYTES[-10:])
        received = b""
        while part := connection.recv(65_536):
            received += part
    assert received.startswith(b"HTTP/1.1 412")
    assert b"\r\nconnection: close\r\n" in received
