"""Each token once: memory of the ``jti``s seen, kept until their tokens expire (A-112, D-7).

Only hashes are kept: a memory that leaks tells nobody a token's content (D-25).
"""

import hashlib
import heapq
import math
import time
from collections.abc import Callable
from typing import Protocol

from service.protocol.errors import Unavailable
from service.trust.token import Proven

CAPACITY = 1_000_000  # tokens; about 150 MB, or 1,000 calls a second for a quarter of an hour
RETRY_AFTER = 5  # seconds


class Replay(Protocol):
    """Remembers tokens."""

    async def first_use(self, issuer: str, token: Proven) -> bool:
        """Is it the first time? Raises Unavailable when that cannot be told: fail closed."""

    async def aclose(self) -> None:
        """Let go of connections."""


class Forwards:
    """A clock that never goes back: what it let expire stays expired when the machine's clock is put back."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock, self._latest = clock, -math.inf

    def __call__(self) -> float:
        """Seconds since 1970, the latest seen."""
        self._latest = max(self._latest, self._clock())
        return self._latest


class InProcess:
    """Memory of this process. What was issued before it began counts as used (E-14)."""

    def __init__(self, capacity: int = CAPACITY, clock: Callable[[], float] = time.time) -> None:
        self._capacity, self._clock = capacity, Forwards(clock)
        self._began = math.floor(clock())
        self._used: set[bytes] = set()
        self._expiring: list[tuple[float, bytes]] = []

    async def first_use(self, issuer: str, token: Proven) -> bool:
        """Is it the first time? Raises Unavailable when the memory is full."""
        now = self._clock()
        self._forget_expired(now)
        name = name_of(issuer, token.jti)
        if token.issued < self._began or token.until < now or name in self._used:
            return False
        if len(self._used) >= self._capacity:
            raise Unavailable("Too many calls at the moment.", RETRY_AFTER)
        self._used.add(name)
        heapq.heappush(self._expiring, (token.until, name))
        return True

    async def aclose(self) -> None:
        """Holds nothing open."""

    def _forget_expired(self, now: float) -> None:
        while self._expiring and self._expiring[0][0] < now:
            self._used.discard(heapq.heappop(self._expiring)[1])


def name_of(issuer: str, jti: str) -> bytes:
    """One name per issuer and jti; the lengths keep two pairs from running into one."""
    return hashlib.sha256(f"{len(issuer)}:{issuer}{jti}".encode("utf-8", "surrogatepass")).digest()
