"""One client's flood does not slow another: calls at once, seconds a call, calls a minute (D-24)."""

import asyncio
from collections import Counter
from pathlib import Path
from typing import Any

import httpx
import pytest

from service.http.app import CDSHooksApp
from service.protocol.request import HookRequest
from service.protocol.response import NO_CARDS
from service.trust.rate import RateLimits
from tests.service.fake import CALL, PATIENT_VIEW, Client, Fake, issue
from tests.service.trust.kit import bearer, claims, ec_key, guarded, inline, profile, public, token

OTHER = "https://other.example"


class Clock:
    """A clock that stands until it is moved."""

    now = 1000.0

    def __call__(self) -> float:
        return self.now


def taken(limits: RateLimits, per_minute: int) -> float:
    """Seconds until client a may call; 0: it called."""
    if wait := limits.wait("a", per_minute):
        return wait
    limits.spend("a", per_minute)
    return 0


def test_a_minutes_calls_may_come_at_once_and_no_more() -> None:
    limits = RateLimits(Clock())
    assert [taken(limits, 3) for _ in range(3)] == [0, 0, 0]
    assert taken(limits, 3) == pytest.approx(20)


def test_one_call_comes_back_after_its_share_of_a_minute() -> None:
    clock = Clock()
    limits = RateLimits(clock)
    assert sum(taken(limits, 60) == 0 for _ in range(100)) == 60
    clock.now += 0.99
    assert taken(limits, 60) == pytest.approx(0.01)
    clock.now += 0.01
    assert taken(limits, 60) == 0
    assert taken(limits, 60) == pytest.approx(1)


def test_a_refused_call_does_not_count() -> None:
    clock = Clock()
    limits = RateLimits(clock)
    for _ in range(1000):
        taken(limits, 1)
    clock.now += 60
    assert taken(limits, 1) == 0


def test_a_long_pause_saves_up_no_more_than_a_minutes_calls() -> None:
    clock = Clock()
    limits = RateLimits(clock)
    taken(limits, 3)
    clock.now += 86_400
    assert sum(taken(limits, 3) == 0 for _ in range(10)) == 3


def two_clients(folder: Path, answer: Fake | None = None, **settings: Any) -> Client:
    first = profile(rate_per_minute=10)
    second = profile(inline(public(ec_key("other"))), name="Other", issuer=OTHER, rate_per_minute=10)
    return guarded(folder, first, second, answer=answer, **settings)


def test_d24_ten_times_the_rate_is_refused_to_that_client_and_the_other_is_served(tmp_path: Path) -> None:
    http = two_clients(tmp_path)
    assert isinstance(http.app, CDSHooksApp)
    assert http.app.gate
    http.app.gate._rates = RateLimits(Clock())
    flood = [http.post(PATIENT_VIEW, json=CALL, headers=bearer(token())) for _ in range(100)]
    assert Counter(answer.status_code for answer in flood) == {200: 10, 429: 90}
    refusal = flood[-1]
    assert (refusal.headers["retry-after"], issue(refusal)["code"]) == ("6", "throttled")
    others = [
        http.post(PATIENT_VIEW, json=CALL, headers=bearer(token(claims(iss=OTHER), ec_key("other")))) for _ in range(10)
    ]
    assert {answer.status_code for answer in others} == {200}


def test_a_refused_token_may_come_again_after_the_pause(tmp_path: Path) -> None:
    http = guarded(tmp_path, profile(rate_per_minute=1))
    http.post(PATIENT_VIEW, json=CALL, headers=bearer(token()))
    again = token()
    assert http.post(PATIENT_VIEW, json=CALL, headers=bearer(again)).status_code == 429
    assert isinstance(http.app, CDSHooksApp)
    assert http.app.gate
    http.app.gate._rates = RateLimits()
    assert http.post(PATIENT_VIEW, json=CALL, headers=bearer(again)).status_code == 200


