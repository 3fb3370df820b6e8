"""A FHIR server's bulk export (Bulk Data Access 2): asked for, waited for, downloaded file by file.

The server's files may lie on its own origin or on one of the site's FHIR servers, nowhere else; the token goes to its
own origin only. Redirects are not followed (D-11).

    BulkError      the export cannot be had; the message holds nothing of the server's
    └── GoneError  the server knows nothing of this export any more
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import NamedTuple, TypeAlias
from urllib.parse import urljoin

import httpx
import msgspec
import stamina

from service.outbound.address import Base, parse_base
from service.outbound.client import retry_after
from service.outbound.connections import GuardedTransport
from service.outbound.network_policy import INTERNET, NetworkPolicy

SECONDS = 60.0  # without a byte
TRIES = 5
LEAST_PAUSE, USUAL_PAUSE, LONGEST_PAUSE = 1.0, 10.0, 300.0  # seconds
LARGEST_MANIFEST = 64 * 1024 * 1024  # bytes; millions of files would not be waited for

Token: TypeAlias = Callable[[], str | None]
"""Is asked anew for every request: an export outlives most tokens."""


class BulkError(Exception):
    """The export cannot be had."""


class GoneError(BulkError):
    """The server knows nothing of this export any more."""


class _NotNowError(BulkError):
    """Worth another try."""


class BulkFile(msgspec.Struct, frozen=True):
    """A file of an export: its resource type, its address, and how many lines it has if the server says so."""

    url: str
    type: str = ""
    count: int | None = None


class Manifest(msgspec.Struct, frozen=True, rename="camel"):
    """What a finished export consists of. ``error`` are files of OperationOutcomes."""

    requires_access_token: bool = True
    output: tuple[BulkFile, ...] = ()
    error: tuple[BulkFile, ...] = ()


_manifest = msgspec.json.Decoder(Manifest)


class _Answer(NamedTuple):
    status: int
    headers: httpx.Headers
    body: bytes

    @property
    def pause(self) -> float:
        """Seconds until the next question, as the server wishes within reason."""
        wished = retry_after(self.headers.get("retry-after", ""))
        return min(max(USUAL_PAUSE if wished is None else wished, LEAST_PAUSE), LONGEST_PAUSE)


_patiently = stamina.retry(on=_NotNowError, attempts=TRIES, timeout=None, wait_initial=1.0, wait_max=60.0)


class BulkServer:
    """One FHIR server during one export. ``others`` are origins its files may lie on besides its own."""

    def __init__(
        self, base: Base, token: Token, policy: NetworkPolicy = INTERNET, others: frozenset[str] = frozenset()
    ) -> None:
        self._base, self._token, self._others = base, token, others
        self._http = httpx.AsyncClient(
            transport=GuardedTransport(policy), follow_redirects=False, trust_env=False, timeout=SECONDS
        )

    async def aclose(self) -> None:
        """Close the connections."""
        await self._http.aclose()

    async def kick_off(self, level: str, types: Iterable[str]) -> str:
        """Ask for the export of ``Patient`` or ``Group/ID``. Answers the address to wait at. Raises BulkError."""
        query = f"_type={','.join(types)}&_outputFormat=application%2Ffhir%2Bndjson"
        url = f"{self._base.url}/{level}/$export?{query}"
        answer = await self._ask(url, {"Accept": "application/fhir+json", "Prefer": "respond-async"})
        where: str = answer.headers.get("content-location", "")
        if answer.status != 202 or not where:
            raise BulkError(f"the export was not begun, status {answer.status}")
        return urljoin(url, where)

    async def manifest(self, status: str) -> Manifest:
        """Wait until the export is finished. Raises BulkError, GoneError."""
        answer = await self._ask(status, {"Accept": "application/json"})
        while answer.status == 202:
            await asyncio.sleep(answer.pause)
            answer = await self._ask(status, {"Accept": "application/json"})
        if answer.status != 200:
            raise BulkError(f"the export failed, status {answer.status}")
        try:
            return _manifest.decode(answer.body)
        except (msgspec.MsgspecError, UnicodeDecodeError):
            raise BulkError("the server's list of files cannot be read") from None

    @_patiently
    async def save(self, file: BulkFile, to: Path, *, with_token: bool) -> bool:
        """Download a file to ``to`` as it comes. Answers whether it came compressed (gzip). Raises BulkError."""
        headers = self._headers(file.url) if with_token else _COMMON
        async with self._stream(self._allowed(file.url), headers) as response:
            coding: str = response.headers.get("content-encoding", "identity").strip().lower()
            if response.status_code != 200 or coding not in ("identity", "gzip"):
                raise BulkError(f"a file was not given, status {response.status_code}")
            with to.open("wb") as stream:
                async for chunk in response.aiter_raw():
                    stream.write(chunk)
        return coding == "gzip"

    async def forget(self, status: str) -> None:
        """Tell the server that its files may go; whatever it answers is well."""
        with suppress(httpx.HTTPError, BulkError):
            await self._http.delete(self._own(status), headers=self._headers(status))

    @_patiently
    async def _ask(self, url: str, headers: dict[str, str]) -> _Answer:
        async with self._stream(self._own(url), {**self._headers(url), **headers}) as response:
            body = b""
            async for chunk in response.aiter_bytes():
                body += chunk
                if len(body) > LARGEST_MANIFEST:
                    raise BulkError("the server's list of files is too long")
            return _Answer(response.status_code, response.headers, body)

    @asynccontextmanager
    async def _stream(self, url: str, headers: dict[str, str]) -> AsyncIterator[httpx.Response]:
        try:
            async with self._http.stream("GET", url, headers=headers) as response:
                await _check(response)
                yield response
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise _NotNowError(type(error).__name__) from None

    def _headers(self, url: str) -> dict[str, str]:
        token = self._token() if _origin(url) == self._base.origin else None
        return {**_COMMON, "Authorization": f"Bearer {token}"} if token else _COMMON

    def _own(self, url: str) -> str:
        if _origin(url) != self._base.origin:
            raise BulkError("the server sends us elsewhere")
        return url

    def _allowed(self, url: str) -> str:
        if _origin(url) not in {self._base.origin, *self._others}:
            raise BulkError("a file lies on a server that NME_CDS_FHIR_SERVERS does not list")
        return url


_COMMON = {"Accept-Encoding": "gzip", "User-Agent": "nme-cds"}


def _origin(url: str) -> str | None:
    base = parse_base(url.partition("?")[0])
    return base.origin if base else None


async def _check(response: httpx.Response) -> None:
    """Raises for what is over, and for what is worth another try, after the pause the server names."""
    status = response.status_code
    if status in (404, 410):
        raise GoneError(f"status {status}")
    if status in (429, 503):
        await asyncio.sleep(min(retry_after(response.headers.get("retry-after", "")) or 0.0, LONGEST_PAUSE))
    if status in (429, 500, 502, 503, 504):
        raise _NotNowError(f"status {status}")
