"""Freed memory goes back to the system once it is much."""

import asyncio

import pytest

from service.http import memory
from service.http.bodies import Bodies, Body
from service.http.memory import MOST, Spare, resident, small


def held() -> list[bytes]:
    """Much memory in small pieces, which the C library takes from its own store."""
    return [bytes(60_000) for _ in range(4 * MOST // 60_000)]


def test_what_was_let_go_of_is_given_back_once_it_is_much() -> None:
    spare, before = Spare(), resident()
    assert not spare.give_back()
    pieces = held()
    kept = pieces[::50]  # what is let go of lies between what is kept, and cannot be cut off at the end
    del pieces
    full = resident()
    if full - before > MOST:  # else the C library gave it back by itself
        assert spare.give_back()
        assert resident() - before < (full - before) / 2
        assert not spare.give_back()
    assert len(kept) > 1


def test_it_is_looked_at_again_and_again_while_no_call_is_under_way(monkeypatch: pytest.MonkeyPatch) -> None:
    looks, bodies = list[int](), Bodies()
    monkeypatch.setattr(memory, "EVERY", 0.001)
    monkeypatch.setattr(Spare, "give_back", lambda _: looks.append(bodies.held))

    async def serve() -> None:
        async with small(bodies):
            for size in (0, 7, 0):
                with Body(bodies, "a client", bodies.most) as body:
                    body.grow(size)
                    await asyncio.sleep(0.1)

    asyncio.run(serve())
    assert len(looks) > 1
    assert set(looks) == {0}
