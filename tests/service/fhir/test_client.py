"""Authorised GETs: what every kind of answer becomes (E-3 to E-8, D-10 to D-12, D-31)."""

import asyncio
import gzip
import json
import logging
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import httpx
import pytest
import respx

from service.outbound.client import (
    MAX_BYTES,
    PAUSE,
    Busy,
    FHIRCallError,
    FHIRClient,
    NotFound,
    NotOffered,
    Refused,
    Unreachable,
    Unusable,
)
from tests.service import clock

URL = "https://ehr.example.org/fhir/Condition"
TOKEN = "canary-token"  # noqa: S105
BUNDLE = b'{"resourceType":"Bundle","type":"searchset","total":0}'
FHIR = {"Content-Type": "application/fhir+json;charset=utf-8"}


def get(url: str = URL, token: str | None = TOKEN, seconds: float = 2.0) -> bytes:
    async def call() -> bytes:
        client = FHIRClient()
        try:
            return await client.get(url, token, clock.now() + seconds)
        finally:
            await client.aclose()

    return clock.run(call())


def seconds_of(*answers: httpx.Response) -> float:
    """How long a call takes that is answered like this, whatever it ends with."""

    async def call() -> float:
        client = FHIRClient()
        with suppress(FHIRCallError):
            await client.get(URL, TOKEN, clock.now() + 2.0)
        await client.aclose()
        return clock.now()

    with respx.mock:
        respx.get(URL).mock(side_effect=answers)
        return clock.run(call())


def busy(after: str) -> httpx.Response:
    """An answer that asks to come again."""
    return httpx.Response(503, headers={"Retry-After": after})


def outcome(code: str) -> bytes:
    issue = {"severity": "error", "code": code}
    return json.dumps({"resourceType": "OperationOutcome", "issue": [issue]}).encode()


def error_of(status: int = 200, content: bytes = BUNDLE, headers: dict[str, str] = FHIR) -> tuple[type, str, int]:
    """The error one answer becomes, its words, and how many calls were made."""
    with respx.mock:
        route = respx.get(URL).respond(status, content=content, headers=headers)
        with pytest.raises(FHIRCallError) as error:
            get()
        return type(error.value), str(error.value), route.call_count


@respx.mock
def test_a46_a_call_carries_the_token_and_asks_for_fhir() -> None:
    route = respx.get(URL).respond(content=BUNDLE, headers=FHIR)
    assert get() == BUNDLE
    sent = route.calls.last.request
    assert sent.headers["authorization"] == "Bearer canary-token"
    assert sent.headers["accept"] == "application/fhir+json"
    assert "cookie" not in sent.headers


@respx.mock
def test_a_server_that_needs_no_token_gets_none() -> None:
    route = respx.get(URL).respond(content=BUNDLE, headers=FHIR)
    get(token=None)
    assert "authorization" not in route.calls.last.request.headers


@pytest.mark.parametrize("kind", ["application/json", "application/fhir+json", "text/json", "Application/JSON; x=y"])
@respx.mock
def test_json_in_any_spelling_is_read(kind: str) -> None:
    respx.get(URL).respond(content=BUNDLE, headers={"Content-Type": kind})
    assert get() == BUNDLE


@pytest.mark.parametrize(
    ("status", "error"),
    [
        (401, Refused),
        (403, Refused),
        (404, NotFound),
        (405, NotOffered),
        (501, NotOffered),
        (400, Unusable),
        (410, Unusable),
        (422, Unusable),
        (500, Unreachable),
        (502, Unreachable),
        (504, Unreachable),
        (201, Unusable),
        (204, Unusable),
        (206, Unusable),
    ],
)
def test_e5_e6_e8_a_status_is_judged_and_not_tried_again(status: int, error: type) -> None:
    assert error_of(status) == (error, f"status {status}", 1)


@pytest.mark.parametrize("status", [200, 400, 422])
def test_an_outcome_not_supported_is_not_offered_whatever_its_status(status: int) -> None:
    assert error_of(status, outcome("not-supported")) == (NotOffered, "not-supported", 1)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "not FHIR"),
        (b"null", "not FHIR"),
        (b"[]", "not FHIR"),
        (b"{}", "not FHIR"),
        (b'{"resourceType":1}', "not FHIR"),
        (BUNDLE[:-1], "not FHIR"),
        (b"\xff\xfe", "not FHIR"),
        (b'{"resourceType":"Bundle","x":' + b"[" * 100_000, "not FHIR"),
    ],
)
def test_e8_a_body_that_is_not_a_fhir_resource_is_a_failure(content: bytes, words: str) -> None:
    assert error_of(content=content) == (Unusable, words, 1)