def test_in_open_mode_there_is_no_rate() -> None:
    http = Client()
    assert {http.post(PATIENT_VIEW, json=CALL).status_code for _ in range(700)} == {200}


async def at_once(http: Client, headers: list[dict[str, str]], answer: "Held") -> list[httpx.Response]:
    """All these calls together; the content answers when as many as it waits for have come."""
    transport = httpx.ASGITransport(http.app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://testserver") as client:
        calls = [asyncio.create_task(client.post(PATIENT_VIEW, json=CALL, headers=h)) for h in headers]
        await answer.full.wait()
        await asyncio.sleep(0.05)  # for the others to be refused, or to be let in wrongly
        answer.go.set()
        return await asyncio.gather(*calls)


class Held(Fake):
    """A content that answers when it is told to, and says when ``until`` calls wait for it."""

    def __init__(self, until: int) -> None:
        super().__init__(self._when_told)
        self.until, self.inside = until, 0
        self.go, self.full = asyncio.Event(), asyncio.Event()

    async def _when_told(self, _service_id: str, _request: HookRequest) -> bytes:
        self.inside += 1
        if self.inside == self.until:
            self.full.set()
        await self.go.wait()
        return NO_CARDS


def test_e2_more_calls_at_once_than_the_limit_are_told_to_come_back() -> None:
    answer = Held(3)
    http = Client(answer, concurrency=3)
    responses = asyncio.run(at_once(http, [{}] * 5, answer))
    assert Counter(response.status_code for response in responses) == {200: 3, 503: 2}
    refusal = next(response for response in responses if response.status_code == 503)
    assert (refusal.headers["retry-after"], issue(refusal)["code"]) == ("1", "transient")
    assert Counter(r.status_code for r in asyncio.run(at_once(http, [{}] * 3, answer))) == {200: 3}


def test_d24_one_client_takes_no_more_than_half_of_the_places(tmp_path: Path) -> None:
    answer = Held(4)
    http = two_clients(tmp_path, answer, concurrency=4)
    flood = [bearer(token()) for _ in range(8)]
    other = [bearer(token(claims(iss=OTHER), ec_key("other"))) for _ in range(2)]
    responses = asyncio.run(at_once(http, flood + other, answer))
    assert Counter(response.status_code for response in responses[:8]) == {200: 2, 503: 6}
    assert [response.status_code for response in responses[8:]] == [200, 200]


def test_health_is_told_when_every_place_is_taken() -> None:
    answer = Held(1)
    http = Client(answer, concurrency=1)

    async def play() -> int:
        transport = httpx.ASGITransport(http.app)
        async with httpx.AsyncClient(transport=transport, base_url="http://testserver") as client:
            call = asyncio.create_task(client.post(PATIENT_VIEW, json=CALL))
            await answer.full.wait()
            health = await client.get("/healthz")
            answer.go.set()
            await call
            return health.status_code

    assert asyncio.run(play()) == 200


def test_a_call_that_takes_too_long_is_given_up_and_its_place_is_free_again() -> None:
    stopped = []

    async def slow(_service_id: str, _request: HookRequest) -> bytes:
        try:
            await asyncio.sleep(30)
        except asyncio.CancelledError:
            stopped.append(True)
            raise
        return NO_CARDS

    http = Client(Fake(slow), request_seconds=0.05, concurrency=1)
    responses = [http.post(PATIENT_VIEW, json=CALL) for _ in range(2)]
    assert [(r.status_code, r.headers["retry-after"]) for r in responses] == [(503, "1")] * 2
    assert [issue(r)["diagnostics"] for r in responses] == ["The call took too long."] * 2
    assert stopped == [True, True]


def test_a_timeout_of_the_content_is_not_the_limits() -> None:
    async def failing(_service_id: str, _request: HookRequest) -> bytes:
        raise TimeoutError

    assert Client(Fake(failing)).post(PATIENT_VIEW, json=CALL).status_code == 500
