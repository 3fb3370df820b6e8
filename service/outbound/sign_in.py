"""Signing in at a FHIR server's token endpoint as ourselves (SMART Backend Services): an access token while it lasts.

The endpoint lies on the FHIR server's own origin, on another that the site lists, or where the site says; nowhere else.
What is sent there is a signed assertion made for this one address. Tokens are kept in memory only.
"""

import asyncio
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeVar

import httpx
import msgspec

from service.outbound.address import Base, parse_base
from service.outbound.connections import GuardedTransport
from service.outbound.download import HEADERS, DownloadError, whole
from service.outbound.network_policy import NetworkPolicy
from service.outbound.patience import SECONDS, ExchangeError, NotNowError, patiently, wait_if_busy

WELL_KNOWN = "/.well-known/smart-configuration"
MOST = 256 * 1024  # bytes of an answer
EARLY = 30  # seconds before its end a token is no longer used
UNSAID = 300  # seconds a token lasts whose server does not say (SMART: it should be no longer)
JWT_BEARER = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
SENDABLE = re.compile(r"[A-Za-z0-9._~+/=-]{1,16000}", re.ASCII)
"""An access token that a header may hold (RFC 6750, b64token)."""

T = TypeVar("T")


class SignInError(ExchangeError):
    """The FHIR server's token endpoint gives us no token. The message says the next step."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Who:
    """Who signs in: ``assertion`` signs a token for an address, ``scopes`` are what is asked for, else ``types``.

    ``endpoint`` is the token endpoint the site names, None to ask the FHIR server.
    """

    client_id: str
    assertion: Callable[[str], str]
    types: tuple[str, ...]
    scopes: str | None = None
    endpoint: str | None = None


class _Configuration(msgspec.Struct, frozen=True):
    token_endpoint: str
    capabilities: tuple[str, ...] = ()


class _Granted(msgspec.Struct, frozen=True):
    access_token: str
    token_type: str
    expires_in: float = UNSAID


class _Refused(msgspec.Struct, frozen=True):
    error: str = ""


@dataclass(slots=True)
class _Kept:
    token: str = field(repr=False)
    until: float


class SignIn:
    """One client at one FHIR server. ``others`` are origins its token endpoint may lie on besides its own."""

    def __init__(self, base: Base, who: Who, policy: NetworkPolicy, others: frozenset[str]) -> None:
        self._base, self._who, self._policy = base, who, policy
        self._origins = {base.origin, *others}
        self._place: tuple[str, str] | None = None
        self._kept: _Kept | None = None

    async def __call__(self, refused: str | None = None, /) -> str | None:
        """An access token that is good for a while, a new one if the last was ``refused``. Raises SignInError."""
        now = asyncio.get_running_loop().time()
        if self._kept is None or self._kept.until <= now or self._kept.token == refused:
            granted = await self._granted()
            self._kept = _Kept(granted.access_token, now + granted.expires_in - EARLY)
        return self._kept.token

    async def _granted(self) -> _Granted:
        try:
            self._place = self._place or await self._found()
            return await self._signed_in(*self._place)
        except NotNowError as error:
            raise SignInError(f"its token endpoint does not answer, {error}") from None

    # Where ---------------------------------------------------------------------------------------

    async def _found(self) -> tuple[str, str]:
        """The token endpoint, and the scopes to ask for."""
        if self._who.endpoint is not None:
            return self._who.endpoint, self._scopes("v1")
        configuration = await self._configuration()
        endpoint = parse_base(configuration.token_endpoint)
        if endpoint is None:
            raise SignInError("its token endpoint has an address that cannot be used: set token_url")
        if endpoint.origin not in self._origins:
            raise SignInError(f"it names a token endpoint elsewhere: if {endpoint.url} is right, set it as token_url")
        return configuration.token_endpoint, self._scopes(
            "v2" if "permission-v2" in configuration.capabilities else "v1"
        )

    @patiently
    async def _configuration(self) -> _Configuration:
        _, body = await self._exchange("GET", self._base.url + WELL_KNOWN)
        found = _decoded(body, _Configuration)
        if found is None:
            raise SignInError(f"it names no token endpoint at {WELL_KNOWN}: set token_url")
        return found

    def _scopes(self, version: str) -> str:
        may = {"v1": "read", "v2": "rs"}[version]
        return self._who.scopes or " ".join(f"system/{kind}.{may}" for kind in self._who.types)

    # How -----------------------------------------------------------------------------------------

    @patiently
    async def _signed_in(self, endpoint: str, scopes: str) -> _Granted:
        form = {
            "grant_type": "client_credentials",
            "scope": scopes,
            "client_assertion_type": JWT_BEARER,
            "client_assertion": self._who.assertion(endpoint),
        }
        status, body = await self._exchange("POST", endpoint, form)
        if status != 200:
            raise SignInError(_why_not(status, body))
        return _usable(body)

    async def _exchange(self, method: str, url: str, form: dict[str, str] | None = None) -> tuple[int, bytes]:
        """Status and body. Raises NotNowError."""
        transport = GuardedTransport(self._policy)
        try:
            async with (
                httpx.AsyncClient(
                    transport=transport, follow_redirects=False, trust_env=False, timeout=SECONDS
                ) as http,
                http.stream(method, url, data=form, headers=HEADERS) as response,
            ):
                await wait_if_busy(response)
                return response.status_code, await whole(response, MOST)
        except (httpx.HTTPError, httpx.InvalidURL, DownloadError) as error:
            raise NotNowError(type(error).__name__) from None


def _usable(body: bytes) -> _Granted:
    granted = _decoded(body, _Granted)
    if granted is None or granted.token_type.lower() != "bearer" or not SENDABLE.fullmatch(granted.access_token):
        raise SignInError("its token endpoint answers with no bearer token: is token_url the right address?")
    return granted


def _why_not(status: int, body: bytes) -> str:
    """What the endpoint's error asks us to do. Only words of the standard (RFC 6749, 5.2) are passed on."""
    refused = _decoded(body, _Refused)
    told = f"its token endpoint refuses the sign-in, status {status}"
    if refused is None or refused.error not in _NEXT:
        return f"{told}: is token_url the right address?"
    return f"{told} {refused.error}: {_NEXT[refused.error]}"


_KEY = "register client_id and the public key with its kid there, and check this machine's clock"
_NEXT = {
    "invalid_client": _KEY,
    "invalid_grant": _KEY,
    "invalid_request": _KEY,
    "invalid_scope": "set scope to what the server grants this client",
    "unauthorized_client": "have the client allowed to sign in by client_credentials",
    "unsupported_grant_type": "it has to offer SMART Backend Services (client_credentials)",
}


def _decoded(body: bytes, kind: type[T]) -> T | None:
    """The answer; some servers write numbers as texts."""
    try:
        return msgspec.json.decode(body, type=kind, strict=False)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return None
