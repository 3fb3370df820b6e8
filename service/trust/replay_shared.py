"""Memory of used tokens in Valkey or Redis, for several workers and across restarts (D-7, E-14)."""

import math
import secrets
import time
from collections.abc import Callable

from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import RedisError

from service.protocol.errors import Unavailable
from service.trust.replay import RETRY_AFTER, Forwards, name_of
from service.trust.token import Proven

PREFIX = "nme-cds:jti:"
SECONDS = 1.0  # for the shared memory to answer


class SharedReplay:
    """Memory at a Valkey or Redis address. Nothing is opened before the first token."""

    def __init__(self, url: str, clock: Callable[[], float] = time.time) -> None:
        self._clock = Forwards(clock)
        self._redis = Redis.from_url(
            url.replace("valkey", "redis", 1) if url.startswith("valkey") else url,
            socket_timeout=SECONDS,
            socket_connect_timeout=SECONDS,
            retry=Retry(NoBackoff(), 1),
        )

    async def first_use(self, issuer: str, token: Proven) -> bool:
        """Is it the first time? Raises Unavailable when the memory does not answer: fail closed.

        A memory that is slow may have kept a first attempt whose answer came too late. It keeps who
        wrote it, so that the second attempt knows its own.
        """
        seconds = math.ceil(token.until - self._clock())
        if seconds <= 0:
            return False
        mine = secrets.token_bytes(16)
        try:
            return await self._keep(PREFIX + name_of(issuer, token.jti).hex(), mine, seconds)
        except (RedisError, OSError, TimeoutError):
            raise Unavailable("The service cannot check tokens at the moment.", RETRY_AFTER) from None

    async def _keep(self, name: str, mine: bytes, seconds: int) -> bool:
        """Was it kept now, by us? The library tries once more by itself when an answer is late."""
        stored = await self._redis.set(name, mine, nx=True, ex=seconds)
        return stored is not None or await self._redis.get(name) == mine

    async def aclose(self) -> None:
        """Close the connections."""
        await self._redis.aclose()
