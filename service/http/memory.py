"""What calls let go of is given back to the system, so that one large call does not make a process large for good.

After a flood nothing may come for hours that would collect what its connections left, and the C library keeps freed
memory for the next call: 32 bodies of 2 MB at once are as much as the whole service. Where it has no way to let go (it
is glibc's) nothing is done.
"""

import asyncio
import ctypes
import gc
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from service.http.bodies import Bodies

EVERY = 2.0  # seconds between two looks, each of some microseconds
MOST = 16 * 1024 * 1024  # bytes more than at the least; giving back takes some milliseconds
_STATM = Path("/proc/self/statm")
_trim = getattr(ctypes.CDLL(None), "malloc_trim", None)


def resident() -> int:
    """Bytes of this process in memory; 0 where the system does not tell."""
    return int(_STATM.read_bytes().split()[1]) * os.sysconf("SC_PAGE_SIZE") if _STATM.exists() else 0


class Spare:
    """Memory beyond what the process needs."""

    def __init__(self) -> None:
        self._least = resident()

    def give_back(self) -> bool:
        """Give it back, if it is much. Was it?"""
        now = resident()
        if _trim is None or now <= self._least + MOST:
            self._least = min(self._least, now)
            return False
        gc.collect()
        _trim(0)
        self._least = resident()
        return True


@asynccontextmanager
async def small(bodies: Bodies) -> AsyncIterator[None]:
    """Within this the process stays small: it is looked at between calls, when none of ``bodies`` is held."""
    keeping = asyncio.create_task(_keep(Spare(), bodies))
    try:
        yield
    finally:
        keeping.cancel()
        await asyncio.wait((keeping,))


async def _keep(spare: Spare, bodies: Bodies) -> None:
    while True:
        await asyncio.sleep(EVERY)
        if bodies.held == 0:
            spare.give_back()
