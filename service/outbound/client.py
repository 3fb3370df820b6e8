"""Authorised GETs on a client's FHIR server: one deadline, one retry, a size limit, no redirects.

    FHIRCallError          nothing usable came; the message is ours and holds nothing of the server's
    ├── Refused            401, 403: the server answered, and the answer is no (E-5)
    ├── NotFound           404 (E-6)
    ├── NotOffered         405, 501, or an OperationOutcome "not-supported" (decisions 28)
    └── Unreachable        no connection, no answer in time, 5xx (E-3, E-4)
        ├── Busy           429, 503: worth one more try (E-7)
        └── Unusable       it answered, with another 4xx or nothing that is FHIR in JSON (E-8)

The token goes into the header of the one request it is for and is kept nowhere else (A-46, A-50).
"""
# ruff: noqa: N818 - these are named after what the server did

import asyncio
import zlib
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from functools import cached_property
from http.cookiejar import CookieJar, DefaultCookiePolicy

import httpx
import msgspec
import stamina

from service.outbound.allowance import READING, Allowance, Reading, SpentError
from service.outbound.connections import GuardedTransport, hush
from service.outbound.network_policy import INTERNET, NetworkPolicy
from service.outbound.places import Places

MAX_BYTES = 10 * 1024 * 1024  # of one answer, after decompression (D-12)
LONGEST = 10.0  # seconds without a byte; deadlines are never later
PAUSE = 0.1  # seconds before the second try when the server names none
NOT_SUPPORTED = "not-supported"


class FHIRCallError(Exception):
    """Nothing usable came of a call."""


class Refused(FHIRCallError):
    """The server answered, and the answer is no."""


class NotFound(FHIRCallError):
    """The server knows nothing at this address."""


class NotOffered(FHIRCallError):
    """The server does not do this."""


class Unreachable(FHIRCallError):
    """No answer, or none that can be used."""


class Unusable(Unreachable):
    """There is an answer and nothing to be had from it: the server was reached."""


class Busy(Unreachable):
    """Not now. ``pause`` is in seconds, None when the server names none."""

    def __init__(self, pause: float | None) -> None:
        super().__init__("busy")
        self.pause = pause


class _Issue(msgspec.Struct, frozen=True):
    code: str = ""


class _Head(msgspec.Struct, frozen=True, rename="camel"):
    resource_type: str
    issue: tuple[_Issue, ...] = ()


_head = msgspec.json.Decoder(_Head)


@dataclass(frozen=True, slots=True)
class ForCall:
    """Whose call this is, and what it may still read: all its queries share one."""

    asker: tuple[str, str] = ("anyone", "")
    allowance: Allowance = field(default_factory=Allowance)


class FHIRClient:
    """All calls of one application. Opens nothing before its first call."""

    def __init__(self, policy: NetworkPolicy = INTERNET) -> None:
        self._policy = policy
        self._places = Places()

    @cached_property
    def _http(self) -> httpx.AsyncClient:
        hush()
        no_cookies = CookieJar(DefaultCookiePolicy(allowed_domains=[]))
        return httpx.AsyncClient(
            transport=GuardedTransport(self._policy),
            cookies=no_cookies,
            follow_redirects=False,
            trust_env=False,
            timeout=LONGEST,
        )

    async def get(self, url: str, token: str | None, until: float, call: ForCall | None = None) -> bytes:
        """A FHIR resource as JSON bytes. ``until`` is the deadline on the event loop's clock.

        Raises FHIRCallError.
        """
        try:
            async with asyncio.timeout_at(until):
                return await self._twice(url, _headers(token), until, call or ForCall())
        except TimeoutError:
            raise Unreachable("deadline") from None
        except SpentError:
            raise Unusable("too much") from None

    async def _twice(self, url: str, headers: dict[str, str], until: float, call: ForCall) -> bytes:
        async for attempt in stamina.retry_context(on=_pause_before(until), attempts=2, timeout=None, wait_jitter=0):
            with attempt:
                return await self._once(url, headers, call)
        raise Unreachable("retries")  # not reached: the last attempt raises its own

    async def _once(self, url: str, headers: dict[str, str], call: ForCall) -> bytes:
        call.allowance.ask()
        reading = Reading(call.allowance)
        READING.set(reading)
        try:
            where = httpx.URL(url)
            async with (
                self._places.one(where, call.asker),
                self._http.stream("GET", where, headers=headers, extensions={"trace": reading.trace}) as response,
            ):
                _check_status(response)
                body = await _body(response, call.allowance)
        except (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError, zlib.error) as error:
            raise Unreachable(type(error).__name__) from None
        _check_content(response, body)
        return body

    async def aclose(self) -> None:
        """Close what was opened."""
        if "_http" in self.__dict__:
            await self._http.aclose()


