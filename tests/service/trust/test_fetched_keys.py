"""Fetching key sets: how often, from where, and what happens when their host does not answer (E-9, D-4, D-11)."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import httpx
import msgspec
import pytest
import respx

from service.outbound.network_policy import NetworkPolicy
from service.trust import fetched_keys
from service.trust.fetched_keys import FRESH, MAX_BYTES, PAUSE, STALE, FetchedKeys
from service.trust.keys import TrustedKey
from service.trust.profile import ClientProfile
from tests.service.trust.kit import ISSUER, KID, ec_key, listening, public

ADDRESS = "https://ehr.example.org/jwks"
PROFILE = ClientProfile(name="General Hospital", issuer=ISSUER, jku=ADDRESS)


def published(*kids: str) -> httpx.Response:
    return httpx.Response(200, json={"keys": [public(ec_key(kid), kid) for kid in kids]})


class Clock:
    """A clock that stands until it is moved."""

    def __init__(self) -> None:
        self.now = 1_000_000.0

    def __call__(self) -> float:
        return self.now


Story = Callable[[FetchedKeys, Clock, respx.Route], Awaitable[None]]


def played(story: Story) -> respx.Route:
    """The key host of a story, which begins with one published key."""

    async def play() -> respx.Route:
        async with respx.mock(assert_all_called=False) as router:
            clock = Clock()
            route = router.get(ADDRESS).mock(return_value=published(KID))
            await story(FetchedKeys(PROFILE, ADDRESS, clock), clock, route)
            return route

    return asyncio.run(play())


async def found(keys: FetchedKeys, kid: str = KID) -> TrustedKey | None:
    return await keys.find(kid, "ES384")


def test_a_key_set_is_fetched_once_for_all_who_wait() -> None:
    async def story(keys: FetchedKeys, _clock: Clock, _host: respx.Route) -> None:
        assert all(await asyncio.gather(*(found(keys) for _ in range(50))))

    assert played(story).call_count == 1


@pytest.mark.parametrize(("age", "fetches"), [(FRESH - 1, 1), (FRESH, 2)])
def test_a_key_set_is_asked_for_again_after_ten_minutes_without_anyone_waiting(age: float, fetches: int) -> None:
    async def story(keys: FetchedKeys, clock: Clock, host: respx.Route) -> None:
        await found(keys)
        clock.now += age
        host.mock(return_value=published("new"))
        assert await found(keys)
        await asyncio.sleep(0.05)
        assert (await found(keys) is None) == (fetches == 2)

    assert played(story).call_count == fetches


@pytest.mark.conformance("A-108")
def test_e9_a_thousand_unknown_keys_cause_one_fetch_in_30_seconds() -> None:
    async def story(keys: FetchedKeys, clock: Clock, host: respx.Route) -> None:
        await found(keys)
        clock.now += PAUSE
        assert not any([await found(keys, f"unknown-{n}") for n in range(1000)])
        assert host.call_count == 2
        clock.now += PAUSE - 1
        await found(keys, "unknown")
        assert host.call_count == 2
        clock.now += 1
        await found(keys, "unknown")

    assert played(story).call_count == 3


@pytest.mark.conformance("A-108")
def test_a108_a_rotated_key_is_found_on_the_first_call_after_the_pause() -> None:
    async def story(keys: FetchedKeys, clock: Clock, host: respx.Route) -> None:
        await found(keys)
        host.mock(return_value=published(KID, "new"))
        clock.now += PAUSE
        assert await found(keys, "new")
        assert await found(keys)

    played(story)


@pytest.mark.parametrize("failure", [httpx.ConnectError("x"), httpx.Response(500), httpx.Response(200, json={})])
def test_e9_known_keys_serve_on_for_a_day_when_the_host_does_not_answer(failure: Any) -> None:
    async def story(keys: FetchedKeys, clock: Clock, host: respx.Route) -> None:
        await found(keys)
        host.mock(side_effect=failure) if isinstance(failure, Exception) else host.mock(return_value=failure)
        clock.now += STALE - 1
        assert await found(keys)
        clock.now += 1
        assert await found(keys) is None

    played(story)


@pytest.mark.parametrize(
    "answer",
    [
        httpx.Response(302, headers={"Location": "http://127.0.0.1:9/jwks"}),
        httpx.Response(200, content=b"x" * (MAX_BYTES + 1)),
        httpx.Response(200, content=b"\x1f\x8b", headers={"Content-Encoding": "gzip"}),
        httpx.Response(200, text="<html>"),
        httpx.Response(200, json={"keys": [{"kty": "oct", "kid": KID}]}),
        httpx.Response(404),
    ],
)
def test_d11_d12_what_is_no_key_set_brings_no_key(answer: httpx.Response, caplog: pytest.LogCaptureFixture) -> None:
    async def story(keys: FetchedKeys, _clock: Clock, host: respx.Route) -> None:
        host.mock(return_value=answer)
        with listening(caplog):
            assert await found(keys) is None

    assert played(story).call_count == 1
    assert [vars(record)["fields"]["client"] for record in caplog.records] == ["General Hospital"]


def test_a_host_that_drips_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    async def slow(_address: str, _policy: NetworkPolicy, _seconds: float, _most: int) -> bytes:
        await asyncio.sleep(10)
        return b""

    monkeypatch.setattr(fetched_keys, "SECONDS", 0.01)
    monkeypatch.setattr("service.outbound.download._body", slow)

    async def story(keys: FetchedKeys, _clock: Clock, _host: respx.Route) -> None:
        assert await found(keys) is None

    played(story)


def test_a_caller_who_leaves_does_not_end_the_fetch_for_the_others() -> None:
    async def story(keys: FetchedKeys, _clock: Clock, _host: respx.Route) -> None:
        first, second = asyncio.create_task(found(keys)), asyncio.create_task(found(keys))
        await asyncio.sleep(0)
        first.cancel()
        assert await second

    assert played(story).call_count == 1


def test_d5_a_published_key_is_passed_over_when_it_is_fetched(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("service.trust.keys.PUBLISHED", {ec_key(KID).thumbprint(): "somewhere"})

    async def story(keys: FetchedKeys, clock: Clock, _host: respx.Route) -> None:
        assert await found(keys) is None
        assert await found(FetchedKeys(msgspec.structs.replace(PROFILE, test=True), ADDRESS, clock))

    played(story)
