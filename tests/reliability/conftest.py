"""One service for the tests that need no setting of their own. Each leaves it as it was."""

from collections.abc import Iterator

import pytest

from tests.acceptance.shapes import TODAY
from tests.service.test_graceful_stop import Instance, instance


@pytest.fixture(scope="session")
def running() -> Iterator[Instance]:
    with instance(TODAY=TODAY) as running:
        yield running
