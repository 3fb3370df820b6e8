"""Each test of the ledger on a real SQLite file and on a real PostgreSQL, when one answers on this machine."""

import asyncio
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import asyncpg  # type: ignore[import-untyped]  # used here for its errors
import pytest

from tests.service.ledger.scratch import NAME, SERVER, made, run


@pytest.fixture(scope="session")
def scratch() -> Iterator[str]:
    """A database of our own for this run."""
    name = f"{NAME}{uuid4().hex}"
    with asyncio.Runner() as runner:
        try:
            in_use = runner.run(made(name))
        except (OSError, TimeoutError, asyncpg.PostgresError) as error:
            pytest.skip(f"no PostgreSQL at {SERVER} ({type(error).__name__}); set NME_CDS_TEST_POSTGRESQL")
        yield name
        runner.run(in_use.close())
        runner.run(run("postgres", f"DROP DATABASE {name} WITH (FORCE)"))


@pytest.fixture
def postgresql(scratch: str) -> str:
    """The URL of an empty PostgreSQL database."""
    asyncio.run(run(scratch, "DROP SCHEMA public CASCADE; CREATE SCHEMA public"))
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
