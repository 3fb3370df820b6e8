"""``python -m benchmarks.mixed``: ordinary clients alone, then beside hostile ones; their p99 should not double."""

import asyncio
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated

import typer

from benchmarks.load import http_request
from benchmarks.payloads import payloads
from benchmarks.servers import LOAD_CORE, BenchmarkError, pinned, pinned_self, running
from benchmarks.talk import answered

SECONDS = 10.0  # of each half, unless told otherwise
RATE = 40  # ordinary calls a second
MOST = 2.0  # times its quiet value p99 may be


# Ordinary ones ---------------------------------------------------------------------------------


async def ordinary(port: int, bodies: list[bytes], seconds: float) -> list[float]:
    """Seconds each call took from when it was due. Raises BenchmarkError when one was not answered well."""
    loop = asyncio.get_running_loop()
    begun = loop.time()

    async def call(due: float, request: bytes) -> float:
        await asyncio.sleep(max(due - loop.time(), 0))
        received = await answered(port, request)
        if not received.startswith(b"HTTP/1.1 200"):
            raise BenchmarkError("An ordinary call was not answered well.")
        return loop.time() - due

    requests = [http_request(body) for body in bodies]
    dues = [begun + number / RATE for number in range(int(seconds * RATE))]
    return list(await asyncio.gather(*(call(due, requests[n % len(requests)]) for n, due in enumerate(dues))))


async def both(port: int, seconds: float) -> tuple[list[float], list[float]]:
    """Latencies without and with hostile clients."""
    bodies = [payload.body for payload in payloads() if len(payload.body) < 150_000]
    await ordinary(port, bodies, 2.0)  # warm
    quiet = await ordinary(port, bodies, seconds)
    with hostile(port):
        mixed = await ordinary(port, bodies, seconds)
    return quiet, mixed


@contextmanager
def hostile(port: int) -> Iterator[None]:
    """Hostile clients at work, in a process of their own: their work is not to slow those who are measured."""
    command = [sys.executable, "-m", "benchmarks.hostile", str(port)]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
        try:
            pinned(process, LOAD_CORE)
            if process.stdout is None or not process.stdout.readline():
                raise BenchmarkError("The hostile clients did not begin.")
            yield
        finally:
            process.terminate()


def at(share: float, latencies: list[float]) -> float:
    """A quantile, in milliseconds."""
    return sorted(latencies)[int(len(latencies) * share)] * 1e3


def run(
    minutes: Annotated[float, typer.Option(help="Minutes of the half with hostile clients.")] = SECONDS / 60,
) -> None:
    """Print p50 and p99 of ordinary calls, quiet and beside hostile clients. Ends with 1 when p99 doubled."""
    with running("ours", payloads()[0].body) as server:
        pinned_self(LOAD_CORE)
        began = time.perf_counter()
        quiet, mixed = asyncio.run(both(server.port, minutes * 60))
        memory = server.resident_mib()
    for name, latencies in (("quiet", quiet), ("mixed", mixed)):
        print(f"{name}: {len(latencies)} calls, p50 {at(0.5, latencies):.1f} ms, p99 {at(0.99, latencies):.1f} ms")
    ratio = at(0.99, mixed) / at(0.99, quiet)
    print(f"p99 {ratio:.2f} times its quiet value; memory {memory:.0f} MiB; {time.perf_counter() - began:.0f} s")
    sys.exit(ratio >= MOST)


if __name__ == "__main__":
    typer.run(run)
