"""Misbehaving servers over real sockets, and addresses that are never connected to (D-9, D-12, E-3, E-8, E-20)."""

import asyncio
import gzip
import socket
import tracemalloc
import zlib
from collections.abc import Callable
from typing import Any

import anyio
import pytest

from service.outbound.allowance import Allowance
from service.outbound.client import MAX_BYTES, FHIRClient, ForCall, Unreachable
from tests.service import clock
from tests.service.fhir.servers import Heard, Reply, Server, answering, found, head, serving, until, whole

BODY = found()


async def call(url: str, seconds: float = 1.0) -> bytes:
    client = FHIRClient()
    try:
        return await client.get(url, "canary-token", asyncio.get_running_loop().time() + seconds)
    finally:
        await client.aclose()


def outcome(reply: Reply, seconds: float = 1.0) -> tuple[str, Server, float]:
    """What a call of a server ends with, the server, and how long it took."""

    async def run() -> tuple[str, Server, float]:
        async with serving(reply) as server:
            started = clock.now()
            try:
                words = (await call(f"{server.base}/Condition?patient=1", seconds)).decode()
            except Unreachable as error:
                words = str(error)
            return words, server, clock.now() - started

    return clock.run(run())


def test_an_answer_over_a_real_socket() -> None:
    words, server, _ = outcome(answering(whole(BODY)))
    assert words == BODY.decode()
    assert server.targets == ["/fhir/Condition?patient=1"]
    assert server.heard[0].headers["authorization"] == "Bearer canary-token"


async def silence(_heard: Heard, _writer: asyncio.StreamWriter) -> None:
    await asyncio.sleep(60)


async def drip(_heard: Heard, writer: asyncio.StreamWriter) -> None:
    writer.write(head("200 OK", "Content-Type: application/json", "Content-Length: 1000"))
    while True:
        writer.write(b" ")
        await asyncio.sleep(0.05)


@pytest.mark.parametrize("reply", [silence, drip])
def test_e3_d12_silence_and_slow_drip_end_at_the_deadline(reply: Reply) -> None:
    words, server, seconds = outcome(reply, 0.3)
    assert words == "deadline"
    assert seconds == pytest.approx(0.3, abs=0.01)
    assert server.dropped.is_set()


# What a server may cost a call -------------------------------------------------------------------


async def interim_without_end(_heard: Heard, writer: asyncio.StreamWriter) -> None:
    while not writer.is_closing():
        writer.write(b"HTTP/1.1 102 Processing\r\n\r\n" * 1000)
        await writer.drain()


async def headers_without_end(_heard: Heard, writer: asyncio.StreamWriter) -> None:
    for _ in range(3):
        writer.write(b"HTTP/1.1 103 Early Hints\r\n" + b"Link: <x>\r\n" * 5000 + b"\r\n")
        await writer.drain()
    writer.write(whole(BODY))


@pytest.mark.parametrize("reply", [interim_without_end, headers_without_end])
def test_d12_e27_what_comes_before_an_answer_has_an_end(reply: Reply) -> None:
    words, server, _ = outcome(reply, 60.0)
    assert words == "ReadError"
    assert server.connections == 1


async def some_interim(_heard: Heard, writer: asyncio.StreamWriter) -> None:
    writer.write(b"HTTP/1.1 103 Early Hints\r\n\r\n" * 50 + whole(BODY))
    await writer.drain()


def test_a_few_interim_responses_are_passed_over() -> None:
    assert outcome(some_interim)[0] == BODY.decode()


@pytest.mark.parametrize(("left", "words"), [(3, ["read"] * 3 + ["too much"]), (9, ["read"] * 4)])
def test_d12_e27_a_call_has_so_many_answers(left: int, words: list[str]) -> None:
    assert _four_answers(Allowance(answers_left=left)) == words


