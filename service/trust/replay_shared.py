"""Memory of used tokens in Valkey or Redis, for several workers and across restarts (D-7, E-14)."""

import math
import time
from collections.abc import Callable

from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import RedisError

from service.protocol.errors import Unavailable
from service.trust.replay import RETRY_AFTER, name_of
from service.trust.token import Proven

PREFIX = "nme-cds:jti:"
SECONDS = 1.0  # for the shared memory to answer


class SharedReplay:
    """Memory at a Valkey or Redis address. Nothing is opened before the first token."""

    def __init__(self, url: str, clock: Callable[[], float] = time.time) -> None:
        self._clock = clock
        self._redis = Redis.from_url(
            url.replace("valkey", "redis", 1) if url.startswith("valkey") else url,
            socket_timeout=SECONDS,
            socket_connect_timeout=SECONDS,
            retry=Retry(NoBackoff(), 1),
        )

    async def first_use(self, issuer: str, token: Proven) -> bool:
        """Is it the first time? Raises Unavailable when the memory does not answer: fail closed."""
        seconds = max(math.ceil(token.until - self._clock()), 1)
        try:
            stored = await self._redis.set(PREFIX + name_of(issuer, token.jti).hex(), b"1", nx=True, ex=seconds)
        except (RedisError, OSError, TimeoutError):
            raise Unavailable("The service cannot check tokens at the moment.", RETRY_AFTER) from None
        return stored is not None

    async def aclose(self) -> None:
        """Close the connections."""
        await self._redis.aclose()
