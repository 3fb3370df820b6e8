"""One running service and one set of answers for all conformance tests."""

from collections.abc import Iterator

import pytest

from tests.acceptance.build import Json
from tests.conformance import corpus
from tests.conformance.corpus import Exchange
from tests.conformance.server import Server, serving


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    with serving() as running:
        yield running


@pytest.fixture(scope="session")
def exchanges(server: Server) -> list[Exchange]:
    """Every valid call of the set: answered with cards, without, or with 412."""
    return corpus.exchanges(server)


@pytest.fixture(scope="session")
def refusals(server: Server) -> list[Exchange]:
    """Every call that is refused."""
    return corpus.refusals(server)


@pytest.fixture(scope="session")
def answers(exchanges: list[Exchange]) -> list[Exchange]:
    """The exchanges that succeeded."""
    return [e for e in exchanges if e.response.status_code == 200]


@pytest.fixture(scope="session")
def cards(answers: list[Exchange]) -> list[Json]:
    """Every card of every answer."""
    return [card for answer in answers for card in answer.cards]


@pytest.fixture(scope="session")
def services(server: Server) -> list[Json]:
    """What discovery lists."""
    return server.services()
