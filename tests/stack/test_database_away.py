"""PostgreSQL stopped, locked, slow: cards go on, feedback is refused in time, and nothing that was given is lost."""

import time
from collections.abc import Iterator

import httpx
import pytest

from service.ledger.store import PATIENCE
from tests.stack import ledger
from tests.stack.hospital import STRICT
from tests.stack.load import Load
from tests.stack.process import until
from tests.stack.stack import Stack

READY = 200


def _refused(stack: Stack, cards: list[str]) -> bool:
    """503 with a time to come again, and no 2xx, however long the database would take."""
    answer = STRICT.feedback(stack.base, *cards)
    return (answer.status_code, answer.headers["retry-after"]) == (503, "30")


def _readiness(stack: Stack) -> set[int]:
    return {httpx.get(f"{base}/readyz").status_code for base in (stack.base, *(each.base for each in stack.replicas))}


def _kept(stack: Stack, table: str, cards: list[str]) -> int:
    return ledger.rows(stack.ledger_url, table, cards)


@pytest.fixture
def settled(stack: Stack) -> Iterator[Stack]:
    """The stack once everything that was given before is written."""
    yield stack
    cards = STRICT.cards(stack.base)
    until(lambda: _kept(stack, "issuance", cards) == len(cards), "writing again")


def test_e15_without_the_database_cards_are_given_and_kept_once_it_is_back(settled: Stack) -> None:
    stack = settled
    with stack.database.away():
        cards = [card for _ in range(6) for card in STRICT.cards(stack.base)]
        assert cards
        assert _refused(stack, cards)
        assert _readiness(stack) == {READY}
    until(lambda: STRICT.feedback(stack.base, *cards).status_code == READY, "taking feedback again")
    until(lambda: _kept(stack, "issuance", cards) == len(cards), "written")
    until(lambda: _kept(stack, "feedback", cards) == len(cards), "with its cards")
    assert _kept(stack, "unmatched_feedback", cards) == 0


def test_e15_a_replica_starts_without_the_database(settled: Stack) -> None:
    stack, part = settled, settled.replicas[2].part
    with stack.database.away():
        part.stop()
        part.start()
        cards = STRICT.cards(stack.replicas[2].base)
        assert cards
    until(lambda: _kept(stack, "issuance", cards) == len(cards), "written")


def _locked_for(stack: Stack, seconds: float) -> Load:
    """What became of the load while somebody else held every table."""
    cards = STRICT.cards(stack.base)
    until(lambda: _kept(stack, "issuance", cards) == len(cards), "written")
    with ledger.locked(stack.ledger_url):
        began = time.monotonic()
        with Load(stack.base) as load:
            while time.monotonic() - began < seconds:
                assert _refused(stack, cards)
                assert _readiness(stack) == {READY}
    until(lambda: STRICT.feedback(stack.base, *cards).status_code == READY, "taking feedback again")
    assert _kept(stack, "feedback", cards) == len(cards)
    assert load.bad == []
    return load


def test_e16_a_lock_on_the_ledger_stops_no_card(settled: Stack) -> None:
    assert _locked_for(settled, 7).slowest(0.5) < PATIENCE  # who waited for the lock would take as long


@pytest.mark.soak
def test_e16_a_lock_of_thirty_seconds_stops_no_card(settled: Stack) -> None:
    assert _locked_for(settled, 30).slowest(0.99) < 0.5


def test_what_waits_for_a_locked_database_is_written_before_a_replica_ends(settled: Stack) -> None:
    replica = settled.replicas[0]
    with ledger.locked(settled.ledger_url):
        cards = STRICT.cards(replica.base)
        replica.part.ask_to_stop()
        time.sleep(3)  # draining takes one; the ledger is waited for
    replica.part.ended()
    assert _kept(settled, "issuance", cards) == len(cards)
    replica.part.start()