def _headers(token: str | None) -> dict[str, str]:
    common = {"Accept": "application/fhir+json", "Accept-Encoding": "gzip", "User-Agent": "nme-cds"}
    return common | ({"Authorization": f"Bearer {token}"} if token is not None else {})


def _pause_before(until: float) -> Callable[[Exception], bool | float]:
    """How long to wait before the second try; False when it would come too late (E-7)."""

    def pause(error: Exception) -> bool | float:
        if not isinstance(error, Busy):
            return False
        seconds = PAUSE if error.pause is None else error.pause
        return seconds if asyncio.get_running_loop().time() + seconds < until else False

    return pause


# What came back --------------------------------------------------------------------------------

_BY_STATUS = {401: Refused, 403: Refused, 404: NotFound, 405: NotOffered, 501: NotOffered}
_WITH_OUTCOME = range(400, 500)


def _check_status(response: httpx.Response) -> None:
    """Raises for every status whose body need not be read; a redirect is an answer like any other (D-11)."""
    status = response.status_code
    if status in (429, 503):
        raise Busy(retry_after(response.headers.get("retry-after", "")))
    if status in _BY_STATUS:
        raise _BY_STATUS[status](f"status {status}")
    if status >= 500:
        raise Unreachable(f"status {status}")
    if status != 200 and status not in _WITH_OUTCOME:
        raise Unusable(f"status {status}")


def retry_after(value: str) -> float | None:
    """Seconds, from either form of Retry-After (RFC 9110, 10.2.3)."""
    if value.isdecimal() and len(value) < 10:
        return float(value)
    try:
        at = parsedate_to_datetime(value)
    except ValueError:
        return None
    aware = at if at.tzinfo else at.replace(tzinfo=UTC)
    return max((aware - datetime.now(UTC)).total_seconds(), 0.0)


async def _body(response: httpx.Response, allowance: Allowance) -> bytes:
    """The decoded body. Raises Unusable as soon as it is larger than MAX_BYTES (D-12), and SpentError."""
    if "json" not in response.headers.get("content-type", "").lower():
        raise Unusable("not JSON")
    chunks, size = [], 0
    async for chunk in _decoded(response):
        size += len(chunk)
        allowance.take(len(chunk))
        if size > MAX_BYTES:
            raise Unusable("too large")
        chunks.append(chunk)
    return b"".join(chunks)


async def _decoded(response: httpx.Response) -> AsyncIterator[bytes]:
    """The body in pieces of at most MAX_BYTES + 1.

    httpx would inflate a whole chunk at once, and every coding a server names on top of the
    others; we take gzip once, and never more of it than we would keep.
    """
    coding = response.headers.get("content-encoding", "identity").strip().lower()
    if coding == "identity":
        async for chunk in response.aiter_raw():
            yield chunk
        return
    if coding != "gzip":
        raise Unusable("content coding")
    inflater = zlib.decompressobj(zlib.MAX_WBITS | 16)
    async for chunk in response.aiter_raw():
        yield inflater.decompress(chunk, MAX_BYTES + 1)
    if not inflater.eof:
        raise Unreachable("truncated")


def _check_content(response: httpx.Response, body: bytes) -> None:
    """Raises unless the body is a FHIR resource in JSON that came with status 200 (D-31)."""
    try:
        head = _head.decode(body)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        raise Unusable("not FHIR") from None
    if head.resource_type == "OperationOutcome" and any(issue.code == NOT_SUPPORTED for issue in head.issue):
        raise NotOffered(NOT_SUPPORTED)
    if response.status_code != 200:
        raise Unusable(f"status {response.status_code}")
