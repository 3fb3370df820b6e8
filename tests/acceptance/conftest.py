"""One running service for all acceptance tests, its clock on the day of the cases."""

from asyncio import Runner
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from httpx import ASGITransport, AsyncClient, Response

from service.main import build_app
from service.settings import Settings
from tests.acceptance.build import Json
from tests.acceptance.reply import Reply
from tests.acceptance.shapes import TODAY

Ask = Callable[[Json], Reply]


class Client:
    """An HTTP client on the application itself, without a socket and without an event loop to mind."""

    def __init__(self, runner: Runner, http: AsyncClient) -> None:
        self._runner, self._http = runner, http

    def get(self, path: str) -> Response:
        """GET."""
        return self._runner.run(self._http.get(path))

    def post(self, path: str, body: Any) -> Response:
        """POST of a JSON body."""
        return self._runner.run(self._http.post(path, json=body))


@pytest.fixture(scope="session")
def client() -> Iterator[Client]:
    transport = ASGITransport(build_app(Settings(today=TODAY)), raise_app_exceptions=False)
    with Runner() as runner:
        http = AsyncClient(transport=transport, base_url="http://cds.example.org")
        yield Client(runner, http)
        runner.run(http.aclose())


@pytest.fixture(scope="session")
def offered(client: Client) -> frozenset[str]:
    """The ids of the services in discovery."""
    return frozenset(service["id"] for service in client.get("/cds-services").json()["services"])


@pytest.fixture(scope="session")
def ask(client: Client) -> Ask:
    """Post a hook request to the service of its hook."""

    def post(request: Json) -> Reply:
        answer = client.post(f"/cds-services/nme-{request['hook']}", request)
        return Reply(answer.status_code, answer.json())

    return post
