"""A hundred thousand requests, good and bad, on one process: memory and open files stay flat (E-18, E-19).

Takes minutes: ``make soak``, or ``pytest -m soak``.
"""

import asyncio
import itertools
import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.service.fake import PATIENT_VIEW
from tests.service.test_graceful_stop import HOST, Instance, instance

WARM_UP, MEASURED, CONNECTIONS = 10_000, 100_000, 16
GROWTH = 50 * 1024  # KiB of resident memory (E-18)
FIXTURES = sorted((Path(__file__).parents[2] / "fixtures" / "requests").glob("*.json"))
BAD = (b"", b"{", b"[]", b'{"hook": NaN}', b'{"hook": "patient-view"}', b"\xff\xfe", b'{"a":' * 5_000, b"9" * 200_000)
EXPECTED = {200, 400, 404, 422}  # every status such requests may have


def _request(path: str, body: bytes) -> bytes:
    lines = (f"POST {path} HTTP/1.1", "Host: x", "Content-Type: application/json", f"Content-Length: {len(body)}")
    return "\r\n".join((*lines, "", "")).encode() + body


def mixed() -> Iterator[bytes]:
    """Every fixture, after each of them something bad."""
    good = [_request(_path(json.loads(path.read_bytes())["hook"]), path.read_bytes()) for path in FIXTURES]
    bad = [_request(PATIENT_VIEW, body) for body in BAD] + [_request("/cds-services/none", b"{}")]
    for one, other in zip(itertools.cycle(good), itertools.cycle(bad)):
        yield one
        yield other


def _path(hook: str) -> str:
    return f"/cds-services/nme-{hook}"


async def _send(port: int, requests: Iterator[bytes], statuses: Counter[int]) -> None:
    reader, writer = await asyncio.open_connection(HOST, port)
    for request in requests:
        writer.write(request)
        head = await reader.readuntil(b"\r\n\r\n")
        await reader.readexactly(int(head.lower().partition(b"content-length: ")[2].partition(b"\r\n")[0]))
        statuses[int(head.split(b" ", 2)[1])] += 1
    writer.close()


async def _sent(port: int, number: int) -> Counter[int]:
    statuses: Counter[int] = Counter()
    shared = itertools.islice(mixed(), number)
    await asyncio.gather(*(_send(port, shared, statuses) for _ in range(CONNECTIONS)))
    return statuses


def _resident(running: Instance) -> int:
    lines = Path(f"/proc/{running.process.pid}/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS"))


def _open_files(running: Instance) -> int:
    return len(list(Path(f"/proc/{running.process.pid}/fd").iterdir()))


@pytest.mark.soak
@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="memory is read from /proc")
def test_e18_e19_memory_and_open_files_stay_flat_under_a_mix_of_good_and_bad() -> None:
    with instance() as running:
        asyncio.run(_sent(running.port, WARM_UP))
        memory, files = _resident(running), _open_files(running)
        statuses = asyncio.run(_sent(running.port, MEASURED))
        assert _resident(running) - memory < GROWTH
        assert abs(_open_files(running) - files) <= CONNECTIONS
        assert running.ready() == 200
    assert statuses.total() == MEASURED
    assert set(statuses) <= EXPECTED
    assert statuses[200] == MEASURED // 2
