"""A content that answers everything with no card, and a client to call it through the real application."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from typing import Any

import httpx

from service.http.app import create_app
from service.protocol.discovery import ServiceDescription
from service.protocol.request import Hook, HookRequest
from service.protocol.response import NO_CARDS
from service.settings import Settings

HOOKS: tuple[Hook, ...] = ("patient-view", "order-select", "order-sign")
SERVICES = tuple(ServiceDescription(id=f"nme-{hook}", hook=hook, title=hook, description=hook) for hook in HOOKS)
LIMIT = 2 * 1024 * 1024  # bytes, the lowest limit a site may set
PATIENT_VIEW = "/cds-services/nme-patient-view"
CALL = {
    "hook": "patient-view",
    "hookInstance": "d1577c69-dfbe-44ad-ba6d-3e05e953b2ea",
    "context": {"userId": "Practitioner/example", "patientId": "canary-patient"},
    "fhirServer": "https://canary.example.org/fhir",
    "fhirAuthorization": {"access_token": "canary-token", "token_type": "Bearer"},
}

Reply = Callable[[str, HookRequest], Awaitable[bytes]]


async def no_cards(_service_id: str, _request: HookRequest) -> bytes:
    """Nothing to say."""
    return NO_CARDS


class Fake:
    """An AnswerService that remembers what it was asked."""

    title, version = "CDS Hooks service for necrolytic migratory erythema and glucagonoma", "1.0.0"

    def __init__(self, reply: Reply = no_cards, services: tuple[ServiceDescription, ...] = SERVICES) -> None:
        self.services = services
        self.reply = reply
        self.asked: list[tuple[str, HookRequest]] = []

    async def answer(self, service_id: str, request: HookRequest, left: object = None, issued: object = None) -> bytes:
        """What the reply says."""
        self.asked.append((service_id, request))
        return await self.reply(service_id, request)

    async def aclose(self) -> None:
        """Holds nothing open."""


class Client:
    """Calls the application over ASGI, one request at a time. Its failures are answers here, not exceptions."""

    def __init__(self, answer: Fake | None = None, **settings: Any) -> None:
        self.app = create_app(Settings(**settings), answer or Fake())

    def request(self, method: str, path: str, **options: Any) -> httpx.Response:
        """One request. Redirects are not followed."""
        return asyncio.run(self._request(method, path, options))

    def get(self, path: str, **options: Any) -> httpx.Response:
        """GET."""
        return self.request("GET", path, **options)

    def post(self, path: str, **options: Any) -> httpx.Response:
        """POST."""
        return self.request("POST", path, **options)

    async def _request(self, method: str, path: str, options: dict[str, Any]) -> httpx.Response:
        transport = httpx.ASGITransport(self.app, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url="http://testserver") as http:
            return await http.request(method, path, **options)


def post(body: bytes | None = None, headers: dict[str, str] | None = None, path: str = PATIENT_VIEW) -> httpx.Response:
    """A service call, valid unless told otherwise."""
    content = json.dumps(CALL).encode() if body is None else body
    return Client(body_limit=LIMIT).post(
        path, content=content, headers={"Content-Type": "application/json"} | (headers or {})
    )


def issue(response: httpx.Response) -> dict[str, str]:
    """The one issue of the OperationOutcome every error carries (A-57)."""
    assert response.headers["content-type"] == "application/json"
    body = response.json()
    assert body["resourceType"] == "OperationOutcome"
    (only,) = body["issue"]
    assert isinstance(only, dict)
    return only
