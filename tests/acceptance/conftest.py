"""One running service for all acceptance tests, its clock on the day of the cases."""

from collections.abc import Callable, Iterator

import pytest
from starlette.testclient import TestClient

from service.main import build_app
from service.settings import Settings
from tests.acceptance.build import Json
from tests.acceptance.reply import Reply
from tests.acceptance.shapes import TODAY

Ask = Callable[[Json], Reply]


@pytest.fixture(scope="session")
def client() -> Iterator[TestClient]:
    with TestClient(build_app(Settings(today=TODAY)), raise_server_exceptions=False) as running:
        yield running


@pytest.fixture(scope="session")
def offered(client: TestClient) -> frozenset[str]:
    """The ids of the services in discovery."""
    return frozenset(service["id"] for service in client.get("/cds-services").json()["services"])


@pytest.fixture(scope="session")
def ask(client: TestClient) -> Ask:
    """Post a hook request to the service of its hook."""

    def post(request: Json) -> Reply:
        answer = client.post(f"/cds-services/nme-{request['hook']}", json=request)
        return Reply(answer.status_code, answer.json())

    return post
