"""The tables: up, down, the same as in the code, and not served when of another version."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, inspect

from service.ledger import schema
from service.ledger.store import BehindError, Store
from service.ledger.tables import METADATA
from tests.service.fake import issue
from tests.service.ledger.keeping import app_on, body, calling, new_ledger, post, run


def _tables(connection: Connection) -> set[str]:
    return set(inspect(connection).get_table_names()) - {"alembic_version"}


def _differences(connection: Connection) -> object:
    return compare_metadata(MigrationContext.configure(connection), METADATA)


async def _up_and_down(store: Store) -> list[object]:
    steps = (schema.present, schema.upgrade, schema.upgrade, schema.present, _differences, _tables)
    seen: list[object] = [await store._on_tables(step) for step in steps]
    await store._on_tables(schema.downgrade)
    seen += [await store._on_tables(schema.present), await store._on_tables(_tables)]
    await store._on_tables(schema.upgrade)
    return [*seen, await store._on_tables(schema.present)]


def test_the_migrations_are_named_by_their_revisions_and_the_last_one_is_expected() -> None:
    scripts = ScriptDirectory.from_config(schema._config())
    names = {Path(script.path).name.partition("_")[0]: script.revision for script in scripts.walk_revisions()}
    assert names == {f"v{revision}": revision for revision in names.values()}
    assert schema.expected() == scripts.get_current_head()


def test_tables_as_they_should_be_are_seen_without_alembic(sqlite: str) -> None:
    run(new_ledger(sqlite).store.migrate())
    again = f"""
import asyncio, sys
from service.outbound.database import ledger_url
from service.ledger.store import Store
asyncio.run(Store(ledger_url({sqlite!r})).prepare())
print("alembic" in sys.modules)
"""
    told = subprocess.run([sys.executable, "-c", again], check=True, capture_output=True, text=True)  # noqa: S603
    assert told.stdout == "False\n"


def test_the_tables_go_up_and_down_and_are_those_of_the_code(database: str) -> None:
    async def check() -> list[object]:
        ledger = new_ledger(database)
        seen = await _up_and_down(ledger.store)
        await ledger.aclose()
        return seen

    head = schema.expected()
    assert run(check()) == [None, None, None, head, [], set(METADATA.tables), None, set(), head]


def test_a_new_sqlite_file_is_made_ready_at_start(sqlite: str) -> None:
    async def check() -> int:
        ledger = new_ledger(sqlite)
        await ledger.start()
        async with calling(app_on(ledger)) as http:
            ready = await http.get("/readyz")
        await ledger.aclose()
        return ready.status_code

    assert run(check()) == 200


def test_postgresql_of_another_version_is_not_ready_until_it_is_migrated(postgresql: str) -> None:
    async def check() -> None:
        ledger = new_ledger(postgresql)
        await ledger.start()
        app = app_on(ledger)
        async with calling(app) as http:
            ready = await http.get("/readyz")
            assert (ready.status_code, ready.headers["retry-after"]) == (503, "30")
            assert "nme-cds ledger migrate" in issue(ready)["diagnostics"]
            assert (await http.get("/healthz")).status_code == 200
            assert (await post(app, body())).status_code == 503
            await ledger.store.migrate()
            assert (await http.get("/readyz")).status_code == 200
            assert (await post(app, body())).status_code == 200
        await ledger.aclose()

    run(check())


def test_several_processes_may_bring_the_same_database_up_at_once(database: str) -> None:
    command = [sys.executable, "-c", "from service.commands.ledger import app; app(['migrate'])"]
    environment = {**os.environ, "NME_CDS_LEDGER_URL": database}
    running = [subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL) for _ in range(3)]  # noqa: S603
    assert [process.wait(60) for process in running] == [0, 0, 0]


def test_tables_newer_than_the_software_are_another_version_too(database: str) -> None:
    async def check() -> None:
        ledger = new_ledger(database)
        await ledger.store.migrate()
        async with ledger.store.engine.begin() as connection:
            await connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
        with pytest.raises(BehindError):
            await ledger.check()
        await ledger.aclose()

    run(check())
