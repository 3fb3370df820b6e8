"""One whole small file from another server, such as a client's key set (A-108, E-9)."""

import asyncio

import httpx

from service.outbound.connections import GuardedTransport
from service.outbound.network_policy import NetworkPolicy

HEADERS = {"Accept": "application/json", "Accept-Encoding": "identity", "User-Agent": "nme-cds"}


class DownloadError(Exception):
    """The file could not be had. The message is a word of ours or the class of the fault, never an address."""


async def download(address: str, policy: NetworkPolicy, seconds: float, most: int) -> bytes:
    """The body of a 200 answer of at most ``most`` bytes. Raises DownloadError. Redirects are not followed (D-11)."""
    try:
        async with asyncio.timeout(seconds):
            return await _body(address, policy, seconds, most)
    except (httpx.HTTPError, httpx.InvalidURL, TimeoutError, OSError) as error:
        raise DownloadError(type(error).__name__) from None


async def _body(address: str, policy: NetworkPolicy, seconds: float, most: int) -> bytes:
    transport = GuardedTransport(policy)
    async with (
        httpx.AsyncClient(transport=transport, follow_redirects=False, trust_env=False, timeout=seconds) as http,
        http.stream("GET", address, headers=HEADERS) as response,
    ):
        if response.status_code != 200 or response.headers.get("content-encoding", "identity") != "identity":
            raise DownloadError("not answered with the file")
        return await whole(response, most)


async def whole(response: httpx.Response, most: int) -> bytes:
    """The body of a streamed answer, as it comes over the wire. Raises DownloadError above ``most`` bytes."""
    body = b""
    async for chunk in response.aiter_raw():
        body += chunk
        if len(body) > most:
            raise DownloadError("too large")
    return body