def test_d12_e27_a_call_has_so_many_bytes_in_all() -> None:
    outcomes = _four_answers(Allowance(bytes_left=45_000), BODY + b" " * 10_000)  # each twice: on the wire, decoded
    assert outcomes[:2] == ["read"] * 2
    assert set(outcomes[2:]) <= {"too much", "ReadError"}
    assert _four_answers(Allowance(bytes_left=90_000), BODY + b" " * 10_000) == ["read"] * 4


def _four_answers(allowance: Allowance, body: bytes = BODY) -> list[str]:
    """What becomes of four queries of one call."""

    async def run() -> list[str]:
        client, words = FHIRClient(), []
        async with serving(answering(whole(body))) as server:
            for _ in range(4):
                try:
                    await client.get(f"{server.base}/Condition", None, clock.now() + 30, ForCall(allowance=allowance))
                except Unreachable as error:
                    words.append(str(error))
                else:
                    words.append("read")
            await client.aclose()
        return words

    return clock.run(run())


async def cut_off(_heard: Heard, writer: asyncio.StreamWriter) -> None:
    writer.write(whole(BODY)[:-5])
    await writer.drain()
    writer.close()


def test_e8_a_truncated_body_is_a_failure() -> None:
    assert outcome(cut_off)[0] == "RemoteProtocolError"


@pytest.mark.parametrize("data", [b"HTTP/9 what\r\n\r\n", b"\x16\x03\x01", b"220 smtp ready\r\n"])
def test_e8_what_is_not_http_is_a_failure(data: bytes) -> None:
    assert outcome(answering(data))[0] in ("RemoteProtocolError", "deadline")


@pytest.mark.parametrize("coding", ["br", "zstd", "deflate", "gzip, gzip", "compress"])
def test_d12_other_codings_than_gzip_are_refused(coding: str) -> None:
    assert outcome(answering(whole(BODY, f"Content-Encoding: {coding}")))[0] == "content coding"


@pytest.mark.parametrize(("body", "words"), [(gzip.compress(BODY, mtime=0)[:-4], "truncated"), (b"no gzip", "error")])
def test_d12_broken_gzip_is_a_failure(body: bytes, words: str) -> None:
    assert outcome(answering(whole(body, "Content-Encoding: gzip")))[0] == words


def _bomb(mebibytes: int) -> bytes:
    """That many MiB of spaces, gzipped about a thousand to one."""
    packer = zlib.compressobj(9, wbits=31)
    return b"".join(packer.compress(b" " * 1024 * 1024) for _ in range(mebibytes)) + packer.flush()


async def endless(_heard: Heard, writer: asyncio.StreamWriter) -> None:
    writer.write(head("200 OK", "Content-Type: application/json"))
    while True:
        writer.write(b" " * 65_536)
        await writer.drain()


async def bomb(heard: Heard, writer: asyncio.StreamWriter) -> None:
    await answering(whole(_bomb(500), "Content-Encoding: gzip"))(heard, writer)


@pytest.mark.parametrize("reply", [endless, bomb])
def test_d12_an_endless_body_and_a_bomb_are_dropped_at_the_limit(reply: Reply) -> None:
    tracemalloc.start()
    try:
        words, _, _ = outcome(reply, 8.0)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert words == "too large"
    assert peak < 5 * MAX_BYTES


def test_d11_a_redirect_opens_no_other_connection() -> None:
    async def run() -> tuple[str, int]:
        async with serving(answering(whole(BODY))) as other:
            moved = whole(b"", f"Location: {other.base}/Condition", status="302 Found")
            async with serving(answering(moved)) as server:
                with pytest.raises(Unreachable) as error:
                    await call(f"{server.base}/Condition")
                return str(error.value), other.connections

    assert clock.run(run()) == ("status 302", 0)


def test_e4_a_closed_port_is_unreachable_at_once() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with pytest.raises(Unreachable, match=r"^ConnectError$"):
        clock.run(call(f"http://127.0.0.1:{port}/fhir/Condition"))


