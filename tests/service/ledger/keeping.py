"""A service with a ledger, called over ASGI, and a look into what it kept."""

import asyncio
import json
from collections.abc import AsyncIterator, Coroutine, Sequence
from contextlib import asynccontextmanager
from typing import Any, TypeVar
from uuid import uuid4

import httpx
from sqlalchemy import Table, select
from starlette.types import ASGIApp, Receive, Scope, Send

from service.http.app import create_app
from service.ledger.issuance import Issuance, IssuedCard
from service.ledger.ledger import Ledger
from service.ledger.store import Store
from service.outbound.database import ledger_url
from service.protocol.feedback import Feedback, parse
from service.settings import Settings
from service.trust.caller import SCOPE_KEY, Caller
from tests.service.fake import Fake

T = TypeVar("T")
AT = "2026-05-01T08:00:00Z"
ANYONE = Caller("anyone")
PATH = "/cds-services/nme-patient-view/feedback"


def run(work: Coroutine[Any, Any, T]) -> T:
    """The result, in an event loop of its own."""
    return asyncio.run(work)


def item(card: str, outcome: str = "overridden", at: str = AT, **members: Any) -> dict[str, Any]:
    """One item of feedback."""
    return {"card": card, "outcome": outcome, "outcomeTimestamp": at, **members}


def body(*items: dict[str, Any]) -> bytes:
    """The body of a post."""
    return json.dumps({"feedback": items}).encode()


def events(*items: dict[str, Any]) -> tuple[Feedback, ...]:
    """The events of a post."""
    return parse(body(*items))


def issuance(*cards: str, patient_id: str = "canary-patient") -> Issuance:
    """An answer with these cards."""
    return Issuance(
        service="nme-patient-view",
        hook_instance="d1577c69-dfbe-44ad-ba6d-3e05e953b2ea",
        state="S03",
        pathway_version="1.0.0",
        patient_id=patient_id,
        cards=tuple(IssuedCard(card, "K04", (str(uuid4()),)) for card in cards),
    )


def new_ledger(url: str, key: str | None = None) -> Ledger:
    """A ledger on this database."""
    parsed = ledger_url(url)
    assert parsed is not None
    return Ledger(parsed, key)


@asynccontextmanager
async def running(url: str, key: str | None = None) -> AsyncIterator[Ledger]:
    """A ledger with its tables, writing."""
    ledger = new_ledger(url, key)
    await ledger.store.migrate()
    await ledger.start()
    try:
        yield ledger
    finally:
        await ledger.aclose()


async def written(ledger: Ledger) -> None:
    """Wait until every card given is in the database."""
    async with asyncio.timeout(60):
        while ledger.writer.waiting:  # noqa: ASYNC110 - the queue is looked at, as a metric would
            await asyncio.sleep(0.01)


async def kept(store: Store, table: Table) -> list[dict[str, Any]]:
    """The rows of a table."""
    async with store.reading() as connection:
        return [dict(row) for row in (await connection.execute(select(table))).mappings()]


class As:
    """ASGI middleware: every request comes from this client, as if authentication had said so."""

    def __init__(self, app: ASGIApp, client: str, tenant: str = "") -> None:
        self.app, self.caller = app, Caller(client).of_tenant(tenant)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self.app({**scope, SCOPE_KEY: self.caller}, receive, send)


@asynccontextmanager
async def calling(app: ASGIApp) -> AsyncIterator[httpx.AsyncClient]:
    """An HTTP client on the application; what goes wrong in it is an answer."""
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://cds.example.org") as http:
        yield http


def app_on(ledger: Ledger | None) -> ASGIApp:
    """The application with a content that has nothing to say."""
    return create_app(Settings(), Fake(), ledger=ledger)


async def post(app: ASGIApp, content: bytes, path: str = PATH) -> httpx.Response:
    """Feedback as it stands."""
    async with calling(app) as http:
        return await http.post(path, content=content, headers={"Content-Type": "application/json"})


def cards_of(rows: Sequence[dict[str, Any]]) -> list[str]:
    """Their cards, sorted."""
    return sorted(row["card"] for row in rows)
