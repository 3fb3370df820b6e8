"""Each test of the ledger on a real SQLite file and on a real PostgreSQL, where the machine has one."""

import asyncio
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import asyncpg  # type: ignore[import-untyped]  # used here for its errors
import pytest

from tests.service.ledger.scratch import NAME, made, run
from tests.service.servers import POSTGRESQL_AT, postgresql_server


@pytest.fixture(scope="session")
def server() -> Iterator[str]:
    """The URL of a PostgreSQL server, without a database."""
    with postgresql_server() as url:
        yield url


@pytest.fixture(scope="session")
def scratch(server: str) -> Iterator[str]:
    """A database of our own for this run."""
    name = f"{NAME}{uuid4().hex}"
    with asyncio.Runner() as runner:
        try:
            in_use = runner.run(made(server, name))
        except (OSError, TimeoutError, asyncpg.PostgresError) as error:
            pytest.skip(f"PostgreSQL lets nobody in ({type(error).__name__}): name one in {POSTGRESQL_AT}")
        yield name
        runner.run(in_use.close())
        runner.run(run(server, "postgres", f"DROP DATABASE {name} WITH (FORCE)"))


@pytest.fixture
def postgresql(server: str, scratch: str) -> str:
    """The URL of an empty PostgreSQL database."""
    asyncio.run(run(server, scratch, "DROP SCHEMA public CASCADE; CREATE SCHEMA public"))
    return f"{server}/{scratch}"


@pytest.fixture
def sqlite(tmp_path: Path) -> str:
    """The URL of a SQLite file that does not exist yet."""
    return f"sqlite:///{tmp_path}/kept/ledger.sqlite"


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest) -> str:
    """An empty database of either kind."""
    url: str = request.getfixturevalue(request.param)
    return url