@pytest.mark.parametrize("kind", ["text/html", "application/xml", "application/fhir+xml", ""])
def test_d31_html_with_status_200_is_a_failure(kind: str) -> None:
    assert error_of(content=b"<html>login</html>", headers={"Content-Type": kind}) == (Unusable, "not JSON", 1)


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
@respx.mock
def test_d11_a_redirect_is_not_followed(status: int) -> None:
    other = respx.get("https://evil.example.org/").respond(content=BUNDLE, headers=FHIR)
    respx.get(URL).respond(status, headers={"Location": "https://evil.example.org/"})
    with pytest.raises(Unreachable, match=f"^status {status}$"):
        get()
    assert other.call_count == 0


@pytest.mark.parametrize("status", [429, 503])
@respx.mock
def test_e7_busy_is_tried_once_more(status: int) -> None:
    first = httpx.Response(status, headers={"Retry-After": "0"})
    route = respx.get(URL).mock(side_effect=[first, httpx.Response(200, content=BUNDLE, headers=FHIR)])
    assert get() == BUNDLE
    assert route.call_count == 2
    assert route.calls.last.request.headers["authorization"] == "Bearer canary-token"


@pytest.mark.parametrize("status", [429, 503])
def test_e7_busy_twice_is_the_end(status: int) -> None:
    assert error_of(status) == (Busy, "busy", 2)


@pytest.mark.parametrize("after", ["3", "3600", "999999999", "in an hour"])
def test_e7_a_pause_that_ends_after_the_deadline_is_not_waited_for(after: str) -> None:
    if after == "in an hour":
        after = format_datetime(datetime.now(UTC) + timedelta(hours=1))
    assert error_of(503, headers={"Retry-After": after}) == (Busy, "busy", 1)
    assert seconds_of(busy(after)) == 0


@pytest.mark.parametrize("after", ["", "soon", "-1", "1.5", "9" * 5000, "Fri, 21 Nov 2025 10:00:00 GMT"])
def test_e7_without_a_usable_pause_the_second_try_comes_soon(after: str) -> None:
    assert error_of(429, headers={"Retry-After": after}) == (Busy, "busy", 2)
    assert seconds_of(busy(after), busy(after)) <= PAUSE


def test_e7_the_named_pause_is_kept() -> None:
    assert seconds_of(busy("1"), httpx.Response(200, content=BUNDLE, headers=FHIR)) == pytest.approx(1, abs=0.001)


@pytest.mark.parametrize(
    "failure",
    [
        httpx.ConnectError("refused"),
        httpx.ConnectTimeout("x"),
        httpx.ReadTimeout("x"),
        httpx.ReadError("x"),
        httpx.RemoteProtocolError("x"),
        httpx.DecodingError("x"),
    ],
)
@respx.mock
def test_e4_a_failed_connection_is_unreachable_and_not_tried_again(failure: Exception) -> None:
    route = respx.get(URL).mock(side_effect=failure)
    with pytest.raises(Unreachable, match=f"^{type(failure).__name__}$"):
        get()
    assert route.call_count == 1


@respx.mock
def test_no_cookie_is_kept() -> None:
    route = respx.get(URL).respond(content=BUNDLE, headers={**FHIR, "Set-Cookie": "session=1; Path=/"})

    async def twice() -> None:
        client = FHIRClient()
        until = asyncio.get_running_loop().time() + 2
        await client.get(URL, TOKEN, until)
        await client.get(URL, TOKEN, until)
        await client.aclose()

    asyncio.run(twice())
    assert "cookie" not in route.calls.last.request.headers


@respx.mock
def test_proxies_of_the_environment_are_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://proxy.example.org:3128")
    respx.get(URL).respond(content=BUNDLE, headers=FHIR)
    assert get() == BUNDLE


@respx.mock
def test_d12_gzip_is_read() -> None:
    respx.get(URL).respond(content=gzip.compress(BUNDLE), headers={**FHIR, "Content-Encoding": "gzip"})
    assert get() == BUNDLE


def _padded(size: int) -> bytes:
    body = b'{"resourceType":"Bundle","x":"' + b"a" * size
    return body[: size - 2] + b'"}'


@pytest.mark.parametrize("zipped", [False, True])
def test_d12_the_size_limit_holds_after_decompression(zipped: bool) -> None:
    headers = {**FHIR, **({"Content-Encoding": "gzip"} if zipped else {})}
    pack = gzip.compress if zipped else bytes
    with respx.mock:
        respx.get(URL).respond(content=pack(_padded(MAX_BYTES)), headers=headers)
        assert len(get()) == MAX_BYTES
    assert error_of(content=pack(_padded(MAX_BYTES + 1)), headers=headers) == (Unusable, "too large", 1)


def test_d25_d26_the_libraries_do_not_log_addresses(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO), respx.mock:
        respx.get(URL).respond(503)
        with pytest.raises(Busy):
            get()
    assert not [r for r in caplog.records if r.name.startswith(("httpx", "httpcore"))]
    assert "canary" not in caplog.text


def test_nothing_is_opened_before_the_first_call() -> None:
    assert "_http" not in vars(FHIRClient())
