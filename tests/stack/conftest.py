"""One stack for all tests of this folder. Each test leaves it whole."""

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from tests.stack.process import lend
from tests.stack.stack import Stack, running


@pytest.fixture(scope="session")
def folder() -> Iterator[Path]:
    """Where the parts keep their files. Not pytest's own: parts that do not run as root cannot get in there."""
    with TemporaryDirectory(prefix="nme-cds-stack-") as path:
        yield lend(Path(path))


@pytest.fixture(scope="session")
def stack(folder: Path) -> Iterator[Stack]:
    """Three replicas behind a proxy, with PostgreSQL and Valkey."""
    with running(folder) as stack:
        yield stack
