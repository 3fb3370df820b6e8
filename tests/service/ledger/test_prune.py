"""Retention: what is older than so many days goes, unless feedback on it is younger (A-97)."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from sqlalchemy import update
from typer.testing import CliRunner

from service.commands.ledger import app
from service.ledger.prune import prune
from service.ledger.tables import FEEDBACK, ISSUANCE, UNMATCHED
from tests.service.ledger.keeping import ANYONE, cards_of, events, issuance, item, kept, run, running, written

DAYS = 400


def test_cards_and_events_go_by_their_age(database: str) -> None:
    async def check() -> None:
        young, old, answered, unknown = (str(uuid4()) for _ in range(4))
        async with running(database) as ledger:
            ledger.issue(ANYONE, issuance(young, old, answered))
            await written(ledger)
            said = events(*(item(card) for card in (young, old, answered, unknown, "x")))
            await ledger.keep(ANYONE, "nme-patient-view", said)
            async with ledger.store.writing() as connection:
                margin = timedelta(minutes=1)
                limit = datetime.now(UTC) - timedelta(days=DAYS)
                for card, when in ((young, limit + margin), (old, limit - margin), (answered, limit - margin)):
                    await connection.execute(update(ISSUANCE).where(ISSUANCE.c.card == card).values(issued_at=when))
                for table, card in ((FEEDBACK, old), (UNMATCHED, unknown)):
                    aged = update(table).where(table.c.card == card).values(received_at=limit - margin)
                    await connection.execute(aged)
            assert await prune(ledger.store, DAYS) == (1, 1)
            assert cards_of(await kept(ledger.store, ISSUANCE)) == sorted((young, answered))
            assert cards_of(await kept(ledger.store, FEEDBACK)) == sorted((young, answered))
            assert cards_of(await kept(ledger.store, UNMATCHED)) == ["x"]
            assert await prune(ledger.store, DAYS) == (0, 0)

    run(check())


def test_pruning_first_takes_in_feedback_that_missed_its_card(database: str) -> None:
    async def check() -> None:
        card = str(uuid4())
        async with running(database) as ledger:
            ledger.issue(ANYONE, issuance(card))
            await written(ledger)
            await ledger.keep(ANYONE, "nme-patient-view", events(item(card)))
            async with ledger.store.writing() as connection:
                (row,) = (await connection.execute(FEEDBACK.delete().returning(*FEEDBACK.c))).mappings()
                await connection.execute(UNMATCHED.insert(), dict(row))
            await prune(ledger.store, DAYS)
            assert cards_of(await kept(ledger.store, FEEDBACK)) == [card]

    run(check())


def test_the_commands_migrate_and_prune(database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NME_CDS_LEDGER_URL", database)
    migrated = CliRunner().invoke(app, ["migrate"])
    assert (migrated.exit_code, migrated.output) == (0, "The ledger's tables are up to date.\n")
    pruned = CliRunner().invoke(app, ["prune", "--older-than", "400"])
    assert pruned.output == "Deleted 0 cards with their feedback, and 0 events on unknown cards.\n"
    assert CliRunner().invoke(app, ["prune", "--older-than", "0"]).exit_code == 2
