"""The whole service on a real socket, with the page at ``/``."""

from collections.abc import Iterator

import httpx
import pytest

from service.main import build_demo
from service.settings import Settings
from tests.acceptance.shapes import TODAY
from tests.service.running import running


@pytest.fixture(scope="session")
def web() -> Iterator[httpx.Client]:
    """A client of the demonstration."""
    app = build_demo(Settings(today=TODAY, ledger_url="none"))
    with running(app) as (host, port), httpx.Client(base_url=f"http://{host}:{port}") as client:
        yield client
