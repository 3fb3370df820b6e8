"""Each test of the ledger on a real SQLite file and on a real PostgreSQL, when one answers on this machine."""

import asyncio
import os
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import asyncpg  # type: ignore[import-untyped]  # used here to make and drop databases
import pytest

SERVER = os.environ.get("NME_CDS_TEST_POSTGRESQL", "postgresql://root@127.0.0.1:5432")


def _run(database: str, statement: str) -> None:
    async def run() -> None:
        connection = await asyncpg.connect(f"{SERVER}/{database}", timeout=3)
        try:
            await connection.execute(statement)
        finally:
            await connection.close()

    asyncio.run(run())


@pytest.fixture(scope="session")
def scratch() -> Iterator[str]:
    """A database of our own for this run."""
    name = f"nme_cds_test_{uuid4().hex}"
    try:
        _run("postgres", f"CREATE DATABASE {name}")
    except (OSError, TimeoutError, asyncpg.PostgresError) as error:
        pytest.skip(f"no PostgreSQL at {SERVER} ({type(error).__name__}); set NME_CDS_TEST_POSTGRESQL")
    yield name
    _run("postgres", f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def postgresql(scratch: str) -> str:
    """The URL of an empty PostgreSQL database."""
    _run(scratch, "DROP SCHEMA public CASCADE; CREATE SCHEMA public")
    return f"{SERVER}/{scratch}"


@pytest.fixture
def sqlite(tmp_path: Path) -> str:
    """The URL of a SQLite file that does not exist yet."""
    return f"sqlite:///{tmp_path}/kept/ledger.sqlite"


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest) -> str:
    """An empty database of either kind."""
    url: str = request.getfixturevalue(request.param)
    return url
