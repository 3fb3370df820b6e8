"""The queue beside the answer's path: bounded, counted, flushed."""

import asyncio
from collections.abc import Sequence

import pytest

from service.ledger import writer
from service.ledger.issuance import Row
from service.ledger.store import LedgerDownError
from service.ledger.writer import BATCH, MAX_WAITING, Writer
from tests.service.ledger.keeping import run


def _rows(number: int) -> list[Row]:
    return [{"card": str(n)} for n in range(number)]


class Database:
    """Remembers the size of each batch; fails so many times first."""

    def __init__(self, failures: int = 0) -> None:
        self.failures = failures
        self.cards: list[str] = []
        self.batches: list[int] = []

    async def write(self, rows: Sequence[Row]) -> None:
        """One transaction."""
        await asyncio.sleep(0)
        if self.failures:
            self.failures -= 1
            raise LedgerDownError("OperationalError")
        self.batches.append(len(rows))
        self.cards += [row["card"] for row in rows]


def test_what_finds_no_room_is_counted() -> None:
    queue = Writer(Database().write)
    queue.put(_rows(MAX_WAITING - 1))
    assert (queue.waiting, queue.dropped) == (MAX_WAITING - 1, 0)
    queue.put(_rows(3))
    assert (queue.waiting, queue.dropped) == (MAX_WAITING, 2)


def test_everything_is_written_in_order_in_batches_by_the_time_it_stops() -> None:
    async def check(database: Database) -> None:
        queue = Writer(database.write)
        queue.start()
        queue.put(_rows(BATCH + 1))
        await queue.stop()
        assert (queue.waiting, queue.dropped) == (0, 0)

    database = Database()
    run(check(database))
    assert database.batches == [BATCH, 1]
    assert database.cards == [row["card"] for row in _rows(BATCH + 1)]


def test_a_batch_that_fails_is_written_later_and_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writer, "RETRY_SECONDS", 0.01)

    async def check(database: Database) -> int:
        queue = Writer(database.write)
        queue.start()
        queue.put(_rows(2))
        await asyncio.sleep(0)
        queue.put([{"card": "late"}])
        await queue.stop()
        return queue.dropped

    database = Database(failures=3)
    assert run(check(database)) == 0
    assert database.cards == ["0", "1", "late"]


def test_what_cannot_be_written_before_the_end_is_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writer, "FLUSH_SECONDS", 0.05)

    async def check() -> tuple[int, int]:
        queue = Writer(Database(failures=1000).write)
        queue.start()
        queue.put(_rows(7))
        await queue.stop()
        return queue.waiting, queue.dropped

    assert run(check()) == (0, 7)


def test_a_queue_that_never_started_stops_without_ado() -> None:
    run(Writer(Database().write).stop())
