"""Replicas that go and come under load (E-12, E-14)."""

import time

import httpx
import pytest

from tests.stack import ledger
from tests.stack.hospital import IN_SCOPE, SERVICE, STRICT
from tests.stack.load import LOST, Load
from tests.stack.process import until
from tests.stack.stack import Stack

SETTLED = 1.0  # seconds of load before something is broken
MORE = 20  # calls, and then it goes on
BURST = 100  # calls at once, so that some are under way
DYING = 0.5  # seconds between the death of a process and the proxy hearing of it


def _replaced(stack: Stack, rounds: int) -> Load:
    """What became of the load while every replica was replaced, one after the other."""
    with Load(stack.base) as load:
        for replica in stack.replicas * rounds:
            _go_on(load)
            replica.part.stop()
            _go_on(load)  # without it
            replica.part.start()
        _go_on(load)
    return load


def _go_on(load: Load) -> None:
    """Until some more calls were answered, however long this machine needs."""
    enough = len(load.answers) + MORE
    until(lambda: len(load.answers) > enough, "calls go on")


def test_e12_replacing_every_replica_under_load_costs_no_call(stack: Stack) -> None:
    assert _replaced(stack, rounds=1).bad == []


@pytest.mark.soak
def test_e12_replacing_them_again_and_again_costs_no_call(stack: Stack) -> None:
    assert _replaced(stack, rounds=6).bad == []


def test_e14_a_killed_replica_costs_only_what_was_under_way_there(stack: Stack) -> None:
    replica = stack.replicas[1]
    old_cards, discovery = STRICT.cards(stack.base), STRICT.get(replica.base).content
    used = STRICT.headers(SERVICE)
    assert httpx.post(replica.base + SERVICE, content=IN_SCOPE, headers=used).status_code == 200
    with Load(stack.base) as load:
        time.sleep(SETTLED)
        before = len(load.answers)
        load.burst(BURST)
        until(lambda: len(load.answers) > before + BURST / 4, "in the middle of it")
        killed = time.monotonic()
        replica.part.kill()
        dead = time.monotonic() + DYING
        time.sleep(SETTLED)
        seconds = replica.part.start()
        time.sleep(SETTLED)
    under_way = [answer for answer in load.answers if answer.began < dead and answer.ended > killed]
    assert [answer for answer in load.bad if answer not in under_way] == []
    assert len(load.bad) < len(under_way)  # two replicas went on
    # never a second try, for a token counts once; lost is an answer whose head had left when the replica died
    assert {answer.status for answer in load.bad} <= {502, LOST}
    assert seconds < 30
    assert STRICT.get(replica.base).content == discovery
    assert httpx.post(replica.base + SERVICE, content=IN_SCOPE, headers=used).status_code == 401
    assert STRICT.feedback(replica.base, *old_cards).status_code == 200
    until(lambda: ledger.rows(stack.ledger_url, "feedback", old_cards) == len(old_cards), "kept")
