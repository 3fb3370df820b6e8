"""Each token once, on every worker and after a restart (A-112, D-7, E-14)."""

import asyncio
import socket
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from redis import Redis

from service.protocol.errors import Unavailable
from service.trust.gate import replay_memory
from service.trust.replay import InProcess
from service.trust.replay_shared import SharedReplay
from service.trust.token import Proven
from tests.service.fake import CALL, PATIENT_VIEW, issue
from tests.service.servers import valkey_server
from tests.service.trust.kit import bearer, guarded, token

NOW = 1_800_000_000.0


def proven(jti: str, *, issued: float = NOW, until: float = NOW + 360) -> Proven:
    return Proven(jti, issued, until)


def test_d7_a_token_is_new_once() -> None:
    memory = InProcess(clock=lambda: NOW)
    uses = [("a", "1"), ("a", "1"), ("a", "2"), ("b", "1"), ("a1", ""), ("a", "1")]
    assert [asyncio.run(memory.first_use(who, proven(jti))) for who, jti in uses] == [
        True,
        False,
        True,
        True,
        True,
        False,
    ]


def test_a_token_is_remembered_until_no_clock_takes_it_any_more() -> None:
    times = iter([NOW, NOW, NOW + 360, NOW + 361])
    memory = InProcess(clock=lambda: next(times))
    assert [asyncio.run(memory.first_use("a", proven("1"))) for _ in range(3)] == [True, False, False]
    assert not memory._used  # forgotten, and refused as expired


def test_d7_a_clock_that_is_put_back_makes_no_used_token_new() -> None:
    times = iter([NOW, NOW, NOW, NOW + 400, NOW + 400, NOW - 5, NOW - 5])
    memory = InProcess(clock=lambda: next(times))
    used, other = proven("1"), proven("2", until=NOW + 900)
    assert [asyncio.run(memory.first_use("a", token)) for token in (used, used, other, used)] == [
        True,
        False,
        True,
        False,
    ]


def test_the_memory_is_bounded_and_fails_closed() -> None:
    memory = InProcess(capacity=2, clock=lambda: NOW)
    assert [asyncio.run(memory.first_use("a", proven(jti))) for jti in "12"] == [True, True]
    with pytest.raises(Unavailable):
        asyncio.run(memory.first_use("a", proven("3")))
    assert not asyncio.run(memory.first_use("a", proven("1")))


@pytest.mark.parametrize(("issued", "is_new"), [(NOW - 1, False), (NOW, True)])
def test_e14_what_was_issued_before_this_process_began_counts_as_used(issued: float, *, is_new: bool) -> None:
    memory = InProcess(clock=lambda: NOW + 0.9)
    assert asyncio.run(memory.first_use("a", proven("1", issued=issued))) is is_new


@pytest.fixture(scope="module")
def valkey() -> Iterator[str]:
    with valkey_server() as url:
        yield url


def with_memories(valkey: str, story: Callable[[SharedReplay, SharedReplay], Awaitable[None]]) -> None:
    async def play() -> None:
        one, two = SharedReplay(valkey, clock=lambda: NOW), SharedReplay(valkey, clock=lambda: NOW)
        try:
            await story(one, two)
        finally:
            await one.aclose()
            await two.aclose()

    asyncio.run(play())


def test_d7_workers_share_their_memory_and_it_survives_them(valkey: str) -> None:
    jti = str(uuid4())

    async def story(one: SharedReplay, two: SharedReplay) -> None:
        assert [await memory.first_use("a", proven(jti)) for memory in (one, two, one)] == [True, False, False]

    with_memories(valkey, story)

    async def after_a_restart(one: SharedReplay, _two: SharedReplay) -> None:
        assert not await one.first_use("a", proven(jti))

    with_memories(valkey, after_a_restart)


def test_only_one_of_many_at_once_is_the_first(valkey: str) -> None:
    jti = str(uuid4())

    async def story(one: SharedReplay, two: SharedReplay) -> None:
        answers = await asyncio.gather(*(memory.first_use("a", proven(jti)) for memory in (one, two) * 20))
        assert sum(answers) == 1

    with_memories(valkey, story)


class Late(SharedReplay):
    """Its first answer is lost, as when the memory is slow: the library sends the command again."""

    async def _keep(self, name: str, mine: bytes, seconds: int) -> bool:
        await self._redis.set(name, mine, nx=True, ex=seconds)
        return await super()._keep(name, mine, seconds)


def test_d7_a_slow_memory_turns_no_first_use_into_a_second(valkey: str) -> None:
    async def story(_one: SharedReplay, two: SharedReplay) -> None:
        late, token = Late(valkey, clock=lambda: NOW), proven(str(uuid4()))
        assert await late.first_use("a", token)
        assert not await late.first_use("a", token)
        assert not await two.first_use("a", token)
        await late.aclose()

    with_memories(valkey, story)


def test_the_shared_memory_holds_a_hash_and_forgets_it_when_the_token_has_expired(valkey: str) -> None:
    jti, redis = f"canary-{uuid4()}", Redis.from_url(valkey.replace("valkey:", "redis:"))
    before = set(redis.keys("nme-cds:jti:*"))

    async def story(one: SharedReplay, _two: SharedReplay) -> None:
        await one.first_use("a", proven(jti))

    with_memories(valkey, story)
    (name,) = set(redis.keys("nme-cds:jti:*")) - before
    assert b"canary" not in name
    assert 350 < redis.ttl(name) <= 360
    redis.close()


@pytest.mark.parametrize("url", ["redis://127.0.0.1:9/0", "valkey://127.0.0.1:9/0"])
def test_without_its_memory_the_service_lets_nobody_in_and_says_when_to_come_back(tmp_path: Path, url: str) -> None:
    response = guarded(tmp_path, replay_url=url).post(PATIENT_VIEW, json=CALL, headers=bearer(token()))
    assert (response.status_code, response.headers["retry-after"], issue(response)["code"]) == (503, "5", "transient")


def test_a_memory_that_does_not_answer_is_given_up_after_a_second() -> None:
    async def play(port: int) -> None:
        memory = SharedReplay(f"redis://127.0.0.1:{port}/0")
        async with asyncio.timeout(5):
            with pytest.raises(Unavailable):
                await memory.first_use("a", proven("1"))
        await memory.aclose()

    with socket.create_server(("127.0.0.1", 0)) as silent:  # takes connections and says nothing
        asyncio.run(play(silent.getsockname()[1]))


def test_the_memory_is_the_processs_own_without_an_address() -> None:
    assert isinstance(replay_memory(None), InProcess)
    assert isinstance(replay_memory("redis://127.0.0.1:6379/9"), SharedReplay)
