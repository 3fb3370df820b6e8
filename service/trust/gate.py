"""The gate: nobody gets to discovery, services or feedback without a token of a listed client.

It stands before every address under /cds-services, so that a new one is guarded from the day it
is added. All refusals look the same and come after the same time (A-113, D-8).
"""

import math
import time
from pathlib import Path

from starlette.types import Scope

from service.observe import events
from service.outbound.network_policy import INTERNET, NetworkPolicy
from service.protocol.errors import TooManyRequests
from service.protocol.paths import PROTOCOL, path_of
from service.settings import Settings
from service.trust.caller import ANYONE, Caller
from service.trust.clients import Client, Clients, read_clients
from service.trust.clients_file import ClientsFileError
from service.trust.rate import RateLimits
from service.trust.replay import InProcess, Replay
from service.trust.token import RefusedError, check_claims, check_signature, presented


class Gate:
    """Who may come in. Raises ClientsFileError when the file cannot be used."""

    def __init__(
        self,
        path: Path,
        base_url: str,
        replay: Replay,
        *,
        open_discovery: bool = False,
        policy: NetworkPolicy = INTERNET,
    ) -> None:
        self._path, self._base_url, self._replay = path, base_url, replay
        self._open_discovery, self._policy = open_discovery, policy
        self._rates = RateLimits()
        self.clients: Clients = read_clients(path, policy=policy)

    def reload(self) -> None:
        """Read the file again. One that cannot be used changes nothing, and the log says why."""
        try:
            self.clients = read_clients(self._path, before=self.clients, policy=self._policy)
        except ClientsFileError as error:
            events.CLIENTS_KEPT(problem=str(error))
            return
        self.warm()
        events.CLIENTS_READ(clients=len(self.clients.all))

    def warm(self) -> None:
        """Fetch the key sets that are not known yet. Needs a running event loop."""
        for keys in self.clients.fetched():
            keys.warm()

    async def admit(self, scope: Scope) -> Caller:
        """The caller of a request. Raises RefusedError, TooManyRequests, Unavailable."""
        if self._open_discovery and path_of(scope) == PROTOCOL and scope["method"] == "GET":
            return ANYONE
        token = presented(_bearer(scope))
        client = self.clients.of(token)
        key = await client.keys.find(token.kid, token.algorithm)
        if key is None:
            raise RefusedError("no such key")
        check_signature(token, key)
        audiences = {self._base_url + _path(scope), *client.profile.audiences}
        proven = check_claims(token, audiences, client.profile.token_seconds, time.time())
        self._check_rate(client)  # before the token counts as used: it may come again after the pause
        if client.profile.once_only and not await self._replay.first_use(token.issuer, proven):
            raise RefusedError("seen before")  # and costs its client no call: whoever copied it could spend its rate
        self._rates.spend(client.profile.name, client.profile.rate_per_minute)
        return client.caller.of_tenant(token.tenant or "")

    def _check_rate(self, client: Client) -> None:
        wait = self._rates.wait(client.profile.name, client.profile.rate_per_minute)
        if wait > 0:
            raise TooManyRequests(math.ceil(wait))

    async def aclose(self) -> None:
        """Let go of the replay memory."""
        await self._replay.aclose()


def gate_of(settings: Settings) -> Gate | None:
    """The gate of these settings; None in open mode. Raises ClientsFileError."""
    if settings.clients is None:
        return None
    replay = replay_memory(settings.replay_url)
    return Gate(
        settings.clients,
        settings.base_url,
        replay,
        open_discovery=settings.open_discovery,
        policy=settings.network_policy,
    )


def replay_memory(url: str | None) -> Replay:
    """The shared memory at ``url``, or this process's own."""
    if url is None:
        return InProcess()
    from service.trust.replay_shared import SharedReplay  # noqa: PLC0415 - its library takes long to import

    return SharedReplay(url)


def _bearer(scope: Scope) -> bytes:
    """The one bearer token of a request. Raises RefusedError; two tokens are as good as none."""
    sent = [value for name, value in scope["headers"] if name == b"authorization"]
    scheme, _, token = sent[0].partition(b" ") if len(sent) == 1 else (b"", b"", b"")
    if scheme.lower() != b"bearer" or not token:
        raise RefusedError("no bearer token")
    return bytes(token.strip())


def _path(scope: Scope) -> str:
    """The path as the client wrote it, escapes and all: ``aud`` is the address it called (A-106).

    A prefix we stand below is part of our public URL already.
    """
    raw: bytes = scope.get("raw_path") or scope["path"].encode()
    return raw.decode("latin-1").removeprefix(scope.get("root_path", ""))
