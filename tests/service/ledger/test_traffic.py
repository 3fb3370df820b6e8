"""How many calls there were: counted in memory, added up in the database, whatever happens in between."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, date, datetime, timedelta

import pytest

from service.http.app import create_app
from service.ledger import traffic
from service.ledger.prune import prune
from service.ledger.store import LedgerDownError
from service.ledger.tables import TRAFFIC
from service.ledger.traffic import MOST_KINDS, Row, Traffic
from service.protocol.errors import PreconditionFailed
from service.protocol.request import HookRequest
from service.protocol.response import NO_CARDS
from service.settings import Settings
from service.trust.caller import Caller
from service.version import SOFTWARE_VERSION
from tests.service.fake import CALL, PATIENT_VIEW, Fake
from tests.service.ledger.keeping import ANYONE, As, calling, issuance, kept, new_ledger, run, running

HOSPITAL = Caller("General", "north")


class Given(Fake):
    """Answers in scope, one after the other, each with these cards; None: refused."""

    def __init__(self, *cards: Sequence[str] | None) -> None:
        super().__init__()
        self.coming = list(cards)

    async def answer(self, service_id: str, request: HookRequest, left: object = None, issued: object = None) -> bytes:
        """The next one."""
        cards = self.coming.pop(0)
        if cards is None:
            raise PreconditionFailed("conditions")
        assert callable(issued)
        issued(issuance(*cards))
        return NO_CARDS


async def _rows(database: str) -> list[Row]:
    """What is there once the counting has stopped."""
    ledger = new_ledger(database)
    try:
        return await kept(ledger.store, TRAFFIC)
    finally:
        await ledger.aclose()


async def _numbers(database: str) -> dict[tuple[str, ...], int]:
    rows = await _rows(database)
    return {(row["client"], row["tenant"], row["service"], row["outcome"]): row["calls"] for row in rows}


def test_calls_are_counted_by_how_they_ended_and_for_whom(database: str) -> None:
    async def check() -> None:
        async with running(database) as ledger:
            app = As(create_app(Settings(), Given(["a"], [], ["b"], None), ledger=ledger), *HOSPITAL.key)
            async with calling(app) as http:
                statuses = [(await http.post(PATIENT_VIEW, json=CALL)).status_code for _ in range(4)]
                unknown = await http.post("/cds-services/canary", json=CALL)
        assert (statuses, unknown.status_code) == ([200, 200, 200, 412], 404)
        general = ("General", "north", "nme-patient-view")
        expected = {(*general, "cards"): 2, (*general, "no cards"): 1, (*general, "refused"): 1}
        assert await _numbers(database) == expected

    run(check())


def test_later_calls_are_added_to_those_that_are_there(database: str) -> None:
    async def check() -> None:
        for _ in range(2):
            async with running(database) as ledger:
                for caller in (ANYONE, HOSPITAL, HOSPITAL):
                    ledger.traffic.count(caller, "nme-order-sign", "no cards")
        service = ("nme-order-sign", "no cards")
        assert await _numbers(database) == {("anyone", "", *service): 2, ("General", "north", *service): 4}
        (row, *_) = await _rows(database)
        assert (row["day"], row["software_version"]) == (datetime.now(UTC).date(), SOFTWARE_VERSION)

    run(check())


def test_counts_of_old_days_are_pruned(database: str) -> None:
    async def check() -> None:
        async with running(database) as ledger:
            today = datetime.now(UTC).date()
            async with ledger.store.writing() as connection:
                await traffic.add(connection, [_on(today - timedelta(days=days)) for days in (400, 401)])
            await prune(ledger.store, 400)
            assert [row["day"] for row in await kept(ledger.store, TRAFFIC)] == [today - timedelta(days=400)]

    run(check())


def _on(day: date) -> Row:
    text = ("client", "tenant", "service", "outcome", "pathway_version", "software_version")
    return {"day": day, **dict.fromkeys(text, "x"), "calls": 1}


class Database:
    """Takes rows, after some failures."""

    def __init__(self, failures: int = 0) -> None:
        self.failures, self.rows = failures, list[Row]()

    async def add(self, rows: Sequence[Row]) -> None:
        """One transaction."""
        if self.failures:
            self.failures -= 1
            raise LedgerDownError("OperationalError")
        self.rows += rows

    @property
    def calls(self) -> int:
        """All calls taken."""
        return sum(row["calls"] for row in self.rows)


async def _counted(database: Database, work: Callable[[Traffic], Awaitable[None]]) -> None:
    counting = Traffic(database.add, {"pathway_version": "1", "software_version": "2"})
    counting.start()
    for _ in range(3):
        counting.count(ANYONE, "nme-patient-view", "no cards")
    await work(counting)
    await counting.stop()


def test_what_the_database_does_not_take_is_added_later_and_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(traffic, "EVERY", 0.01)

    async def wait(_counting: Traffic) -> None:
        async with asyncio.timeout(5):
            while not database.rows:  # noqa: ASYNC110 - as long as it takes
                await asyncio.sleep(0.01)

    database = Database(failures=2)
    run(_counted(database, wait))
    assert database.calls == 3
    assert {(row["pathway_version"], row["software_version"]) for row in database.rows} == {("1", "2")}


def test_what_was_counted_is_added_before_the_end() -> None:
    async def at_once(_counting: Traffic) -> None:
        pass

    database = Database()
    run(_counted(database, at_once))
    assert database.calls == 3


def test_a_database_that_hangs_does_not_hold_up_the_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(traffic, "FLUSH_SECONDS", 0.05)

    class Hanging(Database):
        async def add(self, rows: Sequence[Row]) -> None:
            await asyncio.sleep(60)

    async def at_once(_counting: Traffic) -> None:
        pass

    run(asyncio.wait_for(_counted(Hanging(), at_once), 5))


def test_tenants_beyond_counting_are_counted_as_one() -> None:
    async def many(counting: Traffic) -> None:
        for number in range(MOST_KINDS + 50):
            counting.count(Caller("General", str(number)), "nme-patient-view", "no cards")

    database = Database()
    run(_counted(database, many))
    assert database.calls == MOST_KINDS + 53
    assert len(database.rows) == MOST_KINDS + 1
    assert [row["calls"] for row in database.rows if row["client"] == "General" and not row["tenant"]] == [51]


def test_counting_that_never_started_stops_without_ado() -> None:
    run(Traffic(Database().add, {}).stop())


def test_a_new_ledger_has_no_calls(sqlite: str) -> None:
    assert run(_numbers(sqlite)) == {}
