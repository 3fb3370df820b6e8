"""The two servers, each one process on this machine's loopback, and what they use."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from benchmarks.load import http_request, is_whole
from benchmarks.payloads import TODAY

START_LIMIT = 60.0  # seconds
MEBIBYTE_IN_KIBIBYTES = 1024
CORES = sorted(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else []
SERVER_CORE, LOAD_CORE = CORES[:1], CORES[-1:]  # the server has one core, the load another where there is one


class BenchmarkError(RuntimeError):
    """The benchmark cannot go on. The message says why."""


def pinned(process: subprocess.Popen[bytes], cores: list[int]) -> None:
    """Keep the process on these cores, where the system can."""
    if len(CORES) > 1:
        os.sched_setaffinity(process.pid, cores)


def pinned_self(cores: list[int]) -> None:
    """The same for this process."""
    if len(CORES) > 1:
        os.sched_setaffinity(0, cores)


@dataclass(frozen=True, slots=True)
class Server:
    """A running server. ``seconds_to_answer`` is from its start to its first answer to a call."""

    name: str
    port: int
    process: subprocess.Popen[bytes]
    seconds_to_answer: float

    def resident_mib(self) -> float:
        """Resident memory in MiB; 0 where the system does not tell."""
        status = Path(f"/proc/{self.process.pid}/status")
        lines = status.read_text(encoding="ascii").splitlines() if status.exists() else []
        return next((int(line.split()[1]) / MEBIBYTE_IN_KIBIBYTES for line in lines if line.startswith("VmRSS")), 0.0)

    def cpu_seconds(self) -> float:
        """CPU time of the process so far, the system's on its behalf included; 0 where the system does not tell."""
        stat = Path(f"/proc/{self.process.pid}/stat")
        fields = stat.read_text(encoding="ascii").rpartition(")")[2].split() if stat.exists() else []
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK") if fields else 0.0


OURS = ("service.cli", "serve", "--port", "{port}")
COMMANDS = {"floor": ("benchmarks.floor", "{port}")}


@contextmanager
def running(
    name: str,
    body: bytes,
    *,
    cores: list[int] = SERVER_CORE,
    token: str = "",
    settings: Mapping[str, str] | None = None,
) -> Iterator[Server]:
    """Start a server, wait for its first answer, and stop it in the end. Raises BenchmarkError."""
    port = _free_port()
    command = [sys.executable, "-m", *(part.format(port=port) for part in COMMANDS.get(name, OURS))]
    environment = {**os.environ, "NME_CDS_TODAY": TODAY.isoformat(), **(settings or {})}
    begun = time.perf_counter()
    process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    pinned(process, cores)
    try:
        _wait(process, port, http_request(body, token), begun)
        yield Server(name, port, process, time.perf_counter() - begun)
    finally:
        process.terminate()
        process.wait()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _wait(process: subprocess.Popen[bytes], port: int, request: bytes, begun: float) -> None:
    while process.poll() is None and time.perf_counter() < begun + START_LIMIT:
        with suppress(ConnectionError):
            if first_answer(port, request).startswith(b"HTTP/1.1 200"):
                return
        time.sleep(0.005)
    raise BenchmarkError(f"No answer on port {port}: the server did not start.")


def first_answer(port: int, request: bytes) -> bytes:
    """The whole answer to one call. Raises ConnectionError."""
    received = b""
    with socket.create_connection(("127.0.0.1", port), timeout=START_LIMIT) as connection:
        connection.sendall(request)
        while not is_whole(received):
            piece = connection.recv(65_536)
            if not piece:
                raise ConnectionError
            received += piece
    return received
