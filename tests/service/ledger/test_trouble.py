"""A database that is down, locked, full: cards go on, feedback waits (decisions 10, E-15 to E-17)."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from uuid import uuid4

import asyncpg  # type: ignore[import-untyped]  # used here to hold a lock
import httpx
import pytest
from sqlalchemy import event, make_url
from starlette.types import ASGIApp

from service.ledger import ledger as ledger_room
from service.ledger import writer
from service.ledger.ledger import Ledger
from service.ledger.tables import FEEDBACK, ISSUANCE, UNMATCHED
from service.main import build_app
from service.settings import Settings
from tests.service.fake import issue
from tests.service.ledger.keeping import (
    ANYONE,
    app_on,
    body,
    calling,
    cards_of,
    issuance,
    item,
    kept,
    new_ledger,
    post,
    run,
    running,
    written,
)

REQUEST = Path(__file__).parents[3] / "fixtures" / "requests" / "work-up.json"
DOWN = ["postgresql://nobody@127.0.0.1:1/none", "sqlite:////dev/null/no-such-folder/ledger.sqlite"]


def _refused(response: httpx.Response) -> bool:
    """A 503 that says when to come again and nothing about the database."""
    assert issue(response)["code"] == "transient"
    assert not {"sql", "psycopg", "asyncpg", "ledger.sqlite"} & set(response.text.lower().split())
    return (response.status_code, response.headers["retry-after"]) == (503, "30")


async def _card(http: httpx.AsyncClient) -> str:
    content, headers = REQUEST.read_bytes(), {"Content-Type": "application/json"}
    answer = await http.post("/cds-services/nme-patient-view", content=content, headers=headers)
    assert answer.status_code == 200
    return str(answer.json()["cards"][0]["uuid"])


@pytest.mark.parametrize("url", DOWN)
def test_e15_cards_are_given_and_feedback_refused_while_the_database_is_down(
    url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writer, "FLUSH_SECONDS", 0.1)

    async def check() -> None:
        app = build_app(Settings(today="2026-11-20", ledger_url=url))  # type: ignore[arg-type]
        ledger: Ledger = app.ledger  # type: ignore[attr-defined]
        async with app.router.lifespan_context(app), calling(app) as http:
            assert (await http.get("/readyz")).status_code == 200
            card = await _card(http)
            assert _refused(await post(app, body(item(card))))
            assert ledger.writer.waiting > 0
        assert (ledger.writer.waiting, ledger.writer.dropped > 0) == (0, True)

    run(check())


def test_e15_a_database_that_comes_back_gets_what_waited(sqlite: str, tmp_path: Path) -> None:
    async def check() -> None:
        obstacle = tmp_path / "kept"
        obstacle.write_text("a file where the folder should be")
        ledger, card = new_ledger(sqlite), str(uuid4())
        await ledger.start()
        ledger.issue(ANYONE, issuance(card))
        assert _refused(await post(app_on(ledger), body(item(card))))
        obstacle.unlink()
        await written(ledger)
        assert (await post(app_on(ledger), body(item(card)))).status_code == 200
        assert cards_of(await kept(ledger.store, FEEDBACK)) == [card]
        assert ledger.writer.dropped == 0
        await ledger.aclose()

    run(check())


@asynccontextmanager
async def _locked(url: str) -> AsyncIterator[None]:
    """Somebody else holds the database."""
    if url.startswith("sqlite"):
        other = sqlite3.connect(str(make_url(url).database), isolation_level=None)
        other.execute("BEGIN EXCLUSIVE")
        yield
        other.close()
        return
    connection = await asyncpg.connect(url)
    async with connection.transaction():
        await connection.execute("LOCK TABLE issuance, feedback, unmatched_feedback IN ACCESS EXCLUSIVE MODE")
        yield
    await connection.close()


def test_e16_a_lock_held_elsewhere_delays_no_card_and_feedback_hears_within_five_seconds(database: str) -> None:
    async def check() -> None:
        app = build_app(Settings(today="2026-11-20", ledger_url=database))  # type: ignore[arg-type]
        ledger: Ledger = app.ledger  # type: ignore[attr-defined]
        await ledger.store.migrate()
        async with app.router.lifespan_context(app), calling(app) as http:
            await _card(http)
            await written(ledger)
            async with _locked(database):
                refused = [str(uuid4()) for _ in range(5)]
                refusals = asyncio.gather(*(post(app, body(item(card))) for card in refused))
                cards = [await _card(http) for _ in range(20)]
                assert ledger.writer.waiting >= len(cards)  # given, while not one of them could be written
                assert all(map(_refused, await refusals))
            await written(ledger)
            answered = body(*(item(card) for card in cards))
            assert (await post(app, answered)).status_code == 200
            assert cards_of(await kept(ledger.store, FEEDBACK)) == sorted(cards)
            for card in refused:  # what was refused may have been kept after all; sent again it is there once
                assert (await post(app, body(item(card)))).status_code == 200
            assert cards_of(await kept(ledger.store, UNMATCHED)) == sorted(refused)

    run(check())


def test_e16_a_lock_held_since_before_the_start_is_no_longer_wait(database: str) -> None:
    async def check() -> None:
        async with running(database):
            pass
        ledger = new_ledger(database)
        async with _locked(database):
            answers = await asyncio.gather(*(post(app_on(ledger), body(item(str(uuid4())))) for _ in range(4)))
            assert all(map(_refused, answers))
        assert (await post(app_on(ledger), body(item(str(uuid4()))))).status_code == 200
        await ledger.aclose()

    run(check())


def test_e16_feedback_is_refused_in_time_whatever_else_would_still_wait(
    database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert ledger_room.ANSWER_SECONDS < 5
    monkeypatch.setattr(ledger_room, "ANSWER_SECONDS", 0.2)

    async def check() -> None:
        async with running(database) as ledger, _locked(database):
            assert _refused(await post(app_on(ledger), body(item(str(uuid4())))))
            assert ledger._unfinished  # the database is still at it

    run(check())


class Wire:
    """A connection to the database that can go dead without closing, as a lost network does."""

    def __init__(self, url: str) -> None:
        self.url, self.dead = make_url(url), False

    async def _pump(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while data := await reader.read(65_536):
            while self.dead:  # noqa: ASYNC110 - a wire has no events
                await asyncio.sleep(0.05)
            writer.write(data)
        writer.close()

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        there, back = await asyncio.open_connection(self.url.host, self.url.port)
        with suppress(ConnectionError):
            await asyncio.gather(self._pump(reader, back), self._pump(there, writer))

    @asynccontextmanager
    async def laid(self) -> AsyncIterator[str]:
        """The database's URL at this end of the wire."""
        async with await asyncio.start_server(self._connected, "127.0.0.1", 0) as server:
            port = server.sockets[0].getsockname()[1]
            yield self.url.set(host="127.0.0.1", port=port).render_as_string(hide_password=False)