def test_e4_a_server_without_tls_is_unreachable_by_https() -> None:
    async def run() -> str:
        async with serving(answering(whole(BODY))) as server:
            with pytest.raises(Unreachable) as error:
                await call(server.base.replace("http:", "https:") + "/Condition", 0.5)
            return str(error.value)

    assert clock.run(run()) in ("ConnectError", "deadline")


def test_e20_a_cancelled_call_closes_its_connection() -> None:
    async def run() -> None:
        async with serving(silence) as server:
            task = asyncio.create_task(call(f"{server.base}/Condition", 30.0))
            await until(lambda: bool(server.heard))
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task
            await asyncio.wait_for(server.dropped.wait(), 2)

    clock.run(run())


Lookup = Callable[..., Any]


def answering_lookups(*addresses: str) -> tuple[Lookup, list[str]]:
    """A name service that gives these addresses, one set per look-up, and the names it was asked for."""
    asked: list[str] = []

    async def getaddrinfo(host: str, port: int, **_options: Any) -> list[tuple[Any, ...]]:
        asked.append(host)
        answer = addresses[min(len(asked), len(addresses)) - 1]
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (one, port)) for one in answer.split()]

    return getaddrinfo, asked


@pytest.mark.parametrize(
    "addresses",
    ["127.0.0.1", "93.184.216.34 127.0.0.1", "10.0.0.1", "169.254.169.254", "::ffff:127.0.0.1", "::1", "0.0.0.0"],  # noqa: S104
)
def test_d9_d12_a_public_name_that_leads_to_a_private_address_is_not_connected_to(
    monkeypatch: pytest.MonkeyPatch, addresses: str
) -> None:
    async def run() -> int:
        async with serving(answering(whole(BODY))) as server:
            monkeypatch.setattr(anyio, "getaddrinfo", answering_lookups(addresses)[0])
            with pytest.raises(Unreachable, match=r"^ConnectError$"):
                await call(f"http://ehr.example.org:{server.port}/fhir/Condition")
            return server.connections

    assert clock.run(run()) == 0


@pytest.mark.parametrize("addresses", ["93.184.216.34", "127.0.0.1 10.0.0.1"])
def test_d12_localhost_has_to_be_this_machine(monkeypatch: pytest.MonkeyPatch, addresses: str) -> None:
    monkeypatch.setattr(anyio, "getaddrinfo", answering_lookups(addresses)[0])
    with pytest.raises(Unreachable, match=r"^ConnectError$"):
        clock.run(call("http://localhost:9/fhir/Condition"))


def test_d12_a_name_is_looked_up_once_and_the_checked_address_is_connected_to(monkeypatch: pytest.MonkeyPatch) -> None:
    async def run() -> tuple[list[str], str]:
        async with serving(answering(whole(BODY))) as server:
            lookup, asked = answering_lookups("127.0.0.1", "10.0.0.1")
            monkeypatch.setattr(anyio, "getaddrinfo", lookup)
            await call(f"http://localhost:{server.port}/fhir/Condition")
            return asked, server.heard[0].headers["host"].partition(":")[0]

    assert clock.run(run()) == (["localhost"], "localhost")


def test_a_second_address_is_tried_when_the_first_does_not_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    async def run() -> bytes:
        async with serving(answering(whole(BODY))) as server:
            monkeypatch.setattr(anyio, "getaddrinfo", answering_lookups("127.0.0.9 127.0.0.1")[0])
            return await call(f"http://localhost:{server.port}/fhir/Condition")

    assert clock.run(run()) == BODY


def test_e4_a_name_nobody_knows_is_unreachable(monkeypatch: pytest.MonkeyPatch) -> None:
    async def unknown(*_args: Any, **_options: Any) -> Any:
        raise socket.gaierror(-2, "canary")

    monkeypatch.setattr(anyio, "getaddrinfo", unknown)
    with pytest.raises(Unreachable, match=r"^ConnectError$"):
        clock.run(call("https://ehr.example.org/fhir/Condition"))
