"""A FHIR server's bulk export (Bulk Data Access 2): asked for, waited for, downloaded file by file.

The server's files may lie on its own origin or on one of the site's FHIR servers, nowhere else; the token goes to its
own origin only. Redirects are not followed (D-11).

    ExchangeError
    └── BulkError      the export cannot be had
        └── GoneError  the server knows nothing of this export any more
"""

import asyncio
from collections.abc import AsyncIterator, Iterable
from contextlib import aclosing, asynccontextmanager, suppress
from pathlib import Path
from typing import NamedTuple, Protocol
from urllib.parse import urljoin

import httpx
import msgspec

from service.outbound.address import Base, parse_base
from service.outbound.client import retry_after
from service.outbound.connections import GuardedTransport, hush
from service.outbound.network_policy import INTERNET, NetworkPolicy
from service.outbound.patience import LONGEST_PAUSE, SECONDS, ExchangeError, NotNowError, patiently, wait_if_busy

LEAST_PAUSE, USUAL_PAUSE = 1.0, 10.0  # seconds
LARGEST_MANIFEST = 64 * 1024 * 1024  # bytes; millions of files would not be waited for


class Token(Protocol):
    """The access token, asked for before every request: an export outlives most tokens."""

    async def __call__(self, refused: str | None = None, /) -> str | None:
        """The one to send, another than ``refused`` if there is one; None to send none. Raises ExchangeError."""
        ...


class BulkError(ExchangeError):
    """The export cannot be had."""


class GoneError(BulkError):
    """The server knows nothing of this export any more."""


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


class BulkServer:
    """One FHIR server during one export. ``others`` are origins its files may lie on besides its own."""

    def __init__(
        self, base: Base, token: Token, policy: NetworkPolicy = INTERNET, others: frozenset[str] = frozenset()
    ) -> None:
        self._base, self._token, self._others = base, token, others
        hush()
        self._http = httpx.AsyncClient(
            transport=GuardedTransport(policy), follow_redirects=False, trust_env=False, timeout=SECONDS
        )

    async def aclose(self) -> None:
        """Close the connections."""
        await self._http.aclose()

    async def kick_off(self, level: str, types: Iterable[str]) -> str:
        """Ask for the export of ``Patient`` or ``Group/ID``. Answers the address to wait at. Raises ExchangeError."""
        query = f"_type={','.join(types)}&_outputFormat=application%2Ffhir%2Bndjson"
        url = f"{self._base.url}/{level}/$export?{query}"
        try:
            answer = await self._ask(url, {"Accept": "application/fhir+json", "Prefer": "respond-async"})
        except GoneError as error:
            raise BulkError(f"it exports nothing at this address, {error}: is bulk export switched on there?") from None
        where: str = answer.headers.get("content-location", "")
        if answer.status != 202 or not where:
            raise BulkError(f"the export was not begun, status {answer.status}: {_BY_HAND}")
        return urljoin(url, where)

    async def manifest(self, status: str) -> Manifest:
        """Wait until the export is finished. Raises ExchangeError."""
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

    @patiently
    async def save(self, file: BulkFile, to: Path, *, with_token: bool) -> bool:
        """Download a file to ``to`` as it comes. Answers whether it came compressed (gzip). Raises ExchangeError."""
        async with self._stream(self._allowed(file.url), {}, with_token=with_token) as response:
            coding: str = response.headers.get("content-encoding", "identity").strip().lower()
            if response.status_code != 200 or coding not in ("identity", "gzip"):
                raise BulkError(f"a file was not given, status {response.status_code}")
            with to.open("wb") as stream:
                async for chunk in response.aiter_raw():
                    stream.write(chunk)
        return coding == "gzip"

    async def forget(self, status: str) -> None:
        """Tell the server that its files may go; whatever it answers is well."""
        with suppress(httpx.HTTPError, ExchangeError):
            await (await self._send("DELETE", self._own(status), {}, await self._token())).aclose()

    @patiently
    async def _ask(self, url: str, headers: dict[str, str]) -> _Answer:
        async with self._stream(self._own(url), headers, with_token=True) as response:
            body = b""
            async for chunk in response.aiter_bytes():
                body += chunk
                if len(body) > LARGEST_MANIFEST:
                    raise BulkError("the server's list of files is too long")
            return _Answer(response.status_code, response.headers, body)

    @asynccontextmanager
    async def _stream(self, url: str, headers: dict[str, str], *, with_token: bool) -> AsyncIterator[httpx.Response]:
        is_own = _origin(url) == self._base.origin
        try:
            async with aclosing(await self._answer(url, headers, with_token=with_token and is_own)) as response:
                await _check(response)
                yield response
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise NotNowError(type(error).__name__) from None

    async def _answer(self, url: str, headers: dict[str, str], *, with_token: bool) -> httpx.Response:
        """The answer, unread. A refused token may have ended early: with another one we ask once more."""
        token = await self._token() if with_token else None
        response = await self._send("GET", url, headers, token)
        if response.status_code != 401 or token is None:
            return response
        another = await self._token(token)
        if another in (None, token):
            return response
        await response.aclose()
        return await self._send("GET", url, headers, another)

    async def _send(self, method: str, url: str, headers: dict[str, str], token: str | None) -> httpx.Response:
        proof = {"Authorization": f"Bearer {token}"} if token else {}
        request = self._http.build_request(method, url, headers={**_COMMON, **headers, **proof})
        return await self._http.send(request, stream=True)

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
    """Raises for what is over or not allowed, and for what is worth another try."""
    status = response.status_code
    if status in (404, 410):
        raise GoneError(f"status {status}")
    if status in _NOT_ALLOWED:
        raise BulkError(f"status {status}, {_NOT_ALLOWED[status]}")
    await wait_if_busy(response)


_BY_HAND = "where the server does not offer every type we ask for, export by its own means and screen the folder"
_NOT_ALLOWED = {
    401: "the server asks for another access token: see --sign-in and --token-file",
    403: "the access token does not allow this: have the server grant the client these types, or this Group",
}
