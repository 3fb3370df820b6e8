"""The whole application, called over ASGI, its clock on the day of the cases."""

from asyncio import Runner
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from fastapi import FastAPI
from httpx import ASGITransport, AsyncClient, Response

from service.main import build_app
from service.settings import Settings
from tests.acceptance.build import Json
from tests.acceptance.reply import Reply
from tests.acceptance.shapes import TODAY

HOOKS = ("patient-view", "order-select", "order-sign")
BASE = "http://cds.example.org"
JSON = {"Content-Type": "application/json"}


def address(hook: str) -> str:
    """Where the service of a hook is called."""
    return f"/cds-services/nme-{hook}"


class Server:
    """Calls one application, one request at a time."""

    def __init__(self, runner: Runner, app: FastAPI) -> None:
        self._runner = runner
        self._http = AsyncClient(transport=ASGITransport(app, raise_app_exceptions=False), base_url=BASE)

    def request(self, method: str, path: str, **options: Any) -> Response:
        """One request. Redirects are not followed."""
        return self._runner.run(self._http.request(method, path, **options))

    def get(self, path: str, **options: Any) -> Response:
        """GET."""
        return self.request("GET", path, **options)

    def call(self, request: Json, **options: Any) -> Response:
        """A service call, to the service of its hook."""
        return self.request("POST", address(request["hook"]), json=request, **options)

    def ask(self, request: Json) -> Reply:
        """A service call, its answer read for comparison."""
        response = self.call(request)
        return Reply(response.status_code, response.json())

    def send(self, body: bytes, hook: str = "patient-view") -> Response:
        """A body as it stands."""
        return self.request("POST", address(hook), content=body, headers=JSON)

    def services(self) -> list[Json]:
        """What discovery lists."""
        listed: list[Json] = self.get("/cds-services").json()["services"]
        return listed

    def close(self) -> None:
        """Close the client."""
        self._runner.run(self._http.aclose())


@contextmanager
def serving(app: FastAPI | None = None, **settings: Any) -> Iterator[Server]:
    """A server; without ``app`` the whole service with these settings."""
    with Runner() as runner:
        server = Server(runner, app or build_app(Settings(**{"today": TODAY, "ledger_url": "none", **settings})))
        yield server
        server.close()
