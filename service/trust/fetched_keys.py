"""A client's published key set: fetched, kept, renewed, and bounded in all three (A-108, E-9).

Only the address written in the profile is ever fetched; what a token names is compared with it
and never opened (D-4).
"""

import asyncio
import time
from collections.abc import Callable

from service.observe import events
from service.outbound.download import DownloadError, download
from service.outbound.network_policy import INTERNET, NetworkPolicy
from service.trust.keys import Keys, TrustedKey, UnusableKeyError, key_set, usable_keys
from service.trust.profile import ClientProfile

FRESH = 600.0  # seconds a key set is used without asking again: how long a withdrawn key may live on
STALE = 24 * 3600.0  # seconds it is used on while its host does not answer (E-9)
PAUSE = 30.0  # seconds between two fetches, however many unknown keys are named (E-9)
SECONDS = 5.0  # for one fetch
MAX_BYTES = 262_144


class FetchedKeys:
    """The keys at one address."""

    def __init__(
        self,
        profile: ClientProfile,
        address: str,
        clock: Callable[[], float] = time.monotonic,
        policy: NetworkPolicy = INTERNET,
    ) -> None:
        self._profile, self._address, self._clock, self._policy = profile, address, clock, policy
        self._keys: Keys = {}
        self._fetched = self._tried = -STALE
        self._fetching: asyncio.Task[None] | None = None

    async def find(self, kid: str, algorithm: str) -> TrustedKey | None:
        """The key, waiting for a fetch only when it is not known yet."""
        key = self._known(kid, algorithm)
        if key is not None and self._age() < FRESH:
            return key
        fetching = self._fetch_if_due()
        if key is None and fetching is not None:
            await asyncio.shield(fetching)
            return self._known(kid, algorithm)
        return key

    def warm(self) -> None:
        """Start the first fetch, so that the first caller need not wait."""
        self._fetch_if_due()

    @property
    def usable(self) -> bool:
        """Is there a key that is not too old?"""
        return bool(self._keys) and self._age() < STALE

    def _known(self, kid: str, algorithm: str) -> TrustedKey | None:
        return self._keys.get((kid, algorithm)) if self._age() < STALE else None

    def _age(self) -> float:
        return self._clock() - self._fetched

    def _fetch_if_due(self) -> asyncio.Task[None] | None:
        """The fetch under way, a new one, or None within the pause after the last."""
        if self._fetching is not None and not self._fetching.done():
            return self._fetching
        if self._clock() - self._tried < PAUSE:
            return None
        self._tried = self._clock()
        self._fetching = asyncio.create_task(self._fetch())
        return self._fetching

    async def _fetch(self) -> None:
        try:
            jwks = key_set(await download(self._address, self._policy, SECONDS, MAX_BYTES))
        except DownloadError as error:
            events.KEYS_NOT_FETCHED(client=self._profile.name, reason=str(error))
            return
        except UnusableKeyError as error:
            events.KEYS_NOT_FETCHED(client=self._profile.name, reason=type(error).__name__)
            return
        keys = usable_keys(jwks, self._profile.algorithms, test=self._profile.test)
        if not keys:
            events.KEYS_NOT_FETCHED(client=self._profile.name, reason="no usable key")
            return
        self._keys, self._fetched = keys, self._clock()
