"""The bundled server on real sockets: what is too large, too slow or not HTTP/1 is closed (D-16, D-17)."""

import socket
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress

import pytest

from service.http import connection
from service.http.app import create_app
from service.http.connection import HEADER_BYTES
from service.settings import Settings
from tests.service.fake import PATIENT_VIEW, Fake
from tests.service.running import Address, running

SECONDS = 0.3  # for headers, in these tests
PATIENCE = 60.0  # for an answer or an end, in seconds
LIVE = b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n"
ALIVE = b'{"status":"alive"}'


@pytest.fixture(scope="module")
def address() -> Iterator[Address]:
    with running(create_app(Settings(), Fake())) as address:
        yield address


@pytest.fixture
def _hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connection, "HEADER_SECONDS", SECONDS)


@contextmanager
def connected(address: Address) -> Iterator[socket.socket]:
    with closing(socket.create_connection(address, timeout=PATIENCE)) as connection:
        yield connection


def until_closed(connection: socket.socket) -> bytes:
    """All that still comes. Raises TimeoutError when the server keeps the connection."""
    received = b""
    with suppress(ConnectionResetError):  # closed with something of ours unread
        while part := connection.recv(65536):
            received += part
    return received


def answer(connection: socket.socket) -> bytes:
    """The answer to LIVE; fewer bytes when the server closes before."""
    received = b""
    while not received.endswith(ALIVE) and (part := connection.recv(65536)):
        received += part
    return received


def status(received: bytes) -> int:
    return int(received.split(b" ", 2)[1]) if received else 0


def asked(address: Address, request: bytes) -> bytes:
    """The answer to a request after which the server closes."""
    with connected(address) as connection:
        with suppress(ConnectionError):  # closed before all was sent
            connection.sendall(request)
        return until_closed(connection)


def get(*lines: str) -> bytes:
    return "\r\n".join(("GET /healthz HTTP/1.1", "Host: x", "Connection: close", *lines, "", "")).encode()


def padded(size: int) -> bytes:
    """A request whose header names and values have ``size`` bytes together."""
    plain = sum(map(len, ("Host", "x", "Connection", "close", "X")))
    return get(f"X: {'a' * (size - plain)}")


@pytest.mark.parametrize(("size", "expected"), [(HEADER_BYTES, 200), (HEADER_BYTES + 1, 400)])
def test_d17_headers_are_read_up_to_their_limit(address: Address, size: int, expected: int) -> None:
    assert status(asked(address, padded(size))) == expected


def test_d17_many_small_headers_count_together(address: Address) -> None:
    assert status(asked(address, get(*(f"X-{n}: {'a' * 60}" for n in range(1100))))) == 400


def test_d17_an_address_counts_too(address: Address) -> None:
    long = get().replace(b"/healthz", b"/healthz?" + b"a" * HEADER_BYTES)
    assert status(asked(address, long)) == 400


def test_d17_a_header_that_never_ends_is_not_kept(address: Address) -> None:
    assert status(asked(address, b"GET /healthz HTTP/1.1\r\nHost: x\r\nX: " + b"a" * 4_000_000)) == 400


@pytest.mark.parametrize("line", [b"GET /healthz\r\n\r\n", b"GET /healthz HTTP/9.9", b"GET /healthz HTTP/2.0"])
def test_d17_only_http_1_is_spoken(address: Address, line: bytes) -> None:
    assert status(asked(address, line + b"\r\nHost: x\r\n\r\n")) == 400


CHUNKS = b"2\r\n{}\r\n0\r\n\r\n"


@pytest.mark.parametrize(
    ("framing", "expected"),
    [
        (["Transfer-Encoding: chunked"], 415),  # it is read, and has no media type
        (["Transfer-Encoding:  Chunked "], 415),
        (["Transfer-Encoding: gzip, chunked"], 400),
        (["Transfer-Encoding: chunked, chunked"], 400),
        (["Transfer-Encoding: chunked, identity"], 400),
        (["Transfer-Encoding: identity"], 400),
        (["Transfer-Encoding: xchunked"], 400),
        (["Transfer-Encoding: chunked", "Transfer-Encoding: gzip"], 400),
        (["Transfer-Encoding: gzip", "Transfer-Encoding: chunked"], 400),
        (["Transfer-Encoding: chunked", "Content-Length: 2"], 400),
    ],
)
def test_d17_a_framing_that_can_be_read_in_two_ways_is_refused(
    address: Address, framing: list[str], expected: int
) -> None:
    head = "\r\n".join((f"POST {PATIENT_VIEW} HTTP/1.1", "Host: x", "Connection: close", *framing, "", ""))
    assert status(asked(address, head.encode() + CHUNKS)) == expected


def test_http_1_0_is_answered_and_closed(address: Address) -> None:
    received = asked(address, b"GET /healthz HTTP/1.0\r\n\r\n")
    assert (status(received), received.endswith(ALIVE)) == (200, True)


@pytest.mark.usefixtures("_hurried")
@pytest.mark.parametrize(
    ("before", "begun"),
    [(b"", b""), (b"", b"GET"), (b"", LIVE[:-2]), (b"", b"\r\n"), (LIVE, b"GET"), (LIVE, LIVE[:-2]), (LIVE, b"\r\n")],
)
def test_d16_headers_that_do_not_arrive_in_time_close_the_connection(
    address: Address, before: bytes, begun: bytes
) -> None:
    started = time.monotonic()
    with connected(address) as connection:
        connection.sendall(before)
        assert not before or status(answer(connection)) == 200
        connection.sendall(begun)
        assert until_closed(connection) == b""
    assert time.monotonic() - started > SECONDS * 0.9


@pytest.mark.usefixtures("_hurried")
def test_d16_one_byte_at_a_time_does_not_buy_more_time(address: Address) -> None:
    with connected(address) as connection:
        assert _dribbled(connection, LIVE) < len(LIVE)


def _dribbled(connection: socket.socket, request: bytes) -> int:
    """How many bytes could be sent, one every tenth of the time there is."""
    for sent, byte in enumerate(request):
        time.sleep(SECONDS / 10)
        try:
            connection.sendall(bytes([byte]))
        except ConnectionError:
            return sent
    return len(request)


@pytest.mark.usefixtures("_hurried")
def test_an_idle_connection_may_wait_longer_than_headers_may(address: Address) -> None:
    with connected(address) as connection:
        for _ in range(2):
            connection.sendall(LIVE)
            assert status(answer(connection)) == 200
            time.sleep(SECONDS * 2)


@pytest.mark.usefixtures("_hurried")
def test_a_body_may_take_longer_than_headers_may(address: Address) -> None:
    head = b"POST /cds-services/nme-patient-view HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
    with connected(address) as connection:
        connection.sendall(head + b"Connection: close\r\nContent-Length: 2\r\n\r\n{")
        time.sleep(SECONDS * 2)
        connection.sendall(b"}")
        assert status(until_closed(connection)) == 422


def test_requests_sent_at_once_are_answered_in_their_order(address: Address) -> None:
    last = b"GET /readyz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
    received = asked(address, LIVE + LIVE + last)
    bodies = [part.split(b"\r\n\r\n")[1].split(b"HTTP/")[0] for part in received.split(b"HTTP/1.1 200 OK")[1:]]
    assert bodies == [ALIVE, ALIVE, b'{"status":"ready"}']


def test_the_server_does_not_say_what_it_is(address: Address) -> None:
    assert b"\r\nserver:" not in asked(address, get()).lower()