def test_e16_a_database_that_falls_silent_delays_no_card_and_feedback_hears_within_five_seconds(
    postgresql: str,
) -> None:
    async def check() -> None:
        wire = Wire(postgresql)
        async with wire.laid() as url, running(url) as ledger:
            app, known = app_on(ledger), str(uuid4())
            ledger.issue(ANYONE, issuance(known))
            await written(ledger)
            wire.dead = True
            ledger.issue(ANYONE, issuance(str(uuid4())))
            assert all(map(_refused, await asyncio.gather(*(post(app, body(item(known))) for _ in range(3)))))
            wire.dead = False
            await written(ledger)
            assert (await post(app, body(item(known)))).status_code == 200
            assert len(await kept(ledger.store, ISSUANCE)) == 2
            assert cards_of(await kept(ledger.store, FEEDBACK)) == [known]

    run(check())


def test_e17_a_full_disk_refuses_feedback_and_corrupts_nothing(sqlite: str) -> None:
    pages = [0]

    def limit(connection: sqlite3.Connection, _record: object) -> None:
        if pages[0]:
            connection.execute(f"PRAGMA max_page_count={pages[0]}")

    async def check() -> None:
        async with running(sqlite) as ledger:
            app, card = app_on(ledger), str(uuid4())
            event.listen(ledger.store.engine.sync_engine, "connect", limit)
            ledger.issue(ANYONE, issuance(card))
            await written(ledger)
            pages[0] = 40
            large = {"userComment": "x" * 20_000}
            times = [f"2026-05-01T08:{minute:02}:00Z" for minute in range(30)]
            answers = [await post(app, body(item(card, at=at, overrideReason=large))) for at in times]
            stored = sum(answer.status_code == 200 for answer in answers)
            assert 0 < stored < 30
            assert all(_refused(answer) for answer in answers[stored:])
            ledger.issue(ANYONE, issuance(*(str(uuid4()) for _ in range(100))))
            pages[0] = 100_000
            assert len(await kept(ledger.store, FEEDBACK)) == stored
            assert (await post(app, body(item(card, at="2026-05-02T00:00:00Z")))).status_code == 200
            await written(ledger)
            assert len(await kept(ledger.store, ISSUANCE)) == 101
        with sqlite3.connect(str(make_url(sqlite).database)) as file:
            assert file.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        file.close()

    run(check())


def test_e30_a_removed_file_shows_when_asked_and_heals(sqlite: str, tmp_path: Path) -> None:
    async def story() -> None:
        async with running(sqlite) as ledger:
            app = app_on(ledger)
            card = str(uuid4())
            ready = [await _ready(app)]
            _removed(sqlite)
            ready += [await _ready(app), await _ready(app)]
            assert ready == [200, 503, 200]
            ledger.issue(ANYONE, issuance(card))
            await written(ledger)
            assert (await post(app, body(item(card)))).status_code == 200
            assert cards_of(await kept(ledger.store, FEEDBACK)) == [card]

    run(story())


def _removed(sqlite: str) -> None:
    """Its file, and what SQLite keeps beside it."""
    file = Path(sqlite.partition(":///")[2])
    for left in file.parent.glob(f"{file.name}*"):
        left.unlink()


async def _ready(app: ASGIApp) -> int:
    async with calling(app) as http:
        return (await http.get("/readyz")).status_code


def test_e30_feedback_after_a_removal_is_kept_without_being_asked(sqlite: str) -> None:
    async def story() -> None:
        async with running(sqlite) as ledger:
            _removed(sqlite)
            assert (await post(app_on(ledger), body(item(str(uuid4()))))).status_code == 200
            assert len(await kept(ledger.store, UNMATCHED)) == 1

    run(story())
