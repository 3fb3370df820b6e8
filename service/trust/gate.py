"""The gate: nobody gets to discovery, services or feedback without a token of a listed client.

It stands before every address under /cds-services, so that a new one is guarded from the day it
is added. All refusals look the same and come after the same time (A-113, D-8).
"""

import asyncio
import math
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import overload

from starlette.types import ASGIApp, Receive, Scope, Send

from service import telemetry
from service.errors import ServiceError, TooManyRequests, Unauthorized, error_response, refusal
from service.fhir.reach import INTERNET, Reach
from service.limits import RateLimits
from service.paths import PROTOCOL, is_guarded, path_of
from service.settings import Settings
from service.trust.caller import ANYONE, SCOPE_KEY, Caller
from service.trust.clients import Client, Clients, read_clients
from service.trust.clients_file import ClientsFileError
from service.trust.replay import Replay, replay_memory
from service.trust.token import RefusedError, check_claims, check_signature, presented

REFUSAL_SECONDS = 0.02  # from arrival to refusal: longer than any check takes, so that time tells nothing


class Gate:
    """Who may come in. Raises ClientsFileError when the file cannot be used."""

    def __init__(
        self,
        path: Path,
        base_url: str,
        replay: Replay,
        *,
        open_discovery: bool = False,
        reach: Reach = INTERNET,
    ) -> None:
        self._path, self._base_url, self._replay = path, base_url, replay
        self._open_discovery, self._reach = open_discovery, reach
        self._rates = RateLimits()
        self.clients: Clients = read_clients(path, reach=reach)

    def reload(self) -> None:
        """Read the file again. One that cannot be used changes nothing, and the log says why."""
        try:
            self.clients = read_clients(self._path, before=self.clients, reach=self._reach)
        except ClientsFileError as error:
            telemetry.clients_kept(str(error))
            return
        self.warm()
        telemetry.clients_read(len(self.clients.all))

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
            raise RefusedError("seen before")
        return replace(client.caller, tenant=token.tenant or "")

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
        reach=settings.reach,
    )


class Guarded:
    """ASGI middleware: the gate in front of an application."""

    def __init__(self, app: ASGIApp, gate: Gate) -> None:
        self.app, self.gate = app, gate

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if not is_guarded(scope):
            await self.app(scope, receive, send)
            return
        arrived = asyncio.get_running_loop().time()
        try:
            scope[SCOPE_KEY] = await self.gate.admit(scope)
        except RefusedError as refused:
            telemetry.turned_away(str(refused))
            await asyncio.sleep(arrived + REFUSAL_SECONDS - asyncio.get_running_loop().time())
            await error_response(Unauthorized())(scope, receive, send)
        except ServiceError as error:
            await refusal(error)(scope, receive, send)
        else:
            await self.app(scope, receive, send)


class Origins(Sequence[str]):
    """Browser origins that may call: the site's, and those of the clients of the moment (D-20)."""

    def __init__(self, listed: Sequence[str], gate: Gate | None) -> None:
        self._listed, self._gate = tuple(listed), gate

    def _all(self) -> tuple[str, ...]:
        clients = self._gate.clients.all if self._gate else ()
        return (*self._listed, *(origin for client in clients for origin in client.profile.origins))

    def __contains__(self, origin: object) -> bool:
        return origin in self._all()

    def __iter__(self) -> Iterator[str]:
        return iter(self._all())

    @overload
    def __getitem__(self, index: int) -> str: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[str]: ...
    def __getitem__(self, index: int | slice) -> str | Sequence[str]:
        return self._all()[index]

    def __len__(self) -> int:
        return len(self._all())


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
