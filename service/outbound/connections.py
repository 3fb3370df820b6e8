"""Connections to the addresses that were checked, and to no others (D-12).

A name is looked up once, right before connecting; every answer is judged and the socket is
opened to the number, so that a second look-up cannot lead elsewhere. Host header, server name
and certificate check stay those of the name.
"""

import asyncio
import logging
import socket
import ssl
from collections.abc import Iterable

import anyio
import httpcore
import httpx

from service.outbound.address import Network, is_local, may_connect
from service.outbound.allowance import READING, SpentError
from service.outbound.network_policy import INTERNET, NetworkPolicy

MAX_CONNECTIONS = 200
MAX_IDLE = 20
IDLE_SECONDS = 30.0

SocketOptions = Iterable[httpcore.SOCKET_OPTION]


def hush() -> None:
    """The libraries that connect log nothing below errors: addresses and headers hold ids and tokens (D-25, D-26)."""
    for name in ("httpx", "httpcore", "stamina"):
        logging.getLogger(name).setLevel(logging.ERROR)


class _Connection(httpcore.AsyncNetworkStream):
    """A connection that is closed when its TLS handshake is cancelled, which httpcore leaves open."""

    def __init__(self, stream: httpcore.AsyncNetworkStream) -> None:
        self._stream = stream
        self.write, self.aclose = stream.write, stream.aclose  # type: ignore[method-assign]
        self.get_extra_info = stream.get_extra_info  # type: ignore[method-assign]

    async def read(
        self,
        max_bytes: int,
        timeout: float | None = None,  # noqa: ASYNC109 - the signature is httpcore's
    ) -> bytes:
        """What came next, as far as the call may read on. Raises httpcore.ReadError."""
        data = await self._stream.read(max_bytes, timeout)
        reading = READING.get()
        try:
            if reading:
                reading.take(len(data))
        except SpentError:
            raise httpcore.ReadError("too much") from None
        return data

    async def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,  # noqa: ASYNC109 - the signature is httpcore's
    ) -> httpcore.AsyncNetworkStream:
        """The same connection, encrypted."""
        try:
            return _Connection(await self._stream.start_tls(ssl_context, server_hostname, timeout))
        except asyncio.CancelledError:
            with anyio.CancelScope(shield=True):
                await self._stream.aclose()
            raise


class GuardedNetwork(httpcore.AsyncNetworkBackend):
    """Opens sockets, after judging where they would lead."""

    def __init__(self, networks: tuple[Network, ...] = ()) -> None:
        self._networks = networks
        self._sockets = httpcore.AnyIOBackend()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109 - the signature is httpcore's
        local_address: str | None = None,
        socket_options: SocketOptions | None = None,
    ) -> httpcore.AsyncNetworkStream:
        """A connection to the host. Raises httpcore.ConnectError, also when its address is refused."""
        failure = httpcore.ConnectError("no address")
        for address in await _checked_addresses(host, port, self._networks):
            try:
                stream = await self._sockets.connect_tcp(address, port, timeout, local_address, socket_options)
                return _Connection(stream)
            except httpcore.ConnectError as error:
                failure = error
        raise failure


async def _checked_addresses(host: str, port: int, networks: tuple[Network, ...]) -> tuple[str, ...]:
    """The numeric addresses of a name. Raises ConnectError when one of them may not be called: then none is."""
    try:
        found = await anyio.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise httpcore.ConnectError("no such host") from None
    addresses = tuple(dict.fromkeys(str(where[0]) for *_, where in found))
    if not all(may_connect(address, local=is_local(host), networks=networks) for address in addresses):
        raise httpcore.ConnectError("address refused")
    return addresses


class _CallConnection(httpcore.AsyncHTTPConnection):
    """A connection of the pool that does not outlive the call it was opened for when that is cancelled (E-20).

    httpcore forgets one whose call is cancelled just before it is sent: it stays open, and its
    place in the pool is lost for ever.
    """

    async def handle_async_request(self, request: httpcore.Request) -> httpcore.Response:
        """The answer."""
        try:
            return await super().handle_async_request(request)
        except asyncio.CancelledError:
            with anyio.CancelScope(shield=True):
                await self.aclose()
            raise


class _Pool(httpcore.AsyncConnectionPool):
    """A pool of such connections."""

    def create_connection(self, origin: httpcore.Origin) -> httpcore.AsyncConnectionInterface:
        """A connection that is opened by its first request."""
        return _CallConnection(
            origin,
            ssl_context=self._ssl_context,
            keepalive_expiry=self._keepalive_expiry,
            network_backend=self._network_backend,
        )


class GuardedTransport(httpx.AsyncHTTPTransport):
    """httpx's transport on a guarded network: no proxies, no retries, HTTP/1.1, nothing the policy does not allow."""

    def __init__(self, policy: NetworkPolicy = INTERNET) -> None:
        context = policy.tls()
        super().__init__(verify=context, trust_env=False)
        self._pool = _Pool(
            ssl_context=context,
            max_connections=MAX_CONNECTIONS,
            max_keepalive_connections=MAX_IDLE,
            keepalive_expiry=IDLE_SECONDS,
            network_backend=GuardedNetwork(policy.networks),
        )
